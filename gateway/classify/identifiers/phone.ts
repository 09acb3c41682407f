import type { Found } from '../recogniser.ts';
import { validNumber } from './calling-codes.ts';
import type { Before } from './context.ts';
import { type Digits, digitText, isDigit, isLetter, isSeparator } from './digits.ts';
import { TELEPHONE } from './labels.ts';
import { phone } from './recognisers.ts';

const PLUS = 0x2b;
const PARENTHESIS = 0x28;
const LINE_END = 0x0a;
/** Where a national number has one length, which tells it from other numbers. */
const LOCAL = [
  { country: '41', digits: 10 },
  { country: '33', digits: 10 },
];
/** Where numbers have all lengths: a word must say that it is one. */
const LABELLED = ['49', '43', '39', '423'];
/** What forms show; by its shape a number of Paris. */
const DUMMY = '0123456789';
const SHORTEST = 7;
const LONGEST = 15;

/** A telephone number whose first digit is the first of `digits`: with +, with 00, as Switzerland and France write it, others behind a word such as "Tel.". */
export function phoneAt(codes: Uint16Array, digits: Digits, before: Before, found: Found): void {
  const first = digits.at[0]!;
  const plus = plusBefore(codes, first);
  if (plus >= 0) return international(codes, digits, 0, plus, found);
  if (isFraction(codes, first)) return;
  const start = first > 0 && codes[first - 1] === PARENTHESIS ? first - 1 : first;
  const report = (count: number) => found({ recogniser: phone, start, end: digits.at[count - 1]! + 1, certain: true });
  // Attack: a blank between all digits, or a line end after the first. Else the first group is a prefix, of two digits at least: 0.0034 is none.
  const grouped = digits.groupEnd[0] === 0 || codes[first + 1] === LINE_END || (digits.groupEnd[1] === 1 && digits.groupEnd[2] === 1 && digits.groupEnd[3] === 1);
  if (!grouped) return;
  if (digits.values[0] === 0 && digits.values[1] === 0) return international(codes, digits, 2, start, found);
  if (digits.values[0] === 0 && !endsDate(codes, digits)) {
    for (const { country, digits: count } of LOCAL) {
      if (!together(codes, digits, count)) continue;
      const number = digitText(digits, count);
      if (number !== DUMMY && validNumber(country + number.slice(1))) return report(count);
    }
  }
  if (!before.says(TELEPHONE)) return;
  for (let count = Math.min(13, digits.length); count >= SHORTEST; count--) {
    if (!together(codes, digits, count)) continue;
    const number = digitText(digits, count);
    if (LABELLED.some((country) => validNumber(country + (country === '39' || number[0] !== '0' ? number : number.slice(1))))) return report(count);
  }
}

const DOT = 0x2e;
const THOUSANDS = new Set([DOT, 0x27, 0x2019]);

/** `601.09`, `1'075`: the figures behind are none of their own, and the next amount of the row makes a number of Paris of them. */
function isFraction(codes: Uint16Array, first: number): boolean {
  return first > 1 && THOUSANDS.has(codes[first - 1]!) && isDigit(codes[first - 2]!);
}

/** `15.05.1911 – 04.04.1991`: month and year of a day that stands before them. */
function endsDate(codes: Uint16Array, { at, values, groupEnd, firstGroupEnd, length }: Digits): boolean {
  const first = at[0]!;
  return length > 5 && firstGroupEnd - first === 2 && groupEnd[5] === 1 && groupEnd[2] === 0 && (values[2] === 1 || values[2] === 2) && codes[firstGroupEnd] === DOT && codes[first - 1] === DOT && isDigit(codes[first - 2] ?? 0);
}

/** True where the first `count` digits end a group and stand together as one number does. */
function together(codes: Uint16Array, digits: Digits, count: number): boolean {
  if (digits.length < count || digits.groupEnd[count - 1] !== 1 || isLetter(codes[digits.at[count - 1]! + 1]!)) return false;
  for (let i = 1; i < count; i++) if (digits.apart[i] === 1) return false;
  return true;
}

/** `+41 (0)44 …`: the zero in parentheses is dialled inland only. */
function international(codes: Uint16Array, digits: Digits, from: number, start: number, found: Found): void {
  for (let count = Math.min(from + LONGEST + 1, digits.length); count >= from + SHORTEST; count--) {
    if (!together(codes, digits, count)) continue;
    const number = digitText(digits, count).slice(from);
    if (validNumber(number) || (number[2] === '0' && validNumber(number.slice(0, 2) + number.slice(3))) || (number[3] === '0' && validNumber(number.slice(0, 3) + number.slice(4)))) {
      found({ recogniser: phone, start, end: digits.at[count - 1]! + 1, certain: true });
      return;
    }
  }
}

/** Offset of a plus sign right before the number, at most two separators between (`+ (41)`, `+.4.1`, a line break); -1 where there is none. */
function plusBefore(codes: Uint16Array, first: number): number {
  for (let back = first - 1; back >= 0 && back >= first - 3; back--) {
    if (codes[back] === PLUS) return back;
    if (!isSeparator(codes[back]!)) return -1;
  }
  return -1;
}
