import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import type { Team } from './tree.ts';

const MAX_NAME = 128;
const MAX_NUMBER = 200;

/** A new department, or another name of one. */
export function TeamDialog({ edited, onClose }: { edited?: Team | undefined; onClose: () => void }) {
  const { t } = useTranslation('budgets');
  const notify = useNotify();
  const save = useAction('teams.save', ['spending.get', 'audit.list']);
  const form = useForm({
    initialValues: { name: edited?.name ?? '', costCentre: edited?.costCentre ?? '' },
    validate: { name: (name) => (name.trim() === '' ? t('team.nameMissing') : null) },
  });
  const submit = form.onSubmit(({ name, costCentre }) => {
    const body = { name: name.trim(), costCentre: costCentre.trim(), ...(edited && { id: edited.id }) };
    save.mutate({ body }, { onSuccess: () => (notify.done(t('notice.saved')), onClose()) });
  });
  return (
    <FormDialog title={edited ? t('team.editTitle', { name: edited.name }) : t('team.newTitle')} action={t('save')} running={save.isPending} error={save.error} onClose={onClose} onSubmit={submit}>
      <TextInput label={t('team.name')} description={t('team.nameHint')} required maxLength={MAX_NAME} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
      <TextInput label={t('team.costCentre')} description={t('team.costCentreHint')} maxLength={MAX_NUMBER} autoComplete="off" {...form.getInputProps('costCentre')} />
    </FormDialog>
  );
}
