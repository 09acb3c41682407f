import { FOLDED } from '../persons/fold.ts';
import { beginningsOf } from './beginnings.ts';
import { isLetter } from './digits.ts';
import * as labels from './labels.ts';

/** How far before a number the word may stand that says what it is, in characters. */
const REACH = 56;
const MARKS = /\p{M}+/gu;
const NOT_ASCII = /[^\0-\x7f]/;

/** Words as the patterns of this folder are written: lower case, without diacritics, `ss` for `ß`. */
export function plainWords(text: string): string {
  const lower = text.toLowerCase();
  return NOT_ASCII.test(lower) ? lower.normalize('NFD').replace(MARKS, '').replaceAll('ß', 'ss') : lower;
}

const BITS = 15;
const beginnings = new Uint8Array(1 << BITS);
for (const label of Object.values(labels)) for (const beginning of beginningsOf(label)) beginnings[keyOf(beginning.charCodeAt(0), beginning.charCodeAt(1), beginning.charCodeAt(2), beginning.charCodeAt(3))] = 1;

/** The letters that a word begins with, four at most, as a number: capital or small and with accents or without the same. Two words may share one. */
function keyOf(a: number, b: number, c: number, d: number): number {
  let key = small(a) << 15;
  if (isLetter(b)) {
    key |= small(b) << 10;
    if (isLetter(c)) key |= (small(c) << 5) | (isLetter(d) ? small(d) : 0);
  }
  return Math.imul(key, 0x9e3779b1) >>> (32 - BITS);
}

function small(code: number): number {
  return FOLDED[code]! & 31;
}

/** What stands before a number; worked out when somebody asks, once. One at a time: made once and set again and again. */
export class Before {
  #text = '';
  #codes: Uint16Array = new Uint16Array(0);
  #at = 0;
  #words: string | undefined;

  set(text: string, codes: Uint16Array, at: number): void {
    this.#text = text;
    this.#codes = codes;
    this.#at = at;
    this.#words = undefined;
  }

  /** True where one of the labels of labels.ts stands there. */
  says(label: RegExp): boolean {
    this.#words ??= this.#hasBeginning() ? plainWords(this.#text.slice(Math.max(0, this.#at - REACH), this.#at)) : '';
    return this.#words !== '' && label.test(this.#words);
  }

  /** True where a word that begins like a label stands there: most numbers need no closer look. */
  #hasBeginning(): boolean {
    const codes = this.#codes;
    const at = this.#at;
    for (let i = Math.max(0, at - REACH); i < at; i++) {
      if (!isLetter(codes[i]!)) continue;
      if (beginnings[keyOf(codes[i]!, codes[i + 1]!, codes[i + 2]!, codes[i + 3]!)] === 1) return true;
      while (i < at && isLetter(codes[i]!)) i += 1;
    }
    return false;
  }
}
