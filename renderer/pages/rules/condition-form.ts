import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { isAddressRange } from '../../../gateway/core/address.ts';
import type { Conditions } from '../../../gateway/core/model.ts';
import { lastDayBefore } from '../../i18n/day.ts';
import { endOfDay } from '../../i18n/day-start.ts';

export interface ConditionFields {
  name: string;
  alias: string;
  models: string[];
  regions: string[];
  contractValid: boolean;
  keys: string[];
  tags: string[];
  clientAddresses: string[];
  /** Of a cell. */
  hostedTools: string[];
  /** The last day, `2027-01-31`; empty: none. */
  until: string;
}

export type ConditionForm = ReturnType<typeof useConditionForm>;

/** `name` and `alias` are those of an exception; a cell has none. `taken`: names of the other exceptions. */
export function useConditionForm(conditions: Conditions, exception?: { name: string; alias: string; taken: readonly string[] }) {
  const { t } = useTranslation('rules');
  const { models = [], regions = [], contractValid = false, keys = [], tags = [], clientAddresses = [], hostedTools = [], until } = conditions;
  const form = useForm<ConditionFields>({
    // A tag or an address mends what was missing there.
    onValuesChange: () => form.clearFieldError('keys'),
    initialValues: {
      name: exception?.name ?? '',
      alias: exception?.alias ?? '',
      models, regions, contractValid, keys, tags, clientAddresses, hostedTools,
      until: until === undefined ? '' : lastDayBefore(until),
    },
    validate: {
      name: (name) => {
        if (!exception) return null;
        if (name.trim() === '') return t('form.nameMissing');
        return exception.taken.includes(name.trim()) ? t('form.nameTaken') : null;
      },
      clientAddresses: (ranges) => (ranges.every(isAddressRange) ? null : t('form.addressWrong')),
      keys: (_, values) => (exception && values.keys.length + values.tags.length + values.clientAddresses.length === 0 ? t('form.nobody') : null),
      until: (day) => (day !== '' && endOfDay(day) <= Date.now() ? t('form.untilPast') : null),
    },
  });
  return form;
}

export function conditionsOf({ models, regions, contractValid, keys, tags, clientAddresses, hostedTools, until }: ConditionFields): Conditions {
  return {
    ...(models.length > 0 && { models }),
    ...(regions.length > 0 && { regions }),
    ...(contractValid && { contractValid }),
    ...(keys.length > 0 && { keys }),
    ...(tags.length > 0 && { tags }),
    ...(clientAddresses.length > 0 && { clientAddresses }),
    ...(hostedTools.length > 0 && { hostedTools }),
    ...(until !== '' && { until: endOfDay(until) }),
  };
}
