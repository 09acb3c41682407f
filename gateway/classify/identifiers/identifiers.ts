import { createCodes } from '../normalise/codes.ts';
import type { Detector, Found, Recogniser } from '../recogniser.ts';
import { caseAt, icd10At, plateAt } from './files.ts';
import { isWrittenAsCard } from './groups.ts';
import { cardRange, ean13, luhn, numberOf } from './checks.ts';
import { Before } from './context.ts';
import { birthDateAt } from './dates.ts';
import { createDigits, type Digits, isDigit, isLetter, readDigits } from './digits.ts';
import { emailAt } from './email.ts';
import { ibanAt } from './iban.ts';
import { PART } from './labels.ts';
import { nationalAt } from './national.ts';
import { mistakenAt } from './mistaken.ts';
import { ipv4At, ipv6At } from './network.ts';
import { passportNumberAt, passports } from './passport.ts';
import { phoneAt } from './phone.ts';
import { referenceAt } from './references.ts';
import { card, chAhv, chInsuranceCard, IDENTIFIERS } from './recognisers.ts';

const DIGIT_0 = 0x30;
const COLON = 0x3a;
const AT_SIGN = 0x40;

/** Shorter runs of digits are no phone number, card or national number. */
const LONG = 7;

const codesOf = createCodes();
const digits = createDigits();
const before = new Before();

/** Identifiers of persons and companies: those with a check of their own, and those that a word nearby explains. One pass; work only where a number, an `@` or a colon stands. */
export const identifiers: Detector = {
  recognisers: IDENTIFIERS,
  detect(text, found) {
    const codes = codesOf(text);
    const { length } = text;
    for (let i = nextSign(codes, 0, length); i < length; i = nextSign(codes, i + 1, length)) {
      const code = codes[i]!;
      if (code < COLON) {
        readDigits(codes, length, i, digits);
        numberAt(text, codes, length, found);
        while (isDigit(codes[i + 1]!)) i += 1;
      } else if (code === AT_SIGN) {
        emailAt(codes, length, i, found);
      } else if (code === COLON) {
        i = ipv6At(text, codes, length, i, found);
      }
    }
    passports(text, found);
  },
};

/** The next digit, colon or `@`, or what stands between them in ASCII. A loop of its own: without calls in it, it takes half the time. */
function nextSign(codes: Uint16Array, from: number, length: number): number {
  let i = from;
  // One comparison for both ends: letters and blanks take turns, and a processor guesses wrong.
  while (i < length && (codes[i]! - DIGIT_0) >>> 0 > AT_SIGN - DIGIT_0) i += 1;
  return i;
}

function numberAt(text: string, codes: Uint16Array, length: number, found: Found): void {
  const start = digits.at[0]!;
  before.set(text, codes, start);
  ibanAt(codes, length, start, found);
  halfAt(length, digits, before, found);
  mistakenAt(codes, length, digits, found);
  nationalAt(codes, length, digits, before, found);
  birthDateAt(text, codes, digits, before, found);
  icd10At(text, codes, digits, before, found);
  plateAt(text, codes, digits, before, found);
  caseAt(text, codes, digits, before, found);
  referenceAt(text, codes, length, digits, before, found);
  passportNumberAt(text, codes, digits, before, found);
  if (digits.length >= 4 && digits.firstGroupEnd - start <= 3) ipv4At(text, codes, start, before, found);
  if (digits.length < LONG || !wordBefore(codes, start)) return;
  checked(codes, digits, found);
  if (start > 0 && isLetter(codes[start - 1]!)) return;
  phoneAt(codes, digits, before, found);
}

const AHV = 756;
const AHV_DIGITS = 13;
const HALF_MIN = 4;
const HALF_CARD_MIN = 6;
const CARD_DIGITS = 16;

/** Of a text that holds nothing else: a full stop, a bracket. */
const REST = 2;

/** What a number begins with that may be cut: as an AHV number does; as a card does, behind a word for it or for a part, or alone in its text. */
function halfAt(end: number, digits: Digits, before: Before, found: Found): void {
  const { length } = digits;
  if (length < HALF_MIN) return;
  const half = (recogniser: Recogniser) => found({ recogniser, start: digits.at[0]!, end: digits.at[length - 1]! + 1, certain: false, half: true });
  if (numberOf(digits, 0, 3) === AHV && !(length >= AHV_DIGITS && ean13(digits))) half(chAhv);
  else if (length >= HALF_CARD_MIN && length < CARD_DIGITS && (cardRange(digits, CARD_DIGITS) || cardRange(digits, CARD_DIGITS - 1)) && (before.says(PART) || (digits.at[0] === 0 && digits.at[length - 1]! >= end - 1 - REST))) half(card);
}

/** Numbers that their own check tells from others. */
function checked(codes: Uint16Array, digits: Digits, found: Found): void {
  const ends = (count: number) => digits.length >= count && digits.groupEnd[count - 1] === 1 && wordBehind(codes, digits.at[count - 1]! + 1);
  const report = (recogniser: Recogniser, count: number) => found({ recogniser, start: digits.at[0]!, end: digits.at[count - 1]! + 1, certain: true });
  if (ends(13) && numberOf(digits, 0, 3) === 756 && ean13(digits)) report(chAhv, 13);
  if (ends(20) && numberOf(digits, 0, 5) === 80756 && luhn(digits, 20)) report(chInsuranceCard, 20);
  for (let count = 13; count <= 19; count++) {
    if (ends(count) && cardRange(digits, count) && luhn(digits, count) && isWrittenAsCard(codes, digits, count)) report(card, count);
  }
}

/** Letters touched by more digits: a hash or a serial number, not a number with a word stuck to it. */
const WORD_MAX = 24;

function wordBefore(codes: Uint16Array, at: number): boolean {
  let i = at - 1;
  while (i >= 0 && i > at - WORD_MAX && isLetter(codes[i]!)) i -= 1;
  return i < 0 || !isDigit(codes[i]!) || i === at - 1;
}

function wordBehind(codes: Uint16Array, at: number): boolean {
  let i = at;
  while (i < at + WORD_MAX && isLetter(codes[i]!)) i += 1;
  return !isDigit(codes[i]!) || i === at;
}
