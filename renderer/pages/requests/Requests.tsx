import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useRoute, useSearchParams } from 'wouter';
import { DATA_CLASSES, isDataClass } from '../../../gateway/core/data-class.ts';
import { useOperation } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { Page } from '../../components/Page.tsx';
import { PLACES } from '../../components/place.ts';
import { EmptyState, FailedState, LoadingState } from '../../components/states.tsx';
import { type Feed, type FeedState, type TraceFilter, useFeed } from './feed.ts';
import { LiveState } from './LiveState.tsx';
import { RequestTable } from './RequestTable.tsx';

const Detail = lazy(() => import('./Detail.tsx'));
/** A search begins when nothing was typed for so long. */
const TYPING_MS = 300;
/** By a provider, with stand-ins: an answer of its own among the filters. */
const VEILED = 'stand-ins';

export default function Requests() {
  const { t } = useTranslation('requests');
  const [filter, setFilter] = useFilter();
  const { feed, state } = useFeed(filter);
  /** The newest row shown while the list is held still. */
  const [held, setHeld] = useState<string | null>(null);
  const [, navigate] = useLocation();
  const [, params] = useRoute('/requests/:id');
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <Page title={t('title')} description={t('description')} actions={<LiveState state={state} held={held !== null} />}>
      <Group align="flex-end" gap="sm">
        <Filters filter={filter} onChange={setFilter} />
        <Button variant="default" leftSection={held === null ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />} onClick={() => setHeld(held === null ? feed.list.newestId() : null)}>
          {held === null ? t('hold') : t('follow')}
        </Button>
      </Group>
      <Rows feed={feed} state={state} filtered={filtered} held={held} hold={setHeld} />
      {params && (
        <Suspense>
          <Detail id={params.id} known={feed.list.get(params.id)} onClose={() => navigate(`/requests${location.search}`)} />
        </Suspense>
      )}
    </Page>
  );
}

function Rows({ feed, state, filtered, held, hold }: { feed: Feed; state: FeedState; filtered: boolean; held: string | null; hold: (id: string | null) => void }) {
  const { t } = useTranslation('requests');
  if (state.phase === 'loading') return <LoadingState rows={8} />;
  if (state.phase === 'failed') return <FailedState error={state.error} retry={() => void feed.reload()} />;
  if (feed.list.length === 0) return filtered ? <EmptyState title={t('none.title')} text={t('none.text')} /> : <EmptyState title={t('empty.title')} text={t('empty.text')} />;
  return <RequestTable feed={feed} version={state.version} held={held} hold={hold} />;
}

function useFilter(): [TraceFilter, (change: TraceFilter) => void] {
  const [search, setSearch] = useSearchParams();
  const dataClass = search.get('class');
  const filter: TraceFilter = {
    dataClass: isDataClass(dataClass) ? dataClass : undefined,
    ...answerOf(search.get('answer')),
    keyId: search.get('key') ?? undefined,
    text: search.get('text')?.slice(0, 200) || undefined,
  };
  return [
    filter,
    (change) => {
      const next = { ...filter, ...change };
      setSearch(Object.entries({ class: next.dataClass, answer: next.decision === 'pseudonymise' ? VEILED : next.place, key: next.keyId, text: next.text }).filter((entry): entry is [string, string] => entry[1] !== undefined), { replace: true });
    },
  ];
}

/** What an answer of the filter stands for. */
function answerOf(value: string | null): Pick<TraceFilter, 'place' | 'decision'> {
  if (value === VEILED) return { place: 'cloud', decision: 'pseudonymise' };
  return { place: PLACES.find((place) => place === value), decision: undefined };
}

function Filters({ filter, onChange }: { filter: TraceFilter; onChange: (change: TraceFilter) => void }) {
  const { t } = useTranslation(['requests', 'common']);
  const admin = useSession().role === 'admin';
  const keys = useOperation('keys.list', undefined, { enabled: admin });
  const search = useDebouncedCallback((text: string) => onChange({ text: text.trim() || undefined }), TYPING_MS);
  const any = { value: '', label: t('filter.any') };
  return (
    <>
      <NativeSelect
        label={t('filter.class')}
        value={filter.dataClass ?? ''}
        data={[any, ...DATA_CLASSES.map((value) => ({ value, label: t(`common:class.${value}`) }))]}
        onChange={({ currentTarget: { value } }) => onChange({ dataClass: isDataClass(value) ? value : undefined })}
      />
      <NativeSelect
        label={t('filter.place')}
        value={filter.decision === 'pseudonymise' ? VEILED : (filter.place ?? '')}
        data={[any, ...PLACES.flatMap((value) => [{ value, label: t(`common:place.${value}`) }, ...(value === 'cloud' ? [{ value: VEILED, label: t('common:place.veiled') }] : [])])]}
        onChange={({ currentTarget: { value } }) => onChange(answerOf(value))}
      />
      {keys.data && keys.data.keys.length > 0 && (
        <NativeSelect
          label={t('filter.key')}
          value={filter.keyId ?? ''}
          data={[any, ...keys.data.keys.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={({ currentTarget: { value } }) => onChange({ keyId: value || undefined })}
        />
      )}
      <TextInput key={filter.text === undefined ? 'empty' : 'filled'} type="search" label={t('filter.search')} placeholder={t('filter.searchHint')} defaultValue={filter.text ?? ''} onChange={({ currentTarget }) => search(currentTarget.value)} />
      {Object.values(filter).some((value) => value !== undefined) && (
        <Button variant="subtle" onClick={() => onChange({ dataClass: undefined, place: undefined, decision: undefined, keyId: undefined, text: undefined })}>
          {t('filter.clear')}
        </Button>
      )}
    </>
  );
}
