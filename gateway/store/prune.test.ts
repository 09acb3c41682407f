import { expect, it, onTestFinished } from 'vitest';
import { movableClock } from '../../test/support/temporary-office.ts';
import { temporaryStore } from '../../test/support/temporary-store.ts';
import { traceRows } from '../trace/rows.ts';
import { createConversations } from './conversations.ts';
import { startPruner } from './prune.ts';

const DAY = 86_400_000;

it('deletes old traces, and conversations that nothing younger speaks of', () => {
  const { store } = temporaryStore();
  const clock = movableClock();
  const rows = traceRows(store);
  const conversations = createConversations(store);
  const add = (id: string, days: number, session: string): void => rows.insert({ id, time: clock.now() - days * DAY, keyId: 'k', endpoint: 'chat.completions', dataClass: 'secret', decision: 'local', policyVersion: 1, requestedModel: 'local', session, streamed: false });
  for (const session of ['over', 'goes on', 'young']) conversations.raise('k', session, 'secret', clock.now() - (session === 'young' ? 1 : 40) * DAY);
  add('trc_1', 40, 'over');
  add('trc_2', 40, 'goes on');
  add('trc_3', 29, 'goes on');
  conversations.raise('other key', 'goes on', 'secret', clock.now() - 40 * DAY);
  const pruner = startPruner({ store, clock, days: () => 30 });
  onTestFinished(() => pruner.close());
  expect(rows.search({}).traces.map(({ id }) => id)).toEqual(['trc_3']);
  expect(store.db.prepare('SELECT key_id, session FROM conversations ORDER BY session').raw().all()).toEqual([['k', 'goes on'], ['k', 'young']]);
});
