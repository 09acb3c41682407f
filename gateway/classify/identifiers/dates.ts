import type { Found } from '../recogniser.ts';
import { numberOf } from './checks.ts';
import type { Before } from './context.ts';
import { type Digits, isLetter } from './digits.ts';
import { BIRTH } from './labels.ts';
import { birthDate } from './recognisers.ts';

const MONTHS = 'jan|feb|febr|mar|marz|mär|mrz|maerz|apr|mai|may|jun|juin|giu|jul|juil|lug|aug|aou|aoû|ago|sep|sept|set|okt|oct|ott|nov|dez|dec|déc|dic|gen|mag|fev|fév|avr';
const DAY_MONTH_YEAR = new RegExp(`\\d{1,2}(?:\\.|er|º|°|st|nd|rd|th)?\\s{0,3}(?:de |of )?(?:${MONTHS})\\p{L}{0,8}\\.?,?\\s{1,3}(?:19|20)\\d\\d(?!\\d)`, 'iuy');
const DAY_YEAR = /\d{1,2}(?:st|nd|rd|th)?,?\s{1,3}(?:19|20)\d\d(?!\d)/y;
const MONTH_BEFORE = new RegExp(`(?:^|[^\\p{L}])(?:${MONTHS})\\p{L}{0,8}\\.?\\s{1,3}$`, 'iu');
const YEAR_MIN = 1890;
const YEAR_MAX = 2040;

/** A date of birth that begins with the first of `digits`: in figures or with the month as a word, behind a word that speaks of birth. */
export function birthDateAt(text: string, codes: Uint16Array, digits: Digits, before: Before, found: Found): void {
  const start = digits.at[0]!;
  if (digits.length < 5 && !(digits.firstGroupEnd - start < 3 && monthFollows(codes, digits.firstGroupEnd))) return;
  if (digits.firstGroupEnd - start > 8) return;
  if (!before.says(BIRTH) && !starred(codes, digits)) return bornAfter(text, digits, found);
  const count = dateDigits(digits);
  if (count > 0) return found({ recogniser: birthDate, start, end: digits.at[count - 1]! + 1, certain: true });
  DAY_MONTH_YEAR.lastIndex = start;
  if (DAY_MONTH_YEAR.test(text)) return found({ recogniser: birthDate, start, end: DAY_MONTH_YEAR.lastIndex, certain: true });
  DAY_YEAR.lastIndex = start;
  if (!DAY_YEAR.test(text)) return;
  const month = MONTH_BEFORE.exec(text.slice(Math.max(0, start - 16), start));
  if (month) found({ recogniser: birthDate, start: start - month[0].trimStart().length, end: DAY_YEAR.lastIndex, certain: true });
}

const STAR = 0x2a;
const BLANK = 0x20;
const PARENTHESIS = 0x28;
const LINE_END = 0x0a;

/** `Anna Meier, *12.3.1970`, `(* 12.3.1970)`; neither an item of a list nor words in italics. */
function starred(codes: Uint16Array, digits: Digits): boolean {
  const start = digits.at[0]!;
  const star = codes[start - 1] === BLANK ? start - 2 : start - 1;
  if (star < 1 || codes[star] !== STAR) return false;
  const previous = codes[star - 1]!;
  if (previous !== PARENTHESIS && (star !== start - 1 || previous !== BLANK || star < 2 || codes[star - 2] === LINE_END)) return false;
  const count = dateDigits(digits);
  return count > 0 && codes[digits.at[count - 1]! + 1] !== STAR;
}

const BORN_AFTER = /[^\p{L}\d\n]{0,3}(?:in \p{L}{1,30} )?(?:geb\b|geboren|geburtsdatum|zur welt|née?(?!\p{L})|nat[oa]\b|born\b|date de naissance|data di nascita|date of birth)/iuy;

/** `(12.3.1970 geboren)`: a date in figures whose word stands behind it. */
function bornAfter(text: string, digits: Digits, found: Found): void {
  const count = dateDigits(digits);
  if (count === 0) return;
  const end = digits.at[count - 1]! + 1;
  BORN_AFTER.lastIndex = end;
  if (BORN_AFTER.test(text)) found({ recogniser: birthDate, start: digits.at[0]!, end, certain: true });
}

/** `of`, `de`, then the month. */
const WORDS_MAX = 3;
const monthBeginnings = new Set(MONTHS.split('|').map((month) => beginningOf(month.charCodeAt(0), month.charCodeAt(1), month.charCodeAt(2))));

function beginningOf(a: number, b: number, c: number): number {
  return ((a & 31) << 10) | ((b & 31) << 5) | (c & 31);
}

/** True where one of the next words begins like a month; a quick no for most numbers. */
function monthFollows(codes: Uint16Array, from: number): boolean {
  for (let i = from, words = 0; i < from + 10 && words < WORDS_MAX; i++) {
    if (!isLetter(codes[i]!)) continue;
    words += 1;
    if (monthBeginnings.has(beginningOf(codes[i]!, codes[i + 1]!, codes[i + 2]!))) return true;
    while (isLetter(codes[i + 1]!)) i += 1;
  }
  return false;
}

/** How many digits from the first on are a date: day, month, year, or year, month, day; 0 where they are none. */
function dateDigits(digits: Digits): number {
  const ends = (count: number) => digits.length >= count && digits.groupEnd[count - 1] === 1;
  if (ends(8)) {
    const dayFirst = plausible(numberOf(digits, 0, 2), numberOf(digits, 2, 2), numberOf(digits, 4, 4));
    const yearFirst = plausible(numberOf(digits, 6, 2), numberOf(digits, 4, 2), numberOf(digits, 0, 4));
    if (dayFirst || yearFirst) return 8;
  }
  // Groups of one or two digits, then the year.
  let at = 0;
  const parts: number[] = [];
  while (parts.length < 2) {
    let size = 1;
    while (at + size <= digits.length && digits.groupEnd[at + size - 1] !== 1) size += 1;
    if (size > 2 || at + size > digits.length) return 0;
    parts.push(numberOf(digits, at, size));
    at += size;
  }
  if (ends(at + 4) && plausible(parts[0]!, parts[1]!, numberOf(digits, at, 4))) return at + 4;
  if (ends(at + 2) && plausible(parts[0]!, parts[1]!, 1900 + numberOf(digits, at, 2))) return at + 2;
  return 0;
}

function plausible(day: number, month: number, year: number): boolean {
  return day >= 1 && day <= 31 && month >= 1 && month <= 12 && year >= YEAR_MIN && year <= YEAR_MAX;
}
