import { plainWords } from '../identifiers/context.ts';
import { createDigits, isDigit, readDigits } from '../identifiers/digits.ts';
import { PART } from '../identifiers/labels.ts';
import { createCodes } from '../normalise/codes.ts';
import type { Detector, Recogniser } from '../recogniser.ts';
import { apiKey } from '../secrets/recognisers.ts';
import { keyAt } from '../secrets/shapes.ts';
import { type Kind, KINDS } from './kinds.ts';

/** Where a half stands, and what it says. */
export interface Half {
  field: number;
  start: number;
  end: number;
  /** As the detector saw it. */
  seen: string;
  /** The words before it in its field: one may say that it is a part. */
  before: string;
  /** It is all that somebody said there. */
  alone: boolean;
}

/** A value whose halves stand apart; its place is that of its first half. */
export interface Whole {
  recogniser: Recogniser;
  head: Half;
  value: string;
}

interface Head extends Half {
  /** Separators left out, as far as this reading of it goes. */
  text: string;
  rank: number;
  partOf: boolean;
  completed: boolean;
}

/** Shorter ends stand everywhere. */
const TAIL_MIN = 2;
const TAIL_MAX = 24;
const MODULUS_MAX = 97;
/** Nobody's request holds so many keys that are cut short: more count as found. */
const KEYS_MAX = 16;
const KEY_TAIL = /[\w-]{4,}/g;
const KEY_TAIL_MAX = 200;
const SEPARATOR = /[^A-Za-z0-9]+/;

/**
 * Attack: half of a number in one message, the other in some other message, in whatever order. Beginnings are kept by the check sum that an end
 * must have, so that each end is looked up once: no pair is tried, and no number of others hides the right one.
 */
export class Halves {
  #heads = new Map<number, Head[]>();
  /** For each length of an end the kinds that lack so much, as bits. */
  #lengths = new Uint8Array(TAIL_MAX + 1);
  #keys: Head[] = [];
  #overflow: Head | undefined;

  get any(): boolean {
    return this.#heads.size > 0 || this.#keys.length > 0;
  }

  /** A beginning that a detector reported. */
  add(recogniser: Recogniser, half: Half): void {
    const partOf = PART.test(plainWords(half.before));
    if (recogniser === apiKey) return this.#addKey({ ...half, text: half.seen, rank: 0, partOf, completed: false });
    const index = KINDS.findIndex((kind) => kind.recogniser === recogniser);
    let text = '';
    const borders: number[] = [];
    // What follows a beginning may be read as more of it: each end of a group may be its own.
    for (const group of half.seen.split(SEPARATOR)) {
      if (/[a-z]/.test(group)) break;
      text += group;
      const whole = KINDS[index]!.length(text);
      if (whole !== undefined && whole - text.length >= TAIL_MIN && whole - text.length <= TAIL_MAX) this.#addNumber(index, { ...half, text, rank: KINDS[index]!.rank(text, bordersOf(KINDS[index]!, borders, whole)), partOf, completed: false }, whole - text.length);
      borders.push(text.length);
    }
  }

  #addNumber(index: number, head: Head, missing: number): void {
    const kind = KINDS[index]!;
    const sum = (kind.modulus - kind.headSum(head.text, missing)) % kind.modulus;
    const key = keyOf(index, missing, sum);
    const same = this.#heads.get(key);
    this.#lengths[missing]! |= 1 << index;
    if (!same) this.#heads.set(key, [head]);
    // Two fields of each sort are enough: one of them is not the end's own.
    else if (!same.some((other) => other.field === head.field && alike(other, head)) && same.filter((other) => alike(other, head)).length < 2) same.push(head);
  }

  #addKey(head: Head): void {
    if (this.#keys.some(({ field, text }) => field === head.field && text === head.text)) return;
    if (this.#keys.length < KEYS_MAX) this.#keys.push(head);
    else this.#overflow = head;
  }

  /** More keys cut short than are tried. */
  overflow(): Whole | undefined {
    return this.#overflow && { recogniser: apiKey, head: this.#overflow, value: this.#overflow.text };
  }

  /** Reports what may be the end of a number that has begun somewhere. */
  readonly tails: Detector = {
    recognisers: [],
    detect: (text, found) => {
      const codes = codesOf(text);
      if (this.#heads.size > 0) {
        for (let i = 0; i < text.length; i++) {
          if (!isDigit(codes[i]!)) continue;
          readDigits(codes, text.length, i, digits);
          for (let count = TAIL_MIN; count <= digits.length; count++) {
            if (digits.groupEnd[count - 1] !== 1 || this.#lengths[count] === 0) continue;
            KINDS.forEach((kind, index) => {
              if ((this.#lengths[count]! & (1 << index)) !== 0 && this.#heads.has(keyOf(index, count, kind.tailSum(digits.values, count)))) found({ recogniser: kind.recogniser, start: i, end: digits.at[count - 1]! + 1, certain: false });
            });
          }
          while (isDigit(codes[i + 1]!)) i += 1;
        }
      }
      if (this.#keys.length === 0) return;
      for (const { 0: token, index } of text.matchAll(KEY_TAIL)) {
        if (token.length <= KEY_TAIL_MAX && /\d/.test(token) && /[A-Za-z]/.test(token)) found({ recogniser: apiKey, start: index, end: index + token.length, certain: false });
      }
    },
  };

  /** What the end that `tails` reported completes. */
  *completed(recogniser: Recogniser, tail: Half): Generator<Whole> {
    const partOf = () => PART.test(plainWords(tail.before));
    const apart = (head: Head) => !head.completed && (head.field !== tail.field || head.end <= tail.start || tail.end <= head.start);
    if (recogniser === apiKey) {
      for (const head of this.#keys) {
        const whole = head.text + tail.seen;
        if (apart(head) && (head.field !== tail.field || head.partOf || partOf()) && keyAt(whole, 0) === whole.length) yield this.#complete(recogniser, head, whole);
      }
      return;
    }
    const index = KINDS.findIndex((kind) => kind.recogniser === recogniser);
    const kind = KINDS[index]!;
    const text = tail.seen.replace(/\D+/g, '');
    const borders = bordersOf(kind, groupEnds(tail.seen), text.length);
    for (const head of this.#heads.get(keyOf(index, text.length, kind.tailSum(Uint8Array.from(text, Number), text.length))) ?? []) {
      const sure = (kind.strong(head.rank, borders) || (head.alone && tail.alone)) && head.field !== tail.field;
      if (apart(head) && (sure || head.partOf || partOf())) yield this.#complete(recogniser, head, head.text + text);
    }
  }

  #complete(recogniser: Recogniser, head: Head, value: string): Whole {
    head.completed = true;
    return { recogniser, head, value };
  }
}

const codesOf = createCodes();
const digits = createDigits();

function keyOf(kind: number, missing: number, sum: number): number {
  return (kind * (TAIL_MAX + 1) + missing) * MODULUS_MAX + sum;
}

/** Both count for an end alike. */
function alike(a: Head, b: Head): boolean {
  return a.partOf === b.partOf && a.rank === b.rank && a.alone === b.alone;
}

/** Where groups end within a text, in digits from its beginning, the last left out. */
function groupEnds(seen: string): number[] {
  const ends: number[] = [];
  let at = 0;
  for (const group of seen.split(/\D+/)) ends.push((at += group.length));
  return ends.slice(0, -1);
}

/** How many borders of groups; -1 where one is none of the kind's own. `whole` is what is left from the beginning of the first group to the number's end. */
function bordersOf(kind: Kind, ends: readonly number[], whole: number): number {
  return ends.every((end) => kind.groups.includes(whole - end)) ? ends.length : -1;
}
