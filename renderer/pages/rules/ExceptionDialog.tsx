import { NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../components/FormDialog.tsx';
import { ConditionInputs } from './ConditionInputs.tsx';
import { conditionsOf, useConditionForm } from './condition-form.ts';
import type { Route, Subjects } from './rules.ts';
import { useRuleWords } from './words.ts';

interface ExceptionDialogProps {
  /** Absent: a new one. */
  route: Route | undefined;
  /** Names of the others. */
  taken: readonly string[];
  subjects: Subjects;
  onClose: () => void;
  onSave: (route: Route) => void;
}

export function ExceptionDialog({ route, taken, subjects, onClose, onSave }: ExceptionDialogProps) {
  const { t } = useTranslation('rules');
  const words = useRuleWords(subjects);
  const form = useConditionForm(route?.when ?? {}, { name: route?.name ?? '', alias: route?.alias ?? 'local', taken });
  const submit = form.onSubmit((values) => {
    onSave({ name: values.name.trim(), alias: values.alias, when: conditionsOf(values) });
    onClose();
  });
  return (
    <FormDialog title={route ? t('exceptions.editTitle', { name: route.name }) : t('exceptions.newTitle')} size="lg" action={t('toDraft')} onClose={onClose} onSubmit={submit}>
      <TextInput label={t('form.name')} required maxLength={128} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
      <NativeSelect label={t('form.alias')} description={t('form.aliasHint')} data={['local', ...subjects.aliases].map((value) => ({ value, label: words.model(value) }))} {...form.getInputProps('alias')} />
      <Text fw={600}>{t('form.forWhom')}</Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <ConditionInputs form={form} subjects={subjects} />
      </SimpleGrid>
    </FormDialog>
  );
}
