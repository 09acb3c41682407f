import { hash } from 'node:crypto';
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as french } from '@scure/bip39/wordlists/french.js';
import { wordlist as italian } from '@scure/bip39/wordlists/italian.js';
import { FOLDED } from '../persons/fold.ts';
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
/** Words that are drawn from a list hardly repeat: what says a few over and over again is no phrase. */
const DIFFERENT_MIN = 8;

const MARKS = /\p{M}+/gu;
const plain = (word: string): string => word.normalize('NFD').replace(MARKS, '').toLowerCase();

const BITS = 17;
const PRIME = 0x01000193;
/** By the hash of a word whether it may be in a list. */
let filter: Uint32Array | undefined;
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
      let hashed = 0;
      for (let i = 0; i < spelled.length; i++) hashed = Math.imul(hashed ^ (spelled.charCodeAt(i) & 31), PRIME);
      bits[bitOf(hashed) >>> 5]! |= 1 << (bitOf(hashed) & 31);
    });
  });
  return bits;
}

function bitOf(hashed: number): number {
  return Math.imul(hashed, 0x9e3779b1) >>> (32 - BITS);
}

function isLetter(code: number): boolean {
  return FOLDED[code]! > 57;
}

interface Word { start: number; end: number; places: readonly number[] }

/** The words of a wallet or of a backup, by which everything can be taken: words of one list whose check sum holds. Looks at one word in every phrase's length, and closer where that is one of theirs. */
export function seedPhrases(text: string, codes: Uint16Array, length: number, found: Found): void {
  if (length < STRIDE) return;
  filter ??= made();
  for (let i = STRIDE - 1; i < length; i += STRIDE) {
    let at = i;
    for (const limit = i + GAP_MAX; at < limit && at < length && !isLetter(codes[at]!); ) at += 1;
    let start = startOf(codes, at);
    let end = endOf(codes, start);
    if (end < 0) continue;
    let words = 1;
    for (let next = behind(codes, length, end); next >= 0; next = behind(codes, length, end)) {
      const to = endOf(codes, next);
      if (to < 0) break;
      end = to;
      words += 1;
    }
    for (let last = before(codes, start); last >= 0 && words < SHORTEST; last = before(codes, start)) {
      const from = startOf(codes, last);
      if (endOf(codes, from) !== last + 1) break;
      start = from;
      words += 1;
    }
    if (words >= SHORTEST) closely(text, codes, length, start, end, found);
    i = Math.max(i, end - STRIDE + 1);
  }
}

function startOf(codes: Uint16Array, at: number): number {
  let start = at;
  while (start > 0 && start > at - WORD_MAX && isLetter(codes[start - 1]!)) start -= 1;
  return start;
}

/** Where the word ends that begins at `start`; -1 where it is in no list. */
function endOf(codes: Uint16Array, start: number): number {
  let end = start;
  let hashed = 0;
  for (let folded = FOLDED[codes[end]!]!; folded > 57 && end - start <= WORD_MAX; folded = FOLDED[codes[end]!]!) {
    hashed = Math.imul(hashed ^ (folded & 31), PRIME);
    end += 1;
  }
  if (end - start < WORD_MIN || end - start > WORD_MAX) return -1;
  const bit = bitOf(hashed);
  return (filter![bit >>> 5]! & (1 << (bit & 31))) === 0 ? -1 : end;
}

/** Where the next word begins; -1 where none is near. */
function behind(codes: Uint16Array, length: number, end: number): number {
  let at = end;
  while (at < length && at < end + GAP_MAX && !isLetter(codes[at]!)) at += 1;
  return at < length && isLetter(codes[at]!) ? at : -1;
}

/** Where the word before ends. */
function before(codes: Uint16Array, start: number): number {
  let at = start - 1;
  while (at >= 0 && at >= start - GAP_MAX && !isLetter(codes[at]!)) at -= 1;
  return at >= 0 && isLetter(codes[at]!) ? at : -1;
}

/** Runs of words that are all in the same lists, from `from` to `to` and what is left of it. */
function closely(text: string, codes: Uint16Array, length: number, from: number, to: number, found: Found): void {
  let start = from;
  for (let words = 0, last = before(codes, start); words < LENGTHS[0]! && last >= 0; words++, last = before(codes, start)) start = startOf(codes, last);
  let run: Word[] = [];
  let lists: boolean[] = [];
  for (let at = start; at >= 0 && at < to; ) {
    let end = at;
    while (end < length && isLetter(codes[end]!)) end += 1;
    const known = end - at <= WORD_MAX ? places.get(plain(text.slice(at, end))) : undefined;
    const both = known?.map((place, language) => place >= 0 && (run.length === 0 || lists[language]!));
    if (known && both!.some(Boolean)) {
      run.push({ start: at, end, places: known });
      lists = both!;
    } else {
      if (run.length >= SHORTEST && phraseIn(run, found)) return;
      run = known ? [{ start: at, end, places: known }] : [];
      lists = known?.map((place) => place >= 0) ?? [];
    }
    at = behind(codes, length, end);
  }
  if (run.length >= SHORTEST) phraseIn(run, found);
}

function phraseIn(run: readonly Word[], found: Found): boolean {
  if (!isVaried(run)) return false;
  let tried = 0;
  for (const size of LENGTHS) {
    for (let first = 0; first + size <= run.length; first++) {
      const words = run.slice(first, first + size);
      tried += 1;
      if (tried > TRIED_MAX || LISTS.some((_, language) => words.every(({ places: known }) => known[language]! >= 0) && isChecked(words.map(({ places: known }) => known[language]!)))) {
        const all = tried > TRIED_MAX ? run : words;
        found({ recogniser: seedPhrase, start: all[0]!.start, end: all.at(-1)!.end, certain: words.length === run.length });
        return true;
      }
    }
  }
  return false;
}

function isVaried(run: readonly Word[]): boolean {
  const different = new Set<readonly number[]>();
  return run.some(({ places: known }) => different.add(known).size >= DIFFERENT_MIN);
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
