import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useAction, useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { Problem } from '../../components/Problem.tsx';
import { MailDialog } from './MailDialog.tsx';
import { WebhookDialog } from './WebhookDialog.tsx';

type Way = 'mail' | 'webhook';
type Status = NonNullable<Output<'mail.get'>['mail']>['status'];

/** Whom warnings reach beside the pages: by e-mail, and as a message to another program. For administrators. */
export function WarningWays() {
  const { t } = useTranslation('warnings');
  const [open, setOpen] = useState<Way>();
  const [secret, setSecret] = useState<string>();
  const mail = useOperation('mail.get');
  const webhook = useOperation('webhook.get');
  return (
    <Card title={t('title')}>
      <Text>{t('always')}</Text>
      <Loaded query={mail}>
        {({ mail: target }) => <WayRow way="mail" text={target ? t('mail.goes', { to: target.to.join(', '), host: target.host }) : t('mail.none')} status={target?.status} onEdit={() => setOpen('mail')} />}
      </Loaded>
      <Loaded query={webhook}>
        {({ webhook: target }) => <WayRow way="webhook" text={target ? t('webhook.goes', { origin: target.origin }) : t('webhook.none')} status={target?.status} onEdit={() => setOpen('webhook')} />}
      </Loaded>
      {secret !== undefined && (
        <Stack gap={4} role="status">
          <Text>{t('webhook.secret')}</Text>
          <CopyField value={secret} label={t('webhook.secretLabel')} />
        </Stack>
      )}
      {open === 'mail' && <MailDialog mail={mail.data?.mail ?? null} onClose={() => setOpen(undefined)} />}
      {open === 'webhook' && <WebhookDialog onClose={() => setOpen(undefined)} onSecret={setSecret} />}
    </Card>
  );
}

/** One way; `status` is undefined where it is not set up. */
function WayRow({ way, text, status, onEdit }: { way: Way; text: string; status: Status | undefined; onEdit: () => void }) {
  const { t } = useTranslation('warnings');
  const notify = useNotify();
  const test = useAction(`${way}.test`, [`${way}.get`, 'audit.list']);
  const mail = useAction('mail.set', ['mail.get', 'audit.list']);
  const webhook = useAction('webhook.set', ['webhook.get', 'audit.list']);
  const remove = (): Promise<unknown> => (way === 'mail' ? mail.mutateAsync({ body: { mail: null } }) : webhook.mutateAsync({ body: { webhook: null } }));
  const problem = test.data?.problem ?? status?.problem ?? null;
  return (
    <Stack gap={6} component="section" aria-label={t(`${way}.name`)}>
      <Text>{text}</Text>
      <Group gap="sm">
        <Button variant="default" size="xs" onClick={onEdit}>
          {t(`${way}.${status ? 'edit' : 'add'}`)}
        </Button>
        {status && (
          <>
            <Button variant="default" size="xs" loading={test.isPending} onClick={() => test.mutate(undefined, { onSuccess: ({ ok }) => ok && notify.done(t(`${way}.tested`)), onError: notify.failed })}>
              {t(`${way}.test`)}
            </Button>
            <ConfirmButton variant="default" size="xs" question={t(`${way}.removeQuestion`)} consequence={t('removeConsequence')} confirm={t(`${way}.remove`)} onConfirm={remove}>
              {t(`${way}.remove`)}
            </ConfirmButton>
          </>
        )}
      </Group>
      {problem !== null && <Problem>{t('problem', { problem })}</Problem>}
    </Stack>
  );
}
