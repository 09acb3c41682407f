import { Checkbox, Group, Input, MultiSelect, NativeSelect, SegmentedControl, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderForm } from './provider-form.ts';

/** Which of the provider's models may be asked for; `offered`: what it said that it has. */
export function ModelFields({ form, offered }: { form: ProviderForm; offered: readonly string[] }) {
  const { t } = useTranslation('providers');
  const label = useId();
  const picked = form.getInputProps('models');
  return (
    <Stack gap={6}>
      <Input.Label labelElement="div" id={label}>
        {t('field.models')}
      </Input.Label>
      <SegmentedControl
        aria-labelledby={label}
        data={[
          { value: 'all', label: t('field.modelsAll') },
          { value: 'some', label: t('field.modelsSome') },
        ]}
        {...form.getInputProps('which')}
      />
      {form.values.which === 'some' &&
        (offered.length > 0 ? (
          <MultiSelect label={t('field.modelsPick')} data={[...new Set([...offered, ...form.values.models])]} searchable nothingFoundMessage={t('field.modelsNone')} comboboxProps={{ withinPortal: true }} maxDropdownHeight={260} {...picked} />
        ) : (
          <TagsInput label={t('field.modelsPick')} description={t('field.modelsType')} {...picked} />
        ))}
    </Stack>
  );
}

/** What the office has agreed with the provider; rules may ask for a valid contract. */
export function ContractFields({ form }: { form: ProviderForm }) {
  const { t } = useTranslation('providers');
  return (
    <Stack>
      <Group grow align="flex-start" preventGrowOverflow={false}>
        <TextInput label={t('contract.id')} description={t('contract.idHint')} maxLength={200} autoComplete="off" {...form.getInputProps('contractId')} />
        <TextInput type="date" label={t('contract.end')} description={t('contract.endHint')} {...form.getInputProps('contractEnd')} />
      </Group>
      <TextInput label={t('contract.basis')} description={t('contract.basisHint')} maxLength={500} autoComplete="off" {...form.getInputProps('transferBasis')} />
      <Textarea label={t('contract.retention')} description={t('contract.retentionHint')} maxLength={500} autosize minRows={1} {...form.getInputProps('retention')} />
      <NativeSelect
        label={t('contract.trains')}
        data={[
          { value: '', label: t('contract.trainsUnknown') },
          { value: 'no', label: t('contract.trainsNo') },
          { value: 'yes', label: t('contract.trainsYes') },
        ]}
        {...form.getInputProps('trainsOnData')}
      />
      <Checkbox label={t('contract.secrecy')} description={t('contract.secrecyHint')} {...form.getInputProps('secrecyApproved', { type: 'checkbox' })} />
    </Stack>
  );
}
