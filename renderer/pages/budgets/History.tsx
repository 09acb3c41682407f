import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useOperation } from '../../api/queries.ts';
import { useActorText } from '../../components/actor-text.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { StackedTable } from '../../components/StackedTable.tsx';
import { EmptyState } from '../../components/states.tsx';
import { useZoneFormat } from '../../i18n/zone.ts';
import type { Spending } from './tree.ts';
import { useChangeText } from './change-text.ts';

type Act = Output<'audit.list'>['records'][number];

const EVERY_MS = 10_000;
/** So many acts are looked through, and of those about budgets so many shown. */
const LOOKED = 1_000;
const SHOWN = 100;
const ABOUT = /^(budget\.(create|update|remove)|team\.(create|update|remove)|limit\.set)$/;

function isAbout({ action, detail }: Act): boolean {
  return ABOUT.test(action) || (action === 'setting.set' && (detail['name'] === 'currency' || detail['name'] === 'spending'));
}

/** Who changed what about budgets, newest first, from the audit log. */
export function History({ spending }: { spending: Spending }) {
  const { t } = useTranslation('budgets');
  const zone = useZoneFormat(spending.timeZone);
  const text = useChangeText(spending);
  const actorText = useActorText();
  const log = useOperation('audit.list', { query: { acts: '1', limit: String(LOOKED) } }, { every: EVERY_MS });
  return (
    <Loaded query={log}>
      {({ records }) => {
        const changes = records.filter(isAbout).slice(0, SHOWN);
        if (changes.length === 0) return <EmptyState title={t('history.none')} text={t('history.noneText')} />;
        return (
          <>
            <StackedTable framed columns={[t('history.when'), t('history.who'), t('history.what')]}>
              {changes.map((act) => (
                <Table.Tr key={act.seq}>
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>{zone.dateTime(act.time)}</Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{actorText(act.actor)}</Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{text(act)}</Table.Td>
                </Table.Tr>
              ))}
            </StackedTable>
            {records.length === LOOKED && (
              <Text size="sm" c="dimmed" mt="xs">
                {t('history.older')}
              </Text>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
