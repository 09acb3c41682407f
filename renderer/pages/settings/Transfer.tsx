import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { Problem } from '../../components/Problem.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import { RelativeTime } from '../../components/TimeText.tsx';
import { useFormat } from '../../i18n/format.ts';
import { type Exporter, ExporterDialog } from './ExporterDialog.tsx';
import { MetricsAccess } from './MetricsAccess.tsx';
import classes from './People.module.css';


const EVERY_MS = 3_000;

/** Which other systems get the figures of requests, and who may read those of the gateway. */
export function Transfer() {
  const { t } = useTranslation('exporters');
  const query = useOperation('exporters.list', undefined, { every: EVERY_MS });
  const [open, setOpen] = useState<{ exporter?: Exporter }>();
  return (
    <>
      <Card
        title={t('title')}
        aside={
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen({})}>
            {t('add')}
          </Button>
        }
      >
        <Text>{t('text')}</Text>
        <Loaded query={query}>
          {({ exporters }) =>
            exporters.length === 0 ? (
              <Text c="dimmed">{t('none')}</Text>
            ) : (
              <Stack component="ul" gap="xs" className={classes.list}>
                {exporters.map((exporter) => (
                  <Row key={exporter.id} of={exporter} onEdit={() => setOpen({ exporter })} />
                ))}
              </Stack>
            )
          }
        </Loaded>
      </Card>
      <MetricsAccess />
      {open && <ExporterDialog {...open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Row({ of: { id, name, kind, endpoint, classes: sent, enabled, leaves, status }, onEdit }: { of: Exporter; onEdit: () => void }) {
  const { t } = useTranslation('exporters');
  const format = useFormat();
  const notify = useNotify();
  const remove = useAction('exporters.remove', ['exporters.list', 'audit.list']);
  const figures = Object.fromEntries((['sent', 'waiting', 'dropped', 'refused'] as const).map((part) => [part, format.number(status[part])])) as Record<'sent' | 'waiting' | 'dropped' | 'refused', string>;
  return (
    <Paper component="li" withBorder p="sm">
      <Stack gap={6}>
        <Group justify="space-between" gap="sm" align="flex-start">
          <div className={classes.who}>
            <Text fw={600}>{name}</Text>
            <Text size="sm" c="dimmed">
              {[t(`kind.${kind}`), endpoint, leaves && t('state.leaves')].filter(Boolean).join(' · ')}
            </Text>
          </div>
          <StateBadge state={!enabled || status.problem !== null ? 'attention' : 'good'} label={!enabled ? t('state.off') : status.problem === null ? t('state.on') : t('state.problem')} />
        </Group>
        <Group gap={6}>
          {sent.map((one) => (
            <ClassBadge key={one} dataClass={one} />
          ))}
        </Group>
        <Text size="sm">
          {t('state.figures', figures)}
          {status.withheld > 0 && ` · ${t('state.withheld', { number: format.number(status.withheld) })}`}
        </Text>
        {status.lastSentAt !== null && (
          <Text size="sm" c="dimmed">
            {t('state.last')} <RelativeTime at={status.lastSentAt} />
          </Text>
        )}
        {status.problem !== null && (
          <Text size="sm" c="var(--gh-attention-text)" lang="en">
            {status.problem}
          </Text>
        )}
        <Group gap="xs">
          <TestButton id={id} name={name} />
          <Button variant="default" size="xs" onClick={onEdit} aria-label={t('editOf', { name })}>
            {t('edit')}
          </Button>
          <ConfirmButton
            variant="default"
            size="xs"
            c="var(--gh-bad-text)"
            aria-label={t('removeOf', { name })}
            question={t('removeQuestion', { name })}
            consequence={t('removeConsequence')}
            confirm={t('remove')}
            destructive
            onConfirm={async () => {
              await remove.mutateAsync({ params: { id } });
              notify.done(t('removed', { name }));
            }}
          >
            {t('remove')}
          </ConfirmButton>
        </Group>
      </Stack>
    </Paper>
  );
}

function TestButton({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation('exporters');
  const format = useFormat();
  const errorText = useErrorText();
  const test = useAction('exporters.test', ['exporters.list']);
  return (
    <>
      <Button variant="default" size="xs" aria-label={t('testOf', { name })} loading={test.isPending} onClick={() => test.mutate({ params: { id } })}>
        {t('test')}
      </Button>
      <div role="status" style={{ order: 1, flexBasis: '100%' }} hidden={!test.data && !test.error}>
        {test.data?.ok === true && <Text size="sm" c="var(--gh-good-text)">{t('works', { time: format.duration(test.data.ms) })}</Text>}
        {test.data?.ok === false && (
          <Text size="sm" c="var(--gh-bad-text)">
            {t('worksNot')} <span lang="en">{test.data.message}</span>
          </Text>
        )}
        {test.error && <Problem>{errorText(test.error)}</Problem>}
      </div>
    </>
  );
}
