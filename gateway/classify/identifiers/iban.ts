import { countrySpecs, isValidIBAN } from 'ibantools';
import type { Found } from '../recogniser.ts';
import { isCapital, isDigit, isLetter, isSeparator } from './digits.ts';
import { isMistaken, mistakenIban } from './mistaken.ts';
import { iban } from './recognisers.ts';

const GAP_MAX = 3;
const HALF_MIN = 4;
/** Country and check digits. */
const CHECKED = 4;

/** Length of an IBAN by its country's two letters, as the number of both. */
const lengths = new Map<number, number>();
/** How many digits stand first behind its check digits, before a letter may. */
const leadingDigits = new Map<number, number>();
for (const [country, spec] of Object.entries(countrySpecs)) {
  if (!spec?.chars) continue;
  const key = pair(country.charCodeAt(0), country.charCodeAt(1));
  lengths.set(key, spec.chars);
  leadingDigits.set(key, Number(/^\^\[0-9\]\{(\d+)\}/.exec(spec.bban_regexp ?? '')?.[1] ?? 0));
}

/** Attack: an accent on a letter. By a letter's code, the letter without it. */
const bareTable = Uint16Array.from({ length: 0x1f00 }, (_, code) => code);
/** Where Unicode has Latin letters with an accent. */
for (const [first, end] of [[0xc0, 0x250], [0x1e00, 0x1f00]] as const) {
  for (let code = first; code < end; code++) {
    const base = String.fromCharCode(code).normalize('NFD').charCodeAt(0);
    if (asciiLetter(base)) bareTable[code] = base;
  }
}

function bareOf(code: number): number {
  return code < bareTable.length ? bareTable[code]! : code;
}

function pair(a: number, b: number): number {
  return a * 256 + b;
}

function upper(code: number): number {
  return code >= 97 && code <= 122 ? code - 32 : code;
}

function asciiLetter(code: number): boolean {
  return isCapital(upper(code));
}

/** Steps back over separators to a letter; -1 where there is none. */
function letterBefore(codes: Uint16Array, at: number): number {
  let i = at - 1;
  for (let gap = 0; i >= 0 && gap < GAP_MAX && isSeparator(codes[i]!); gap++) i -= 1;
  return i >= 0 && asciiLetter(bareOf(codes[i]!)) ? i : -1;
}

/** An IBAN whose check digits begin at `at`, its two letters before it; groups apart by anything that separates. Letters may touch it: the check is strong, and a letter put before it would hide it. */
export function ibanAt(codes: Uint16Array, length: number, at: number, found: Found): void {
  const second = letterBefore(codes, at);
  if (second <= 0) return;
  const first = letterBefore(codes, second);
  if (first < 0) return;
  const letters = [bareOf(codes[first]!), bareOf(codes[second]!)] as const;
  const country = pair(upper(letters[0]), upper(letters[1]));
  const wanted = lengths.get(country);
  if (wanted === undefined) return;
  const digitsTo = CHECKED + leadingDigits.get(country)!;
  // Capitals behind a small letter stand out; `.com/71256…` does not.
  if (first > 0 && (isLetter(codes[first - 1]!) || isDigit(codes[first - 1]!)) && !letters.every(isCapital)) return;
  let value = String.fromCharCode(upper(letters[0]), upper(letters[1]));
  let i = at;
  let gap = 0;
  while (i < length && value.length < wanted) {
    const code = bareOf(codes[i]!);
    if (isDigit(code) || (asciiLetter(code) && value.length >= digitsTo)) {
      value += String.fromCharCode(upper(code));
      gap = 0;
    } else if (!isSeparator(code) || ++gap > GAP_MAX) {
      break;
    }
    i += 1;
    // Check digits first: most of what looks like a country is not.
    if (value.length === 4 && !isDigit(value.charCodeAt(3))) return;
  }
  if (value.length === wanted && !(i < length && isDigit(codes[i]!)) && isValidIBAN(value)) return found({ recogniser: iban, start: first, end: i, certain: true });
  // Letters for figures, before the place where letters may stand or behind it.
  if (value.length >= CHECKED && letters.every(isCapital) && (value.length === wanted || isMistaken(codes[i]!))) mistakenIban(codes, length, value.slice(0, 2), at, wanted, first, found);
  if (value.length >= HALF_MIN && letters.every(isCapital)) found({ recogniser: iban, start: first, end: i, certain: false, half: true });
}
