import fc from 'fast-check';
import { countTokens as wholeOlder } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as whole } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { CORPUS } from './testing/corpus.ts';
import { countTokens } from './vocabulary.ts';

const PLAIN = { disallowedSpecial: new Set<string>() };

describe('counting in slices', () => {
  it('gives what the whole text gives', async () => {
    const kinds = Object.entries(CORPUS).filter(([name]) => !['rules', 'spaces', 'newlines', 'letters', 'capitals', 'consonants', 'punctuation', 'repeated', 'tabs', 'emoji'].includes(name)).map(([, text]) => text);
    const words = fc.constantFrom(...kinds, ' ', '\n', "it's", "L'été d'Aïda's", '意见。如有', 'a\u0301,b', ' the ', '  ', '1234567', 'Ä ', '\t', 'I’m', 'éa b');
    await fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 120 }), async (parts) => {
        const text = parts.join('');
        const counted = await countTokens('o200k_base', [text]);
        const truth = whole(text, PLAIN);
        if (counted!.exact) expect(counted!.tokens).toBe(truth);
        else expect(counted!.tokens).toBeGreaterThanOrEqual(truth);
      }),
      { seed: 7, numRuns: 150 },
    );
  });

  it('reads the names of special tokens as text', async () => {
    expect(await countTokens('o200k_base', ['<|endoftext|>'])).toEqual({ tokens: 7, exact: true });
    expect((await countTokens('cl100k_base', ['<|im_start|>system<|endofprompt|>']))!.tokens).toBeGreaterThan(8);
  });

  it('is above the truth, and quick, where a run would take the square of its length', async () => {
    const began = performance.now();
    for (const run of ['a', ' ', '\n', '=', '漢', '́']) {
      const { tokens, exact } = (await countTokens('o200k_base', [`before it ${run.repeat(200_000)} and behind`]))!;
      expect(exact).toBe(false);
      expect(tokens).toBeGreaterThan(200_000);
    }
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it.each(['\u0085', '\ufeff', 'it\'\u017f'])('does not trust JavaScript with %j', async (odd) => {
    const text = `${'one two three '.repeat(200)}${odd}${' four five'.repeat(200)}`;
    const { tokens, exact } = (await countTokens('o200k_base', [text]))!;
    expect(exact).toBe(false);
    expect(tokens).toBeGreaterThan(whole(text, PLAIN));
    expect(tokens).toBeLessThan(Buffer.byteLength(text) / 2);
  });

  it('cuts no text in the middle of a token', async () => {
    for (const name of ['de', 'fr', 'it', 'ru', 'ar', 'zh', 'ja', 'ko', 'th', 'code', 'json', 'html', 'czech', 'symbols']) {
      const text = CORPUS[name]!.repeat(Math.ceil(20_000 / CORPUS[name]!.length));
      expect([name, await countTokens('cl100k_base', [text])]).toEqual([name, { tokens: wholeOlder(text, PLAIN), exact: true }]);
      expect([name, await countTokens('o200k_base', [text])]).toEqual([name, { tokens: whole(text, PLAIN), exact: true }]);
    }
  });

  it('stops counting a text that takes too long, and goes on by bytes', async () => {
    // Words without a pattern, none like another.
    let state = 7;
    const letter = () => String.fromCodePoint(0x4e00 + ((state = (state * 48_271) % 2_147_483_647) >> 4) % 0x5000);
    const text = Array.from({ length: 2_000 }, () => `${Array.from({ length: 120 }, letter).join('')} a`).join('。');
    const { tokens, exact } = (await countTokens('o200k_base', [text], 20))!;
    expect(exact).toBe(false);
    expect(tokens).toBeGreaterThan(Buffer.byteLength(text) / 2);
    expect((await countTokens('o200k_base', [text], 60_000))!.exact).toBe(true);
  });

  it('lets others run in between, and leaves alone what is too long', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    expect((await countTokens('o200k_base', ['The quick brown fox jumps. '.repeat(40_000)]))!.tokens).toBe(240_001);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    expect(await countTokens('o200k_base', ['a '.repeat(1_000_001)])).toBeUndefined();
  });
});
