import { expect, it, onTestFinished } from 'vitest';
import { movableClock } from '../../test/support/temporary-office.ts';
import { filesHolding, temporaryStore } from '../../test/support/temporary-store.ts';
import type { MapState } from '../core/pseudonyms.ts';
import { traceRows } from '../trace/rows.ts';
import { createConversations } from './conversations.ts';
import { startPruner } from './prune.ts';
import { createPseudonyms } from './pseudonyms.ts';

const DAY = 86_400_000;
const STATE: MapState = { next: { PERSON: 2 }, values: [['PERSON', 1, 'Annabella Müllerová', 'words']] };

function office() {
  const { store, vault, folder } = temporaryStore();
  const clock = movableClock();
  return { store, vault, folder, clock, pseudonyms: createPseudonyms({ store, vault, clock }), conversations: createConversations(store) };
}

it('keeps the stand-ins of each key and session by themselves', () => {
  const { pseudonyms } = office();
  pseudonyms.keeper('k', 's').write(STATE);
  expect(pseudonyms.keeper('k', 's').read()).toEqual(STATE);
  expect(pseudonyms.keeper('k', 't').read()).toBeUndefined();
  expect(pseudonyms.keeper('l', 's').read()).toBeUndefined();
});

it('writes no value in clear, and opens no row that was moved', () => {
  const { pseudonyms, store, folder } = office();
  pseudonyms.keeper('k', 's').write(STATE);
  store.scrub();
  expect(filesHolding(folder, 'Annabella')).toEqual([]);
  store.db.exec("INSERT INTO pseudonyms SELECT 'other key', session, sealed, changed_at FROM pseudonyms");
  expect(() => pseudonyms.keeper('other key', 's').read()).toThrow(expect.objectContaining({ code: 'storage_unavailable' }));
});

it('erases them with the conversation', () => {
  const { pseudonyms, conversations, store, clock } = office();
  for (const session of ['a', 'b']) {
    conversations.raise('k', session, 'secret', clock.now());
    pseudonyms.keeper('k', session).write(STATE);
  }
  store.db.exec("DELETE FROM conversations WHERE session = 'a'");
  expect(pseudonyms.keeper('k', 'a').read()).toBeUndefined();
  expect(pseudonyms.keeper('k', 'b').read()).toEqual(STATE);
});

it('prunes those whose conversation is forgotten, not those that are still spoken of', () => {
  const { pseudonyms, conversations, store, clock } = office();
  const rows = traceRows(store);
  const start = clock.now();
  for (const session of ['over', 'no row', 'goes on', 'no row, goes on']) {
    if (!session.startsWith('no row')) conversations.raise('k', session, 'secret', start);
    pseudonyms.keeper('k', session).write(STATE);
  }
  clock.move(40 * DAY);
  for (const session of ['goes on', 'no row, goes on']) rows.insert({ id: `trc_${session}`, time: clock.now(), keyId: 'k', endpoint: 'chat.completions', dataClass: 'secret', decision: 'local', policyVersion: 1, requestedModel: 'local', session, streamed: false });
  pseudonyms.keeper('k', 'young').write(STATE);
  const pruner = startPruner({ store, clock, days: () => 30 });
  onTestFinished(() => pruner.close());
  expect(store.db.prepare('SELECT session FROM pseudonyms ORDER BY session').pluck().all()).toEqual(['goes on', 'no row, goes on', 'young']);
});
