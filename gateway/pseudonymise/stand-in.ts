/** The core of a stand-in: `PERSON_1` in `<PERSON_1>`. */
export type Core = string;

/** Of the word before the number; longer entities have no stand-in. */
export const ENTITY = /^[A-Z][A-Z0-9]*(?:_[A-Z][A-Z0-9]*)*$/;
export const ENTITY_MAX = 32;
export const NUMBER_MAX = 999_999;
const CORE_MAX = ENTITY_MAX + 1 + String(NUMBER_MAX).length;

export function coreOf(entity: string, number: number): Core {
  return `${entity}_${number}`;
}

/** How models and the formats they write put angle brackets: as they are, and escaped for Markdown, JSON, HTML and URLs. */
const BRACKETS: readonly (readonly [open: string, close: string])[] = [
  ['<', '>'], ['\\<', '\\>'], ['\\\\<', '\\\\>'], ['\\u003c', '\\u003e'], ['\\\\u003c', '\\\\u003e'], ['&lt;', '&gt;'], ['&amp;lt;', '&amp;gt;'], ['&#60;', '&#62;'], ['&#x3c;', '&#x3e;'], ['%3c', '%3e'],
];
const BRACKET_MAX = 8;
const SPACES_MAX = 2;
/** The longest text that can turn out to be a stand-in: more is never held back. Each underscore may have two backslashes before it. */
export const STAND_IN_MAX = 2 * BRACKET_MAX + 2 * SPACES_MAX + 3 * CORE_MAX;

/** What follows the text: perhaps more; nothing, it is complete; nothing, it broke off. */
export type End = 'open' | 'complete' | 'cut';

export interface Hit { start: number; end: number; core: Core }

/** What was read at a place: a stand-in, what may become one, or neither. */
export type Reading = Hit | 'more' | undefined;

const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;

/**
 * Reads a stand-in at `at`: `<PERSON_1>` in any case, with up to two spaces inside, with brackets escaped as JSON, HTML, Markdown or URLs do it,
 * `PERSON\_1`, within brackets with a blank or a hyphen for its last underscore, and without brackets where it starts with a capital and stands as a word of its own. An opening bracket that is never closed is not its own.
 * @param wordBefore whether the character before belongs to a word
 * @param couldBe whether a core that starts so (`PERS`, `PERSON_1`) is among those looked for
 * @param isKnown whether exactly that core is
 */
export function readStandIn(text: string, at: number, end: End, wordBefore: (at: number) => boolean, couldBe: (start: Core) => boolean, isKnown: (core: Core) => boolean): Reading {
  const opened = bracketAt(text, at);
  if (opened === 'more') return end === 'open' ? 'more' : undefined;
  const start = opened ? spaces(text, at + opened[0].length) : at;
  let core = '';
  let i = start;
  for (; i < text.length && core.length <= CORE_MAX; i++) {
    const code = text.charCodeAt(i);
    if (isWord(code)) core += text[i];
    else if (opened && isGap(code) && beforeNumber(text, i, core, end)) core += '_';
    else if (code !== BACKSLASH) break;
    else {
      const next = text.charCodeAt(i + 1) === BACKSLASH ? i + 2 : i + 1;
      if (next < text.length && text.charCodeAt(next) !== UNDERSCORE) break;
      i = next - 1;
    }
  }
  core = core.toUpperCase();
  const open = i >= text.length && end === 'open';
  if (open ? !couldBe(core) : !isKnown(core)) return undefined;
  if (!opened && (!isCapital(text.charCodeAt(at)) || wordBefore(at))) return undefined;
  if (open) return 'more';
  const alone = { start, end: start + text.slice(start, i).search(/\\*$/), core };
  // A provider's mishap: cut off after `PERSON_1`, what was meant may be `PERSON_12`.
  const broken = end === 'cut' && spaces(text, i) >= text.length;
  if (!opened) return broken ? undefined : alone;

  const inner = spaces(text, i);
  const rest = text.slice(inner, inner + BRACKET_MAX).toLowerCase();
  for (const [close, from] of closing(opened, at, text.slice(start, i).includes('\\'))) {
    if (rest.startsWith(close)) return { start: from, end: inner + close.length, core };
    if (end === 'open' && rest.length < close.length && close.startsWith(rest)) return 'more';
  }
  return broken ? undefined : alone;
}

/** The opening bracket at `at`; `more` where the text ends inside of one. */
function bracketAt(text: string, at: number): (typeof BRACKETS)[number] | 'more' | undefined {
  const here = text.slice(at, at + BRACKET_MAX).toLowerCase();
  let begun = false;
  for (const pair of BRACKETS) {
    if (here.startsWith(pair[0])) return pair;
    begun ||= here.length < pair[0].length && pair[0].startsWith(here);
  }
  return begun ? 'more' : undefined;
}

/** The brackets that may close, and where each stand-in would begin. Markdown escapes a closing bracket at the start of a line only; without any escape the backslash is text. */
function closing([open, close]: (typeof BRACKETS)[number], at: number, escaped: boolean): [close: string, from: number][] {
  return open.endsWith('\\<') ? [[close, at], ['>', escaped ? at : at + open.length - 1]] : [[close, at]];
}

/** Between the word and the number, as models write them who take a stand-in for a phrase: `<PERSON 1>`, `<Person-1>`. */
function isGap(code: number): boolean {
  return code === 0x20 || code === 0xa0 || code === 0x2d;
}

function beforeNumber(text: string, at: number, core: Core, end: End): boolean {
  if (!LETTER_LAST.test(core)) return false;
  return at + 1 < text.length ? isDigit(text.charCodeAt(at + 1)) : end === 'open';
}

const LETTER_LAST = /[A-Za-z]$/;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function spaces(text: string, at: number): number {
  let i = at;
  while (i < at + SPACES_MAX && (text.charCodeAt(i) === 0x20 || text.charCodeAt(i) === 0xa0)) i++;
  return i;
}

function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

export function isWord(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || isCapital(code) || code === UNDERSCORE || (code >= 0x61 && code <= 0x7a);
}

const DIGITS = /\d{1,6}/y;
const JOINTS = /[_ \u00a0-](?=\d)/g;

/**
 * Tells every place of a text that could be taken for a stand-in of one of these entities, however it is written or glued to other letters; `PERSON_12`
 * is `PERSON_1` too, for the 2 may be replaced.
 */
export function eachOwn(text: string, entities: readonly string[], visit: (entity: string, number: number) => void): void {
  const lasts = new Set(entities.map((entity) => entity.at(-1)!)).add('\\');
  for (const { index: at } of text.matchAll(JOINTS)) {
    if (at === 0 || !lasts.has(text[at - 1]!.toUpperCase())) continue;
    DIGITS.lastIndex = at + 1;
    const digits = DIGITS.exec(text)![0];
    const before = text.slice(Math.max(0, at - 3 * ENTITY_MAX), at).replaceAll('\\', '').toUpperCase();
    for (const entity of entities) {
      if (before.endsWith(entity)) for (let length = 1; length <= digits.length; length++) visit(entity, Number(digits.slice(0, length)));
    }
  }
}
