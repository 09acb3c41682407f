/**
 * Folds letters so that one name has one spelling: case, diacritics and the ways to write umlauts (Müller, MUELLER, Muller) make no difference.
 * A text is never copied for it: whoever walks it looks up each character here.
 */

const LETTERS = /\p{L}+/gu;
/** Most of these have neither case nor diacritics, and are asked as a whole: one by one they cost each start 30 ms. */
const BLOCK = 64;
const SPECIAL: Record<string, string> = { æ: 'a', œ: 'o', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 't', ı: 'i', ħ: 'h', ŧ: 't', ŋ: 'n' };

/** ß stands for two letters; walkers spell it out. */
export const SHARP_S = 1;
const E = 101;

/** UTF-16 code unit → folded letter, digit (48–57), `SHARP_S`, or 0 for what stands between words. */
export const FOLDED: Uint16Array = foldTable();

function foldTable(): Uint16Array {
  const table = new Uint16Array(0x1_0000);
  for (let code = 48; code <= 57; code++) table[code] = code;
  for (let first = 64; first < 0x1_0000; first += BLOCK) {
    if (first >= 0xd800 && first < 0xf900) continue;
    const block = String.fromCharCode(...Array.from({ length: BLOCK }, (_, index) => first + index));
    // Hangul comes apart into what it is made of, and stays whole here.
    const plain = (first >= 0xac00 && first < 0xd800) || (block.toLowerCase() === block && block.normalize('NFD') === block);
    for (const { 0: letters, index } of block.matchAll(LETTERS)) {
      for (let at = 0; at < letters.length; at++) table[first + index + at] = plain ? first + index + at : foldLetter(letters[at]!);
    }
  }
  return table;
}

function foldLetter(letter: string): number {
  const lower = letter.toLowerCase();
  return lower === 'ß' ? SHARP_S : (SPECIAL[lower] ?? lower.normalize('NFD')).charCodeAt(0);
}

/** True for a folded value that is part of a word. */
export function isLetter(folded: number): boolean {
  return folded > 57 || folded === SHARP_S;
}

/** An e after a, o or u is how an umlaut is written without one. */
export function isUmlautE(folded: number, previous: number): boolean {
  return folded === E && (previous === 97 || previous === 111 || previous === 117);
}

export const SEED = 0x811c9dc5 | 0;
export const CHECK_SEED = 0x2f0b4a27 | 0;
const PRIME = 0x01000193;
const CHECK_PRIME = 0x5bd1e995;

/** The hash by which a word is looked up, of the letters from `start` to `end`. */
export function hashWord(text: string, start: number, end: number): number {
  return walk(text, start, end, SEED, PRIME);
}

/** A second, independent hash: together 64 bits, so that no other word is taken for it. */
export function checkWord(text: string, start: number, end: number): number {
  return walk(text, start, end, CHECK_SEED, CHECK_PRIME);
}

function walk(text: string, start: number, end: number, seed: number, prime: number): number {
  let hash = seed;
  let previous = 0;
  for (let at = start; at < end; at++) {
    let folded = FOLDED[text.charCodeAt(at)]!;
    if (isUmlautE(folded, previous)) {
      previous = 0;
      continue;
    }
    if (folded === SHARP_S) {
      folded = 115;
      hash = Math.imul(hash ^ folded, prime);
    }
    hash = Math.imul(hash ^ folded, prime);
    previous = folded;
  }
  return hash;
}

/** Spreads the bits of a hash, as neighbouring words must not fall into neighbouring places. */
export function spread(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 16)) >>> 0;
}
