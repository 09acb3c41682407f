import { Button, Group, NativeSelect, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { Input } from '../../../gateway/admin/contract.ts';
import { ACTIONS, type ActionGroup } from '../../../gateway/core/audit-actions.ts';
import { usePages } from '../../api/queries.ts';
import { FilterBar } from '../../components/FilterBar.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { EmptyState } from '../../components/states.tsx';
import { type Office, useOffice } from '../../components/use-office.ts';
import classes from './Audit.module.css';
import { RecordRow } from './RecordRow.tsx';
import { type AuditRecord, useRecordText } from './record-text.ts';

const PAGE = 50;

interface Filter {
  requests: boolean;
  action: string;
  actor: string;
}

/** The records, newest first, as far as they were asked for. */
export function Records() {
  const { t } = useTranslation('audit');
  const office = useOffice();
  const [filter, setFilter] = useFilter();
  const query = queryOf(filter);
  const pages = usePages('audit.list', { query }, ({ records }) => (records.length < PAGE ? undefined : { query: { ...query, before: String(records.at(-1)!.seq) } }));
  const filtered = filter.requests || filter.action !== '' || filter.actor !== '';
  return (
    <Stack gap="md">
      <Loaded query={pages}>
        {(data) => {
          const records = data.pages.flatMap((page) => page.records);
          return (
            <>
              <Filters filter={filter} onChange={setFilter} office={office} records={records} />
              {records.length === 0 ? (
                filtered ? <EmptyState title={t('none.title')} text={t('none.text')} /> : <EmptyState title={t('empty.title')} text={t('empty.text')} />
              ) : (
                <ul className={classes.list} aria-label={t('list.label')}>
                  {records.map((record) => (
                    <RecordRow key={record.seq} record={record} office={office} />
                  ))}
                </ul>
              )}
              {pages.hasNextPage && (
                <Group>
                  <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                    {t('list.more')}
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

function queryOf({ requests, action, actor }: Filter): Input<'audit.list'>['query'] {
  return { limit: String(PAGE), ...(!requests && { acts: '1' as const }), ...(action !== '' && { action }), ...(actor !== '' && { actor }) };
}

/** Stands in the address, so that it can be passed on. */
function useFilter(): [Filter, (change: Partial<Filter>) => void] {
  const [search, setSearch] = useSearchParams();
  const filter: Filter = { requests: search.get('requests') === '1', action: search.get('action')?.slice(0, 100) ?? '', actor: search.get('actor')?.slice(0, 200) ?? '' };
  return [
    filter,
    (change) => {
      const { requests, action, actor } = { ...filter, ...change };
      setSearch({ ...(requests && { requests: '1' }), ...(action !== '' && { action }), ...(actor !== '' && { actor }) }, { replace: true });
    },
  ];
}

function Filters({ filter, onChange, office, records }: { filter: Filter; onChange: (change: Partial<Filter>) => void; office: Office; records: readonly AuditRecord[] }) {
  const { t } = useTranslation('audit');
  const text = useRecordText(office);
  const isKey = (actor: string): boolean => office.keys.some(({ id }) => id === actor);
  const people = [...new Set([...records.map(({ actor }) => actor), ...(filter.actor === '' ? [] : [filter.actor])])].filter((actor) => !isKey(actor)).sort();
  const any = filter.requests || filter.action !== '' || filter.actor !== '';
  return (
    <FilterBar>
      <NativeSelect
        className={classes.kind}
        label={t('filter.kind')}
        value={filter.requests ? 'all' : 'acts'}
        data={[{ value: 'acts', label: t('filter.acts') }, { value: 'all', label: t('filter.all') }]}
        onChange={({ currentTarget: { value } }) => onChange({ requests: value === 'all', ...(value === 'acts' && filter.action.startsWith('request.') && { action: '' }) })}
      />
      <NativeSelect label={t('filter.action')} value={filter.action} onChange={({ currentTarget: { value } }) => onChange({ action: value })}>
        <option value="">{t('filter.any')}</option>
        {groupsOf(filter).map(([group, actions]) => (
          <optgroup key={group} label={t(`group.${group}`)}>
            {actions.map((action) => (
              <option key={action} value={action}>
                {text.action(action)}
              </option>
            ))}
          </optgroup>
        ))}
      </NativeSelect>
      <NativeSelect label={t('filter.actor')} value={filter.actor} onChange={({ currentTarget: { value } }) => onChange({ actor: value })}>
        <option value="">{t('filter.anyone')}</option>
        <optgroup label={t('filter.people')}>
          {people.map((actor) => (
            <option key={actor} value={actor}>
              {text.who(actor)}
            </option>
          ))}
        </optgroup>
        {filter.requests && (
          <optgroup label={t('filter.keys')}>
            {office.keys.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
      </NativeSelect>
      {any && (
        <Button variant="subtle" onClick={() => onChange({ requests: false, action: '', actor: '' })}>
          {t('filter.clear')}
        </Button>
      )}
    </FilterBar>
  );
}

/** Actions by what they are about, and the chosen one also where nobody here knows it. */
function groupsOf({ requests, action }: Filter): [ActionGroup, string[]][] {
  const groups = new Map<ActionGroup, string[]>();
  for (const [name, { group }] of Object.entries(ACTIONS)) {
    if (group === 'request' && !requests) continue;
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  if (action !== '' && !Object.hasOwn(ACTIONS, action)) groups.set('audit', [...(groups.get('audit') ?? []), action]);
  return [...groups];
}
