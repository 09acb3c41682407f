import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newId } from '../core/ids.ts';
import { openStore } from '../store/open.ts';
import { traceRows } from './rows.ts';
import type { TraceEnding, TraceFilter, TraceIntent } from './types.ts';

const START = Date.parse('2026-09-01T00:00:00Z');
const HOUR = 3_600_000;

function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'gh-'));
  const store = openStore({ path: join(folder, 'gatehouse.db') });
  afterAll(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  const rows = traceRows(store);
  /** All pages. */
  const search = (filter: TraceFilter): string[] => {
    const ids: string[] = [];
    for (let before: string | undefined; ; ) {
      const page = rows.search({ ...filter, ...(before !== undefined && { before }) });
      ids.push(...page.traces.map(({ id }) => id));
      if (page.next === undefined) return ids;
      before = page.next;
    }
  };
  return { store, rows, search };
}

/** Requests of some weeks, one an hour; the third of a day is Anna's, and every fiftieth fails. */
function office() {
  const { store, rows, search } = opened();
  const all: { id: string; intent: TraceIntent; ending: TraceEnding | undefined }[] = [];
  store.transaction(() => {
    for (let index = 0; index < 6_000; index++) {
      const time = START + index * (HOUR / 10);
      const intent: TraceIntent = { id: newId('trc', time), time, keyId: `key_${index % 7}`, keyName: index % 7 === 3 ? '100 % Kanzlei_A' : index % 7 === 4 ? 'Ärzte-Büro' : `Key ${index % 7}`, team: `team_${index % 2}`, owner: index % 24 === 3 ? 'person:Anna' : 'person:Beat', endpoint: 'chat.completions', dataClass: index < 3_000 ? 'internal' : 'secret', decision: 'allow', policyVersion: 1, requestedModel: index === 17 ? 'odd' : 'fast', streamed: false };
      const ending: TraceEnding | undefined = index > 5_990 ? undefined : { outcome: index % 50 === 0 ? 'error' : 'ok', provider: index === 30 ? 'small-one' : index % 3 === 0 ? 'local' : 'mock', ...(index === 30 && { charged: 'mock' }), model: 'm', cost: index, totalMs: index };
      if (ending) rows.insertEnded(intent, ending);
      else rows.insert(intent);
      all.push({ id: intent.id, intent, ending });
    }
    rows.settle();
  });
  return { all, search };
}

/** Two hours of requests by a clock that is three hours ahead, then two by the right one, all of them charged to where the ledger is. */
function setBack() {
  const { rows, store, search } = opened();
  const ids: string[] = [];
  const ahead = START + 5 * HOUR;
  store.transaction(() => {
    for (let index = 0; index < 400; index++) {
      const time = START + (index < 200 ? 3 * HOUR : 0) + (index % 200) * (HOUR / 100);
      const intent: TraceIntent = { id: newId('trc', time), time, keyId: index % 2 === 0 ? 'even' : 'odd', keyName: 'Key', endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow', policyVersion: 1, requestedModel: 'fast', streamed: false, chargedAt: index < 200 ? time : ahead };
      rows.insertEnded(intent, { outcome: 'ok', provider: 'mock', model: 'm', cost: 1, totalMs: 1 });
      if (index % 2 === 0) ids.push(intent.id);
    }
    rows.settle();
  });
  return { search, even: ids.sort().reverse() };
}

it('finds what was asked after the clock had been set back, on every page', () => {
  const { search, even } = setBack();
  expect(search({ keyId: 'even', limit: 30 })).toEqual(even);
});

describe('a search', () => {
  const { all, search } = office();
  const expected = (which: (one: (typeof all)[number]) => boolean): string[] => all.filter(which).map(({ id }) => id).reverse();

  it.each<[string, TraceFilter, (one: (typeof all)[number]) => boolean]>([
    ['nothing', {}, () => true],
    ['a key', { keyId: 'key_3' }, ({ intent }) => intent.keyId === 'key_3'],
    ['a person', { owner: 'person:Anna' }, ({ intent }) => intent.owner === 'person:Anna'],
    ['a person and a department', { owner: 'person:Anna', team: 'team_0' }, ({ intent }) => intent.owner === 'person:Anna' && intent.team === 'team_0'],
    ['a class', { dataClass: 'internal' }, ({ intent }) => intent.dataClass === 'internal'],
    ['what failed', { place: 'failed' }, ({ ending }) => ending?.outcome === 'error'],
    ['what runs', { place: 'running' }, ({ ending }) => ending === undefined],
    ['an outcome', { outcome: 'error' }, ({ ending }) => ending?.outcome === 'error'],
    ['a provider', { provider: 'local' }, ({ ending }) => ending?.provider === 'local'],
    ['the provider that has answered where another bills a lost attempt', { provider: 'small-one' }, ({ ending }) => ending?.provider === 'small-one'],
    ['a model asked for', { model: 'odd' }, ({ intent }) => intent.requestedModel === 'odd'],
    ['what cost at least', { minCost: 5_900 }, ({ ending }) => (ending?.cost ?? 0) >= 5_900],
    ['what took at least', { minMs: 5_900 }, ({ ending }) => (ending?.totalMs ?? 0) >= 5_900],
    ['a time', { since: START + 24 * HOUR, until: START + 48 * HOUR, keyId: 'key_1' }, ({ intent }) => intent.keyId === 'key_1' && intent.time >= START + 24 * HOUR && intent.time < START + 48 * HOUR],
    ['a text with signs', { text: '100 % kanzlei_' }, ({ intent }) => intent.keyName!.startsWith('100')],
    ['a text in another case', { text: 'ÄRZTE-BÜ' }, ({ intent }) => intent.keyName === 'Ärzte-Büro'],
    ['what is not there', { keyId: 'key_x' }, () => false],
  ])('by %s finds all of it, newest first, over its pages', (_, filter, which) => {
    expect(search({ ...filter, limit: 97 })).toEqual(expected(which));
  });
});
