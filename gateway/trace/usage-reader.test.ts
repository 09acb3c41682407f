import { expect, it } from 'vitest';
import { temporaryStore } from '../../test/support/temporary-store.ts';
import { newId } from '../core/ids.ts';
import { traceRows } from './rows.ts';
import type { TraceEnding, TraceIntent } from './types.ts';
import { usageReader } from './usage-reader.ts';

const DAY = 86_400_000;
const TIME = Date.UTC(2026, 10, 23, 9);

it('adds the same up by tag as over the whole office: lost attempts, estimates, what has no price, refusals and what a crash cut off', () => {
  const { store } = temporaryStore();
  const rows = traceRows(store);
  const begun = (more: Partial<TraceIntent> = {}): TraceIntent => ({ id: newId('trc', TIME), time: TIME, endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow', policyVersion: 1, requestedModel: 'fast', streamed: false, tags: ['month end'], ...more });
  const add = (ending: TraceEnding) => rows.insertEnded(begun(), ending);
  add({ outcome: 'ok', provider: 'mock', model: 'm', promptTokens: 100, completionTokens: 20, cachedTokens: 10, cost: 5_000, price: 'p', totalMs: 900, firstTokenMs: 200 });
  // An attempt broke off before this one; it counts in full.
  add({ outcome: 'ok', provider: 'mock', model: 'm', promptTokens: 100, completionTokens: 20, cost: 25_000, price: 'p', countedTokens: 2_120, usageEstimated: true, totalMs: 100 });
  add({ outcome: 'error', countedTokens: 2_000, cost: 20_000, charged: 'mock', usageEstimated: true, httpStatus: 502 });
  add({ outcome: 'ok', provider: 'mock', model: 'new', promptTokens: 7, completionTokens: 3, cost: null });
  // Nobody answered, and of the attempt that may be on the bill no price is known.
  add({ outcome: 'error', countedTokens: 300, cost: null, charged: 'mock', usageEstimated: true, httpStatus: 502 });
  add({ outcome: 'ok', provider: 'local', model: 'm', promptTokens: 50, completionTokens: 5, cost: null });
  add({ outcome: 'refused', cost: 0, httpStatus: 403 });
  rows.insert(begun({ plan: ['mock/m'], reserved: 9_000, reservedTokens: 900 }));
  rows.interruptOpen();
  rows.settle();

  const reader = usageReader(store);
  const [{ tag, ...byTag } = {}, ...others] = [...reader.tags(TIME - DAY, TIME + DAY)].flat();
  expect([tag, others]).toEqual(['month end', []]);
  expect(byTag).toMatchObject({ requests: 8, countedTokens: 120 + 2_120 + 2_000 + 10 + 300 + 55 + 900, cost: 59_000, unpriced: 2 });
  expect(byTag).toEqual(reader.groups(TIME - DAY, TIME + DAY, [], {})[0]);
});

it('adds up by tag in pieces, between which requests are answered, each request once', () => {
  const { store } = temporaryStore();
  const rows = traceRows(store);
  const count = 9_000;
  store.transaction(() => {
    for (let index = 0; index < count; index++) {
      const time = TIME + Math.floor(index / 3);
      rows.insertEnded({ id: newId('trc', time), time, endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow', policyVersion: 1, requestedModel: 'fast', streamed: false, tags: index % 2 === 0 ? ['even', 'all'] : ['all'] }, { outcome: 'ok', provider: 'mock', model: 'm', cost: 3 });
    }
    rows.settle();
  });
  const pieces = [...usageReader(store).tags(TIME - DAY, TIME + DAY)];
  expect(pieces.length).toBeGreaterThanOrEqual(4);
  const sumOf = (tag: string, of: 'requests' | 'cost'): number => pieces.flat().reduce((sum, group) => (group.tag === tag ? sum + group[of] : sum), 0);
  expect([sumOf('all', 'requests'), sumOf('all', 'cost'), sumOf('even', 'requests'), sumOf('even', 'cost')]).toEqual([count, 3 * count, count / 2, (3 * count) / 2]);
});

it('counts by tag what was charged within the time asked for, as the ledger does, whenever it began', () => {
  const { store } = temporaryStore();
  const rows = traceRows(store);
  for (const [began, charged, cost] of [[-1, -1, 1], [-1, 1, 10], [1, 1, 100], [1, DAY + 1, 1_000]] as const) {
    const time = TIME + began;
    rows.insertEnded({ id: newId('trc', time), time, chargedAt: TIME + charged, endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow', policyVersion: 1, requestedModel: 'fast', streamed: false, tags: ['a'] }, { outcome: 'ok', provider: 'mock', model: 'm', cost });
  }
  rows.settle();
  const reader = usageReader(store);
  const [byTag, all] = [[...reader.tags(TIME, TIME + DAY)].flat(), reader.groups(TIME, TIME + DAY, [], {})];
  expect([byTag.map(({ cost }) => cost), all.map(({ cost }) => cost)]).toEqual([[110], [110]]);
});
