import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leastTokens, mostTokens } from './bound.ts';
import { CORPUS } from './testing/corpus.ts';
import { countTokens, type Encoding } from './vocabulary.ts';

/** Counted by the makers' own code (docs/models.md says how). */
const { vocabularies } = JSON.parse(readFileSync(join(import.meta.dirname, 'testing', 'truth.json'), 'utf8')) as { vocabularies: Record<string, { tokens: Record<string, number> }> };
const names = Object.keys(CORPUS);
const bytesOf = (text: string): number => Math.max(Buffer.byteLength(text), Buffer.byteLength(text.normalize('NFKC')));
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
const slack = (bound: (text: string) => number): number[] => names.flatMap((name) => Object.values(vocabularies).flatMap(({ tokens }) => (tokens[name]! > 0 ? [bound(CORPUS[name]!) / tokens[name]!] : [])));

describe('on the corpus', () => {
  it('every text was counted in every vocabulary', () => {
    expect(Object.keys(vocabularies).length).toBeGreaterThanOrEqual(8);
    for (const { tokens } of Object.values(vocabularies)) expect(Object.keys(tokens)).toEqual(names);
  });

  it.each(Object.keys(vocabularies))('no text has more tokens than either bound, nor fewer than the least, in %s', (vocabulary) => {
    for (const name of names) {
      const truth = vocabularies[vocabulary]!.tokens[name]!;
      expect([name, mostTokens(CORPUS[name]!)]).toEqual([name, expect.toSatisfy((most: number) => most >= truth)]);
      // A vocabulary may put a space before the text; JSON around it has more bytes than that.
      expect([name, bytesOf(CORPUS[name]!) + 1]).toEqual([name, expect.toSatisfy((bytes: number) => bytes >= truth)]);
      expect([name, leastTokens(CORPUS[name]!)]).toEqual([name, expect.toSatisfy((least: number) => least <= truth)]);
    }
  });

  it.each<Encoding>(['o200k_base', 'cl100k_base'])('what is counted here in %s is what was counted there', async (encoding) => {
    for (const name of names) expect([name, await countTokens(encoding, [CORPUS[name]!])]).toMatchObject([name, { tokens: expect.toSatisfy((tokens: number) => tokens >= vocabularies[encoding]!.tokens[name]!) }]);
    const exact = await Promise.all(names.map(async (name) => ({ name, counted: await countTokens(encoding, [CORPUS[name]!]) })));
    const those = exact.filter(({ counted }) => counted!.exact);
    expect(those.length).toBeGreaterThan(names.length * 0.75);
    for (const { name, counted } of those) expect([name, counted!.tokens]).toEqual([name, vocabularies[encoding]!.tokens[name]]);
  });

  it('the slack is what docs/models.md says', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/models.md'), 'utf8');
    for (const [row, bound] of [['estimate', mostTokens], ['bytes', bytesOf]] as const) {
      const all = slack(bound);
      expect(page).toContain(`| ${row} | ${median(all).toFixed(1)} | ${Math.max(...all).toFixed(0)} |`);
    }
    const prose = ['de', 'fr', 'it', 'en'].flatMap((name) => Object.values(vocabularies).map(({ tokens }) => mostTokens(CORPUS[name]!) / tokens[name]!));
    expect(page).toContain(`${Math.min(...prose).toFixed(1)} to ${Math.max(...prose).toFixed(1)} times`);
  });
});

describe('the least', () => {
  it('counts stretches with letters or digits, and runs of one character once', () => {
    expect(['', '   \n', 'one', 'one two', ' one\ttwo\n\nthree ', '- * #', 'a-b', '2026', '日本語', `${'='.repeat(900)} a`].map(leastTokens)).toEqual([0, 0, 1, 2, 3, 0, 1, 1, 0, 1]);
    expect(leastTokens(`x${' '.repeat(100_000)}`)).toBe(1);
    expect(leastTokens('ab'.repeat(12_800))).toBe(200);
  });

  it('is no more than half a token off for prose', () => {
    for (const name of ['de', 'fr', 'it', 'en']) expect(leastTokens(CORPUS[name]!)).toBeGreaterThan(vocabularies.o200k_base!.tokens[name]! / 2);
  });
});

it('a text that grows in normal form counts as grown', () => {
  expect(mostTokens('ﷺ'.repeat(100))).toBeGreaterThan(3_000);
  expect(mostTokens('')).toBe(0);
});
