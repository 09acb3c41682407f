import { expect, it } from 'vitest';
import { addsUp, costLines, type PriceDetail, tiersAt } from './cost.ts';

const usage = { promptTokens: 1_000, completionTokens: 200, cachedTokens: 400, cacheWriteTokens: 0, reasoningTokens: 50 };
const row: PriceDetail['now'] = { provider: 'mock', model: 'a', source: 'office', id: 'now', tiers: [{ above: 0, rates: { input: '9' } }], byTime: false, contextTokens: null, maxOutputTokens: null, check: null, inUse: true };

it('charges each kind by its rate, or by that of the kind that it is part of', () => {
  const lines = costLines(usage, [{ above: 0, rates: { input: '1', output: '2', cached: '0.5' } }]);
  expect(lines).toEqual([
    { part: 'input', tokens: 600, rate: '1', cost: 600_000 },
    { part: 'cached', tokens: 400, rate: '0.5', cost: 200_000 },
    { part: 'output', tokens: 150, rate: '2', cost: 300_000 },
    { part: 'reasoning', tokens: 50, rate: '2', cost: 100_000 },
  ]);
  expect([addsUp(lines, 1_200_000), addsUp(lines, 1_300_000), addsUp([], 0)]).toEqual([true, false, false]);
});

it('takes the whole request in the tier that its prompt reaches, and a fee', () => {
  const tiers = [{ above: 0, rates: { input: '1' } }, { above: 999, rates: { input: '4', request: '0.01' } }];
  expect(costLines({ ...usage, cachedTokens: null, completionTokens: null, reasoningTokens: null }, tiers)).toEqual([
    { part: 'input', tokens: 1_000, rate: '4', cost: 4_000_000 },
    { part: 'request', rate: '0.01', cost: 10_000_000 },
  ]);
  expect(costLines({ ...usage, promptTokens: 999, cachedTokens: null, completionTokens: null, reasoningTokens: null }, tiers)).toHaveLength(1);
});

it('looks for the price of that day where another one holds now', () => {
  const old = [{ above: 0, rates: { input: '7' } }];
  const detail: PriceDetail = { now: row, history: [{ from: 0, source: 'catalogue', tiers: old, byTime: false }, { from: 100, source: 'office', tiers: row.tiers, byTime: false }] };
  expect(tiersAt({ time: 50, price: 'then' }, detail)).toBe(old);
  expect(tiersAt({ time: 50, price: 'now' }, detail)).toBe(row.tiers);
  expect(tiersAt({ time: 50, price: null }, detail)).toEqual([]);
});
