import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/Card.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import { StepProgress } from '../../components/StepProgress.tsx';
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
    <Card dense title={t('local.title')} aside={<StateBadge state={empty ? 'attention' : STATES[local.phase]} label={empty ? t('local.missing') : t(`local.${local.phase}`)} />}>
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
        <StepProgress key={step.id} step={step} />
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
