import { Button, Group } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from 'wouter';
import { Page } from '../../components/Page.tsx';
import { EmptyState, FailedState, LoadingState } from '../../components/states.tsx';
import { useOffice } from '../../components/use-office.ts';
import { type Feed, type FeedState, useFeed } from './feed.ts';
import { Filters } from './Filters.tsx';
import { filterOf, useChoices } from './filter.ts';
import { LiveState } from './LiveState.tsx';
import { RequestTable } from './RequestTable.tsx';

const RequestPage = lazy(() => import('./RequestPage.tsx'));

/** All requests, or one. */
export default function Requests() {
  const [, params] = useRoute('/requests/:id');
  return params ? (
    <Suspense fallback={<LoadingState />}>
      <RequestPage key={params.id} id={params.id} />
    </Suspense>
  ) : (
    <List />
  );
}

function List() {
  const { t } = useTranslation('requests');
  const office = useOffice();
  const [choices, setChoices] = useChoices();
  const { feed, state } = useFeed(filterOf(choices, office));
  /** The newest row shown while the list is held still. */
  const [held, setHeld] = useState<string | null>(null);
  const actions = (
    <>
      <LiveState state={state} held={held !== null} />
      <Button variant="default" leftSection={held === null ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />} onClick={() => setHeld(held === null ? feed.list.newestId() : null)}>
        {held === null ? t('hold') : t('follow')}
      </Button>
    </>
  );
  return (
    <Page title={t('title')} description={t('description')} actions={actions} fill>
      <Group align="flex-end" gap="sm">
        <Filters choices={choices} onChange={setChoices} office={office} />
      </Group>
      <Rows feed={feed} state={state} filtered={Object.keys(choices).length > 0} held={held} hold={setHeld} />
    </Page>
  );
}

function Rows({ feed, state, filtered, held, hold }: { feed: Feed; state: FeedState; filtered: boolean; held: string | null; hold: (id: string | null) => void }) {
  const { t } = useTranslation('requests');
  if (state.phase === 'failed') return <FailedState error={state.error} retry={() => void feed.reload()} />;
  if (state.phase === 'loading' || (feed.list.length === 0 && !feed.list.complete)) return <LoadingState rows={8} />;
  if (feed.list.length === 0) return filtered ? <EmptyState title={t('none.title')} text={t('none.text')} /> : <EmptyState title={t('empty.title')} text={t('empty.text')} />;
  return <RequestTable feed={feed} version={state.version} held={held} hold={hold} />;
}
