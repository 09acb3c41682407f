import { expect, it } from 'vitest';
import { endingInUse, lifetimesOf, retirementOf } from './lifetime.ts';
import type { Offered } from './provider.ts';

const NOW = new Date(2026, 10, 22, 10).getTime();
const model = (name: string, dates: Pick<Offered, 'retires' | 'knowledge'> = {}): Offered => ({ name, known: true, priced: true, ...dates });

it.each([
  [undefined, 'unknown'],
  ['2026-11-21', 'over'],
  ['2026-11-22', 'soon'],
  ['2027-02-20', 'soon'],
  ['2027-02-21', 'later'],
] as const)('of a model that is switched off on %s says: %s', (retires, expected) => {
  expect(retirementOf(retires === undefined ? {} : { retires }, NOW)).toBe(expected);
});

it('puts first what ends first, then what knows the least, and counts what nothing is known of', () => {
  const models = [model('b', { knowledge: '2024-09' }), model('?'), model('a', { knowledge: '2023-09' }), model('late', { retires: '2028-01-01' }), model('soon', { retires: '2026-12-11', knowledge: '2025-01' }), model('?'), model('b', { knowledge: '2024-09' })];
  const { dated, undated } = lifetimesOf(models);
  expect([dated.map(({ name }) => name), undated]).toEqual([['soon', 'late', 'a', 'b'], 1]);
});

it('warns of what ends within 90 days and is still used, under whatever credential, and of that alone', () => {
  const models = [model('org/soon', { retires: '2026-12-11' }), model('over', { retires: '2026-11-01' }), model('later', { retires: '2028-01-01' }), model('unused', { retires: '2026-12-11' }), model('old', { knowledge: '2021-09' })];
  const aliases = [
    { name: 'fast', deployments: ['mock/org/soon', 'mock@second/org/soon', 'mock/later', 'mock/old'] },
    { name: 'cheap', deployments: ['other/unused', 'mock@second/org/soon', 'mock/over'] },
  ];
  const warned = (id: string) => endingInUse(id, models, aliases, NOW).map((one) => [one.model.name, one.names]);
  expect(warned('mock')).toEqual([['over', ['cheap']], ['org/soon', ['fast', 'cheap']]]);
  expect(warned('other')).toEqual([['unused', ['cheap']]]);
  expect(warned('none')).toEqual([]);
});
