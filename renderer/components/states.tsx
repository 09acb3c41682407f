import { Button, Center, Paper, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { type Icon, IconCloudOff, IconInbox, IconLock, IconMap2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ownWordsOf, useErrorText } from './error-text.ts';
import { Technical } from './Technical.tsx';

interface NoticeProps {
  icon: Icon;
  title: string;
  text?: ReactNode;
  action?: ReactNode;
  role?: 'alert' | 'status';
}

function Notice({ icon: Sign, title, text, action, role }: NoticeProps) {
  return (
    <Paper withBorder p="xl" role={role}>
      <Center>
        <Stack align="center" gap="xs" maw={520} ta="center">
          <ThemeIcon size={48} radius="xl" variant="light" aria-hidden>
            <Sign size={26} />
          </ThemeIcon>
          <Title order={2}>{title}</Title>
          {typeof text === 'string' ? <Text c="dimmed">{text}</Text> : text}
          {action}
        </Stack>
      </Center>
    </Paper>
  );
}

/** Nothing is there yet: `text` says what would be and how it gets there. */
export function EmptyState({ title, text, action, icon = IconInbox }: { title: string; text: string; action?: ReactNode; icon?: Icon }) {
  return <Notice icon={icon} title={title} text={text} action={action} />;
}

/** Grey lines where the content will be. */
export function LoadingState({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" role="status" aria-busy aria-label={t('states.loading')}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={row === 0 ? 28 : 48} width={row === 0 ? '40%' : '100%'} />
      ))}
    </Stack>
  );
}

/** What went wrong in the person's language, the gateway's own words below, and another try. */
export function FailedState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const own = ownWordsOf(error);
  return (
    <Notice
      role="alert"
      icon={IconCloudOff}
      title={t('states.failedTitle')}
      text={
        <>
          <Text c="dimmed">{errorText(error)}</Text>
          {own && <Technical text={own} />}
        </>
      }
      action={
        retry && (
          <Button variant="default" onClick={retry}>
            {t('states.retry')}
          </Button>
        )
      }
    />
  );
}

/** The person's role does not open this. */
export function DeniedState() {
  const { t } = useTranslation();
  return <Notice icon={IconLock} title={t('states.deniedTitle')} text={t('states.deniedText')} />;
}

/** The address names no page. */
export function NotFoundState() {
  const { t } = useTranslation();
  return (
    <Notice
      icon={IconMap2}
      title={t('states.notFoundTitle')}
      text={t('states.notFoundText')}
      action={
        <Button component={Link} href="/" variant="default">
          {t('nav.overview')}
        </Button>
      }
    />
  );
}
