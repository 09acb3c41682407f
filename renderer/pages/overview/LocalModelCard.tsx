import { Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/Card.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import { useFormat } from '../../i18n/format.ts';
import type { Status } from './status.ts';

type Local = Status['local'];

const STATES = { ready: 'good', preparing: 'attention', starting: 'attention', failed: 'bad', stopped: 'bad' } as const satisfies Record<Local['phase'], string>;

/** The bundled Ollama: whether it answers, with which models, and what is on its way. */
export function LocalModelCard({ local }: { local: Local }) {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const empty = local.phase === 'ready' && local.models.length === 0;
  const underWay = local.steps.filter(({ state }) => state === 'running' || state === 'waiting' || state === 'failed');
  return (
    <Card title={t('local.title')} aside={<StateBadge state={empty ? 'attention' : STATES[local.phase]} label={empty ? t('local.missing') : t(`local.${local.phase}`)} />}>
      {empty && <Text>{t('local.noModel')}</Text>}
      {local.models.length > 0 && (
        <Stack gap={2}>
          <Text>{t('local.models', { count: local.models.length })}</Text>
          {local.models.map(({ name, sizeBytes }) => (
            <Group key={name} justify="space-between" gap="sm" wrap="nowrap">
              <Text fw={600} truncate>
                {name}
              </Text>
              <Text c="dimmed">{format.bytes(sizeBytes)}</Text>
            </Group>
          ))}
        </Stack>
      )}
      {underWay.map((step) => (
        <StepLine key={step.id} step={step} />
      ))}
      {local.confinement && (
        <Text size="sm" c="dimmed">
          {t(`local.${local.confinement}`)}
        </Text>
      )}
      {local.restarts > 0 && (
        <Text size="sm" c="dimmed">
          {t('local.restarts', { count: local.restarts })}
        </Text>
      )}
    </Card>
  );
}

function StepLine({ step }: { step: Local['steps'][number] }) {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const share = step.total ? (step.done ?? 0) / step.total : undefined;
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="sm">
        <Text fw={600}>{step.title}</Text>
        {step.total !== undefined && <Text c="dimmed">{t('local.progress', { done: format.bytes(step.done ?? 0), total: format.bytes(step.total) })}</Text>}
      </Group>
      {step.state === 'running' && <Progress value={(share ?? 1) * 100} animated={share === undefined} aria-label={step.title} />}
      <Text size="sm" c={step.state === 'failed' ? 'var(--gh-bad-text)' : 'dimmed'}>
        {[step.message, step.secondsLeft !== undefined && t('local.left', { time: format.duration(step.secondsLeft * 1000) })].filter(Boolean).join(' · ')}
      </Text>
    </Stack>
  );
}
