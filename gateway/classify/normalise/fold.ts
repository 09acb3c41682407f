import { createCodes } from './codes.ts';
import { lookAlike } from './look-alikes.ts';
import { type View, ViewBuilder } from './view.ts';

const STAYS = 0;
/** Drawn as nothing: zero-width, bidi controls, soft hyphen, grapheme joiner, variation selectors, tags. */
const GONE = 1;
/** A combining mark: joined with the letter before it where Unicode knows the two as one letter, else dropped. */
const MARK = 2;
const OTHER = 3;

/** Above it everything takes the slow way: CJK, emoji, compatibility forms. */
const TABLE_SIZE = 0x3100;
const IGNORABLE = /^[\p{Default_Ignorable_Code_Point}\p{Cf}]$/u;
const COMBINING = /^\p{M}$/u;
const MARKS_MAX = 8;

export interface Folded extends View {
  /** Attack: an accent put on a letter of a key. True where one was joined with an ASCII letter. */
  accents?: boolean;
}

const kinds = new Uint8Array(TABLE_SIZE).map((_, code) => kindOf(code));
const foldedPoints = new Map<number, string>();

function kindOf(codePoint: number): number {
  // Control characters but for tab and line ends split a number for us and are drawn as nothing.
  if (codePoint < 0x20) return codePoint === 9 || codePoint === 10 || codePoint === 13 ? STAYS : GONE;
  if (codePoint < 0x7f) return STAYS;
  if (codePoint < 0xa0 && codePoint !== 0x85) return GONE;
  const char = String.fromCodePoint(codePoint);
  if (IGNORABLE.test(char)) return GONE;
  if (COMBINING.test(char)) return MARK;
  if (lookAlike(codePoint) !== undefined || char.normalize('NFKC') !== char) return OTHER;
  return STAYS;
}

const codesOf = createCodes();
/** Below it a copy costs more than it saves. */
const SHORT = 64;

/** True where every character stays as it is: the text needs no view of its own. */
function isPlain(text: string): boolean {
  if (text.length < SHORT) {
    for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= TABLE_SIZE || kinds[text.charCodeAt(i)] !== STAYS) return false;
    return true;
  }
  return onlyStays(codesOf(text), text.length);
}

function onlyStays(codes: Uint16Array, length: number): boolean {
  let seen = STAYS;
  // No way out of the loop before its end: twice as fast for the texts that are plain.
  for (let i = 0; i < length; i++) {
    const code = codes[i]!;
    seen |= code < TABLE_SIZE ? kinds[code]! : OTHER;
  }
  return seen === STAYS;
}

function foldPoint(codePoint: number): string {
  let folded = foldedPoints.get(codePoint);
  if (folded === undefined) {
    folded = '';
    for (const char of String.fromCodePoint(codePoint).normalize('NFKC')) {
      if (!COMBINING.test(char)) folded += lookAlike(char.codePointAt(0)!) ?? char;
    }
    foldedPoints.set(codePoint, folded);
  }
  return folded;
}

function kindAt(codePoint: number): number {
  return codePoint < TABLE_SIZE ? kinds[codePoint]! : farKind(codePoint);
}

function lengthOf(codePoint: number): number {
  return codePoint > 0xffff ? 2 : 1;
}

/**
 * Unicode NFKC, look-alikes to Latin letters and digits of every script to ASCII, invisible characters and stray combining marks dropped; case
 * and the diacritics of real letters stay. The same object costs nothing for a text that is already so. Unpaired surrogates stay.
 * @param bare combining marks are dropped, none joined with its letter
 */
export function fold(text: string, bare = false): Folded {
  if (isPlain(text)) return { text };
  const out = new ViewBuilder(text.length + 16);
  let marks = 0;
  let accents = false;
  for (let i = 0; i < text.length; ) {
    const codePoint = text.codePointAt(i)!;
    const kind = kindAt(codePoint);
    const next = i + lengthOf(codePoint);
    if (kind === STAYS) {
      out.text(codePoint > 0xffff ? text.slice(i, next) : '', i, next);
      if (codePoint <= 0xffff) out.unit(codePoint, i, next);
      marks = 0;
    } else if (kind === MARK) {
      // Attack: thousands of marks on one letter; nobody's name has more than a few.
      marks += 1;
      const joined = marks <= MARKS_MAX && !bare ? (String.fromCharCode(out.last()) + String.fromCodePoint(codePoint)).normalize('NFC') : '';
      if (joined.length === 1 && out.length > 0) {
        accents ||= out.last() < 0x80;
        out.replaceLast(joined.charCodeAt(0), next);
      }
    } else if (kind === OTHER) {
      out.text(foldPoint(codePoint), i, next);
      marks = 0;
    }
    i = next;
  }
  return accents ? { ...out.view(), accents } : out.view();
}

const farKinds = new Map<number, number>();

function farKind(codePoint: number): number {
  if (codePoint >= 0x4e00 && codePoint <= 0x9fff) return STAYS;
  let kind = farKinds.get(codePoint);
  if (kind === undefined) farKinds.set(codePoint, (kind = kindOf(codePoint)));
  return kind;
}
