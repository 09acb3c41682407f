import { Button, Group, NativeSelect, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation, usePages } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { FilterBar } from '../../components/FilterBar.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { StackedTable } from '../../components/StackedTable.tsx';
import { EmptyState } from '../../components/states.tsx';
import { useMoney } from '../../i18n/money.ts';
import type { PriceRow } from './price.ts';
import { PriceMenu } from './PriceMenu.tsx';
import classes from './Prices.module.css';
import { Source } from './Source.tsx';

const PAGE = 50;
/** A search begins when nothing was typed for so long. */
const TYPING_MS = 300;

/** What the office's providers offer, models in use first. */
export function ModelPrices() {
  const { t } = useTranslation('prices');
  const subjects = useOperation('policy.subjects');
  const [search, setSearch] = useState('');
  const [provider, setProvider] = useState('');
  const type = useDebouncedCallback((text: string) => setSearch(text.trim().slice(0, 200)), TYPING_MS);
  const query = { limit: String(PAGE), ...(search !== '' && { search }), ...(provider !== '' && { provider }) };
  const pages = usePages('prices.list', { query: { ...query, offset: '0' } }, ({ total }, all) => (all.length * PAGE < total ? { query: { ...query, offset: String(all.length * PAGE) } } : undefined));
  return (
    <Stack gap="md">
      <FilterBar>
        <TextInput type="search" label={t('search')} placeholder={t('searchHint')} defaultValue="" onChange={({ currentTarget }) => type(currentTarget.value)} />
        <NativeSelect label={t('provider')} value={provider} data={[{ value: '', label: t('any') }, ...(subjects.data?.providers ?? []).map(({ id, name }) => ({ value: id, label: name }))]} onChange={({ currentTarget: { value } }) => setProvider(value)} />
      </FilterBar>
      <Loaded query={pages}>
        {(data) => {
          const rows = data.pages.flatMap((page) => page.prices);
          if (rows.length === 0) return search === '' && provider === '' ? <EmptyState title={t('empty.title')} text={t('empty.text')} /> : <EmptyState title={t('none.title')} text={t('none.text')} />;
          return (
            <>
              <Text c="dimmed">{t('perMillion')}</Text>
              {rows.some(({ source, inUse }) => source === 'unpriced' && inUse) && <Text c="var(--gh-attention-text)">{t('unpricedHint')}</Text>}
              <Rows rows={rows} />
              {pages.hasNextPage && (
                <Group>
                  <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                    {t('more')}
                  </Button>
                </Group>
              )}
            </>
          );
        }}
      </Loaded>
    </Stack>
  );
}

function Rows({ rows }: { rows: readonly PriceRow[] }) {
  const { t } = useTranslation('prices');
  const money = useMoney();
  const admin = useSession().role === 'admin';
  const amount = (rate: string | undefined): string => (rate === undefined ? '–' : money.entered(rate, 'USD'));
  return (
    <StackedTable framed columns={[t('model'), t('part.input'), t('part.output'), t('source')]} actions={t('actions')}>
      {rows.map((row) => {
        const rates = row.tiers[0]?.rates;
        return (
          <Table.Tr key={`${row.provider}/${row.model}`}>
            <Table.Td className={classes.name}>
              {row.provider}/{row.model}
              {row.inUse && <span className={classes.note}> {t('inUse')}</span>}
            </Table.Td>
            <Table.Td>{rates && <Labelled label={t('part.input')}>{amount(rates.input)}</Labelled>}</Table.Td>
            <Table.Td>{rates && <Labelled label={t('part.output')}>{amount(rates.output)}</Labelled>}</Table.Td>
            <Table.Td>
              <Source of={row.source} />
            </Table.Td>
            <Table.Td>
              <PriceMenu row={row} editable={admin} />
            </Table.Td>
          </Table.Tr>
        );
      })}
    </StackedTable>
  );
}

/** The column's name, where the table has become a list of cards. */
function Labelled({ label, children }: { label: string; children: string }) {
  return (
    <>
      <span className={classes.label}>{label} </span>
      {children}
    </>
  );
}
