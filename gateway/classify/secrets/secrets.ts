import { createCodes } from '../normalise/codes.ts';
import type { Detector, Found } from '../recogniser.ts';
import { assignmentAt, connectionAt, loginAt, saidAt } from './assignments.ts';
import { brokenKeys } from './broken.ts';
import { apiKey, privateKey, SECRETS, webToken } from './recognisers.ts';
import { seedPhrases } from './seed-phrases.ts';
import { keyAt, keyInWordAt, partialKeyAt, SHAPES } from './shapes.ts';

/** What a word may be by its first three characters. */
const KEY = 1;
const TOKEN = 2;
const SAID = 4;
const COLON = 0x3a;
const EQUALS = 0x3d;
const SLASH = 0x2f;
const BLANK = 0x20;
const BITS = 5;
const MASK = 31;
const KEY_MASK = (1 << (3 * BITS)) - 1;

const beginnings = new Uint8Array(KEY_MASK + 1);
function begin(text: string, what: number): void {
  beginnings[keyOf(text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(2))]! |= what;
}
for (const { prefix } of SHAPES) {
  if (prefix.length > 2) begin(prefix, KEY);
  else for (const next of '0123456789abcdef') begin(prefix + next, KEY);
}
begin('eyJ', TOKEN);
for (const word of ['pas', 'ken', 'mot', 'par', 'pin', 'puk', 'pwd', 'pw ', 'mdp']) begin(word, SAID);

function keyOf(a: number, b: number, c: number): number {
  return ((a & MASK) << (2 * BITS)) | ((b & MASK) << BITS) | (c & MASK);
}

const codesOf = createCodes();

/** Keys, tokens and passwords. One pass; work only where a word begins like one of them, and at `=` and `:`. */
export const secrets: Detector = {
  recognisers: SECRETS,
  detect(text, found) {
    const codes = codesOf(text);
    const { length } = text;
    let skipTo = 0;
    let noTokenBefore = 0;
    for (let i = nextSign(codes, 2, length); i < length; i = nextSign(codes, i + 1, length)) {
      const code = codes[i]!;
      const start = i - 2;
      let what = beginnings[keyOf(codes[i - 2]!, codes[i - 1]!, code)]!;
      if ((what & TOKEN) !== 0) {
        if (start >= noTokenBefore) noTokenBefore = tokenPossibleFrom(text, start);
        if (start < noTokenBefore) what &= ~TOKEN;
      }
      if (what !== 0 && start >= skipTo) skipTo = start === 0 || !wordChar(codes[start - 1]!) ? wordAt(text, start, what, found) : insideWord(text, start, what, found);
      if ((code !== COLON && code !== EQUALS) || i < skipTo) continue;
      if (code === COLON && codes[i + 1] === SLASH && codes[i + 2] === SLASH) connectionAt(text, i, found);
      else {
        assignmentAt(text, codes, i, found);
        if (code === COLON && codes[i + 1]! > BLANK) loginAt(text, i, found);
      }
    }
    brokenKeys(text, codes, length, found);
    privateKeys(text, found);
    seedPhrases(text, codes, length, found);
  },
  reach(text, from, to) {
    const found = text.slice(from, to + BEGIN.length).lastIndexOf(BEGIN);
    if (found < 0) return to;
    const begin = from + found;
    const end = text.slice(begin, begin + KEY_MAX).indexOf(END);
    return end < 0 ? to : begin + end + LABEL_MAX;
  },
};

/** Where the next three characters end that a key begins with, or the next `=` or `:`. A loop of its own: without calls in it, it takes half the time. */
function nextSign(codes: Uint16Array, from: number, length: number): number {
  let key = ((codes[from - 2]! & MASK) << BITS) | (codes[from - 1]! & MASK);
  for (let i = from; i < length; i++) {
    const code = codes[i]!;
    key = ((key << BITS) | (code & MASK)) & KEY_MASK;
    if (beginnings[key] !== 0 || code === COLON || code === EQUALS) return i;
  }
  return length;
}

function wordChar(code: number): boolean {
  return code >= 48 && (code <= 57 || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 0x5f);
}

const WEB_TOKEN = /eyJ[\w-]{8,4000}\.[\w-]{8,8000}(?:\.[\w-]{0,2000})?/y;

/** @returns one past a key or token that begins at `at`; `at` where there is none. */
function wordAt(text: string, at: number, what: number, found: Found): number {
  if ((what & SAID) !== 0) saidAt(text, at, found);
  const token = tokenAt(text, at, what, found);
  if (token > at || (what & KEY) === 0) return token;
  const end = keyAt(text, at);
  if (end >= 0) {
    found({ recogniser: apiKey, start: at, end, certain: true });
    return end;
  }
  const half = partialKeyAt(text, at);
  if (half >= 0) found({ recogniser: apiKey, start: at, end: half, certain: false, half: true });
  return at;
}

/** Attack: a letter put before a key. Only what cannot be the rest of another word. */
function insideWord(text: string, at: number, what: number, found: Found): number {
  const token = tokenAt(text, at, what, found);
  if (token > at || (what & KEY) === 0) return token;
  const end = keyInWordAt(text, at);
  if (end < 0) return at;
  found({ recogniser: apiKey, start: at, end, certain: true });
  return end;
}

const HEADER_MAX = 4_000;
const HEADER = /[\w-]*/y;
const PAYLOAD = /\.[\w-]{8}/y;

/** Attack: many beginnings in one long word, each of which would be read to its end. Where that end makes no token, none of them is one. */
function tokenPossibleFrom(text: string, at: number): number {
  HEADER.lastIndex = at;
  HEADER.test(text);
  const end = HEADER.lastIndex;
  PAYLOAD.lastIndex = end;
  return PAYLOAD.test(text) ? Math.max(at, end - HEADER_MAX) : end;
}

function tokenAt(text: string, at: number, what: number, found: Found): number {
  if ((what & TOKEN) === 0) return at;
  WEB_TOKEN.lastIndex = at;
  if (!WEB_TOKEN.test(text)) return at;
  found({ recogniser: webToken, start: at, end: WEB_TOKEN.lastIndex, certain: true });
  return WEB_TOKEN.lastIndex;
}

const BEGIN = '-----BEGIN ';
const KEY_LABEL = /-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----/y;
const END = '-----END ';
const KEY_MAX = 12 * 1024;
/** Of its last line. */
const LABEL_MAX = 64;
/** Without its end only the beginning is there: it says what it is, and cannot be cut out. */
const OPEN_END = 512;

function privateKeys(text: string, found: Found): void {
  let end = Number.NEGATIVE_INFINITY;
  for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + BEGIN.length)) {
    KEY_LABEL.lastIndex = at;
    if (!KEY_LABEL.test(text)) continue;
    const label = text.slice(at + BEGIN.length, KEY_LABEL.lastIndex);
    // Looked for once, however many beginnings stand before it.
    if (end < at && end !== -1) end = text.indexOf(END, at);
    const whole = end >= 0 && end < at + KEY_MAX && text.startsWith(label, end + END.length);
    found({ recogniser: privateKey, start: at, end: whole ? end + END.length + label.length : Math.min(text.length, at + OPEN_END), certain: whole });
  }
}
