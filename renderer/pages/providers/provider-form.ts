import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { lastDayBefore } from '../../i18n/day.ts';
import { endOfDay } from '../../i18n/day-start.ts';
import { type Contract, originOf, type Provider, type PrivacyCard } from './provider.ts';

export interface ProviderFields {
  id: string;
  name: string;
  kind: string;
  baseUrl: string;
  region: string;
  credential: string;
  which: 'all' | 'some';
  models: string[];
  contractId: string;
  /** `2027-01-31`, the last day; empty: none. */
  contractEnd: string;
  transferBasis: string;
  retention: string;
  secrecyApproved: boolean;
  trainsOnData: '' | 'yes' | 'no';
}

export type ProviderForm = ReturnType<typeof useProviderForm>;

const NEW: ProviderFields = {
  id: '', name: '', kind: 'openai-compatible', baseUrl: '', region: 'on-prem', credential: '', which: 'all', models: [],
  contractId: '', contractEnd: '', transferBasis: '', retention: '', secrecyApproved: false, trainsOnData: '',
};

/** `saved`: the provider that is edited. `taken`: short names that a new one cannot have. */
export function useProviderForm(saved: Provider | undefined, taken: readonly string[]) {
  const { t } = useTranslation('providers');
  return useForm<ProviderFields>({
    initialValues: saved ? valuesOf(saved) : NEW,
    validate: {
      name: (name) => (name.trim() === '' ? t('field.nameMissing') : null),
      id: (id) => {
        if (saved) return null;
        if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id) || id === 'local') return t('field.idWrong');
        return taken.includes(id) ? t('field.idTaken') : null;
      },
      baseUrl: (address) => (originOf(address) === undefined ? t('field.addressWrong') : null),
      region: (region) => (region.trim() === '' ? t('field.regionMissing') : null),
      models: (models, { which }) => (which === 'some' && models.length === 0 ? t('field.modelsMissing') : null),
    },
  });
}

/** What a privacy card already knows. */
export function fieldsOfCard({ id, kind, name, baseUrl, region }: PrivacyCard, free: (id: string) => string): ProviderFields {
  return { ...NEW, id: free(id), kind, name, region, baseUrl: baseUrl ?? '' };
}

export function emptyFields(): ProviderFields {
  return NEW;
}

/** As the gateway takes them; without the key. */
export function savedFields(values: ProviderFields): Pick<Provider, 'name' | 'baseUrl' | 'region' | 'models' | 'contract'> {
  return { name: values.name.trim(), baseUrl: values.baseUrl.trim(), region: values.region.trim(), models: values.which === 'all' ? [] : values.models, contract: contractOf(values) };
}

function contractOf(values: ProviderFields): Contract {
  return {
    ...(values.contractId.trim() && { id: values.contractId.trim() }),
    ...(values.contractEnd && { expiresAt: endOfDay(values.contractEnd) }),
    ...(values.transferBasis.trim() && { transferBasis: values.transferBasis.trim() }),
    ...(values.retention.trim() && { retention: values.retention.trim() }),
    ...(values.secrecyApproved && { secrecyApproved: true }),
    ...(values.trainsOnData !== '' && { trainsOnData: values.trainsOnData === 'yes' }),
  };
}

function valuesOf({ id, name, kind, baseUrl, region, models, contract }: Provider): ProviderFields {
  const { expiresAt, trainsOnData } = contract;
  return {
    id, name, kind, baseUrl, region, models,
    credential: '',
    which: models.length === 0 ? 'all' : 'some',
    contractId: contract.id ?? '',
    contractEnd: expiresAt === undefined ? '' : lastDayBefore(expiresAt),
    transferBasis: contract.transferBasis ?? '',
    retention: contract.retention ?? '',
    secrecyApproved: contract.secrecyApproved ?? false,
    trainsOnData: trainsOnData === undefined ? '' : trainsOnData ? 'yes' : 'no',
  };
}
