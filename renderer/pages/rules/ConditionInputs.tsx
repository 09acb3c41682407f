import { MultiSelect, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConditionForm } from './condition-form.ts';
import type { Subjects } from './rules.ts';

/** The conditions that cells and exceptions share: for whom, from where, until when. */
export function ConditionInputs({ form, subjects }: { form: ConditionForm; subjects: Subjects }) {
  const { t } = useTranslation('rules');
  const gone = form.values.keys.filter((id) => !subjects.keys.some((key) => key.id === id));
  const keys = [...subjects.keys.map(({ id, name }) => ({ value: id, label: name })), ...gone.map((value) => ({ value, label: t('goneKey') }))];
  return (
    <>
      <MultiSelect label={t('form.keys')} description={t('form.keysHint')} data={keys} searchable {...form.getInputProps('keys')} />
      <TagsInput label={t('form.tags')} description={t('form.tagsHint')} {...form.getInputProps('tags')} />
      <TagsInput label={t('form.addresses')} description={t('form.addressesHint')} {...form.getInputProps('clientAddresses')} />
      <TextInput type="date" label={t('form.until')} description={t('form.untilHint')} {...form.getInputProps('until')} />
    </>
  );
}
