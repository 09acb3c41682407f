import { Alert, Button, Center, Code, Loader, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, useErrorText } from '../components/error-text.ts';
import { desktop } from '../api/desktop.ts';
import { linkToken, renewed, type SessionState, sessionState } from '../api/session.ts';
import { useStore } from '../api/store.ts';
import { LanguageMenu } from './LanguageMenu.tsx';
import { Logo } from './Logo.tsx';
import { signIn } from './start-session.ts';

/** Shows its children to whoever has a session; to everybody else how to get one. */
export function SessionGate({ children }: { children: ReactNode }) {
  const state = useStore(sessionState);
  const client = useQueryClient();
  const { t } = useTranslation();
  const open = state.kind === 'open';
  useEffect(() => {
    // The next person at this tab must not see what the last one was shown.
    if (!open) client.clear();
  }, [open, client]);
  if (open) return children;
  if (state.kind === 'opening') {
    return (
      <Center mih="100dvh">
        <Loader aria-label={t('session.opening')} />
      </Center>
    );
  }
  return <SignIn state={state} />;
}

const REASONS = { 'none': undefined, 'ended': 'session.ended', 'signed-out': 'session.signedOut', 'failed': 'session.failed' } as const;

function SignIn({ state }: { state: Exclude<SessionState, { kind: 'open' | 'opening' }> }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const key = REASONS[state.kind];
  const reason = state.kind === 'failed' && codeOf(state.error) !== 'admin_session_required' ? errorText(state.error) : key && t(key);
  useEffect(() => {
    document.title = `${t('session.title')} · Gatehouse`;
  }, [t]);
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="xl" maw={520} w="100%">
        <Stack>
          <Logo />
          <Title order={1}>{t('session.title')}</Title>
          {reason && (
            <Alert color={state.kind === 'signed-out' ? 'pine' : 'yellow'} role="status" c="var(--gh-text)">
              {reason}
            </Alert>
          )}
          {desktop() ? <ByWindow /> : <ByLink />}
          <LanguageMenu />
        </Stack>
      </Paper>
    </Center>
  );
}

function ByWindow() {
  const { t } = useTranslation(['common', 'errors']);
  const [state, setState] = useState<'idle' | 'opening' | 'failed'>('idle');
  const open = async (): Promise<void> => {
    setState('opening');
    setState((await renewed().catch(() => false)) ? 'idle' : 'failed');
  };
  return (
    <>
      <Text>{t('session.window')}</Text>
      {state === 'failed' && (
        <Alert color="yellow" role="alert" c="var(--gh-text)">
          {t('errors:gateway_away')}
        </Alert>
      )}
      <Button loading={state === 'opening'} onClick={() => void open()}>
        {t('session.here')}
      </Button>
      <details>
        <summary>{t('session.otherwise')}</summary>
        <Stack pt="sm">
          <ByLink />
        </Stack>
      </details>
    </>
  );
}

function ByLink() {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { link: '' }, validate: { link: (text) => (linkToken(text) === undefined ? t('session.notALink') : null) } });
  const command = `admin link --name ${t('session.exampleName')}`;
  return (
    <>
      <Text>{t('session.explanation')}</Text>
      <Text>{t('session.command')}</Text>
      <Code block>gatehouse {command}</Code>
      <Text size="sm" c="dimmed">
        {t('session.fromSources')} <Code>npm run -s gatehouse -- {command}</Code>
      </Text>
      <form noValidate onSubmit={form.onSubmit(({ link }) => void signIn(linkToken(link)!))}>
        <Stack gap="sm">
          <TextInput label={t('session.field')} placeholder="http://127.0.0.1:4141/ui/#link=ghl_…" autoComplete="off" spellCheck={false} {...form.getInputProps('link')} />
          <Button type="submit">{t('session.open')}</Button>
        </Stack>
      </form>
    </>
  );
}
