import { Button, Group, Text, Title } from '@mantine/core';
import { IconEye, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { ApiError } from '../../api/errors.ts';
import { useAction } from '../../api/queries.ts';
import type { Trace } from '../../api/trace-stream.ts';
import { Card } from '../../components/Card.tsx';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { useNotify } from '../../components/notify.ts';
import { Problem } from '../../components/Problem.tsx';
import { answerOf, messagesOf } from './content-text.ts';
import classes from './Request.module.css';

/** What was asked and answered, where the office keeps it: shown only when somebody asks, and that is written down. */
export function StoredContent({ trace: { id } }: { trace: Trace }) {
  const { t } = useTranslation('requests');
  const errorText = useErrorText();
  const notify = useNotify();
  const look = useAction('contents.read', ['audit.list']);
  const erase = useAction('contents.erase', ['contents.get', 'audit.list']);
  const missing = look.error instanceof ApiError && look.error.code === 'not_found';
  return (
    <Card title={t('content.title')}>
      <Text>{t('content.text')}</Text>
      <Group gap="sm">
        {!look.data && !missing && (
          <Button variant="default" leftSection={<IconEye size={16} aria-hidden />} loading={look.isPending} onClick={() => look.mutate({ params: { id } })}>
            {t('content.look')}
          </Button>
        )}
        {!missing && (
          <ConfirmButton
            variant="default"
            c="var(--gh-bad-text)"
            leftSection={<IconTrash size={16} aria-hidden />}
            question={t('content.question')}
            consequence={t('content.consequence')}
            confirm={t('content.erase')}
            destructive
            onConfirm={async () => {
              const { erased } = await erase.mutateAsync({ body: { by: 'trace', trace: id } });
              look.reset();
              notify.done(t(erased === 0 ? 'content.nothing' : 'content.erased'));
            }}
          >
            {t('content.erase')}
          </ConfirmButton>
        )}
      </Group>
      {missing && <Text c="dimmed">{t('content.nothing')}</Text>}
      {look.error && !missing && <Problem>{errorText(look.error)}</Problem>}
      {look.data && <Shown content={look.data} />}
    </Card>
  );
}

function Shown({ content: { request, answer, cut } }: { content: Output<'contents.read'> }) {
  const { t } = useTranslation('requests');
  const messages = messagesOf(request) ?? [{ who: '', text: request }];
  return (
    <div>
      {cut && <Text c="var(--gh-attention-text)">{t('content.cut')}</Text>}
      <Title order={3}>{t('content.asked')}</Title>
      {messages.map(({ who, text }, index) => (
        <div key={index}>
          <Text size="sm" c="dimmed">
            {who}
          </Text>
          <pre className={classes.said} tabIndex={0}>
            {text}
          </pre>
        </div>
      ))}
      <Title order={3}>{t('content.answered')}</Title>
      <pre className={classes.said} tabIndex={0}>
        {answerOf(answer)}
      </pre>
    </div>
  );
}
