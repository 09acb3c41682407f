import type { QueryClient } from '@tanstack/react-query';
import { askAhead } from '../api/queries.ts';
import { sessionState } from '../api/session.ts';
import { quarterAfter } from '../components/use-quarter.ts';
import { monthUntil } from '../pages/overview/spent.ts';

/** Asks for what Overview shows once a session is open: the answers come while the page is still being drawn for the first time. */
export function askAheadForOverview(client: QueryClient): void {
  const ask = (): void => {
    const state = sessionState.get();
    if (state.kind !== 'open') return;
    stop();
    askAhead(client, 'status');
    if (state.session.role === 'admin') askAhead(client, 'firstRun.get');
    askAhead(client, 'overview');
    askAhead(client, 'spending.get');
    askAhead(client, 'usage.report', monthUntil(quarterAfter(Date.now())));
  };
  const stop = sessionState.subscribe(ask);
}
