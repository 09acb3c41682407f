import { isUtf8 } from 'node:buffer';
import { HEX, isSpelledOut, linesOf, PADDING, RUN_MIN, wholeCharacters } from './base64.ts';

/** What a run holds that nobody can read here. */
export const READ = 0;
/** Many bytes that are no text, with no sign of what they are: tokens side by side look so too. */
export const SCRAMBLED = 1;
/** It begins as a packed file, an image or a recording does. */
export const PACKED = 2;
export type Opacity = typeof READ | typeof SCRAMBLED | typeof PACKED;

export function more(a: Opacity, b: Opacity): Opacity {
  return a > b ? a : b;
}

interface Signature {
  head: string;
  /** What must follow where the head alone is short. */
  rest?: RegExp;
}

const MP4_SIZE_MAX = 96;
/* eslint-disable no-control-regex -- these make a file something else than text */

/** How files begin that hold more than can be read in their bytes. */
const SIGNATURES: readonly Signature[] = [
  ...['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08', '%PDF-', '\x89PNG\r\n', 'GIF87a', 'GIF89a', '\xd0\xcf\x11\xe0\xa1\xb1', '7z\xbc\xaf\x27\x1c', 'Rar!\x1a\x07', '\xfd7zXZ\x00', '\x28\xb5\x2f\xfd', '\x04\x22\x4d\x18', 'LZIP\x01', 'OggS\x00', 'fLaC\x00', '\x1aE\xdf\xa3', 'wOF2\x00', 'wOFF\x00', 'MSCF\x00\x00'].map((head) => ({ head })),
  { head: '\x1f\x8b\x08', rest: /^[\x00-\x1f]/ },
  { head: '\x1f\x9d', rest: /^[\x90\x8c-\x8f]/ },
  { head: '\xff\xd8\xff', rest: /^[\xc0-\xfe]/ },
  { head: 'RIFF', rest: /^[^]{4}(?:WEBP|WAVE|AVI )/ },
  { head: 'BZh', rest: /^[1-9](?:1AY&SY|\x17rE8P\x90)/ },
  { head: 'ID3', rest: /^[\x02-\x04][\x00-\x0f]/ },
  { head: 'II*\x00', rest: /^[^]{2}\x00\x00/ },
  { head: 'MM\x00*', rest: /^\x00\x00/ },
  ...Array.from({ length: MP4_SIZE_MAX / 4 }, (_, i) => ({ head: `\x00\x00\x00${String.fromCharCode(i * 4 + 4)}ftyp` })),
];
/* eslint-enable no-control-regex */
/** Of a file, to know it by: the longest of them. */
const HEAD = 24;

const escaped = (text: string): string => text.replace(/[^\w]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
/** The characters of base64 that a head makes whatever follows it; in both alphabets. */
function encodedHead(head: string): string {
  const whole = Math.floor((head.length * 8) / 6);
  return Buffer.from(head, 'latin1').toString('base64').slice(0, whole).replace(/[+/]/g, (sign) => (sign === '+' ? '[+-]' : '[/_]'));
}
const IN_BASE64 = new RegExp(SIGNATURES.map(({ head }) => encodedHead(head)).join('|'), 'g');
const IN_BYTES = new RegExp(SIGNATURES.map(({ head }) => escaped(head)).join('|'), 'g');

function isFile(bytes: string, at: number): boolean {
  return SIGNATURES.some(({ head, rest }) => bytes.startsWith(head, at) && (rest === undefined || rest.test(bytes.slice(at + head.length, at + HEAD))));
}

/** Attack: letters put before the block, which shift its groups of four. */
function beginsFile(encoded: string): boolean {
  for (const { index } of encoded.matchAll(IN_BASE64)) if (isFile(Buffer.from(encoded.slice(index, index + HEAD * 2), 'base64').toString('latin1'), 0)) return true;
  return false;
}

/** Attack: some words put before the file, in one block with it. */
function holdsFile(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  for (const { index } of text.matchAll(IN_BYTES)) if (isFile(text, index)) return true;
  return false;
}

/** A word with capitals in it: even of so few bytes one would be written with a figure. */
const WORD_MAX = 64;
const NO_LETTER = /[\d+/]/;

/** What a run of base64 or hex hides from the recognisers. */
export function opacityOf(run: string): Opacity {
  if (isSpelledOut(run) || (run.length < WORD_MAX && !NO_LETTER.test(run))) return READ;
  const lines = linesOf(run);
  const whole = lines.length === 1 ? run : lines.join('');
  if (beginsFile(whole)) return PACKED;
  for (const [digits] of whole.matchAll(HEX)) if (holdsFile(Buffer.from(digits, 'hex')) || holdsFile(Buffer.from(digits.slice(1), 'hex'))) return PACKED;
  for (const part of whole.split(PADDING)) {
    if (part.length < RUN_MIN) continue;
    const bytes = Buffer.from(part, 'base64');
    if (!isText(bytes) && holdsFile(bytes)) return PACKED;
  }
  return longLines(lines).some(isScrambled) ? SCRAMBLED : READ;
}

/** Shorter lines side by side are a list of names or ids, and lines of hex a list of digests. */
const LINE_MIN = 48;

function longLines(lines: readonly string[]): string[] {
  if (lines.length === 1) return lines[0]!.split(PADDING);
  const blocks: string[] = [];
  let block: string[] = [];
  for (const line of lines) {
    if (!HEX_ONLY.test(line)) {
      block.push(line);
      if (line.length >= LINE_MIN) continue;
    }
    blocks.push(block.join(''));
    block = [];
  }
  blocks.push(block.join(''), ...lines.filter((line) => HEX_ONLY.test(line)));
  return blocks.flatMap((joined) => joined.split(PADDING));
}

/** Characters of base64: a hash, a signature or a token is shorter. */
export const SCRAMBLED_MIN = 256;
const HEX_MIN = 512;
const HEX_ONLY = /^(?:[\da-f-]+|[\dA-F-]+)$/;
const HEX_LETTERS = /[a-fA-F]/g;
const HEX_LETTERS_MIN = 0.2;

function isScrambled(part: string): boolean {
  if (part.length < SCRAMBLED_MIN) return false;
  if (HEX_ONLY.test(part)) return part.length >= HEX_MIN && !part.includes('-') && (part.match(HEX_LETTERS)?.length ?? 0) >= part.length * HEX_LETTERS_MIN && !isText(Buffer.from(part, 'hex'));
  if (isText(Buffer.from(part, 'base64'))) return false;
  for (let at = 0; at < part.length; at += SCRAMBLED_MIN) {
    const from = Math.min(at, part.length - SCRAMBLED_MIN);
    if (isMixed(part, from) && [0, 1, 2, 3].every((shift) => nonText(Buffer.from(part.slice(from + shift, from + SCRAMBLED_MIN), 'base64')) >= NON_TEXT)) return true;
    if (nonText(Buffer.from(part.slice(from - (from % 4), from + SCRAMBLED_MIN), 'base64'), false) >= CONTROLS) return true;
  }
  return false;
}

/** Of random bytes a quarter are; of words read as base64 some are too, but words are not mixed so. */
const NON_TEXT = 0.12;
const CONTROLS = 0.35;
/** Characters beside one of another kind: two in three of random ones, one in five of words in camel case. */
const CHANGES = 0.4;
const SHARE = 0.15;
const FIGURES_MIN = 0.03;
/** Hex has more. */
const FIGURES_MAX = 0.4;

function kindOf(code: number): number {
  if (code >= 97) return 0;
  if (code >= 65 && code !== 0x5f) return 1;
  return code >= 48 && code <= 57 ? 2 : 3;
}

function isMixed(text: string, from: number): boolean {
  const counts = [0, 0, 0, 0];
  let changes = 0;
  let last = -1;
  for (let i = from; i < from + SCRAMBLED_MIN; i++) {
    const kind = kindOf(text.charCodeAt(i));
    counts[kind]! += 1;
    if (kind !== last) changes += 1;
    last = kind;
  }
  const [small, capital, figure] = counts.map((count) => count / SCRAMBLED_MIN);
  return changes >= CHANGES * SCRAMBLED_MIN && small! >= SHARE && capital! >= SHARE && figure! >= FIGURES_MIN && figure! <= FIGURES_MAX;
}

/** The share of bytes that stand in no text; those from 0x80 to 0x9f stand in UTF-8. */
function nonText(bytes: Buffer, high = !isUtf8(wholeCharacters(bytes))): number {
  let count = 0;
  for (const byte of bytes) if ((byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13) || (high && byte >= 0x7f && byte < 0xa0)) count += 1;
  return count / bytes.length;
}

const CONTROLS_IN_TEXT = 0.02;

function isText(bytes: Buffer): boolean {
  const whole = wholeCharacters(bytes);
  if (isUtf8(whole) && nonText(whole, false) <= CONTROLS_IN_TEXT) return true;
  return isWide(bytes) && nonText(Buffer.from(bytes.filter((byte) => byte !== 0))) <= CONTROLS_IN_TEXT;
}

/** UTF-16 of Latin letters: every other byte is zero. */
function isWide(bytes: Buffer): boolean {
  const zeros = [0, 0];
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) zeros[i % 2]! += 1;
  return Math.max(...zeros) >= bytes.length * 0.4 && Math.min(...zeros) <= bytes.length * 0.02;
}
