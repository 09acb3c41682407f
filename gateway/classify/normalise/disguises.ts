import { type View, ViewBuilder } from './view.ts';

/** `anna(at)firma.ch`, `anna [at] firma [punkt] ch`, `756[.]9217`: signs in brackets, as people write them where programs read along. */
const GUARDED = /[ ]{0,2}[[({<][ ]?(?:(at|ät|@|arobase|chiocciola|klammeraffe)|(dot|punkt|point|punto|\.)|(:))[ ]?[\])}>][ ]{0,2}/iuy;
/** Behind an at sign in brackets the dots may be words. */
const DOT_WORD = / (?:dot|punkt|point|punto) (?=\p{L}{2,12}(?!\p{L}))/iuy;
const DOMAIN_MAX = 80;
const BLANKS_MAX = 2;
const CLOSING = [')', ']', '}', '>'];
/** How what stands in brackets ends, by its last letter: what stands before that. */
const ENDS: Readonly<Record<number, readonly number[]>> = Object.fromEntries(Object.entries({ t: 'aäokn', e: 'sf', a: 'l', o: 't' }).map(([last, before]) => [last.charCodeAt(0), Array.from(before, (char) => char.charCodeAt(0))]));
const BLANK = 32;
const WORD = /[\p{L}\d]/u;

/** A text with those brackets read as the signs that they stand for. Undefined where there is none. */
export function withoutGuards(text: string): View | undefined {
  const places = guards(text);
  if (places.length === 0) return undefined;
  const out = new ViewBuilder(text.length);
  let i = 0;
  for (const { start, end, sign } of places) {
    for (; i < start; i++) out.unit(text.charCodeAt(i), i, i + 1);
    out.text(sign, start, end);
    i = end;
  }
  for (; i < text.length; i++) out.unit(text.charCodeAt(i), i, i + 1);
  return out.view();
}

interface Guard { start: number; end: number; sign: string }

function guards(text: string): Guard[] {
  const places: Guard[] = [];
  // From one closing bracket to the next: a text has few of them, and most end something else.
  const ends: number[] = [];
  for (const bracket of CLOSING) for (let at = text.indexOf(bracket, 2); at >= 0; at = text.indexOf(bracket, at + 1)) if (mayEnd(text, at)) ends.push(at);
  if (ends.length === 0) return places;
  ends.sort((a, b) => a - b);
  for (const close of ends) {
    const guard = guardAt(text, close);
    const last = places.at(-1);
    if (!guard || (last && guard.start < last.end)) continue;
    places.push(guard);
    if (guard.sign === '@') places.push(...dotWords(text, guard.end));
  }
  return places;
}

function mayEnd(text: string, close: number): boolean {
  const code = text.charCodeAt(close - 1);
  const last = code === BLANK ? text.charCodeAt(close - 2) : code;
  // Most end in other letters: no text need be made of them.
  const letter = last | 0x20;
  if (letter !== 0x74 && letter !== 0x65 && letter !== 0x61 && letter !== 0x6f) return last === 0x2e || last === 0x3a || last === 0x40;
  return ENDS[letter]!.includes(text.charCodeAt(code === BLANK ? close - 3 : close - 2) | 0x20);
}

const LONGEST = 'klammeraffe'.length + 2;

function guardAt(text: string, close: number): Guard | undefined {
  let open = close - 1;
  while (open > close - LONGEST - 1 && !'[({<'.includes(text[open]!)) open -= 1;
  if (open < 1 || !'[({<'.includes(text[open]!)) return undefined;
  let start = open;
  while (start > 0 && start > open - BLANKS_MAX && text[start - 1] === ' ') start -= 1;
  GUARDED.lastIndex = start;
  const match = GUARDED.exec(text);
  const end = GUARDED.lastIndex;
  // Something that is named stands on both sides.
  if (!match || start === 0 || !WORD.test(text[start - 1]!) || !WORD.test(text[end] ?? '')) return undefined;
  return { start, end, sign: match[1] !== undefined ? '@' : match[2] !== undefined ? '.' : ':' };
}

function dotWords(text: string, from: number): Guard[] {
  const dots: Guard[] = [];
  for (let at = text.indexOf(' ', from); at >= 0 && at < from + DOMAIN_MAX; at = text.indexOf(' ', at + 1)) {
    DOT_WORD.lastIndex = at;
    if (!DOT_WORD.test(text)) break;
    dots.push({ start: at, end: DOT_WORD.lastIndex, sign: '.' });
    at = DOT_WORD.lastIndex - 1;
  }
  return dots;
}

const TAB = 9;
const QUOTE = 0x3e;
/** More than so many blanks part two columns; fewer are read over in any number. */
const INDENT_MIN = 2;
/** Columns of other figures are indented too, and are no numbers that go on. */
const BEGUN = /(?:^|[^A-Za-z\d])(?:756|[A-Z]{2} ?\d\d)[\dA-Z ./-]*$/;
const BEGUN_MAX = 40;
const MARGIN_MAX = 64;
/** Before a line end. */
const BREAK_MAX = 12;

/** Of mails that are answered and of indented lists: a number that goes on in the next line, behind its quote marks or its indentation. Undefined where none does. */
export function withoutMargins(text: string): View | undefined {
  const margins: [start: number, end: number][] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    const end = marginAt(text, at);
    if (end < 0) continue;
    let blanks = at;
    while (text[blanks - 1] === ' ') blanks -= 1;
    margins.push([blanks, at], [at + 1, end]);
  }
  if (margins.length === 0) return undefined;
  return without(text, margins);
}

/** Where the line behind a line end goes on with a figure or a capital, its margin left out; -1 where there is nothing to leave out. */
function marginAt(text: string, at: number): number {
  const first = text.charCodeAt(at + 1);
  if (first !== QUOTE && first !== BLANK && first !== TAB) return -1;
  let before = at - 1;
  while (before > at - BREAK_MAX && ' \r.-/'.includes(text[before] ?? '\n')) before -= 1;
  if (!isFigure(text.charCodeAt(before))) return -1;
  let i = at + 1;
  let quoted = false;
  for (; i < at + MARGIN_MAX; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) quoted = true;
    else if (code !== BLANK && code !== TAB) break;
  }
  if (!quoted && (i - at - 1 <= INDENT_MIN || !BEGUN.test(text.slice(Math.max(0, before - BEGUN_MAX), before + 1)))) return -1;
  const next = text.charCodeAt(i);
  return isFigure(next) || (next >= 65 && next <= 90) ? i : -1;
}

const WIDE = '    ';
/** What an AHV number or an IBAN begins with: columns of other figures must stay apart. */
const FIRST_GROUP = /(?:^|[^A-Za-z\d])(?:756|[A-Z]{2}\d\d)$/;
/** Of an AHV number and of the accounts of Switzerland and its neighbours: looking for blanks would take as long as all of the rest. */
const BEGINNINGS = ['756', 'CH', 'LI', 'DE', 'AT', 'FR', 'IT'];
const BEGINNING = /(?:756|[A-Z]{2}\d\d) {4}/y;
const FIRST_GROUP_MAX = 5;

/** `756    9217    0769    85`: a number whose groups stand in columns. Undefined where none does. */
export function withoutWideGaps(text: string): View | undefined {
  if (!BEGINNINGS.some((beginning) => beginsWide(text, beginning))) return undefined;
  /** The line in which one has begun ends here. */
  let until = -1;
  const gaps: [start: number, end: number][] = [];
  for (let at = text.indexOf(WIDE); at >= 0; ) {
    let end = at + WIDE.length;
    while (text.charCodeAt(end) === BLANK) end += 1;
    if (at > 0 && isFigure(text.charCodeAt(at - 1)) && isFigure(text.charCodeAt(end)) && end - at <= MARGIN_MAX) {
      if (at > until && FIRST_GROUP.test(text.slice(Math.max(0, at - FIRST_GROUP_MAX), at))) until = lineEnd(text, at);
      if (at < until) gaps.push([at + 1, end]);
    }
    at = text.indexOf(WIDE, end);
  }
  return gaps.length === 0 ? undefined : without(text, gaps);
}

function beginsWide(text: string, beginning: string): boolean {
  for (let at = text.indexOf(beginning); at >= 0; at = text.indexOf(beginning, at + 1)) {
    BEGINNING.lastIndex = at;
    if (BEGINNING.test(text)) return true;
  }
  return false;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Of a word that a line end parts. */
const SMALL = /\p{Ll}/u;

/** Of printed pages: words that are parted at a line end, put together. Undefined where none is. */
export function withoutHyphens(text: string): View | undefined {
  const gaps: [start: number, end: number][] = [];
  for (let at = text.indexOf('\n', 2); at >= 0; at = text.indexOf('\n', at + 1)) {
    let hyphen = at - 1;
    while (hyphen > at - BREAK_MAX && ' \r'.includes(text[hyphen]!)) hyphen -= 1;
    // A soft hyphen is no longer there: those are printed signs.
    if (text[hyphen] !== '-' && text[hyphen] !== '¬' && text[hyphen] !== '‐') continue;
    let next = at + 1;
    while (next < at + MARGIN_MAX && ' \t>'.includes(text[next] ?? 'x')) next += 1;
    if (SMALL.test(text[next] ?? '') && SMALL.test(text[hyphen - 1] ?? '')) gaps.push([hyphen, next]);
  }
  return gaps.length === 0 ? undefined : without(text, gaps);
}

function without(text: string, gaps: readonly [start: number, end: number][]): View {
  const out = new ViewBuilder(text.length);
  let i = 0;
  for (const [start, end] of gaps) {
    for (; i < start; i++) out.unit(text.charCodeAt(i), i, i + 1);
    i = end;
  }
  for (; i < text.length; i++) out.unit(text.charCodeAt(i), i, i + 1);
  return out.view();
}

function isFigure(code: number): boolean {
  return code >= 48 && code <= 57;
}
