import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import type { TrialResult } from './provider.ts';

/** How a test of the connection ended, in a sentence. */
export function useTrialText(): (result: TrialResult) => string {
  const { t } = useTranslation('providers');
  const format = useFormat();
  return ({ outcome, status, models = [] }) => {
    if (outcome === 'works') return t('trial.works', { count: models.length, number: format.number(models.length) });
    if (outcome === 'rejected') return t('trial.rejected', { status: String(status) });
    return t(`trial.${outcome}`);
  };
}
