import { Button, Group, List, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { useActorText } from '../../components/actor-text.ts';
import { RelativeTime } from '../../components/TimeText.tsx';
import { useNotify } from '../../components/notify.ts';
import { EmptyState } from '../../components/states.tsx';
import { StackedTable } from '../../components/StackedTable.tsx';
import type { Spending } from './tree.ts';
import { useWarningText } from './warning-text.ts';
import classes from './Warnings.module.css';

const SHOWN = 5;

/** Warnings that nobody has seen yet, above everything else. */
export function NewWarnings({ spending }: { spending: Spending }) {
  const { t } = useTranslation('budgets');
  const notify = useNotify();
  const admin = useSession().role === 'admin';
  const text = useWarningText(spending);
  const see = useAction('alerts.see', ['spending.get']);
  const unseen = spending.alerts.filter(({ seenBy }) => seenBy === null);
  if (unseen.length === 0) return null;
  return (
    <section className={classes.warnings} aria-labelledby="warnings">
      <IconAlertTriangle size={24} aria-hidden className={classes.sign} />
      <Stack gap={8} flex={1}>
        <h2 id="warnings" className={classes.title}>
          {t('warnings.title')}
        </h2>
        <List spacing={4}>
          {unseen.slice(0, SHOWN).map((alert) => (
            <List.Item key={`${alert.budget} ${alert.periodStart} ${alert.threshold}`}>
              {text(alert)} (<RelativeTime at={alert.time} />)
            </List.Item>
          ))}
        </List>
        {unseen.length > SHOWN && <Text size="sm">{t('warnings.more', { count: unseen.length - SHOWN })}</Text>}
        {admin && (
          <Group>
            <Button variant="default" size="xs" loading={see.isPending} onClick={() => see.mutate(undefined, { onError: notify.failed })}>
              {t('warnings.see')}
            </Button>
          </Group>
        )}
      </Stack>
    </section>
  );
}

/** All warnings, newest first, and who has seen them. */
export function AllWarnings({ spending }: { spending: Spending }) {
  const { t } = useTranslation('budgets');
  const text = useWarningText(spending);
  const actorText = useActorText();
  if (spending.alerts.length === 0) return <EmptyState title={t('warnings.none')} text={t('warnings.noneText')} />;
  return (
    <StackedTable framed columns={[t('warnings.when'), t('warnings.what'), t('warnings.seen')]}>
      {spending.alerts.map((alert) => (
        <Table.Tr key={`${alert.budget} ${alert.periodStart} ${alert.threshold}`}>
          <Table.Td>
            <RelativeTime at={alert.time} />
          </Table.Td>
          <Table.Td>{text(alert)}</Table.Td>
          <Table.Td>{alert.seenBy === null ? t('warnings.unseen') : t('warnings.seenBy', { name: actorText(alert.seenBy) })}</Table.Td>
        </Table.Tr>
      ))}
    </StackedTable>
  );
}
