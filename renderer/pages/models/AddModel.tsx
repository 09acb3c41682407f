import { Button, Menu, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconDownload, IconFileImport, IconPlus, IconTransferIn } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isModelName } from '../../../gateway/core/model-name.ts';
import { useAction } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import { PathInput } from '../../components/PathInput.tsx';
import { Technical } from '../../components/Technical.tsx';

/** By name from the library, from a file of this computer, or from an Ollama that is installed on it. */
export function AddModel() {
  const { t } = useTranslation('models');
  const [open, setOpen] = useState<'byName' | 'file' | 'takeOver'>();
  const close = (): void => setOpen(undefined);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button leftSection={<IconPlus size={18} aria-hidden />}>{t('add.button')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={() => setOpen('byName')}>
            {t('add.byName')}
          </Menu.Item>
          <Menu.Item leftSection={<IconFileImport size={16} aria-hidden />} onClick={() => setOpen('file')}>
            {t('add.file')}
          </Menu.Item>
          <Menu.Item leftSection={<IconTransferIn size={16} aria-hidden />} onClick={() => setOpen('takeOver')}>
            {t('add.takeOver')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'byName' && <ByName onClose={close} />}
      {open === 'file' && <FromFile onClose={close} />}
      {open === 'takeOver' && <TakeOver onClose={close} />}
    </>
  );
}

/** Of this computer, whatever it runs. */
const FULL_PATH = /^(\/|\\\\|[A-Za-z]:[\\/])/;

function useNameFault(): (name: string) => string | null {
  const { t } = useTranslation('models');
  return (name) => (isModelName(name.trim()) ? null : name.trim() === '' ? t('add.nameMissing') : t('add.nameBad'));
}

function ByName({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('models');
  const notify = useNotify();
  const form = useForm({ initialValues: { name: '' }, validate: { name: useNameFault() } });
  const pull = useAction('models.pull', ['status']);
  const begun = (): void => {
    notify.done(t('add.started'));
    onClose();
  };
  return (
    <FormDialog title={t('add.byName')} action={t('recommended.download')} running={pull.isPending} error={pull.error} onClose={onClose} onSubmit={form.onSubmit(({ name }) => pull.mutate({ body: { name: name.trim() } }, { onSuccess: begun }))}>
      <TextInput label={t('installed.name')} description={t('add.byNameHint')} data-autofocus autoComplete="off" spellCheck={false} {...form.getInputProps('name')} />
    </FormDialog>
  );
}

function FromFile({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('models');
  const notify = useNotify();
  const form = useForm({
    initialValues: { path: '', name: '' },
    validate: { path: (path) => (FULL_PATH.test(path.trim()) ? null : t('add.pathMissing')), name: useNameFault() },
  });
  const importFile = useAction('models.import', ['status']);
  const begun = (): void => {
    notify.done(t('add.started'));
    onClose();
  };
  return (
    <FormDialog
      title={t('add.file')}
      action={t('add.import')}
      running={importFile.isPending}
      error={importFile.error}
      onClose={onClose}
      onSubmit={form.onSubmit(({ path, name }) => importFile.mutate({ body: { path: path.trim(), name: name.trim() } }, { onSuccess: begun }))}
    >
      <PathInput what="file" label={t('add.path')} description={t('add.fileHint')} data-autofocus {...form.getInputProps('path')} onPath={(path) => form.setFieldValue('path', path)} />
      <TextInput label={t('add.as')} autoComplete="off" spellCheck={false} {...form.getInputProps('name')} />
    </FormDialog>
  );
}

function TakeOver({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('models');
  const notify = useNotify();
  const form = useForm({ initialValues: { path: '' } });
  const takeOver = useAction('models.takeOver', ['status', 'models.recommendations']);
  const skipped = takeOver.data?.models.filter(({ how }) => how === 'skipped') ?? [];
  const submit = form.onSubmit(({ path }) =>
    takeOver.mutate(
      { body: path.trim() ? { path: path.trim() } : {} },
      {
        onError: (error) => error.code === 'invalid_request' && form.setFieldError('path', t('add.folderWrong')),
        onSuccess: ({ models }) => {
          const taken = models.filter(({ how }) => how !== 'skipped').length;
          if (models.length === 0) notify.done(t('add.nothing'));
          if (taken > 0) notify.done(t('add.took', { count: taken }));
          if (taken === models.length) onClose();
        },
      },
    ),
  );
  return (
    <FormDialog title={t('add.takeOver')} action={t('add.takeOverButton')} running={takeOver.isPending} error={form.errors['path'] ? null : takeOver.error} onClose={onClose} onSubmit={submit}>
      <Text>{t('add.takeOverText')}</Text>
      <PathInput what="folder" label={t('add.folder')} {...form.getInputProps('path')} onPath={(path) => form.setFieldValue('path', path)} />
      {skipped.length > 0 && (
        <div role="status">
          <Text c="var(--gh-attention-text)">{t('add.skipped', { count: skipped.length, names: skipped.map(({ name }) => name).join(', ') })}</Text>
          <Technical text={skipped.map(({ name, reason = '' }) => `${name}: ${reason}`).join('; ')} />
        </div>
      )}
    </FormDialog>
  );
}
