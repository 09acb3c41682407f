import { Anchor, Button, Stack, Table, Text } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useOperation } from '../../api/queries.ts';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import { StackedTable } from '../../components/StackedTable.tsx';
import { EmptyState } from '../../components/states.tsx';
import { RelativeTime } from '../../components/TimeText.tsx';
import { AlarmMenu } from './AlarmMenu.tsx';
import { AddWords, type ShownWords, ShowWords } from './AlarmWords.tsx';
import type { Alarm } from './recognition.ts';

type Open = { dialog: 'add'; alarm: Alarm } | { dialog: 'shown'; alarm: Alarm; words: ShownWords } | undefined;

/** Values that were reported as no finding, with what their test cases say now; each can count again. */
export function Alarms() {
  const alarms = useOperation('recognition.falseAlarms');
  return <Loaded query={alarms}>{(data) => <List alarms={data.alarms} />}</Loaded>;
}

function List({ alarms }: { alarms: Output<'recognition.falseAlarms'>['alarms'] }) {
  const { t } = useTranslation('recognition');
  const names = useRecogniserText();
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  if (alarms.length === 0) return <EmptyState icon={IconBellOff} title={t('alarms.emptyTitle')} text={t('alarms.emptyText')} />;
  return (
    <Stack gap="md">
      <Text c="dimmed">{t('alarms.text')}</Text>
      <StackedTable framed columns={[t('alarms.what'), t('alarms.test'), t('alarms.by'), t('alarms.when'), t('alarms.request')]} actions={t('column.actions')}>
        {alarms.map((alarm) => (
          <Table.Tr key={`${alarm.recogniser} ${alarm.mark}`}>
            <Table.Td>
              <Text fw={600}>{names.name(alarm.recogniser)}</Text>
            </Table.Td>
            <Table.Td>
              <TestCase alarm={alarm} onAdd={() => setOpen({ dialog: 'add', alarm })} />
            </Table.Td>
            <Table.Td>{alarm.reportedBy}</Table.Td>
            <Table.Td>
              <RelativeTime at={alarm.reportedAt} />
            </Table.Td>
            <Table.Td>
              {alarm.trace === null ? (
                t('alarms.tried')
              ) : (
                <Anchor component={Link} href={`/requests/${alarm.trace}`} underline="always">
                  {t('alarms.open')}
                </Anchor>
              )}
            </Table.Td>
            <Table.Td>
              <AlarmMenu of={alarm} onAdd={() => setOpen({ dialog: 'add', alarm })} onShown={(words) => setOpen({ dialog: 'shown', alarm, words })} />
            </Table.Td>
          </Table.Tr>
        ))}
      </StackedTable>
      {open?.dialog === 'add' && <AddWords to={open.alarm} onClose={close} />}
      {open?.dialog === 'shown' && <ShowWords of={open.alarm} words={open.words} onClose={close} />}
    </Stack>
  );
}

function TestCase({ alarm: { recogniser, test }, onAdd }: { alarm: Alarm; onAdd: () => void }) {
  const { t } = useTranslation('recognition');
  const names = useRecogniserText();
  if (!test) {
    return (
      <>
        <Text c="dimmed">{t('alarms.untested')}</Text>
        <Button variant="subtle" size="compact-sm" ml={-9} aria-label={t('alarms.addWordsName', { name: names.name(recogniser) })} onClick={onAdd}>
          {t('alarms.addWords')}
        </Button>
      </>
    );
  }
  if (test.result !== 'found') return <Text>{t(`alarms.result.${test.result}`)}</Text>;
  return (
    <Text c="var(--gh-attention-text)">
      {t('alarms.found', { what: names.name(test.recogniser) })} {test.dataClass === 'public' ? `(${t('try.weak')})` : <ClassBadge dataClass={test.dataClass} />}
    </Text>
  );
}
