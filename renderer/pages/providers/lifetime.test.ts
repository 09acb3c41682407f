import { expect, it } from 'vitest';
import { lifetimesOf, retirementOf } from './lifetime.ts';
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
