import { createCodes } from '../normalise/codes.ts';
import { FOLDED, SEED, SHARP_S } from './fold.ts';

export interface Hits {
  /** A word that the filter lets through, or whose form without its last letter it does (`stem`: where the form ends). */
  word(start: number, end: number, hash: number): void;
  /** A word of `LONG` letters and more that it does not let through. */
  long(start: number, end: number): void;
  /** A run of at most 20 digits. */
  number(start: number, end: number): void;
}

const LONGEST_NUMBER = 20;
/** Letters. Of shorter words lists say what they are; longer ones may be known by their parts. */
export const LONG = 8;
const PRIME = 0x01000193;

const codesOf = createCodes();

/**
 * One pass over the words of a text: hashes each (as `hashWord` does) and tells those that may be in the filter. `endings` are letters that
 * a word may have at its end beyond the form in the table, as a bit per letter of the alphabet. No hit may scan another text meanwhile.
 */
export function scanWords(text: string, filter: Uint32Array, endings: number, hits: Hits): void {
  const length = text.length;
  const fold = FOLDED;
  const codes = codesOf(text);
  const mask = filter.length * 32 - 1;
  let at = 0;
  while (at < length) {
    let folded = fold[codes[at]!]!;
    if (folded <= 57 && folded !== SHARP_S) {
      if (folded === 0) {
        at++;
        continue;
      }
      const start = at;
      do at++;
      while (at < length && (folded = fold[codes[at]!]!) !== 0 && folded >= 48 && folded <= 57);
      if (at - start <= LONGEST_NUMBER) hits.number(start, at);
      continue;
    }
    const start = at;
    let hash = SEED;
    let stem = SEED;
    let previous = 0;
    do {
      // As in walk() of fold.ts, spelled out here: this is the loop that every character of every request goes through.
      if (folded === 101 && (previous === 97 || previous === 111 || previous === 117)) {
        previous = 0;
      } else {
        if (folded === SHARP_S) {
          folded = 115;
          hash = Math.imul(hash ^ folded, PRIME);
        }
        stem = hash;
        hash = Math.imul(hash ^ folded, PRIME);
        previous = folded;
      }
      at++;
      if (at >= length) break;
      folded = fold[codes[at]!]!;
    } while (folded > 57 || folded === SHARP_S);
    let bit = (hash ^ (hash >>> 15)) & mask;
    if ((filter[bit >>> 5]! & (1 << (bit & 31))) !== 0) hits.word(start, at, hash);
    else if (previous >= 97 && previous <= 122 && (endings & (1 << (previous - 97))) !== 0 && at - start > 3) {
      bit = (stem ^ (stem >>> 15)) & mask;
      if ((filter[bit >>> 5]! & (1 << (bit & 31))) !== 0) hits.word(start, at - 1, stem);
      else if (at - start >= LONG) hits.long(start, at);
    } else if (at - start >= LONG) hits.long(start, at);
  }
}
