import { Button, Menu, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconDownload, IconFileImport, IconPlus, IconTransferIn } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';

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

function ByName({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('models');
  const notify = useNotify();
  const form = useForm({ initialValues: { name: '' }, validate: { name: (name) => (name.trim() ? null : t('add.nameMissing')) } });
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
    validate: { path: (path) => (path.trim() ? null : t('add.pathMissing')), name: (name) => (name.trim() ? null : t('add.nameMissing')) },
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
      <TextInput label={t('add.path')} description={t('add.fileHint')} data-autofocus autoComplete="off" spellCheck={false} {...form.getInputProps('path')} />
      <TextInput label={t('add.as')} autoComplete="off" spellCheck={false} {...form.getInputProps('name')} />
    </FormDialog>
  );
}

function TakeOver({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('models');
  const notify = useNotify();
  const form = useForm({ initialValues: { path: '' } });
  const takeOver = useAction('models.takeOver', ['status', 'models.recommendations']);
  const submit = form.onSubmit(({ path }) =>
    takeOver.mutate(
      { body: path.trim() ? { path: path.trim() } : {} },
      {
        onSuccess: ({ models }) => {
          const taken = models.filter(({ how }) => how !== 'skipped').length;
          notify.done(taken === 0 ? t('add.nothing') : t('add.took', { count: taken }));
          onClose();
        },
      },
    ),
  );
  return (
    <FormDialog title={t('add.takeOver')} action={t('add.takeOverButton')} running={takeOver.isPending} error={takeOver.error} onClose={onClose} onSubmit={submit}>
      <Text>{t('add.takeOverText')}</Text>
      <TextInput label={t('add.folder')} autoComplete="off" spellCheck={false} {...form.getInputProps('path')} />
    </FormDialog>
  );
}
