import { expect, it } from 'vitest';
import { groupsOf, NOTHING, type Row, seriesOf, sharesOf } from './sums.ts';

const row = (groups: Record<string, string>, sums: Partial<Row>, time: number | null = null): Row => ({ ...NOTHING, time, groups, names: Object.fromEntries(Object.entries(groups).map(([key, id]) => [key, id.toUpperCase()])), ...sums });

it('adds up over time, the largest first', () => {
  const rows = [row({ team: 'a' }, { cost: 5, requests: 1 }, 1), row({ team: 'b' }, { cost: 7, requests: 1 }, 1), row({ team: 'a' }, { cost: 4, requests: 3 }, 2)];
  expect(groupsOf(rows, 'team', 'cost').map(({ id, name, sums }) => [id, name, sums.cost, sums.requests])).toEqual([['a', 'A', 9, 4], ['b', 'B', 7, 1]]);
});

it('puts the smaller groups together, loses nothing, and fills the gaps', () => {
  const rows = Array.from({ length: 9 }, (_, index) => row({ model: `m${index}` }, { requests: 9 - index }, 10)).concat(row({ model: 'm0' }, { requests: 2 }, 30));
  const { series, points } = seriesOf(rows, 'model', 'requests', [10, 20, 30]);
  expect(series.map(({ group }) => group?.id)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', undefined]);
  expect(points.map(({ values }) => Object.values(values))).toEqual([[9, 8, 7, 6, 5, 4, 3 + 2 + 1], [0, 0, 0, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0, 0]]);
});

it('draws nothing for what has cost nothing', () => {
  const rows = [row({ provider: 'local' }, { requests: 3 }, 1), row({ provider: 'mock' }, { requests: 1, cost: 4 }, 1)];
  expect(seriesOf(rows, 'provider', 'cost', [1])).toMatchObject({ series: [{ group: { id: 'mock' } }], points: [{ values: { s0: 4 } }] });
  expect(seriesOf(rows, 'provider', 'requests', [1]).series).toHaveLength(2);
});

it('takes no name for a key of its own', () => {
  const { series, points } = seriesOf([row({ key: '__proto__' }, { cost: 3 }, 1), row({ key: 'a.b' }, { cost: 1 }, 1)], 'key', 'cost', [1]);
  expect(series.map(({ key }) => key)).toEqual(['s0', 's1']);
  expect(points).toEqual([{ time: 1, values: { s0: 3, s1: 1 } }]);
});

it('says what was answered here, what failed, and how long whole answers took', () => {
  const rows = [
    row({ provider: 'local', model: 'qwen', outcome: 'ok' }, { requests: 2, totalMs: 2000 }),
    // Answered here after a lost attempt that is on a bill.
    row({ provider: 'mock', model: '', outcome: 'ok' }, { requests: 1, totalMs: 1000 }),
    row({ provider: 'mock', model: 'gpt', outcome: 'ok' }, { requests: 1, totalMs: 500 }),
    row({ provider: 'mock', model: '', outcome: 'error' }, { requests: 1, totalMs: 90_000 }),
    row({ provider: '', outcome: 'refused' }, { requests: 5 }),
  ];
  expect(sharesOf(rows)).toEqual({ here: 0.75, failed: 0.1, refused: 5, meanMs: 875 });
  expect(sharesOf([])).toEqual({ here: undefined, failed: undefined, refused: 0, meanMs: undefined });
});
