import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ProviderForm } from './provider-form.ts';
import { REGIONS } from './provider.ts';

/** A region in words; one that the office has named itself, as it is. */
export function useRegionName(): (region: string) => string {
  const { t } = useTranslation('providers');
  return (region) => {
    const known = REGIONS.find((name) => name === region);
    return known ? t(`region.${known}`) : region;
  };
}

export function RegionField({ form }: { form: ProviderForm }) {
  const { t } = useTranslation('providers');
  const nameOf = useRegionName();
  const regions = [...new Set<string>([...REGIONS, form.values.region])];
  return <NativeSelect label={t('field.region')} description={t('field.regionHint')} data={regions.map((value) => ({ value, label: nameOf(value) }))} {...form.getInputProps('region')} />;
}
