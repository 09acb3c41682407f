import { vnr as atVnr } from 'stdnum/lib/cjs/at/index.js';
import { insz } from 'stdnum/lib/cjs/be/index.js';
import { uid } from 'stdnum/lib/cjs/ch/index.js';
import { idnr, svnr } from 'stdnum/lib/cjs/de/index.js';
import { dni, nie } from 'stdnum/lib/cjs/es/index.js';
import { nir } from 'stdnum/lib/cjs/fr/index.js';
import { nino } from 'stdnum/lib/cjs/gb/index.js';
import { codicefiscale } from 'stdnum/lib/cjs/it/index.js';
import { bsn } from 'stdnum/lib/cjs/nl/index.js';
import { pesel } from 'stdnum/lib/cjs/pl/index.js';
import { nif } from 'stdnum/lib/cjs/pt/index.js';
import type { Found } from '../recogniser.ts';
import type { Before } from './context.ts';
import { type Digits, digitText, isDigit, isLetter, isSeparator } from './digits.ts';
import { EUROPEAN, type National } from './european.ts';
import { isWrittenAsNir } from './groups.ts';
import { IDENTITY_ES, INSURANCE_AT, INSURANCE_GB, NUMBER_PL, PENSION_DE, REGISTER_BE, SERVICE_NL, TAX_DE, TAX_PT } from './labels.ts';
import { chUid, socialSecurity, taxId } from './recognisers.ts';

/** Numbers of persons and companies by which their authorities know them; the checks are stdnum's, which takes long to say no. */
const NUMBERS: readonly National[] = [
  { recogniser: chUid, letters: 3, digits: 9, length: 12, shape: /^CHE/, valid: (value) => uid.validate(value).isValid },
  { recogniser: socialSecurity, letters: 0, digits: 15, length: 15, shape: /^[12]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)/, valid: (value) => 97 - (Number(value.slice(0, 13)) % 97) === Number(value.slice(13)) && nir.validate(value).isValid, isWritten: isWrittenAsNir },
  { recogniser: socialSecurity, letters: 0, digits: 8, length: 12, shape: /^\d{8}[A-Z]\d{3}$/, valid: (value) => svnr.validate(value).isValid, label: PENSION_DE },
  { recogniser: socialSecurity, letters: 0, digits: 10, length: 10, valid: (value) => atVnr.validate(value).isValid, label: INSURANCE_AT },
  { recogniser: socialSecurity, letters: 0, digits: 11, length: 11, valid: (value) => insz.validate(value).isValid, label: REGISTER_BE },
  { recogniser: socialSecurity, letters: 2, digits: 6, length: 9, shape: /^[A-Z]{2}\d{6}[A-D]$/, valid: (value) => nino.validate(value).isValid, label: INSURANCE_GB },
  { recogniser: taxId, letters: 0, digits: 11, length: 11, valid: (value) => idnr.validate(value).isValid, label: TAX_DE },
  { recogniser: taxId, letters: 6, digits: 2, length: 16, shape: /^[A-Z]{6}\d\d[ABCDEHLMPRST]\d\d[A-Z]\d{3}[A-Z]$/, valid: (value) => codicefiscale.validate(value).isValid },
  { recogniser: taxId, letters: 0, digits: 9, length: 9, valid: (value) => bsn.validate(value).isValid, label: SERVICE_NL },
  { recogniser: taxId, letters: 0, digits: 8, length: 9, shape: /^\d{8}[A-Z]$/, valid: (value) => dni.validate(value).isValid, label: IDENTITY_ES },
  { recogniser: taxId, letters: 1, digits: 7, length: 9, shape: /^[XYZ]\d{7}[A-Z]$/, valid: (value) => nie.validate(value).isValid, label: IDENTITY_ES },
  { recogniser: taxId, letters: 0, digits: 9, length: 9, valid: (value) => nif.validate(value).isValid, label: TAX_PT },
  { recogniser: taxId, letters: 0, digits: 11, length: 11, valid: (value) => pesel.validate(value).isValid, label: NUMBER_PL },
  ...EUROPEAN,
];

const DIGITS_MOST = 15;
const byDigits = Array.from({ length: DIGITS_MOST + 1 }, (_, count) => NUMBERS.filter((number) => number.digits === count));

const GAP_MAX = 3;

/** A national number whose first digit is the first of `digits`. */
export function nationalAt(codes: Uint16Array, length: number, digits: Digits, before: Before, found: Found): void {
  for (let count = 2; count <= digits.length && count <= DIGITS_MOST; count++) {
    if (digits.groupEnd[count - 1] !== 1) continue;
    for (const number of byDigits[count]!) if (number.label === undefined || !before.silent) check(number, codes, length, digits, before, found);
  }
}

function check(number: National, codes: Uint16Array, length: number, digits: Digits, before: Before, found: Found): void {
  const first = digits.at[0]!;
  const follow = number.length - number.letters - number.digits;
  // With letters behind, the digits end there; without, no letter may touch them.
  const lastDigit = digits.at[number.digits - 1]!;
  if (follow > 0 && digits.length !== number.digits) return;
  if (follow === 0 && isLetter(codes[lastDigit + 1] ?? 0)) return;
  let start = first;
  for (let i = 0; i < number.letters; i++) {
    start = stepBack(codes, start);
    if (start < 0) return;
  }
  if (start > 0 && (isLetter(codes[start - 1]!) || isDigit(codes[start - 1]!))) return;
  const end = follow === 0 ? lastDigit + 1 : stepOn(codes, length, lastDigit + 1, follow);
  if (end < 0) return;
  if (number.label && !before.says(number.label)) return;
  const value = follow === 0 && number.letters === 0 ? digitText(digits, number.digits) : compact(codes, start, end);
  if (number.shape && !number.shape.test(value)) return;
  if (number.isWritten && !number.isWritten(codes, digits, number.digits)) return;
  if (number.valid(value)) found({ recogniser: number.recogniser, start, end, certain: true });
}

/** Offset of the letter before `at`, separators left out; -1 where there is none. */
function stepBack(codes: Uint16Array, at: number): number {
  let i = at - 1;
  for (let gap = 0; i >= 0 && gap < GAP_MAX && isSeparator(codes[i]!); gap++) i -= 1;
  return i >= 0 && isLetter(codes[i]!) ? i : -1;
}

/** One past the `count`th letter or digit from `from` on, where nothing else follows it directly; -1 where there is none. */
function stepOn(codes: Uint16Array, length: number, from: number, count: number): number {
  let i = from;
  for (let left = count, gap = 0; left > 0; i++) {
    if (i >= length) return -1;
    if (isLetter(codes[i]!) || isDigit(codes[i]!)) {
      left -= 1;
      gap = 0;
    } else if (!isSeparator(codes[i]!) || ++gap > GAP_MAX) {
      return -1;
    }
  }
  return i < length && (isLetter(codes[i]!) || isDigit(codes[i]!)) ? -1 : i;
}

function compact(codes: Uint16Array, start: number, end: number): string {
  let value = '';
  for (let i = start; i < end; i++) if (!isSeparator(codes[i]!)) value += String.fromCharCode(codes[i]!);
  return value.toUpperCase();
}
