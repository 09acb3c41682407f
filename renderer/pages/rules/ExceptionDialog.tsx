import { Button, Group, Modal, NativeSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
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
  const { t } = useTranslation(['rules', 'common']);
  const words = useRuleWords(subjects);
  const form = useConditionForm(route?.when ?? {}, { name: route?.name ?? '', alias: route?.alias ?? 'local', taken });
  const submit = form.onSubmit((values) => {
    onSave({ name: values.name.trim(), alias: values.alias, when: conditionsOf(values) });
    onClose();
  });
  return (
    <Modal opened onClose={onClose} size="lg" title={route ? t('exceptions.editTitle', { name: route.name }) : t('exceptions.newTitle')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput label={t('form.name')} required maxLength={128} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
          <NativeSelect label={t('form.alias')} description={t('form.aliasHint')} data={['local', ...subjects.aliases].map((value) => ({ value, label: words.model(value) }))} {...form.getInputProps('alias')} />
          <Text fw={600}>{t('form.forWhom')}</Text>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <ConditionInputs form={form} subjects={subjects} />
          </SimpleGrid>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit">{t('toDraft')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
