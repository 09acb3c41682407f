import { countrySpecs } from 'ibantools';
import { card, chAhv, iban } from '../identifiers/recognisers.ts';
import type { Recogniser } from '../recogniser.ts';

/** How a kind of number is completed: its check digits say which beginning and which end belong together. */
export interface Kind {
  recogniser: Recogniser;
  modulus: number;
  /** How long the whole is that begins so; undefined where nothing begins so. */
  length(head: string): number | undefined;
  /** What the check makes of a beginning of which so many digits are missing, and of an end: together 0, but for the modulus. */
  headSum(head: string, missing: number): number;
  tailSum(values: Uint8Array, count: number): number;
  /** Where the number's own groups part, counted from its end. */
  groups: readonly number[];
  /** How sure a beginning is; `borders` are those between groups of its own, -1 where it has others. */
  rank(head: string, borders: number): number;
  /** True for halves that are parts of nothing else; others count where a word says that they are parts. */
  strong(rank: number, tailBorders: number): boolean;
}

/** One digit of a check that weighs every other one. */
function weighed(digit: number, heavy: boolean, weight: 2 | 3): number {
  const value = heavy ? digit * weight : digit;
  return weight === 2 && value > 9 ? value - 9 : value;
}

function sumOf(values: ArrayLike<number>, count: number, heavy: (index: number) => boolean, weight: 2 | 3): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weighed(values[i]!, heavy(i), weight);
  return sum % 10;
}

function mod97(figures: ArrayLike<number>, count: number): number {
  let rest = 0;
  for (let i = 0; i < count; i++) rest = (rest * 10 + figures[i]!) % 97;
  return rest;
}

/** The figures that a text has for the check of ISO 7064: letters are 10 to 35. */
function figuresOf(text: string): number[] {
  return Array.from(text.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55)), Number);
}

const AHV_LENGTH = 13;
const IBAN_CHECKED = 4;
/** `AT 2024` is no account, and neither is `ES 20 THIS CODE`. */
const IBAN_STRONG = /^(?=.{8})[A-Z]{2}\d\d[A-Z]{0,6}\d\d/;
const SHIFT = 1_000_000;
/** Of the shift by country and check digits, six figures, in the ring of 97. */
const UNSHIFT = Array.from({ length: 97 }, (_, i) => i).find((i) => (i * (SHIFT % 97)) % 97 === 1)!;

export const KINDS: readonly Kind[] = [
  {
    recogniser: chAhv,
    modulus: 10,
    groups: [2, 6, 10],
    length: (head) => (head.startsWith('756') ? AHV_LENGTH : undefined),
    headSum: (head) => sumOf(Array.from(head, Number), head.length, (i) => i % 2 === 1, 3),
    tailSum: (values, count) => sumOf(values, count, (i) => (AHV_LENGTH - count + i) % 2 === 1, 3),
    rank: (_head, borders) => Math.min(borders, 2),
    // 756.9217 and 0769.85 are parts of nothing else; 7569217 and 076985 are numbers like others.
    strong: (rank, tailBorders) => rank >= 0 && tailBorders >= 0 && rank + tailBorders >= 2,
  },
  {
    recogniser: card,
    modulus: 10,
    groups: [],
    length: (head) => (head.startsWith('3') ? 15 : 16),
    headSum: (head, missing) => sumOf(Array.from(head, Number), head.length, (i) => (missing + head.length - 1 - i) % 2 === 1, 2),
    tailSum: (values, count) => sumOf(values, count, (i) => (count - 1 - i) % 2 === 1, 2),
    rank: () => 0,
    strong: () => false,
  },
  {
    recogniser: iban,
    modulus: 97,
    groups: [],
    length: (head) => (/^[A-Z]{2}\d\d/.test(head) ? (countrySpecs[head.slice(0, 2)]?.chars ?? undefined) : undefined),
    headSum(head, missing) {
      const own = figuresOf(head.slice(IBAN_CHECKED) + '0'.repeat(missing + 6));
      const checked = figuresOf(head.slice(0, IBAN_CHECKED));
      return (UNSHIFT * (mod97(own, own.length) + mod97(checked, checked.length) + 96)) % 97;
    },
    tailSum: (values, count) => mod97(values, count),
    rank: (head) => (IBAN_STRONG.test(head) ? 1 : 0),
    strong: (rank) => rank > 0,
  },
];
