import { Button, Group, Stack, Text } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useAction, useOperation } from '../../api/queries.ts';
import { useActorText } from '../../components/actor-text.ts';
import { Card } from '../../components/Card.tsx';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { Problem } from '../../components/Problem.tsx';
import { useFormat } from '../../i18n/format.ts';
import classes from './Backup.module.css';
import { BackupSettings } from './BackupSettings.tsx';
import { Note } from './Note.tsx';
import { RecoveryKey } from './RecoveryKey.tsx';
import { RestartNote } from './RestartNote.tsx';
import { RestoreDialog } from './RestoreDialog.tsx';

type Backups = Output<'backups.list'>;
type BackupFile = Backups['backups'][number];

const EVERY_MS = 15_000;

export function Backup() {
  const { t } = useTranslation('settings');
  const query = useOperation('backups.list', undefined, { every: EVERY_MS });
  /** Without a file: one by its path. */
  const [restoring, setRestoring] = useState<{ file?: BackupFile }>();
  return (
    <>
      <Loaded query={query}>
        {(backups) => (
          <>
            {backups.staged && <Staged of={backups.staged} />}
            <Card title={t('backup.title')}>
              <Text>{t('backup.text')}</Text>
              <BackupSettings key={JSON.stringify(backups.settings)} saved={backups.settings} folder={backups.folder} />
            </Card>
            <Card title={t('backup.files')} aside={<CreateButton />}>
              <Text size="sm" c="dimmed" className={classes.path}>
                {t('backup.where', { folder: backups.folder })}
              </Text>
              {backups.last?.error && (
                <Note kind="bad" title={t('backup.lastFailed')}>
                  <span lang="en">{backups.last.error}</span>
                </Note>
              )}
              {backups.backups.length === 0 ? <Text>{t('backup.none')}</Text> : <Files files={backups.backups} onRestore={(file) => setRestoring({ file })} />}
              <Button variant="default" leftSection={<IconRestore size={16} aria-hidden />} style={{ alignSelf: 'flex-start' }} onClick={() => setRestoring({})}>
                {t('backup.other')}
              </Button>
            </Card>
          </>
        )}
      </Loaded>
      <RecoveryKey />
      {restoring && <RestoreDialog {...restoring} onClose={() => setRestoring(undefined)} />}
    </>
  );
}

function CreateButton() {
  const { t } = useTranslation('settings');
  const errorText = useErrorText();
  const notify = useNotify();
  const create = useAction('backups.create', ['backups.list', 'status']);
  return (
    <Stack gap={4} align="flex-end">
      <Button variant="default" loading={create.isPending} onClick={() => create.mutate(undefined, { onSuccess: () => notify.done(t('backup.made')) })}>
        {t('backup.now')}
      </Button>
      {create.error && (
        <Problem size="sm">{create.error.code === 'conflict' ? t('backup.noRecoveryKey') : errorText(create.error)}</Problem>
      )}
    </Stack>
  );
}

function Files({ files, onRestore }: { files: BackupFile[]; onRestore: (file: BackupFile) => void }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  return (
    <ul className={classes.files}>
      {files.map((file) => (
        <li key={file.name}>
          <span className={classes.date}>{format.dateTime(file.createdAt)}</span>
          <span className={classes.size}>
            {format.bytes(file.bytes)}
            {file.earlierKey && ` · ${t('backup.earlierKey')}`}
          </span>
          <Button variant="subtle" size="xs" onClick={() => onRestore(file)} aria-label={t('backup.restoreFrom', { date: format.dateTime(file.createdAt) })}>
            {t('backup.restore')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** A restore that waits for the next start. */
function Staged({ of: { createdAt, by } }: { of: NonNullable<Backups['staged']> }) {
  const { t } = useTranslation('settings');
  const actorText = useActorText();
  const format = useFormat();
  const notify = useNotify();
  const cancel = useAction('backups.cancel', ['backups.list']);
  return (
    <Card title={t('staged.title')}>
      <Text>{t('staged.text', { date: format.dateTime(createdAt), name: actorText(by) })}</Text>
      <RestartNote />
      <Group>
        <ConfirmButton
          variant="default"
          question={t('staged.question')}
          consequence={t('staged.consequence')}
          confirm={t('staged.cancel')}
          onConfirm={async () => {
            await cancel.mutateAsync(undefined);
            notify.done(t('staged.cancelled'));
          }}
        >
          {t('staged.cancel')}
        </ConfirmButton>
      </Group>
    </Card>
  );
}
