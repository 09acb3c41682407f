import { useTranslation } from 'react-i18next';

export const REGIONS = ['ch', 'eu', 'uk', 'us', 'ca', 'cn', 'on-prem'] as const;

/** A region in words; one that the office has named itself, as it is. */
export function useRegionName(): (region: string) => string {
  const { t } = useTranslation();
  return (region) => {
    const known = REGIONS.find((name) => name === region);
    return known ? t(`region.${known}`) : region;
  };
}
