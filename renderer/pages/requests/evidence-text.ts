import type { ParseKeys } from 'i18next';
import { useTranslation } from 'react-i18next';

/** What the gateway states by a code; one that nobody here knows is shown as it is. */
export function useEvidenceText(): { stated(id: string): string; noStandIns(code: string): string } {
  const { t, i18n } = useTranslation('requests');
  const known = (key: string): key is ParseKeys<'requests'> => i18n.exists(key, { ns: 'requests' });
  return {
    stated: (id) => {
      const key = `evidence.stated.${id}`;
      return known(key) ? t(key) : t('evidence.other', { id });
    },
    noStandIns: (code) => {
      const key = `noStandIns.${code}`;
      return known(key) ? t(key) : code;
    },
  };
}
