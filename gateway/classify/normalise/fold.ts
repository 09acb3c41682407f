import { createCodes } from './codes.ts';
import { lookAlike } from './look-alikes.ts';
import { type View, ViewBuilder } from './view.ts';

const STAYS = 0;
/** Drawn as nothing: zero-width, bidi controls, soft hyphen, grapheme joiner, variation selectors, tags. */
const GONE = 1;
/** A combining mark: joined with the letter before it where Unicode knows the two as one letter, else dropped. */
const MARK = 2;
const OTHER = 3;
/** Between two letters or digits it counts as a blank. */
const EMOJI = 4;

/** Above it everything takes the slow way: CJK, emoji, compatibility forms. */
const TABLE_SIZE = 0x3100;
const IGNORABLE = /^[\p{Default_Ignorable_Code_Point}\p{Cf}]$/u;
const COMBINING = /^\p{M}$/u;
const PICTURE = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]$/u;
/** Those below are ordinary signs (©, ✓, →), which texts are full of. */
const PICTURES_FROM = 0x1f000;
const LETTER_OR_DIGIT = /^[A-Za-z0-9]/;
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
  return codePoint >= PICTURES_FROM && PICTURE.test(char) ? EMOJI : STAYS;
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

/** As `codePointAt`, which in V8's compiled code reads on behind the end of a slice that ends within a pair. */
function pointAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return (unit & 0xfc00) === 0xd800 && at + 1 < text.length ? text.codePointAt(at)! : unit;
}

function lengthOf(codePoint: number): number {
  return codePoint > 0xffff ? 2 : 1;
}

/** Where pictures end, with what belongs to them. */
function picturesEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length) {
    const codePoint = pointAt(text, end);
    const kind = kindAt(codePoint);
    if (kind !== EMOJI && kind !== GONE && kind !== MARK) break;
    end += lengthOf(codePoint);
  }
  return end;
}

/** Attack: a picture between two digits. Elsewhere it stays, as words of the office may have one. */
function pictures(text: string, from: number, to: number, out: ViewBuilder): void {
  const next = to < text.length ? pointAt(text, to) : 0;
  if (out.length > 0 && LETTER_OR_DIGIT.test(String.fromCharCode(out.last())) && LETTER_OR_DIGIT.test(foldPoint(next))) {
    out.text(' ', out.lastStart(), to + lengthOf(next));
    return;
  }
  for (let i = from; i < to; ) {
    const codePoint = pointAt(text, i);
    if (kindAt(codePoint) === EMOJI) out.text(String.fromCodePoint(codePoint), i, i + lengthOf(codePoint));
    i += lengthOf(codePoint);
  }
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
    const codePoint = pointAt(text, i);
    const kind = kindAt(codePoint);
    const next = kind === EMOJI ? picturesEnd(text, i) : i + lengthOf(codePoint);
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
    } else if (kind === EMOJI) {
      pictures(text, i, next, out);
      marks = 0;
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
