import type { Found } from '../recogniser.ts';
import type { Before } from './context.ts';
import { type Digits, DIGITS_MAX, isDigit, isLetter, isSeparator } from './digits.ts';
import { PAYMENT } from './labels.ts';
import { paymentReference } from './recognisers.ts';

const QR_DIGITS = 27;
/** Modulo 10, recursive, as Swiss bills have it. */
const CARRY = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];

/** The reference of a bill, behind a word of payment: of a QR bill 27 figures, of others `RF` and up to 23 signs (ISO 11649). It says who owes what. */
export function referenceAt(text: string, codes: Uint16Array, length: number, digits: Digits, before: Before, found: Found): void {
  const first = digits.at[0]!;
  // Asked first: in long rows of figures every one begins so many.
  if (digits.length === DIGITS_MAX && before.says(PAYMENT)) qrReferenceAt(codes, length, first, found);
  const letters = codes[first - 1] === 0x20 ? first - 3 : first - 2;
  if (letters >= 0 && (text.startsWith('RF', letters) || text.startsWith('rf', letters))) creditorReferenceAt(text, codes, letters, before, found);
}

function qrReferenceAt(codes: Uint16Array, length: number, first: number, found: Found): void {
  let carry = 0;
  let count = 0;
  let i = first;
  for (; i < length && count < QR_DIGITS; i++) {
    if (isDigit(codes[i]!)) {
      count += 1;
      if (count < QR_DIGITS) carry = CARRY[(carry + codes[i]! - 48) % 10]!;
      else if ((10 - carry) % 10 !== codes[i]! - 48) return;
    } else if (!isSeparator(codes[i]!) || !isDigit(codes[i - 1]!)) return;
  }
  if (count < QR_DIGITS || isDigit(codes[i]!) || isLetter(codes[i]!) || (first > 0 && isDigit(codes[first - 1]!))) return;
  found({ recogniser: paymentReference, start: first, end: i, certain: true });
}

const CREDITOR = /RF ?\d\d(?: ?[\dA-Z]){5,21}(?![\dA-Za-z])/iy;
const CHECKED = 4;

function creditorReferenceAt(text: string, codes: Uint16Array, at: number, before: Before, found: Found): void {
  if (at > 0 && (isLetter(codes[at - 1]!) || isDigit(codes[at - 1]!))) return;
  CREDITOR.lastIndex = at;
  const [shown] = CREDITOR.exec(text) ?? [];
  if (shown === undefined || !before.says(PAYMENT)) return;
  // A word may follow: the longest beginning that its check holds for.
  for (let end = shown.length; end > CHECKED + 5; end--) {
    if (shown[end] !== undefined && shown[end] !== ' ') continue;
    const value = shown.slice(0, end).replaceAll(' ', '').toUpperCase();
    if (value.length > CHECKED && isChecked(value)) return found({ recogniser: paymentReference, start: at, end: at + end, certain: true });
  }
}

function isChecked(value: string): boolean {
  let rest = 0;
  for (const sign of value.slice(CHECKED) + value.slice(0, CHECKED)) {
    const figure = Number.parseInt(sign, 36);
    rest = (rest * (figure > 9 ? 100 : 10) + figure) % 97;
  }
  return rest === 1;
}
