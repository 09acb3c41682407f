import { countrySpecs, isValidIBAN } from 'ibantools';
import type { Found } from '../recogniser.ts';
import { cardRange, ean13, luhn, numberOf } from './checks.ts';
import { createDigits, DIGITS_MAX, type Digits, isDigit, isLetter, isSeparator } from './digits.ts';
import { card, chAhv, chInsuranceCard, iban } from './recognisers.ts';

/** What scanned pages have for a figure, and what people write who want to pass: by the letter's code the figure plus one. */
const figures = new Uint8Array(128);
for (const [letters, figure] of [['OoQD', 0], ['Il|!', 1], ['Zz', 2], ['Ss', 5], ['Gb', 6], ['B', 8], ['gq', 9]] as const) for (const letter of letters) figures[letter.charCodeAt(0)] = figure + 1;

export function isMistaken(code: number): boolean {
  return code < 128 && figures[code] !== 0;
}

const SEPARATORS_MAX = 3;
const AHV_DIGITS = 13;
const INSURANCE_DIGITS = 20;
/** One figure in three, and of a card, whose check is weak, one in eight. */
const MISTAKEN_SHARE = 3;
const CARD_MISTAKEN_MAX = 2;

const read = createDigits();
let mistaken = 0;

/** A number that its check digits tell though letters stand for some of its figures. `digits` is what stands there without them. */
export function mistakenAt(codes: Uint16Array, length: number, digits: Digits, found: Found): void {
  const first = digits.at[0]!;
  const [a, b] = [digits.values[0]!, digits.values[1]!];
  if ((a < 2 || a > 6) && a !== 7 && a !== 8) return;
  if (digits.length > 1 && ((a === 7 && b !== 5) || (a === 8 && b !== 0))) return;
  let next = digits.at[digits.length - 1]! + 1;
  for (let gap = 0; gap < SEPARATORS_MAX && isSeparator(codes[next]!); gap++) next += 1;
  if (!isMistaken(codes[next]!) || (first > 0 && (isLetter(codes[first - 1]!) || isDigit(codes[first - 1]!)))) return;
  readMistaken(codes, length, first);
  const ends = (count: number) => read.length >= count && read.groupEnd[count - 1] === 1 && mistakenIn(codes, count) > 0 && mistaken * MISTAKEN_SHARE <= count;
  const report = (recogniser: typeof card, count: number) => found({ recogniser, start: first, end: read.at[count - 1]! + 1, certain: false });
  if (ends(AHV_DIGITS) && numberOf(read, 0, 3) === 756 && ean13(read)) report(chAhv, AHV_DIGITS);
  else if (ends(INSURANCE_DIGITS) && numberOf(read, 0, 5) === 80756 && luhn(read, INSURANCE_DIGITS)) report(chInsuranceCard, INSURANCE_DIGITS);
  else if (ends(16) && mistaken <= CARD_MISTAKEN_MAX && cardRange(read, 16) && luhn(read, 16) && inFours()) report(card, 16);
}

function mistakenIn(codes: Uint16Array, count: number): number {
  mistaken = 0;
  for (let i = 0; i < count; i++) if (!isDigit(codes[read.at[i]!]!)) mistaken += 1;
  return mistaken;
}

/** As a card shows it, or in one. */
function inFours(): boolean {
  for (let i = 0; i < 15; i++) if (read.groupEnd[i] === 1 && i % 4 !== 3) return false;
  return true;
}

/** As `readDigits`, with the letters. A group that holds another letter is a word, and ends the number. */
function readMistaken(codes: Uint16Array, length: number, from: number): void {
  let count = 0;
  let i = from;
  while (count < DIGITS_MAX) {
    let end = i;
    while (end < length && end < i + DIGITS_MAX && (isDigit(codes[end]!) || isMistaken(codes[end]!))) end += 1;
    if (end === i || (end < length && isLetter(codes[end]!))) break;
    for (; i < end && count < DIGITS_MAX; i++) {
      const code = codes[i]!;
      read.values[count] = isDigit(code) ? code - 48 : figures[code]! - 1;
      read.at[count] = i;
      read.groupEnd[count] = i === end - 1 ? 1 : 0;
      count += 1;
    }
    for (let gap = 0; gap < SEPARATORS_MAX && i < length && isSeparator(codes[i]!); gap++) i += 1;
  }
  read.length = count;
}

/** What may stand at each place of a country's IBAN behind its two letters. */
const places = new Map<string, string>();
const FIGURE = '0';
const LETTER = 'A';

function placesOf(country: string): string {
  let known = places.get(country);
  if (known === undefined) {
    known = FIGURE + FIGURE;
    for (const [, kind, count] of (countrySpecs[country]?.bban_regexp ?? '').matchAll(/\[([^\]]+)\]\{(\d+)\}/g)) known += (kind === '0-9' ? FIGURE : kind === 'A-Z' ? LETTER : '?').repeat(Number(count));
    places.set(country, known);
  }
  return known;
}

/** An IBAN of this country whose check digits begin at `at`, with letters where only figures may stand. */
export function mistakenIban(codes: Uint16Array, length: number, country: string, at: number, wanted: number, start: number, found: Found): void {
  const kinds = placesOf(country);
  // Where letters may stand too, they are what they are, or all of them figures.
  let value = country;
  let bare = country;
  let i = at;
  for (let gap = 0; i < length && value.length < wanted; i++) {
    const code = codes[i]!;
    if (isDigit(code) || isLetter(code) || isMistaken(code)) {
      if (code > 127) return;
      const kind = kinds[value.length - 2];
      const letter = String.fromCharCode(code).toUpperCase();
      const figure = isMistaken(code) && kind !== LETTER ? String(figures[code]! - 1) : letter;
      bare += kind === FIGURE ? figure : letter;
      value += figure;
      gap = 0;
    } else if (!isSeparator(code) || ++gap > SEPARATORS_MAX) return;
  }
  if (value.length < wanted || (i < length && (isDigit(codes[i]!) || isLetter(codes[i]!)))) return;
  if (isValidIBAN(bare) || isValidIBAN(value)) found({ recogniser: iban, start, end: i, certain: false });
}
