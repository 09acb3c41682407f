import { Anchor, Group, Loader, Paper, Stack, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { LOCAL_PROVIDER } from '../../../gateway/core/model.ts';
import type { AnswerFacts } from '../../api/ask.ts';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { ownWordsOf, useErrorText } from '../../components/error-text.ts';
import { isVeiled } from '../../components/place.ts';
import { PlaceBadge } from '../../components/PlaceBadge.tsx';
import { Technical } from '../../components/Technical.tsx';
import classes from './Ask.module.css';
import type { Turn } from './conversation.ts';

const Markdown = lazy(() => import('./Markdown.tsx'));

/** A question and its answer, with what the gateway decided about it. */
export function TurnView({ turn }: { turn: Turn }) {
  const { t } = useTranslation('ask');
  return (
    <article className={classes.turn} aria-busy={turn.state === 'waiting' || turn.state === 'writing'}>
      <Text className={classes.question}>{turn.question}</Text>
      <Paper withBorder p="md">
        <Stack gap="sm">
          {turn.facts && <Facts facts={turn.facts} />}
          {turn.state === 'waiting' && (
            <Group gap="xs">
              <Loader size="sm" aria-hidden />
              <Text c="dimmed">{t('waiting')}</Text>
            </Group>
          )}
          {turn.answer !== '' && (
            <Suspense fallback={<Text className={classes.plain}>{turn.answer}</Text>}>
              <Markdown text={turn.answer} />
            </Suspense>
          )}
          {turn.state === 'stopped' && <Text c="dimmed">{t('stopped')}</Text>}
          {turn.state === 'failed' && <Failure error={turn.error} half={turn.answer !== ''} />}
        </Stack>
      </Paper>
    </article>
  );
}

function Facts({ facts: { dataClass, provider, model, decision, traceId } }: { facts: AnswerFacts }) {
  const { t } = useTranslation('ask');
  const here = provider === LOCAL_PROVIDER;
  const veiled = isVeiled({ decision });
  return (
    <Stack gap={4}>
      <Group gap="sm">
        <PlaceBadge place={here ? 'here' : 'cloud'} veiled={veiled} detail={here ? model : `${provider} / ${model}`} />
        <ClassBadge dataClass={dataClass} />
        <Anchor component={Link} href={`/requests/${traceId}`} size="sm" underline="always">
          {t('details')}
        </Anchor>
      </Group>
      <Text size="sm" c="dimmed">
        {here ? (decision === 'local' ? t('why.kept') : t('why.here')) : t(veiled ? 'why.veiled' : 'why.allowed', { provider })}
      </Text>
    </Stack>
  );
}

function Failure({ error, half }: { error: unknown; half: boolean }) {
  const { t } = useTranslation('ask');
  const errorText = useErrorText();
  const own = ownWordsOf(error);
  return (
    <div role="alert">
      <Text c="var(--gh-bad-text)">
        {half ? `${t('half')} ` : ''}
        {errorText(error)}
      </Text>
      {own && <Technical text={own} />}
    </div>
  );
}
