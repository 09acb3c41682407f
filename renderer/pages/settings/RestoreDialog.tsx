import { Alert, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import type { ApiError } from '../../api/errors.ts';
import { useAction } from '../../api/queries.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { PathInput } from '../../components/PathInput.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useFormat } from '../../i18n/format.ts';
import classes from './Backup.module.css';
import { Note } from './Note.tsx';

type Contents = Output<'backups.check'>;

/** Opens a backup with its recovery key, says what it holds, and only then offers to restore it. */
export function RestoreDialog({ file, onClose }: { file?: Output<'backups.list'>['backups'][number]; onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const errorText = useErrorText();
  const format = useFormat();
  const check = useAction('backups.check');
  const restore = useAction('backups.restore', ['backups.list']);
  const [path, setPath] = useState('');
  const [recoveryKey, setRecoveryKey] = useState('');
  const [keysOn, setKeysOn] = useState(false);
  const source = { ...(file ? { name: file.name } : { path: path.trim() }), recoveryKey: recoveryKey.trim() };
  const contents = check.data;
  const error = restore.error ?? check.error;
  const said = (fault: ApiError): string => {
    if (fault.code === 'invalid_request' && fault.param?.endsWith('recoveryKey')) return t('restore.wrongKey');
    return fault.code === 'invalid_request' || fault.code === 'not_found' ? t('restore.wrongFile') : errorText(fault);
  };
  return (
    <Dialog onClose={onClose} title={file ? t('backup.restoreFrom', { date: format.dateTime(file.createdAt) }) : t('backup.other')} size="lg">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (contents) restore.mutate({ body: { ...source, ...(!contents.sameOffice && { keysOn }) } }, { onSuccess: onClose });
          else check.mutate({ body: source });
        }}
      >
        <Stack>
          {contents ? (
            <Found contents={contents} keysOn={keysOn} onKeysOn={setKeysOn} />
          ) : (
            <>
              <Text>{t('restore.text')}</Text>
              {!file && <PathInput what="file" label={t('restore.path')} description={t('restore.pathHint')} value={path} onPath={setPath} required data-autofocus />}
              <TextInput
                label={t('restore.key')}
                description={t(file?.earlierKey ? 'restore.earlierKeyHint' : 'restore.keyHint')}
                value={recoveryKey}
                onChange={(event) => setRecoveryKey(event.currentTarget.value)}
                maxLength={200}
                spellCheck={false}
                autoComplete="off"
                required
                {...(file && { 'data-autofocus': true })}
              />
            </>
          )}
          {error && (
            <Problem>{said(error)}</Problem>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            {contents ? (
              <Button type="submit" color="red.8" loading={restore.isPending}>
                {t('restore.button')}
              </Button>
            ) : (
              <Button type="submit" loading={check.isPending} disabled={recoveryKey.trim() === '' || (!file && path.trim() === '')}>
                {t('restore.check')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function Found({ contents, keysOn, onKeysOn }: { contents: Contents; keysOn: boolean; onKeysOn: (on: boolean) => void }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const { keys, providers, aliases, policyVersion, traces } = contents;
  const counts = { keys, providers, aliases, policyVersion, traces };
  return (
    <Stack>
      <Text role="status">{t('restore.found', { date: format.dateTime(contents.createdAt), version: contents.application })}</Text>
      <dl className={classes.facts}>
        {Object.entries(counts).map(([name, number]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{t(`restore.count.${name as keyof typeof counts}`)}</dt>
            <dd>{format.number(number)}</dd>
          </div>
        ))}
      </dl>
      {contents.sameOffice ? (
        <Alert icon={<IconShieldCheck size={20} aria-hidden />}>{t('restore.same')}</Alert>
      ) : (
        <Note kind="attention" title={t('restore.foreignTitle')}>
          <Stack gap="sm">
            {t('restore.foreign')}
            <Checkbox label={t('restore.keysOn')} checked={keysOn} onChange={(event) => onKeysOn(event.currentTarget.checked)} />
          </Stack>
        </Note>
      )}
      <Text>{t('restore.what')}</Text>
    </Stack>
  );
}
