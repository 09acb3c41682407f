/** The digits that follow a place in a text, separators left out; made once and filled again and again. */
export interface Digits {
  /** How many: at most {@link DIGITS_MAX}. */
  length: number;
  values: Uint8Array;
  /** Offset of each in the text. */
  at: Int32Array;
  /** 1 where no further digit follows without a separator: a number may end here. */
  groupEnd: Uint8Array;
  /** 1 where more than blanks, dots, strokes and parentheses stand before it: in a list, a table or a time, seldom in a number. */
  apart: Uint8Array;
  /** One past the last digit of the first group. */
  firstGroupEnd: number;
}

export const DIGITS_MAX = 24;
/** Characters between two groups of one number: `079 / 123`, a line end with a blank before it. */
const SEPARATORS_MAX = 3;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BLANK = 32;

const separators = new Set(Array.from('\t\n\r \'"()*,-./:;#~\\_|•·–—‐‑‒―−’‘′⁄\u2028\u2029', (char) => char.charCodeAt(0)));
const separatorTable = new Uint8Array(0x2c00);
for (const code of separators) separatorTable[code] = 1;
/** Stars, ticks, weather, arrows: they stand between the digits of no list. */
const SYMBOLS = [[0x2600, 0x27c0], [0x2b00, 0x2c00]] as const;
for (const [first, end] of SYMBOLS) separatorTable.fill(1, first, end);

const listing = new Uint8Array(separatorTable.length);
for (const sign of ',:;#~"|•*_\\') listing[sign.charCodeAt(0)] = 1;
for (const [first, end] of SYMBOLS) listing.fill(1, first, end);

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}

/** A letter or a digit stands there. */
export function isWordAt(codes: Uint16Array, at: number): boolean {
  return at >= 0 && (isLetter(codes[at]!) || isDigit(codes[at]!));
}

export function isSeparator(code: number): boolean {
  return code < separatorTable.length && separatorTable[code] === 1;
}

export function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || (code >= 0xc0 && code !== 0xd7 && code !== 0xf7 && code < 0x250) || code >= 0x370 && code < 0x2000;
}

export function createDigits(): Digits {
  return { length: 0, values: new Uint8Array(DIGITS_MAX), at: new Int32Array(DIGITS_MAX), groupEnd: new Uint8Array(DIGITS_MAX), apart: new Uint8Array(DIGITS_MAX), firstGroupEnd: 0 };
}

/** Reads the digits from `from`, which is one, until something is no separator, a line is empty, or there are enough. */
export function readDigits(codes: Uint16Array, length: number, from: number, into: Digits): void {
  let count = 0;
  let i = from;
  into.firstGroupEnd = 0;
  let apart = 0;
  while (count < DIGITS_MAX) {
    while (count < DIGITS_MAX && i < length && isDigit(codes[i]!)) {
      into.values[count] = codes[i]! - 48;
      into.at[count] = i;
      into.groupEnd[count] = 0;
      into.apart[count] = apart;
      apart = 0;
      count += 1;
      i += 1;
    }
    if (i < length && isDigit(codes[i]!)) break;
    into.groupEnd[count - 1] = 1;
    if (into.firstGroupEnd === 0) into.firstGroupEnd = i;
    let skipped = 0;
    let blank = false;
    let emptyLine = false;
    while (i < length && skipped <= SEPARATORS_MAX && isSeparator(codes[i]!)) {
      const code = codes[i]!;
      if (code === LINE_FEED) emptyLine ||= blank;
      if (code !== CARRIAGE_RETURN) blank = code === LINE_FEED || (blank && code <= BLANK);
      if (listing[code] === 1) apart = 1;
      i += 1;
      // The two signs of a line end are one.
      if (code !== CARRIAGE_RETURN || codes[i] !== LINE_FEED) skipped += 1;
    }
    if (skipped === 0 || skipped > SEPARATORS_MAX || emptyLine || i >= length || !isDigit(codes[i]!)) break;
  }
  if (into.firstGroupEnd === 0) into.firstGroupEnd = i;
  into.length = count;
}

/** The first `count` digits as text. */
export function digitText(digits: Digits, count: number): string {
  let text = '';
  for (let i = 0; i < count; i++) text += digits.values[i];
  return text;
}
