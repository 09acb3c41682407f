import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../components/StateBadge.tsx';
import { useNow } from '../../components/TimeText.tsx';
import { useFormat, useListFormat } from '../../i18n/format.ts';
import type { Provider } from './provider.ts';
import { stateOf } from './provider-state.ts';

const SIGNS = { off: 'attention', unasked: 'unknown', answers: 'good', refused: 'bad', fails: 'bad', stumbles: 'attention' } as const;

/** Whether it answers, in a word. */
export function ProviderBadge({ of: provider }: { of: Provider }) {
  const { t } = useTranslation('providers');
  const state = stateOf(provider);
  return <StateBadge state={SIGNS[state]} label={t(`state.${state}`)} />;
}

/** The same with times and reasons; nothing of one that is switched off. */
export function HealthLines({ of: provider }: { of: Provider }) {
  const { t } = useTranslation('providers');
  const format = useFormat();
  const list = useListFormat();
  const now = useNow();
  const { enabled, health: { answeredAt, changedAt, failed, failures, resting } } = provider;
  if (!enabled) return null;
  const ago = (at: number): string => format.relative(Math.min(at, now), now);
  const lines: string[] = [];
  if (failures > 0 && failed) lines.push(t('health.failed', { count: failures, why: t(`health.why.${failed.code}`), ago: ago(failed.at) }));
  if (answeredAt !== null) lines.push(t('health.answered', { ago: ago(answeredAt) }));
  else if (failures === 0) lines.push(t(changedAt === null ? 'health.unasked' : 'health.changed'));
  const still = resting.filter(({ until }) => until > now);
  if (still.length > 0) {
    const models = [...new Set(still.map(({ deployment }) => deployment.slice(deployment.indexOf('/') + 1)))];
    lines.push(t('health.rests', { count: models.length, models: list.and(models), time: format.time(Math.max(...still.map(({ until }) => until))) }));
  }
  return (
    <Stack gap={2}>
      {lines.map((line, index) => (
        <Text key={line} size="sm" {...(index > 0 || failures === 0 ? { c: 'dimmed' } : {})} style={{ overflowWrap: 'anywhere' }}>
          {line}
        </Text>
      ))}
    </Stack>
  );
}
