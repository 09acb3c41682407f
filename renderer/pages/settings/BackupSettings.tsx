import { Button, NumberInput, Stack, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useAction } from '../../api/queries.ts';
import { useErrorText } from '../../components/error-text.ts';
import { useNotify } from '../../components/notify.ts';
import { PathInput } from '../../components/PathInput.tsx';
import { Problem } from '../../components/Problem.tsx';

const MOST = 1000;

export function BackupSettings({ saved, folder }: { saved: Output<'backups.list'>['settings']; folder: string }) {
  const { t } = useTranslation('settings');
  const errorText = useErrorText();
  const notify = useNotify();
  const set = useAction('backups.settings', ['backups.list']);
  const form = useForm({
    initialValues: { enabled: saved.enabled, folder: saved.folder ?? '', keep: saved.keep as number | string },
    validate: { keep: (keep) => (Number.isInteger(keep) && Number(keep) >= 1 && Number(keep) <= MOST ? null : t('backup.keepWrong', { most: String(MOST) })) },
  });
  const submit = form.onSubmit(({ enabled, folder: chosen, keep }) => {
    set.mutate({ body: { enabled, folder: chosen.trim() || null, keep: Number(keep) } }, { onSuccess: () => notify.done(t('saved')) });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Switch label={t('backup.daily')} description={t('backup.dailyHint')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
        <PathInput what="folder" label={t('backup.folder')} description={t('backup.folderHint')} placeholder={folder} {...form.getInputProps('folder')} maxLength={1000} onPath={(path) => form.setFieldValue('folder', path)} />
        <NumberInput label={t('backup.keep')} min={1} max={MOST} allowDecimal={false} maw={220} {...form.getInputProps('keep')} />
        {set.error && (
          <Problem>{set.error.code === 'invalid_request' ? t('backup.folderWrong') : errorText(set.error)}</Problem>
        )}
        <Button type="submit" disabled={!form.isDirty()} loading={set.isPending} style={{ alignSelf: 'flex-start' }}>
          {t('save')}
        </Button>
      </Stack>
    </form>
  );
}
