import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { StackedTable } from '../../components/StackedTable.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import { RelativeTime } from '../../components/TimeText.tsx';
import { useFormat } from '../../i18n/format.ts';
import { type Key, stateOf } from './key.ts';
import { KeyMenu } from './KeyMenu.tsx';

interface KeyTableProps {
  keys: Key[];
  /** Without any the column is left out. */
  teams: readonly { id: string; name: string }[];
  onEdit: (key: Key) => void;
  onConnect: (key: Key) => void;
}

/** As the first column's names: a long word breaks, and not while other columns have room. */
const BREAKING = { overflowWrap: 'anywhere', minWidth: 132 } as const;

export function KeyTable({ keys, teams, onEdit, onConnect }: KeyTableProps) {
  const { t } = useTranslation('keys');
  return (
    <StackedTable framed columns={[t('column.name'), ...(teams.length > 0 ? [t('column.team')] : []), t('column.class'), t('column.models'), t('column.lastUsed'), t('column.state')]} actions={t('column.actions')}>
      {keys.map((key) => (
        <Row key={key.id} of={key} teams={teams} onEdit={onEdit} onConnect={onConnect} />
      ))}
    </StackedTable>
  );
}

function Row({ of: key, teams, onEdit, onConnect }: Omit<KeyTableProps, 'keys'> & { of: Key }) {
  const { t } = useTranslation('keys');
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600}>{key.name}</Text>
        <Text size="sm" c="dimmed">
          {[t(`kind.${key.ownerKind}`), key.owner, t('ending', { last4: key.last4 })].filter(Boolean).join(' · ')}
        </Text>
      </Table.Td>
      {teams.length > 0 && <Table.Td style={BREAKING}>{key.team === null ? <Text c="dimmed">{t('form.teamNone')}</Text> : (teams.find(({ id }) => id === key.team)?.name ?? key.team)}</Table.Td>}
      <Table.Td>
        <Range of={key} />
      </Table.Td>
      <Table.Td>{key.models === null ? t('models.all') : <span title={key.models.join(', ')}>{t('models.some', { count: key.models.length })}</span>}</Table.Td>
      <Table.Td>{key.lastUsedAt === null ? <Text c="dimmed">{t('never')}</Text> : <RelativeTime at={key.lastUsedAt} />}</Table.Td>
      <Table.Td>
        <State of={key} />
      </Table.Td>
      <Table.Td>
        <KeyMenu of={key} onEdit={onEdit} onConnect={onConnect} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Floor and ceiling as words between two signs. */
function Range({ of: { floor, ceiling } }: { of: Key }) {
  const { t } = useTranslation(['keys', 'common']);
  if (floor === ceiling) {
    return (
      <span title={t('range.same')}>
        <ClassBadge dataClass={floor} />
      </span>
    );
  }
  return (
    <>
      <span title={t('range.from', { floor: t(`common:class.${floor}`) })}>
        <ClassBadge dataClass={floor} />
      </span>
      <Text size="sm" c="dimmed">
        {t('range.to', { ceiling: t(`common:class.${ceiling}`) })}
      </Text>
    </>
  );
}

function State({ of: key }: { of: Key }) {
  const { t } = useTranslation('keys');
  const format = useFormat();
  const state = stateOf(key, Date.now());
  return (
    <>
      <StateBadge state={state === 'active' ? 'good' : 'attention'} label={t(`state.${state}`)} />
      {state === 'active' && key.expiresAt !== null && (
        <Text size="sm" c="dimmed">
          {t('state.expires', { date: format.date(key.expiresAt) })}
        </Text>
      )}
    </>
  );
}
