import { NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAction, useOperation } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import { Problem } from '../../components/Problem.tsx';
import type { Alias } from './alias.ts';
import { OrderedList } from './OrderedList.tsx';
import { useModelNote } from './use-model-note.ts';

const NAME = /^[^\s/@]{1,128}$/;

/** A name and the models behind it, in their order. */
export default function AliasDialog({ edited, onClose }: { edited?: Alias; onClose: () => void }) {
  const { t } = useTranslation('models');
  const notify = useNotify();
  const save = useAction('aliases.set', ['aliases.list', 'status']);
  const models = useOperation('models.list');
  const providers = useOperation('providers.list');
  const noteOf = useModelNote(providers.data?.providers ?? []);
  const form = useForm({
    initialValues: { name: edited?.name ?? '', deployments: edited?.deployments ?? [] },
    validate: { name: (name) => (NAME.test(name.trim()) ? null : t('names.nameBad')), deployments: (deployments) => (deployments.length > 0 ? null : t('names.missing')) },
  });
  const { deployments } = form.values;
  const free = [
    ...(models.data?.models.map((model) => `local/${model.name}`) ?? []),
    ...(providers.data?.providers.flatMap((provider) => provider.models.map((model) => `${provider.id}/${model}`)) ?? []),
  ].filter((one) => !deployments.includes(one));
  const saved = (): void => {
    notify.done(t('names.saved'));
    onClose();
  };
  const submit = form.onSubmit((values) => save.mutate({ params: { name: values.name.trim() }, body: { deployments: values.deployments } }, { onSuccess: saved }));
  return (
    <FormDialog
      title={edited ? t('names.dialogEdit', { name: edited.name }) : t('names.dialogNew')}
      size="lg"
      action={t('names.save')}
      running={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextInput label={t('names.name')} description={t('names.nameHint')} disabled={edited !== undefined} autoComplete="off" spellCheck={false} {...form.getInputProps('name')} />
      <Stack gap={6}>
        <Text size="sm" fw={500}>
          {t('names.order')}
        </Text>
        <OrderedList values={deployments} onChange={(next) => form.setFieldValue('deployments', next)} noteOf={noteOf} />
        {form.errors['deployments'] && (
          <Problem size="sm">{form.errors['deployments']}</Problem>
        )}
        <NativeSelect
          aria-label={t('names.add')}
          value=""
          data={[{ value: '', label: t('names.add') }, ...free.map((value) => ({ value, label: [value, noteOf(value)?.text].filter(Boolean).join(' – ') }))]}
          onChange={(event) => event.currentTarget.value && form.setFieldValue('deployments', [...deployments, event.currentTarget.value])}
        />
      </Stack>
    </FormDialog>
  );
}
