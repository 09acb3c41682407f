import { FOLDED } from '../persons/fold.ts';
import { beginningsOf } from './beginnings.ts';
import { isCapital, isLetter } from './digits.ts';
import * as labels from './labels.ts';

/** How far before a number the word may stand that says what it is, in characters. */
const REACH = 56;
const MARKS = /\p{M}+/gu;
const CAPITAL_WITHIN = /(\p{Ll})(\p{Lu})/gu;
const NOT_ASCII = /[^\0-\x7f]/;

/** Words as the patterns of this folder are written: lower case, without diacritics, `ss` for `ß`. */
export function plainWords(text: string): string {
  const lower = text.toLowerCase();
  return NOT_ASCII.test(lower) ? lower.normalize('NFD').replace(MARKS, '').replaceAll('ß', 'ss') : lower;
}

const BITS = 15;
const LABELS: readonly RegExp[] = Object.values(labels);
const numbers = new Map(LABELS.map((label, number) => [label, number]));
/** For the letters that a word begins with the labels that may begin so, as bits. */
const beginnings = new Uint32Array(1 << BITS);
LABELS.forEach((label, number) => {
  for (const beginning of beginningsOf(label)) beginnings[keyOf(beginning.charCodeAt(0), beginning.charCodeAt(1), beginning.charCodeAt(2), beginning.charCodeAt(3))]! |= 1 << number;
});

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

/** What stands before a number. One at a time, in order: made once and set again and again. */
export class Before {
  #text = '';
  #codes: Uint16Array = new Uint16Array(0);
  #at = 0;
  #words: string | undefined;
  #parted: string | undefined;
  /** Up to here words have been looked at; where the last one stood that begins like a label, for each label and for all. */
  #read = 0;
  readonly #last = new Int32Array(LABELS.length);
  #lastOfAll = -REACH;

  set(text: string, codes: Uint16Array, at: number): void {
    if (text !== this.#text || at < this.#at) {
      this.#read = 0;
      this.#last.fill(-REACH);
      this.#lastOfAll = -REACH;
    }
    this.#text = text;
    this.#codes = codes;
    this.#at = at;
    this.#words = undefined;
    this.#parted = undefined;
  }

  /** True where none of them can stand there. */
  get silent(): boolean {
    if (this.#read < this.#at) this.#readWords();
    return this.#lastOfAll < this.#at - REACH;
  }

  /** True where one of the labels of labels.ts stands there. */
  says(label: RegExp): boolean {
    if (this.#read < this.#at) this.#readWords();
    const from = this.#at - REACH;
    // Most numbers need no closer look.
    if (this.#lastOfAll < from || this.#last[numbers.get(label)!]! < from) return false;
    this.#words ??= plainWords(this.#text.slice(Math.max(0, from), this.#at)).replaceAll('_', ' ');
    if (label.test(this.#words)) return true;
    this.#parted ??= this.#partedWords(from);
    return this.#parted !== this.#words && label.test(this.#parted);
  }

  /** `date_of_birth`, `dateOfBirth`, `steuerId`: names of fields are words, too. */
  #partedWords(from: number): string {
    return plainWords(this.#text.slice(Math.max(0, from), this.#at).replaceAll(CAPITAL_WITHIN, '$1 $2')).replaceAll('_', ' ');
  }

  #readWords(): void {
    const codes = this.#codes;
    let i = this.#read;
    // Of what was not asked about only the reach.
    if (i < this.#at - REACH) for (i = this.#at - REACH; i > this.#read && isLetter(codes[i - 1]!); ) i -= 1;
    for (; i < this.#at; i++) {
      if (!isLetter(codes[i]!)) continue;
      let bits = beginnings[keyOf(codes[i]!, codes[i + 1]!, codes[i + 2]!, codes[i + 3]!)]!;
      // `taxId`, `telNr`: a word of three letters.
      if (isCapital(codes[i + 3]!) && !isCapital(codes[i + 2]!)) bits |= beginnings[keyOf(codes[i]!, codes[i + 1]!, codes[i + 2]!, 0)]!;
      if (bits !== 0) this.#remember(bits, i);
      while (i < this.#at && isLetter(codes[i]!)) i += 1;
    }
    this.#read = this.#at;
  }

  #remember(bits: number, at: number): void {
    this.#lastOfAll = at;
    for (let number = 0; number < LABELS.length; number++) if ((bits & (1 << number)) !== 0) this.#last[number] = at;
  }
}
