import { FOLDED, hashWord, isLetter } from './fold.ts';
import type { Lexicon } from './lexicon.ts';
import { EVERYDAY, NAME, PARTICLE } from './roles.ts';
import { wordValue } from './word-table.ts';

/** Longer runs of letters are nobody's name, and reading them again and again would take time that is not linear. */
const LONGEST = 40;

/** A word with its neighbours joined by hyphens or an apostrophe: `Müller-Meier`, `D'Angelo`. */
export interface Unit {
  start: number;
  /** Without the s of a genitive. */
  end: number;
  /** Where reading goes on. */
  next: number;
  /** Of all parts together. */
  roles: number;
  capital: boolean;
  allCapitals: boolean;
  /** A single capital letter, which stands for a given name. */
  initial: boolean;
  joined: boolean;
}

export function isCapital(code: number): boolean {
  if (code < 128) return code >= 65 && code <= 90;
  const char = String.fromCharCode(code);
  return char.toLowerCase() !== char;
}

export function letterAt(text: string, at: number): boolean {
  return at >= 0 && at < text.length && isLetter(FOLDED[text.charCodeAt(at)]!);
}

/** Where the word ends that has a letter at `at`; at most `LONGEST` letters on. */
export function wordEnd(text: string, at: number): number {
  let end = at;
  while (end - at <= LONGEST && letterAt(text, end)) end++;
  return end;
}

/** Where the word begins that has a letter at `at`. */
export function wordStart(text: string, at: number): number {
  let start = at;
  while (at - start <= LONGEST && letterAt(text, start - 1)) start--;
  return start;
}

/** The roles of the word, or of the name that it is the genitive of; and where that ends. */
export function rolesOf(lexicon: Lexicon, text: string, start: number, end: number): { roles: number; end: number } {
  const roles = wordValue(lexicon, text, start, end);
  if ((roles & (NAME | EVERYDAY)) === 0 && end - start > 3 && FOLDED[text.charCodeAt(end - 1)] === 115) {
    const stem = wordValue(lexicon, text, start, end - 1, hashWord(text, start, end - 1));
    if ((stem & NAME) !== 0 && (stem & EVERYDAY) === 0) return { roles: stem, end: end - 1 };
  }
  return { roles, end };
}

/** The unit that begins at `at`; undefined where no word does. */
export function readUnit(lexicon: Lexicon, text: string, at: number): Unit | undefined {
  let end = wordEnd(text, at);
  if (end === at || end - at > LONGEST) return undefined;
  const first = rolesOf(lexicon, text, at, end);
  const unit: Unit = {
    start: at,
    end: first.end,
    next: end,
    roles: first.roles,
    capital: isCapital(text.charCodeAt(at)),
    allCapitals: end - at > 1 && isCapital(text.charCodeAt(at)) && isCapital(text.charCodeAt(at + 1)),
    initial: end - at === 1 && isCapital(text.charCodeAt(at)) && text[end] !== "'" && text[end] !== '’',
    joined: false,
  };
  for (let parts = 0; parts < 3; parts++) {
    const link = text[end];
    const elided = (link === "'" || link === '’') && end - at <= 4 && parts === 0;
    if ((link !== '-' && !elided) || !letterAt(text, end + 1)) break;
    if (elided && !isCapital(text.charCodeAt(end + 1))) break;
    const nextEnd = wordEnd(text, end + 1);
    if (nextEnd - end > LONGEST) break;
    const part = rolesOf(lexicon, text, end + 1, nextEnd);
    if (elided) {
      unit.roles = part.roles;
      unit.capital = true;
    } else {
      // Everyday only if all of it is: Frei-Koch is a name.
      unit.roles = ((unit.roles | part.roles) & ~EVERYDAY) | (unit.roles & part.roles & EVERYDAY);
    }
    unit.joined = true;
    unit.initial = false;
    unit.end = part.end;
    unit.next = nextEnd;
    end = nextEnd;
    if (!elided && (part.roles & PARTICLE) !== 0 && !isCapital(text.charCodeAt(unit.next - 1))) return withParticles(lexicon, text, unit);
  }
  return unit;
}

/** `Schnyder-von Arx`, `Burckhardt-von der Mühll`: the surname behind a particle belongs to it. */
function withParticles(lexicon: Lexicon, text: string, unit: Unit): Unit {
  let at = unit.next;
  for (let words = 0; words < 3 && text[at] === ' ' && letterAt(text, at + 1); words++) {
    const end = wordEnd(text, at + 1);
    if (end - at > LONGEST) return unit;
    if (isCapital(text.charCodeAt(at + 1))) {
      const last = rolesOf(lexicon, text, at + 1, end);
      return { ...unit, end: last.end, next: end, roles: (unit.roles | last.roles) & NAME };
    }
    if ((wordValue(lexicon, text, at + 1, end) & PARTICLE) === 0) return unit;
    at = end;
  }
  return unit;
}

/** The unit after one or two spaces, or undefined. An initial's dot may stand before them. */
export function unitAfter(lexicon: Lexicon, text: string, unit: Unit): Unit | undefined {
  let at = unit.next;
  if (unit.initial && text[at] === '.') at++;
  const from = at;
  while (text[at] === ' ' && at - from < 2) at++;
  if (at === from && !(unit.initial && at > unit.next)) return undefined;
  return readUnit(lexicon, text, at);
}

/** The word that ends right before `at`, but for at most `gap` spaces. */
export function wordBefore(lexicon: Lexicon, text: string, at: number, gap = 2): { start: number; end: number; roles: number; capital: boolean } | undefined {
  let end = at;
  while (at - end < gap && text[end - 1] === ' ') end--;
  if ((gap > 0 && end === at) || !letterAt(text, end - 1)) return undefined;
  const start = wordStart(text, end - 1);
  if (end - start > LONGEST) return undefined;
  return { start, end, roles: wordValue(lexicon, text, start, end), capital: isCapital(text.charCodeAt(start)) };
}
