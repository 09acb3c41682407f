import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconPlayerStopFilled, IconSend } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LOCAL_PROVIDER } from '../../../gateway/core/model.ts';
import { type AnswerFacts, ask } from '../../api/ask.ts';
import { Card } from '../../components/Card.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Arrival } from './Arrival.tsx';
import classes from './FirstRun.module.css';
import { ModelProgress } from './ModelProgress.tsx';
import { useModelProposal } from './use-proposal.ts';

/** Tokens: a very small model may repeat itself without end. */
const LONGEST_ANSWER = 300;

interface LiveTestProps {
  keyId: string;
  plaintext: string;
  /** Once an answer came, here or in a tool. */
  onAnswered: () => void;
}

/** The first request: asked from here with the key, or sent by a tool; either way it is seen arriving. */
export function LiveTest({ keyId, plaintext, onAnswered }: LiveTestProps) {
  const { t } = useTranslation('first-run');
  const model = useModelProposal();
  return (
    <Card title={t('test.title')}>
      <Text>{t('test.text')}</Text>
      <Loaded query={model.query} loading={false}>
        {() =>
          !model.ready && (
            <>
              <Alert color="yellow" c="var(--gh-text)">
                {model.underWay.length > 0 ? t('test.modelComing') : t('test.modelMissing')}
              </Alert>
              <ModelProgress model={model} />
            </>
          )
        }
      </Loaded>
      <AskFromHere plaintext={plaintext} ready={model.ready !== undefined} />
      <Arrival keyId={keyId} onAnswered={onAnswered} />
    </Card>
  );
}

interface Asked {
  state: 'running' | 'done' | 'stopped' | 'failed';
  facts?: AnswerFacts;
  error?: unknown;
}

function AskFromHere({ plaintext, ready }: { plaintext: string; ready: boolean }) {
  const { t } = useTranslation('first-run');
  const errorText = useErrorText();
  const [question, setQuestion] = useState<string>();
  const [asked, setAsked] = useState<Asked>();
  const [answer, setAnswer] = useState('');
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const text = question ?? t('test.example');

  const send = async (): Promise<void> => {
    const abort = new AbortController();
    running.current = abort;
    setAnswer('');
    setAsked({ state: 'running' });
    const merge = (part: Partial<Asked>): void => setAsked((before) => ({ state: 'running', ...before, ...part }));
    try {
      // The class comes from the key: that is what the test shows.
      await ask(
        { messages: [{ role: 'user', content: text }], model: 'local', dataClass: 'public', session: `welcome-${crypto.randomUUID()}`, key: plaintext, temperature: 0, limit: LONGEST_ANSWER },
        { facts: (facts) => merge({ facts }), text: (delta) => setAnswer((before) => before + delta) },
        abort.signal,
      );
      merge({ state: 'done' });
    } catch (error) {
      merge(abort.signal.aborted ? { state: 'stopped' } : { state: 'failed', error });
    }
  };

  const busy = asked?.state === 'running';
  return (
    <Stack gap="sm">
      <Textarea label={t('test.question')} autosize minRows={1} maxRows={4} value={text} onChange={(event) => setQuestion(event.currentTarget.value)} />
      <Group>
        {busy ? (
          <Button variant="default" leftSection={<IconPlayerStopFilled size={16} aria-hidden />} onClick={() => running.current?.abort()}>
            {t('test.stop')}
          </Button>
        ) : (
          <Button leftSection={<IconSend size={16} aria-hidden />} disabled={!ready || text.trim() === ''} onClick={() => void send()}>
            {t('test.ask')}
          </Button>
        )}
      </Group>
      {asked && (
        <Stack gap="sm" aria-busy={busy}>
          {answer !== '' ? <div className={classes.answer}>{answer}</div> : busy && <Text c="dimmed">{t('test.waiting')}</Text>}
          {asked.state === 'failed' && (
            <Problem>{errorText(asked.error)}</Problem>
          )}
          <Text role="status" fw={600}>
            {asked.state === 'done' && asked.facts?.provider === LOCAL_PROVIDER && t('test.here')}
            {asked.state === 'stopped' && t('test.stopped')}
          </Text>
        </Stack>
      )}
    </Stack>
  );
}
