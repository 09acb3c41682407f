import { useTranslation } from 'react-i18next';
import { codeOf, useErrorText } from '../../components/error-text.ts';
import { useFormat } from '../../i18n/format.ts';
import type { TrialResult } from './provider.ts';

/** How a test of the connection ended, in a sentence: its result, or the error with which it could not be made. */
export function useTrialText(): { ofResult: (result: TrialResult) => string; ofError: (error: unknown) => string } {
  const { t } = useTranslation('providers');
  const format = useFormat();
  const errorText = useErrorText();
  return {
    ofResult: ({ outcome, status, said, models = [] }) => {
      if (outcome === 'works') return t('trial.works', { count: models.length, number: format.number(models.length) });
      const text = outcome === 'rejected' || outcome === 'failing' ? t(`trial.${outcome}`, { status: String(status) }) : t(`trial.${outcome}`);
      return said === undefined ? text : `${text} ${t('trial.said', { said })}`;
    },
    ofError: (error) => (codeOf(error) === 'lockdown' ? t('trial.lockdown') : errorText(error)),
  };
}
