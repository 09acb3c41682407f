import { hash, randomBytes } from 'node:crypto';
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as french } from '@scure/bip39/wordlists/french.js';
import { wordlist as italian } from '@scure/bip39/wordlists/italian.js';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import { createInspector } from '../engine.ts';
import { secrets } from './secrets.ts';

const inspector = createInspector([secrets]);
const found = (text: string) => inspector.inspectText(text).findings.map(({ recogniser, start, end, certain }) => [recogniser.id, text.slice(start, end), certain]);

/** As the standard makes it: random bits, and the first bits of their hash behind them. */
function phrase(list: readonly string[], bytes: number): string[] {
  const entropy = randomBytes(bytes);
  const bits = [...entropy, ...hash('sha256', entropy, 'buffer')].map((byte) => byte.toString(2).padStart(8, '0')).join('').slice(0, bytes * 8 + bytes / 4);
  return bits.match(/.{11}/g)!.map((place) => list[Number.parseInt(place, 2)]!);
}

describe('the words of a wallet', () => {
  it.each([['english', english], ['french', french], ['italian', italian]] as const)('%s, of every length, wherever they stand', (_name, list) => {
    for (const bytes of [16, 20, 24, 28, 32]) {
      for (const before of ['', 'Meine Wörter: ', 'x. '.repeat(37), 'lorem ipsum dolor '.repeat(600)]) {
        for (const between of [' ', ', ', '\n', '\n> ', '" "', ' – ']) {
          const words = phrase(list, bytes);
          const text = `${before}${words.join(between)}.`;
          expect(inspector.inspectText(text).findings.map(({ recogniser }) => recogniser.id), text).toEqual(['seed-phrase']);
        }
      }
    }
  });

  it('is certain of its ends where no other such word touches it', () => {
    const words = phrase(english, 16).join(' ');
    expect(found(`Die Wörter sind: ${words}. Danke`)).toEqual([['seed-phrase', words, true]]);
    expect(found(`Words:\n${words.toUpperCase().replaceAll(' ', '\n')}`)).toHaveLength(1);
  });

  it('in a list', () => {
    const list = phrase(english, 32);
    const bodies: Json[] = [{ metadata: { list } }, { input: { list } }, { messages: [{ role: 'tool', content: JSON.stringify(list) }] }];
    for (const body of bodies) expect(inspector.inspect(body).dataClass).toBe('confidential');
  });

  it('not by their number alone', () => {
    let passed = 0;
    for (let i = 0; i < 160; i++) {
      const words = phrase(english, 16);
      words[11] = english[english.indexOf(words[11]!) ^ 1]!;
      passed += found(words.join(' ')).length;
    }
    expect(passed).toBe(0);
  });

  it('in no prose', () => {
    const prose = 'You will have seen that many people just like this kind of music, and that some of them always come back to hear more. When they ask about it, tell them what you know, then leave them alone and let them enjoy the night. '.repeat(20);
    expect(found(prose)).toEqual([]);
    expect(found(english.slice(0, 11).join(' '))).toEqual([]);
    for (const few of ['letter ', 'word1 word2 ', 'letter and word are often ']) expect(found(few.repeat(500))).toEqual([]);
  });

  it.each(['abandon ', 'zebra legal about ', 'legal\n', 'ab abandon '])('takes time in proportion: %j again and again', (unit) => {
    const started = performance.now();
    inspector.inspectText(unit.repeat(1_000_000 / unit.length));
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});
