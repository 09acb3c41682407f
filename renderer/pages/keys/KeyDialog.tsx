import { Button, Collapse, Group, MultiSelect, NativeSelect, SegmentedControl, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { DATA_CLASSES } from '../../../gateway/core/data-class.ts';
import { changed } from '../../api/changed.ts';
import { useAction, useOperation } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import type { CreatedKey, Key } from './key.ts';
import { fieldsOf, useKeyForm } from './key-form.ts';

const KINDS = ['application', 'person', 'team'] as const;

interface KeyDialogProps {
  /** Absent: a new key. */
  edited?: Key;
  onClose: () => void;
  onCreated?: (key: CreatedKey) => void;
}

/** Creates a key, or changes what a key may do. */
export function KeyDialog({ edited, onClose, onCreated }: KeyDialogProps) {
  const { t } = useTranslation(['keys', 'common']);
  const notify = useNotify();
  const form = useKeyForm(edited);
  const create = useAction('keys.create', ['keys.list', 'status', 'spending.get']);
  const update = useAction('keys.update', ['keys.list', 'spending.get']);
  const [more, { toggle }] = useDisclosure(false);
  const teams = useOperation('spending.get').data?.teams ?? [];
  const classes = DATA_CLASSES.map((value) => ({ value, label: t(`common:class.${value}`) }));

  const submit = form.onSubmit((values) => {
    const body = fieldsOf(values);
    if (edited) {
      const saved = (): void => {
        notify.done(t('notice.saved'));
        onClose();
      };
      update.mutate({ params: { id: edited.id }, body: changed(fieldsOf(form.getInitialValues()), body) }, { onSuccess: saved });
    } else create.mutate({ body }, { onSuccess: (key) => onCreated?.(key) });
  });

  return (
    <FormDialog
      title={edited ? t('form.editTitle', { name: edited.name }) : t('form.createTitle')}
      size="lg"
      action={edited ? t('form.save') : t('form.createButton')}
      running={create.isPending || update.isPending}
      error={create.error ?? update.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextInput label={t('form.name')} description={t('form.nameHint')} maxLength={128} required data-autofocus autoComplete="off" {...form.getInputProps('name')} />
      <Group grow align="flex-end">
        <NativeSelect label={t('form.kind')} data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))} {...form.getInputProps('ownerKind')} />
        <TextInput label={t('form.owner')} maxLength={200} autoComplete="off" {...form.getInputProps('owner')} />
      </Group>
      {teams.length > 0 && <NativeSelect label={t('form.team')} description={t('form.teamHint')} data={[{ value: '', label: t('form.teamNone') }, ...teams.map(({ id, name }) => ({ value: id, label: name }))]} {...form.getInputProps('team')} />}
      <NativeSelect label={t('form.floor')} description={t('form.floorHint')} data={classes} {...form.getInputProps('floor')} />
      <NativeSelect label={t('form.ceiling')} description={t('form.ceilingHint')} data={classes} {...form.getInputProps('ceiling')} />
      <Models form={form} />
      <TextInput type="date" label={t('form.expiry')} description={t('form.expiryHint')} {...form.getInputProps('expiry')} />
      <Button variant="subtle" onClick={toggle} aria-expanded={more} style={{ alignSelf: 'flex-start' }}>
        {t('form.more')}
      </Button>
      <Collapse expanded={more}>
        <Stack>
          <NativeSelect label={t('form.media')} description={t('form.mediaHint')} data={[{ value: '', label: t('form.mediaNone') }, ...classes]} {...form.getInputProps('mediaClass')} />
          <TagsInput label={t('form.origins')} description={t('form.originsHint')} {...form.getInputProps('origins')} />
        </Stack>
      </Collapse>
    </FormDialog>
  );
}

/** All models, or some of the names that exist now. */
function Models({ form }: { form: ReturnType<typeof useKeyForm> }) {
  const { t } = useTranslation('keys');
  const aliases = useOperation('aliases.list');
  const providers = useOperation('providers.list');
  const models = useOperation('models.list');
  const names = [
    ...(aliases.data?.aliases.map((alias) => alias.name) ?? []),
    ...(models.data?.models.map((model) => `local/${model.name}`) ?? []),
    ...(providers.data?.providers.flatMap((provider) => provider.models.map((model) => `${provider.id}/${model}`)) ?? []),
    ...form.values.models,
  ];
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500} id="key-models">
        {t('form.models')}
      </Text>
      <SegmentedControl
        aria-labelledby="key-models"
        data={[
          { value: 'all', label: t('form.modelsAll') },
          { value: 'some', label: t('form.modelsSome') },
        ]}
        {...form.getInputProps('which')}
      />
      {form.values.which === 'some' && <MultiSelect label={t('form.modelsPick')} data={[...new Set(['local', ...names])]} searchable {...form.getInputProps('models')} />}
    </Stack>
  );
}
