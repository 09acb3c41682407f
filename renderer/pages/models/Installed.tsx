import { Button, Group, Table, Text } from '@mantine/core';
import { IconGauge, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useAction, useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { useNotify } from '../../components/notify.ts';
import { StackedTable } from '../../components/StackedTable.tsx';
import { useFormat } from '../../i18n/format.ts';

type Local = Output<'status'>['local'];
type Model = Local['models'][number];
type Memory = Output<'models.memory'>['models'][number];

/** A model is unloaded some minutes after its last answer. */
const EVERY_MS = 5_000;

const ABILITIES = ['chat', 'embeddings', 'tools', 'images', 'reasoning'] as const;

/** What is on this computer, with what it can do and how fast it is here. */
export function Installed({ local: { models, phase } }: { local: Local }) {
  const { t } = useTranslation('models');
  const memory = useOperation('models.memory', undefined, { every: EVERY_MS, enabled: models.length > 0 });
  return (
    <Card title={t('installed.title')}>
      {phase !== 'ready' && <Text c="var(--gh-attention-text)">{t('installed.notReady')}</Text>}
      {models.length === 0 ? (
        <Text c="dimmed">{t('installed.empty')}</Text>
      ) : (
        <StackedTable columns={[t('installed.name'), t('installed.can'), t('installed.context'), t('installed.memory'), t('installed.speed')]} actions={t('installed.actions')}>
          {models.map((model) => (
            <Row key={model.name} model={model} memory={memory.data?.models.find(({ name }) => name === model.name)} />
          ))}
        </StackedTable>
      )}
    </Card>
  );
}

function Row({ model: { name, sizeBytes, capabilities }, memory }: { model: Model; memory: Memory | undefined }) {
  const { t } = useTranslation('models');
  const format = useFormat();
  const notify = useNotify();
  const remove = useAction('models.remove', ['status', 'models.recommendations', 'models.hardware']);
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          {format.bytes(sizeBytes)}
        </Text>
      </Table.Td>
      <Table.Td>{ABILITIES.filter((ability) => capabilities[ability]).map((ability) => t(`installed.${ability}`)).join(', ')}</Table.Td>
      <Table.Td>{capabilities.contextLength !== undefined && t('installed.tokens', { number: format.number(capabilities.contextLength) })}</Table.Td>
      <Table.Td>{memory && <MemoryText of={memory} />}</Table.Td>
      <Table.Td>
        <Speed name={name} measurable={capabilities.chat === true} />
      </Table.Td>
      <Table.Td ta="end">
        <ConfirmButton
          variant="subtle"
          size="compact-sm"
          color="red.8"
          c="var(--gh-bad-text)"
          leftSection={<IconTrash size={16} aria-hidden />}
          aria-label={t('installed.remove', { name })}
          question={t('installed.removeQuestion', { name })}
          consequence={t('installed.removeConsequence')}
          confirm={t('installed.removeShort')}
          destructive
          onConfirm={async () => {
            await remove.mutateAsync({ body: { name } });
            notify.done(t('names.removed', { name }));
          }}
        >
          {t('installed.removeShort')}
        </ConfirmButton>
      </Table.Td>
    </Table.Tr>
  );
}

function MemoryText({ of: { loaded, bytes, graphicsBytes } }: { of: Memory }) {
  const { t } = useTranslation('models');
  const format = useFormat();
  const size = format.bytes(bytes);
  if (!loaded) {
    return (
      <Text size="sm" c="dimmed">
        {t('installed.memoryEstimate', { size })}
      </Text>
    );
  }
  return <Text size="sm">{graphicsBytes > 0 ? t('installed.memoryCard', { size, card: format.bytes(graphicsBytes) }) : t('installed.memoryNow', { size })}</Text>;
}

function Speed({ name, measurable }: { name: string; measurable: boolean }) {
  const { t } = useTranslation('models');
  const format = useFormat();
  const notify = useNotify();
  const hardware = useOperation('models.hardware');
  const measure = useAction('models.benchmark', ['models.hardware']);
  const last = hardware.data?.hardware.benchmarks.find(({ model }) => model === name);
  if (!measurable) return null;
  return (
    <Group gap="xs">
      {last ? (
        <Text size="sm" title={format.dateTime(last.measuredAt)}>
          {t('installed.speedValue', { answer: format.number(last.answerTokensPerSecond), prompt: format.number(last.promptTokensPerSecond) })}
        </Text>
      ) : (
        <Text size="sm" c="dimmed">
          {t('installed.notMeasured')}
        </Text>
      )}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconGauge size={16} aria-hidden />}
        loading={measure.isPending}
        aria-label={t('installed.measure', { name })}
        onClick={() => measure.mutate({ body: { model: name } }, { onError: notify.failed })}
      >
        {t('installed.measureShort')}
      </Button>
    </Group>
  );
}
