import { hash } from 'node:crypto';
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as french } from '@scure/bip39/wordlists/french.js';
import { wordlist as italian } from '@scure/bip39/wordlists/italian.js';
import { isLetter } from '../identifiers/digits.ts';
import type { Found } from '../recogniser.ts';
import { seedPhrase } from './recognisers.ts';

const LISTS = [english, french, italian];
/** As BIP-39 has them, longest first. */
const LENGTHS = [24, 21, 18, 15, 12];
const SHORTEST = 12;
const WORD_MIN = 3;
const WORD_MAX = 9;
/** Between two words: a comma, a line end, a number in a list. */
const GAP_MAX = 8;
/** The shortest phrase is twelve words of three letters. Characters. */
const STRIDE = 44;
/** One in sixteen runs of such words is a phrase by chance; of so many none is only where somebody chose them. */
const TRIED_MAX = 64;

const MARKS = /\p{M}+/gu;
const plain = (word: string): string => word.normalize('NFD').replace(MARKS, '').toLowerCase();

const BITS = 17;
let beginnings: Uint32Array | undefined;
/** Of each word its place in each list. */
const places = new Map<string, number[]>();

function made(): Uint32Array {
  const bits = new Uint32Array(1 << (BITS - 5));
  LISTS.forEach((list, language) => {
    list.forEach((word, place) => {
      const spelled = plain(word);
      const known = places.get(spelled) ?? [-1, -1, -1];
      known[language] = place;
      places.set(spelled, known);
      const key = keyOf(...(Array.from({ length: 3 }, (_, i) => spelled.charCodeAt(i)) as [number, number, number]));
      bits[key >>> 5]! |= 1 << (key & 31);
    });
  });
  return bits;
}

function keyOf(a: number, b: number, c: number): number {
  return Math.imul(((a & 31) << 10) | ((b & 31) << 5) | (c & 31), 0x9e3779b1) >>> (32 - BITS);
}

interface Word { start: number; end: number; places: readonly number[] }

/** The words of a wallet or of a backup, by which everything can be taken: words of one list whose check sum holds. Looks at one word in every phrase's length, and closer where that is one of theirs. */
export function seedPhrases(text: string, codes: Uint16Array, length: number, found: Found): void {
  if (length < STRIDE) return;
  beginnings ??= made();
  for (let i = STRIDE - 1; i < length; i += STRIDE) {
    let at = i;
    for (const limit = i + GAP_MAX; at < limit && at < length && !isLetter(codes[at]!); ) at += 1;
    const word = wordAround(text, codes, length, at);
    if (!word) continue;
    const run = runAround(text, codes, length, word);
    if (run.length >= SHORTEST) phraseIn(run, found);
    i = Math.max(i, run.at(-1)!.end - STRIDE + 1);
  }
}

function wordAround(text: string, codes: Uint16Array, length: number, at: number): Word | undefined {
  let start = at;
  while (start > 0 && start > at - WORD_MAX && isLetter(codes[start - 1]!)) start -= 1;
  let end = at;
  while (end < length && end <= start + WORD_MAX && isLetter(codes[end]!)) end += 1;
  if (end - start < WORD_MIN || end - start > WORD_MAX) return undefined;
  const key = keyOf(codes[start]!, codes[start + 1]!, codes[start + 2]!);
  // Letters with accents have other codes than those without.
  if ((beginnings![key >>> 5]! & (1 << (key & 31))) === 0 && codes[start + 1]! < 128 && codes[start + 2]! < 128 && codes[start]! < 128) return undefined;
  const known = places.get(plain(text.slice(start, end)));
  return known && { start, end, places: known };
}

/** That word and those of the same lists around it. */
function runAround(text: string, codes: Uint16Array, length: number, word: Word): Word[] {
  const run = [word];
  let lists = word.places.map((place) => place >= 0);
  const add = (next: Word | undefined, before: boolean): boolean => {
    const both = next && lists.map((inAll, language) => inAll && next.places[language]! >= 0);
    if (!both?.some(Boolean)) return false;
    lists = both;
    if (before) run.unshift(next!);
    else run.push(next!);
    return true;
  };
  for (let words = 0; words < LENGTHS[0]!; words++) if (!add(neighbour(text, codes, length, run[0]!.start - 1, -1), true)) break;
  while (add(neighbour(text, codes, length, run.at(-1)!.end, 1), false));
  return run;
}

function neighbour(text: string, codes: Uint16Array, length: number, from: number, step: 1 | -1): Word | undefined {
  let at = from;
  for (let gap = 0; gap <= GAP_MAX && at >= 0 && at < length && !isLetter(codes[at]!); gap++) at += step;
  return at < 0 || at >= length || !isLetter(codes[at]!) ? undefined : wordAround(text, codes, length, at);
}

function phraseIn(run: readonly Word[], found: Found): void {
  let tried = 0;
  for (const size of LENGTHS) {
    for (let first = 0; first + size <= run.length; first++) {
      const words = run.slice(first, first + size);
      tried += 1;
      if (tried > TRIED_MAX || LISTS.some((_, language) => words.every(({ places: known }) => known[language]! >= 0) && isChecked(words.map(({ places: known }) => known[language]!)))) {
        const all = tried > TRIED_MAX ? run : words;
        found({ recogniser: seedPhrase, start: all[0]!.start, end: all.at(-1)!.end, certain: words.length === run.length });
        return;
      }
    }
  }
}

const WORD_BITS = 11;

/** The last bits are the first ones of the others' hash. */
function isChecked(words: readonly number[]): boolean {
  const bits = words.map((place) => place.toString(2).padStart(WORD_BITS, '0')).join('');
  const check = words.length / 3;
  const entropy = Buffer.from(bits.slice(0, -check).match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
  const [first] = hash('sha256', entropy, 'buffer');
  return first!.toString(2).padStart(8, '0').startsWith(bits.slice(-check));
}
