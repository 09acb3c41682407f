import type { Found } from '../recogniser.ts';
import { validNumber } from './calling-codes.ts';
import type { Before } from './context.ts';
import { type Digits, digitText } from './digits.ts';
import { TELEPHONE } from './labels.ts';
import { phone } from './recognisers.ts';

const PLUS = 0x2b;
const PARENTHESIS = 0x28;
/** Where a national number has one length, which tells it from other numbers. */
const LOCAL = [
  { country: '41', digits: 10 },
  { country: '33', digits: 10 },
];
/** Where numbers have all lengths: a word must say that it is one. */
const LABELLED = ['49', '43', '39', '423'];
const SHORTEST = 7;
const LONGEST = 15;

/** A telephone number whose first digit is the first of `digits`: with +, with 00, as Switzerland and France write it, others behind a word such as "Tel.". */
export function phoneAt(codes: Uint16Array, digits: Digits, before: Before, found: Found): void {
  const first = digits.at[0]!;
  const plus = plusBefore(codes, first);
  if (plus >= 0) return international(digits, 0, plus, found);
  const start = first > 0 && codes[first - 1] === PARENTHESIS ? first - 1 : first;
  const report = (count: number) => found({ recogniser: phone, start, end: digits.at[count - 1]! + 1, certain: true });
  if (digits.values[0] === 0 && digits.values[1] === 0) return international(digits, 2, start, found);
  if (digits.values[0] === 0) {
    for (const { country, digits: count } of LOCAL) {
      if (digits.length >= count && digits.groupEnd[count - 1] === 1 && validNumber(country + digitText(digits, count).slice(1))) return report(count);
    }
  }
  if (!before.says(TELEPHONE)) return;
  for (let count = Math.min(13, digits.length); count >= SHORTEST; count--) {
    if (digits.groupEnd[count - 1] !== 1) continue;
    const number = digitText(digits, count);
    if (LABELLED.some((country) => validNumber(country + (country === '39' || number[0] !== '0' ? number : number.slice(1))))) return report(count);
  }
}

/** `+41 (0)44 …`: the zero in parentheses is dialled inland only. */
function international(digits: Digits, from: number, start: number, found: Found): void {
  for (let count = Math.min(from + LONGEST + 1, digits.length); count >= from + SHORTEST; count--) {
    if (digits.groupEnd[count - 1] !== 1) continue;
    const number = digitText(digits, count).slice(from);
    if (validNumber(number) || (number[2] === '0' && validNumber(number.slice(0, 2) + number.slice(3))) || (number[3] === '0' && validNumber(number.slice(0, 3) + number.slice(4)))) {
      found({ recogniser: phone, start, end: digits.at[count - 1]! + 1, certain: true });
      return;
    }
  }
}

/** Offset of a plus sign right before the number, at most a blank and a parenthesis between; -1 where there is none. */
function plusBefore(codes: Uint16Array, first: number): number {
  for (let back = first - 1; back >= 0 && back >= first - 3; back--) {
    if (codes[back] === PLUS) return back;
    if (codes[back] !== 0x20 && codes[back] !== PARENTHESIS) return -1;
  }
  return -1;
}
