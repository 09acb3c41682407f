import type { Found } from '../recogniser.ts';
import { apiKey, webToken } from './recognisers.ts';
import { keyAt, keyInBreakAt } from './shapes.ts';

/** Of any key the larger half is longer. Characters. */
const STRIDE = 10;
const LEFT_MAX = 96;
const RIGHT_MAX = 512;
const INDENT_MAX = 8;

const SMALL = 1;
const CAPITAL = 2;
const FIGURE = 4;
const SIGN = 8;
const kinds = new Uint8Array(0x10000);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  kinds[code] = /[a-z]/.test(char) ? SMALL : /[A-Z]/.test(char) ? CAPITAL : /\d/.test(char) ? FIGURE : /[\w-]/.test(char) ? SIGN : 0;
}
function kindAt(codes: Uint16Array, at: number): number {
  return kinds[codes[at]!]!;
}

/**
 * Attack: a key broken by one line end, with a backslash before it or without, or by one blank. Looks at every tenth character, and closer only at
 * words that are no words of a language.
 */
export function brokenKeys(text: string, codes: Uint16Array, length: number, found: Found): void {
  for (let i = STRIDE - 1; i < length; ) {
    let start = i;
    while (start > i - STRIDE && kindAt(codes, start) !== 0) start -= 1;
    if (start > i - STRIDE) {
      i = start + STRIDE;
      continue;
    }
    let end = i + 1;
    while (end < length && kindAt(codes, end) !== 0) end += 1;
    start += 1;
    if (looksMade(codes, start, end)) {
      botTokenAt(text, codes, start, end, found);
      joinAt(text, codes, gapBefore(codes, start), start, found);
      joinAt(text, codes, end, gapBehind(codes, length, end), found);
    }
    i = end + STRIDE;
  }
}

/** Digits and letters, capitals alone, or capitals behind small letters: no word of a language. */
function looksMade(codes: Uint16Array, start: number, end: number): boolean {
  let seen = 0;
  let last = 0;
  let camel = false;
  for (let i = start; i < end; i++) {
    const kind = kindAt(codes, i);
    camel ||= kind === CAPITAL && last === SMALL;
    seen |= kind;
    last = kind;
  }
  return (seen & FIGURE) !== 0 ? (seen & (SMALL | CAPITAL)) !== 0 : camel || seen === CAPITAL;
}

const BOT_TOKEN = /[MNO][\w-]{21,29}\.[\w-]{6}\.[\w-]{27,50}(?![\w-])/y;
const BOT_ID = /^\d{17,20}$/;

/** A Discord bot's: its number in base64, a time, a signature. */
function botTokenAt(text: string, codes: Uint16Array, start: number, end: number, found: Found): void {
  if (codes[end] !== DOT || end - start < 22 || end - start > 30) return;
  BOT_TOKEN.lastIndex = start;
  if (BOT_TOKEN.test(text) && BOT_ID.test(Buffer.from(text.slice(start, end), 'base64').toString('latin1'))) found({ recogniser: apiKey, start, end: BOT_TOKEN.lastIndex, certain: true });
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BACKSLASH = 0x5c;

function isIndent(code: number | undefined): boolean {
  return code === 32 || code === 9 || code === 0x3e;
}

/** Where the word before a gap ends; -1 where there is none. */
function gapBefore(codes: Uint16Array, at: number): number {
  let i = at - 1;
  while (i >= 0 && i >= at - INDENT_MAX && isIndent(codes[i])) i -= 1;
  if (codes[i] !== LINE_FEED) return at - 1 - i === 1 ? i + 1 : -1;
  i -= 1;
  if (codes[i] === CARRIAGE_RETURN) i -= 1;
  if (codes[i] === BACKSLASH) i -= 1;
  if (codes[i] === 32) i -= 1;
  return i + 1;
}

/** Where the word behind a gap begins; -1 where there is none. */
function gapBehind(codes: Uint16Array, length: number, at: number): number {
  let i = at;
  if (codes[i] === 32) i += 1;
  const blank = i > at;
  if (codes[i] === BACKSLASH) i += 1;
  if (codes[i] === CARRIAGE_RETURN) i += 1;
  if (codes[i] !== LINE_FEED) return blank && i === at + 1 && i < length ? i : -1;
  const line = i + 1;
  i = line;
  while (i < length && i < line + INDENT_MAX && isIndent(codes[i])) i += 1;
  return i < length ? i : -1;
}

const DOT = 0x2e;
const WEB_TOKEN = /eyJ[\w-]{8,}\.eyJ[\w-]{8,}/y;

function tokenEnd(text: string, at: number): number {
  WEB_TOKEN.lastIndex = at;
  return WEB_TOKEN.test(text) ? WEB_TOKEN.lastIndex : 0;
}

/** A key that begins in the word that ends at `leftEnd` and goes on in the one that begins at `rightStart`. */
function joinAt(text: string, codes: Uint16Array, leftEnd: number, rightStart: number, found: Found): void {
  if (leftEnd < 1 || rightStart < 0) return;
  let leftStart = leftEnd;
  while (leftStart > 0 && leftStart > leftEnd - LEFT_MAX && (kindAt(codes, leftStart - 1) !== 0 || codes[leftStart - 1] === DOT)) leftStart -= 1;
  let rightEnd = rightStart;
  while (rightEnd < rightStart + RIGHT_MAX && (kindAt(codes, rightEnd) !== 0 || codes[rightEnd] === DOT)) rightEnd += 1;
  if (leftStart === leftEnd || rightEnd === rightStart) return;
  const left = text.slice(leftStart, leftEnd);
  const whole = left + text.slice(rightStart, rightEnd);
  for (let at = 0; at < left.length; at++) {
    if (at > 0 && (kindAt(codes, leftStart + at - 1) & ~SIGN) !== 0) continue;
    const token = whole.startsWith('eyJ', at) && tokenEnd(whole, at);
    const end = token || keyInBreakAt(whole, at, left.length);
    if (end <= left.length || keyAt(left, at) >= 0) continue;
    found({ recogniser: token ? webToken : apiKey, start: leftStart + at, end: rightStart + end - left.length, certain: false });
    return;
  }
}
