import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { REGIONS, useRegionName } from '../../components/region.ts';
import type { ProviderForm } from './provider-form.ts';
import type { ProviderKind } from './provider.ts';

export function RegionField({ form }: { form: ProviderForm }) {
  const { t } = useTranslation('providers');
  const nameOf = useRegionName();
  const regions = [...new Set<string>([...REGIONS, form.values.region])];
  return <NativeSelect label={t('field.region')} description={t('field.regionHint')} data={regions.map((value) => ({ value, label: nameOf(value) }))} {...form.getInputProps('region')} />;
}

/** Which of its hosts: each stands somewhere, and the region goes with it. An address of the office's own stays as it is. */
export function HostField({ form, kind }: { form: ProviderForm; kind: ProviderKind }) {
  const { t } = useTranslation('providers');
  const nameOf = useRegionName();
  const { baseUrl, region } = form.values;
  const own = kind.baseUrl === undefined ? [] : [[kind.region ?? region, kind.baseUrl] as const];
  const hosts = [...own, ...Object.entries(kind.regions).filter(([, address]) => address !== kind.baseUrl)];
  const label = (where: string, address: string): string => `${nameOf(where)}: ${URL.parse(address)?.host ?? address}`;
  const data = hosts.map(([where, address]) => ({ value: address, label: label(where, address) }));
  if (!hosts.some(([, address]) => address === baseUrl)) data.unshift({ value: baseUrl, label: label(region, baseUrl) });
  return (
    <NativeSelect
      label={t('field.region')}
      description={t('field.regionHint')}
      data={data}
      value={baseUrl}
      onChange={({ currentTarget: { value } }) => {
        const where = hosts.find(([, address]) => address === value)?.[0];
        if (where !== undefined) form.setValues({ baseUrl: value, region: where });
      }}
    />
  );
}
