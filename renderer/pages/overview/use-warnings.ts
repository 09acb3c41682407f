import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/queries.ts';
import { useWarningText } from '../budgets/warning-text.ts';

const EVERY_MS = 10_000;
const SHOWN = 3;

/** Warnings about budgets that nobody has seen yet, the newest first; further ones are counted. */
export function useWarnings(): string[] {
  const { t } = useTranslation('overview');
  const { data } = useOperation('spending.get', undefined, { every: EVERY_MS });
  const text = useWarningText(data ?? { teams: [], keys: [], currency: { code: 'USD', perUsd: '1', date: null } });
  const unseen = (data?.alerts ?? []).filter(({ seenBy }) => seenBy === null);
  return [...unseen.slice(0, SHOWN).map(text), ...(unseen.length > SHOWN ? [t('attention.more', { count: unseen.length - SHOWN })] : [])];
}
