import { Anchor, Button, Stack, Table, Text } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useAction } from '../../api/queries.ts';
import { useNotify } from '../../components/notify.ts';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import { StackedTable } from '../../components/StackedTable.tsx';
import { EmptyState } from '../../components/states.tsx';
import { RelativeTime } from '../../components/TimeText.tsx';
import type { State } from './recognition.ts';

/** Values that were reported as no finding; each can count again. */
export function Alarms({ state: { allowed } }: { state: State }) {
  const { t } = useTranslation('recognition');
  const notify = useNotify();
  const names = useRecogniserText();
  const undo = useAction('recognition.falseAlarmRemove', ['recognition.get']);
  if (allowed.length === 0) return <EmptyState icon={IconBellOff} title={t('alarms.emptyTitle')} text={t('alarms.emptyText')} />;
  return (
    <Stack gap="md">
      <Text c="dimmed">{t('alarms.text')}</Text>
      <StackedTable framed columns={[t('alarms.what'), t('alarms.by'), t('alarms.when'), t('alarms.request')]} actions={t('column.actions')}>
        {allowed.map(({ recogniser, mark, trace, reportedBy, reportedAt }) => {
          const name = names.name(recogniser);
          return (
            <Table.Tr key={`${recogniser} ${mark}`}>
              <Table.Td>
                <Text fw={600}>{name}</Text>
              </Table.Td>
              <Table.Td>{reportedBy}</Table.Td>
              <Table.Td>
                <RelativeTime at={reportedAt} />
              </Table.Td>
              <Table.Td>
                <Anchor component={Link} href={`/requests/${trace}`} underline="always">
                  {t('alarms.open')}
                </Anchor>
              </Table.Td>
              <Table.Td>
                <Button
                  variant="default"
                  size="xs"
                  aria-label={t('alarms.undoName', { name })}
                  loading={undo.isPending && undo.variables?.params.mark === mark}
                  onClick={() => undo.mutate({ params: { recogniser, mark } }, { onSuccess: () => notify.done(t('alarms.undone')), onError: notify.failed })}
                >
                  {t('alarms.undo')}
                </Button>
              </Table.Td>
            </Table.Tr>
          );
        })}
      </StackedTable>
    </Stack>
  );
}
