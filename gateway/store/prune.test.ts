import { expect, it, onTestFinished } from 'vitest';
import { movableClock } from '../../test/support/temporary-office.ts';
import { temporaryStore } from '../../test/support/temporary-store.ts';
import { traceRows } from '../trace/rows.ts';
import { newId } from '../core/ids.ts';
import { createConversations } from './conversations.ts';
import { startPruner } from './prune.ts';

const DAY = 86_400_000;

it('deletes old traces, and conversations that nothing younger speaks of', () => {
  const { store } = temporaryStore();
  const clock = movableClock();
  const rows = traceRows(store);
  const conversations = createConversations(store);
  const add = (days: number, session: string): string => {
    const id = newId('trc', clock.now() - days * DAY);
    rows.insert({ id, time: clock.now() - days * DAY, keyId: 'k', endpoint: 'chat.completions', dataClass: 'secret', decision: 'local', policyVersion: 1, requestedModel: 'local', session, streamed: false });
    return id;
  };
  for (const session of ['over', 'goes on', 'young']) conversations.raise('k', session, 'secret', clock.now() - (session === 'young' ? 1 : 40) * DAY);
  add(40, 'over');
  add(40, 'goes on');
  const young = add(29, 'goes on');
  conversations.raise('other key', 'goes on', 'secret', clock.now() - 40 * DAY);
  const pruner = startPruner({ store, clock, days: () => 30 });
  onTestFinished(() => pruner.close());
  expect(rows.search({}).traces.map(({ id }) => id)).toEqual([young]);
  expect(store.db.prepare('SELECT key_id, session FROM conversations ORDER BY session').raw().all()).toEqual([['k', 'goes on'], ['k', 'young']]);
});

it('does not read what is young each minute', () => {
  const { store } = temporaryStore();
  const clock = movableClock();
  const rows = traceRows(store);
  store.transaction(() => {
    for (let index = 0; index < 60_000; index++) {
      const time = clock.now() - index * 1_000;
      rows.insert({ id: newId('trc', time), time, keyId: 'k', endpoint: 'chat.completions', dataClass: 'secret', decision: 'local', policyVersion: 1, requestedModel: 'local', streamed: false });
    }
  });
  const took = (work: () => unknown): number => {
    const started = performance.now();
    work();
    return performance.now() - started;
  };
  const whole = store.db.prepare('SELECT count(*) FROM traces WHERE time < 0');
  const prune = () => startPruner({ store, clock, days: () => 30 }).close();
  const best = (work: () => unknown): number => Math.min(...Array.from({ length: 3 }, () => took(work)));
  expect(best(prune)).toBeLessThan(best(() => whole.get()) / 3);
});
