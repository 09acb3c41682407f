import type { Digits } from './digits.ts';

/** Whether a group ends behind so many digits. */
type Ends = (at: number) => boolean;

const inFours: Ends = (at) => at % 4 === 0;
const asAmex: Ends = (at) => at === 4 || at === 10;
const NIR_ENDS = new Set([1, 3, 5, 7, 10, 13]);
const asNir: Ends = (at) => NIR_ENDS.has(at);
/** Before its key of two digits, which is set apart at the least. */
const NIR_KEY = 13;
const CARD_DIGITS = 16;
const LINE_FEED = 10;

/**
 * True for the first `count` digits in one, in two, digit by digit, in the groups that a card shows, with a line end in one of them at the most, or, of sixteen digits, in
 * others that are all as long. A tenth of all rows of figures have the check digit of a card.
 */
export function isWrittenAsCard(codes: Uint16Array, digits: Digits, count: number): boolean {
  if (isPlain(digits, count)) return true;
  if (isListed(codes, digits, count)) return false;
  const size = digits.groupEnd.indexOf(1) + 1;
  return isGrouped(codes, digits, count, inFours, true) || isGrouped(codes, digits, count, asAmex, true) || (size > 1 && count === CARD_DIGITS && isGrouped(codes, digits, count, (at) => at % size === 0, false));
}

/** The same of a French social security number (1 85 05 78 006 084 91), whose groups may be written as one. */
export function isWrittenAsNir(codes: Uint16Array, digits: Digits, count: number): boolean {
  return isPlain(digits, count) || isGrouped(codes, digits, count, asNir, true) || (digits.groupEnd[NIR_KEY - 1] === 1 && breaks(digits, count).every(asNir));
}

function isPlain(digits: Digits, count: number): boolean {
  const { length } = breaks(digits, count);
  return length <= 1 || length === count - 1;
}

/** Behind how many digits a group ends. */
function breaks({ groupEnd }: Digits, count: number): number[] {
  const places: number[] = [];
  for (let i = 0; i < count - 1; i++) if (groupEnd[i] === 1) places.push(i + 1);
  return places;
}

const TAB = 9;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const BAR = 0x7c;
/** Of a comma and a blank; in JSON quotes stand beside it. */
const COMMA_MAX = 2;

/** Between two of the groups stands what parts the cells of a table. */
function isListed(codes: Uint16Array, digits: Digits, count: number): boolean {
  return breaks(digits, count).some((place) => {
    const gap = codes.subarray(digits.at[place - 1]! + 1, digits.at[place]);
    return gap.includes(TAB) || gap.includes(SEMICOLON) || gap.includes(BAR) || (gap.length <= COMMA_MAX && gap.includes(COMMA));
  });
}

/** @param wrapped one more break may stand elsewhere, the only line end in it */
function isGrouped(codes: Uint16Array, digits: Digits, count: number, ends: Ends, wrapped: boolean): boolean {
  let elsewhere = 0;
  let lineEnds = 0;
  for (let i = 0; i < count - 1; i++) {
    const here = digits.groupEnd[i] === 1;
    const lineEnd = here && codes.subarray(digits.at[i]! + 1, digits.at[i + 1]).includes(LINE_FEED);
    if (lineEnd) lineEnds++;
    if (here === ends(i + 1)) continue;
    if (!lineEnd || !wrapped || elsewhere++ > 0) return false;
  }
  return elsewhere === 0 || lineEnds === 1;
}
