import { parse } from 'mrz';
import type { Found } from '../recogniser.ts';
import type { Before } from './context.ts';
import { type Digits, isCapital, isLetter, isWordAt } from './digits.ts';
import { TRAVEL } from './labels.ts';
import { passport } from './recognisers.ts';

const LINE = '[A-Z0-9<«]';
const DOCUMENTS = [`[PVIAC]${LINE}{43}\\s{1,3}${LINE}{44}`, `[PVIAC]${LINE}{35}\\s{1,3}${LINE}{36}`, `[PVIAC]${LINE}{29}\\s{1,3}${LINE}{30}\\s{1,3}${LINE}{30}`].map((shape) => new RegExp(`${shape}(?!${LINE})`, 'iy'));
const FILLER = '<<';
const LINE_MAX = 44;
const zone = new RegExp(LINE, 'i');

/** The machine-readable zone of a passport or an identity card: whatever its state, its check digits hold. */
export function passports(text: string, found: Found): void {
  for (let at = text.indexOf(FILLER); at >= 0; at = text.indexOf(FILLER, at)) {
    let start = at;
    while (start > 0 && start > at - LINE_MAX && zone.test(text[start - 1]!)) start -= 1;
    const end = documentAt(text, start);
    if (end > 0) found({ recogniser: passport, start, end, certain: true });
    at = Math.max(end, at + LINE_MAX);
  }
}

function documentAt(text: string, start: number): number {
  for (const shape of DOCUMENTS) {
    shape.lastIndex = start;
    if (!shape.test(text)) continue;
    const lines = text.slice(start, shape.lastIndex).toUpperCase().split(/\s+/);
    const checks = parse(lines).details.filter((detail) => detail.field?.endsWith('CheckDigit'));
    if (checks.length > 0 && checks.every((detail) => detail.valid)) return shape.lastIndex;
  }
  return -1;
}

/** Swiss, Italian, French and German passports and identity cards, and those that are figures alone. */
const NUMBER = /(?:[A-Z][ -]?\d{7}|[A-Z]\d[A-Z]\d\d[A-Z]\d\d|[A-Z]{2} ?\d{7}|\d\d[A-Z]{2}\d{5}|(?=(?:[A-Z]*\d){4})[CFGHJKLMNPRTVWXYZ0-9]{9})(?![\dA-Za-z])/iy;
const LETTERS_MAX = 2;

/** Its number behind a word for it, as it has no check of its own: `Reisepass Nr. X1234567`. */
export function passportNumberAt(text: string, codes: Uint16Array, { at, firstGroupEnd }: Digits, before: Before, found: Found): void {
  const first = at[0]!;
  let start = first;
  if (firstGroupEnd - first === 7 && (text[first - 1] === ' ' || text[first - 1] === '-') && isCapital(codes[first - 2]!) && !isWordAt(codes, first - 3)) start = first - 2;
  else while (start > 0 && start > first - LETTERS_MAX && isLetter(codes[start - 1]!)) start -= 1;
  if (isWordAt(codes, start - 1) || !before.says(TRAVEL)) return;
  NUMBER.lastIndex = start;
  if (NUMBER.test(text)) found({ recogniser: passport, start, end: NUMBER.lastIndex, certain: true });
}
