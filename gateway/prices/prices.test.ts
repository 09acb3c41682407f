import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, worstCostOf } from './prices.ts';
import type { Price, Rates, Tier, TokenUse } from './types.ts';

/** Dollars per million tokens. */
const usd = (dollars: number): number => Math.round(dollars * 1e9);
const price = (tiers: Tier[], otherTimes?: Tier[][]): Price => ({ id: 'test', source: 'catalogue', imageTokens: 6000, tiers, ...(otherTimes && { otherTimes }) });
const flat = (rates: Rates): Price => price([{ above: 0, rates }]);

describe('what a request costs, by hand', () => {
  const small = flat({ input: usd(0.15), output: usd(0.6), cached: usd(0.075) });

  it('input and output', () => {
    // 1,000 × $0.15/M + 500 × $0.60/M = $0.00015 + $0.0003
    expect(costOf(small, { promptTokens: 1000, completionTokens: 500 })).toBe(450_000);
  });

  it('cached input is part of the prompt', () => {
    // 200 × 0.15/M + 800 × 0.075/M = 0.00003 + 0.00006
    expect(costOf(small, { promptTokens: 1000, completionTokens: 0, cachedTokens: 800 })).toBe(90_000);
  });

  it('cache writes, for five minutes and for an hour', () => {
    const rates = { input: usd(3), output: usd(15), cached: usd(0.3), cacheWrite: usd(3.75), cacheWriteHour: usd(6) };
    // 100 × 3 + 400 × 0.3 + 300 × 3.75 + 200 × 6, each per million
    expect(costOf(flat(rates), { promptTokens: 1000, completionTokens: 0, cachedTokens: 400, cacheWriteTokens: 500, cacheWriteHourTokens: 200 })).toBe(300_000 + 120_000 + 1_125_000 + 1_200_000);
  });

  it('audio, and cached audio', () => {
    const rates = { input: usd(5), output: usd(20), cached: usd(2.5), audioIn: usd(40), audioOut: usd(80), cachedAudio: usd(2) };
    expect(costOf(flat(rates), { promptTokens: 100, completionTokens: 60, audioInTokens: 70, audioOutTokens: 50 })).toBe(30 * 5_000 + 70 * 40_000 + 10 * 20_000 + 50 * 80_000);
    // 70 of sound and 50 cached in 100: at least 20 are both
    expect(costOf(flat(rates), { promptTokens: 100, completionTokens: 0, audioInTokens: 70, cachedTokens: 50 })).toBe(50 * 40_000 + 30 * 2_500 + 20 * 2_000);
  });

  it('reasoning counts as output unless it has a price of its own', () => {
    const use = { promptTokens: 0, completionTokens: 100, reasoningTokens: 80 };
    expect(costOf(flat({ input: usd(2), output: usd(8) }), use)).toBe(800_000);
    expect(costOf(flat({ input: usd(2), output: usd(8), reasoning: usd(3) }), use)).toBe(20 * 8_000 + 80 * 3_000);
  });

  it('a longer prompt is in the next tier as a whole, from one token more on', () => {
    const tiers = price([{ above: 0, rates: { input: usd(1.25), output: usd(10) } }, { above: 200_000, rates: { input: usd(2.5), output: usd(15) } }]);
    expect(costOf(tiers, { promptTokens: 200_000, completionTokens: 1000 })).toBe(250_000_000 + 10_000_000);
    expect(costOf(tiers, { promptTokens: 200_001, completionTokens: 1000 })).toBe(500_002_500 + 15_000_000);
  });

  it('a fee for each request', () => {
    expect(costOf(flat({ input: usd(1), output: usd(1), request: 12_000_000 }), { promptTokens: 10, completionTokens: 10 })).toBe(12_020_000);
  });

  it('is rounded up once, at the end', () => {
    // 3 × 0.0028/M = 8.4 nano-dollars; 1 × 0.28/M = 280
    expect(costOf(flat({ input: usd(0.14), output: usd(0.28), cached: usd(0.0028) }), { promptTokens: 3, completionTokens: 1, cachedTokens: 3 })).toBe(289);
    expect(costOf(flat({ input: 1, output: 1 }), { promptTokens: 1, completionTokens: 1 })).toBe(1);
  });

  it('absurd counts never cost less than nothing, and parts are never more than the whole', () => {
    for (const use of [{ promptTokens: -5, completionTokens: Number.NaN }, { promptTokens: 0, completionTokens: 0, cachedTokens: 1e9, reasoningTokens: 1e9 }]) expect(costOf(small, use)).toBe(0);
    expect(costOf(small, { promptTokens: 100, completionTokens: 10, cachedTokens: 1e9, audioInTokens: 1e9, audioOutTokens: -3, reasoningTokens: Number.POSITIVE_INFINITY })).toBe(costOf(small, { promptTokens: 100, completionTokens: 10, cachedTokens: 100 }));
    expect(costOf(flat({ input: 1e13, output: 1e13 }), { promptTokens: Number.POSITIVE_INFINITY, completionTokens: 1e300 })).toBe(Number.MAX_SAFE_INTEGER);
  });
});

const rate = fc.oneof(fc.nat(1e6), fc.integer({ min: 0, max: 1e13 }));
const maybe = fc.option(rate, { nil: undefined });
const rates: fc.Arbitrary<Rates> = fc
  .record({ input: rate, output: maybe, cached: maybe, cacheWrite: maybe, cacheWriteHour: maybe, audioIn: maybe, cachedAudio: maybe, audioOut: maybe, reasoning: maybe, request: fc.option(fc.nat(1e9), { nil: undefined }) })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as Rates);
const tiers: fc.Arbitrary<Tier[]> = fc
  .tuple(rates, fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 3000 }), rates), { maxLength: 3, selector: ([above]) => above }))
  .map(([first, more]) => [{ above: 0, rates: first }, ...more.sort(([a], [b]) => a - b).map(([above, own]) => ({ above, rates: own }))]);
const tokens = fc.oneof(fc.nat(4000), fc.nat(2_000_000), fc.nat(1e12));
const use: fc.Arbitrary<TokenUse> = fc.record({ promptTokens: tokens, completionTokens: tokens, cachedTokens: tokens, cacheWriteTokens: tokens, cacheWriteHourTokens: tokens, audioInTokens: tokens, audioOutTokens: tokens, reasoningTokens: tokens }, { requiredKeys: ['promptTokens', 'completionTokens'] });

const big = (value = 0): bigint => BigInt(value);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** The same in whole numbers without bounds, one token kind after the other. */
function exactly(all: Tier[], given: TokenUse): bigint {
  const own = all.filter(({ above }, at) => at === 0 || given.promptTokens > above).at(-1)!.rates;
  let left = big(given.promptTokens);
  const take = (count: bigint): bigint => {
    const taken = least(count, left);
    left -= taken;
    return taken;
  };
  const writes = take(big(given.cacheWriteTokens));
  const hour = least(big(given.cacheWriteHourTokens), writes);
  const rest = left;
  const audio = least(big(given.audioInTokens), rest);
  const cached = least(big(given.cachedTokens), rest);
  const both = audio + cached > rest ? audio + cached - rest : 0n;
  let answer = big(given.completionTokens);
  const spoken = least(big(given.audioOutTokens), answer);
  answer -= spoken;
  const thought = least(big(given.reasoningTokens), answer);
  answer -= thought;
  const output = own.output ?? own.input;
  const sum =
    (rest - audio - cached + both) * big(own.input) + (writes - hour) * big(own.cacheWrite ?? own.input) + hour * big(own.cacheWriteHour ?? own.cacheWrite ?? own.input) +
    (audio - both) * big(own.audioIn ?? own.input) + (cached - both) * big(own.cached ?? own.input) + both * big(own.cachedAudio ?? own.audioIn ?? own.cached ?? own.input) +
    answer * big(output) + spoken * big(own.audioOut ?? output) + thought * big(own.reasoning ?? output) + big(own.request) * 1_000_000n;
  return least((sum + 999_999n) / 1_000_000n, BigInt(Number.MAX_SAFE_INTEGER));
}

describe('for any price and any usage', () => {
  it('the cost is exact', () => {
    fc.assert(fc.property(tiers, use, (all, given) => {
      expect(BigInt(costOf(price(all), given))).toBe(exactly(all, given));
    }), { seed: 6, numRuns: 3000 });
  });

  it('the worst case is never below the cost of what stays within the bound, at any time of the day', () => {
    fc.assert(
      fc.property(tiers, fc.array(tiers, { maxLength: 2 }), use, fc.nat(2000), fc.nat(2000), (all, others, given, morePrompt, moreCompletion) => {
        const worst = worstCostOf(price(all, others), { promptTokens: given.promptTokens + morePrompt, completionTokens: given.completionTokens + moreCompletion });
        for (const own of [all, ...others]) expect(worst).toBeGreaterThanOrEqual(costOf(price(own), given));
      }),
      { seed: 7, numRuns: 3000 },
    );
  });

  it('the worst case is one that can happen', () => {
    const dear = price([{ above: 0, rates: { input: usd(4), output: usd(8) } }, { above: 1000, rates: { input: usd(1), output: usd(2) } }]);
    expect(worstCostOf(dear, { promptTokens: 5000, completionTokens: 10 })).toBe(costOf(dear, { promptTokens: 5000, completionTokens: 10 }));
    expect(worstCostOf(dear, { promptTokens: 2000, completionTokens: 10 })).toBe(costOf(dear, { promptTokens: 1000, completionTokens: 10 }));
  });
});
