import type { Lexicon } from './lexicon.ts';
import type { Lead } from './names.ts';
import { isCapital, letterAt, readUnit, wordEnd } from './reader.ts';
import { CLOSING, DEGREE, EVERYDAY, GREETING, LABEL, NAME, OFFICE, PARTICLE, SURNAME, TITLE } from './roles.ts';
import { wordValue } from './word-table.ts';

/** Where a name is expected, and how surely. */
export interface LeadTo {
  at: number;
  kind: Exclude<Lead, 'none'>;
  /** It is expected, and may be something else. */
  doubtful?: true;
}

const MOST_TITLES = 5;

/** What the title, label, greeting or closing at `start` leads to. */
export function leadTo(lexicon: Lexicon, text: string, start: number, roles: number): LeadTo | undefined {
  const end = wordEnd(text, start);
  if ((roles & TITLE) !== 0) return afterTitles(lexicon, text, start, end);
  if ((roles & GREETING) !== 0) {
    TIME_OF_DAY.lastIndex = end;
    if (TIME_OF_DAY.test(text)) return afterGreeting(lexicon, text, TIME_OF_DAY.lastIndex);
    return ONLY_WITH_TIME.test(text.slice(start, end)) ? undefined : afterGreeting(lexicon, text, end);
  }
  if ((roles & CLOSING) !== 0) return afterClosing(lexicon, text, end);
  ATTENTION_OF.lastIndex = start;
  if (ATTENTION_OF.test(text)) return afterSpace(text, ATTENTION_OF.lastIndex, 'hint');
  if ((roles & LABEL) !== 0 && !/^atten/i.test(text.slice(start, end))) {
    const label = afterLabel(text, end);
    if (label) return label;
  }
  return (roles & (OFFICE | LABEL)) !== 0 ? afterSpace(text, end, 'hint') : undefined;
}

/** `Guten Morgen`, `Good evening`. */
const TIME_OF_DAY = / (?:Tag|Morgen|Abend|Nachmittag|tag|morgen|abend|morning|afternoon|evening|day)(?= )/y;
const ONLY_WITH_TIME = /^(?:guten|good)$/i;
const ATTENTION_OF = /(?:attention (?:de|d)|attenzione (?:di|d[ea]l|della)|vertreten durch|représentée? par|rappresentat[oa] da|represented by|zugunsten von|lautend auf|name (?:is|ist)|testament von|nachlass von|zahlbar (?:an|durch)|unterzeichnet von)(?=[ '’])/iy;

function afterTitles(lexicon: Lexicon, text: string, start: number, end: number): LeadTo | undefined {
  // "M. Dupont" but not "M 5".
  if ((end - start === 1 || ONLY_WITH_DOT.test(text.slice(start, end))) && text[end] !== '.') return undefined;
  if (isUnit(text, start, end)) return undefined;
  let at = skipGap(text, end);
  if (at === end) return undefined;
  for (let titles = 0; titles < MOST_TITLES; titles++) {
    const wordTo = wordEnd(text, at);
    if (wordTo === at) return undefined;
    const roles = wordValue(lexicon, text, at, wordTo);
    const title = (roles & TITLE) !== 0 && (wordTo - at > 1 || text[wordTo] === '.') && (roles & NAME) === 0;
    const degree = (roles & DEGREE) !== 0 && !isCapital(text.charCodeAt(at));
    const office = (roles & OFFICE) !== 0 && (roles & NAME) === 0 && isCapital(text.charCodeAt(at));
    const abbreviated = text[wordTo] === '.' && !isCapital(text.charCodeAt(at)) && wordTo - at <= 5;
    if (!title && !degree && !office && !abbreviated) break;
    const next = skipGap(text, wordTo);
    if (next === wordTo) return undefined;
    at = next;
  }
  if (provesName(lexicon, text, start, end) || isSurname(lexicon, text, at)) return { at, kind: 'proof' };
  return isUnlisted(lexicon, text, at, start) ? { at, kind: 'proof', doubtful: true } : { at, kind: 'hint' };
}

/** "in 300 ms. Deadlines are …" */
function isUnit(text: string, start: number, end: number): boolean {
  if (text.slice(start, end) !== 'ms') return false;
  const before = text.charCodeAt(start - (text[start - 1] === ' ' ? 2 : 1));
  return before >= 48 && before <= 57;
}

/** Pat is a name too. */
const ONLY_WITH_DOT = /^(?:pat|mdt|mdtin|bekl)$/i;
const SHORT_TITLES = /^(?:mr|ms|mx|dr|hr|fr)$/i;

/** "Mr", "frau"; but "M." is an initial too, and "Me" and "MM" stand in other sentences. */
function provesName(lexicon: Lexicon, text: string, start: number, end: number): boolean {
  if (end - start > 2) return true;
  const everyday = (wordValue(lexicon, text, start, end) & EVERYDAY) !== 0;
  return SHORT_TITLES.test(text.slice(start, end)) || (end - start === 2 && isCapital(text.charCodeAt(start)) && (text[end] === '.' || !everyday));
}

/** "M. Rochat": title or initial, somebody of that name it is. */
function isSurname(lexicon: Lexicon, text: string, at: number): boolean {
  const unit = readUnit(lexicon, text, at);
  return unit !== undefined && unit.capital && (unit.roles & (SURNAME | EVERYDAY)) === SURNAME;
}

/** "relancer M. Quiquerez": behind prose no given name goes before it. */
function isUnlisted(lexicon: Lexicon, text: string, at: number, title: number): boolean {
  if (text[title] !== 'M' || text[title + 1] !== '.' || text[at - 1] !== ' ' || !PROSE.test(text.slice(Math.max(0, title - 2), title))) return false;
  const unit = readUnit(lexicon, text, at);
  return unit !== undefined && unit.capital && unit.roles === 0 && unit.end - unit.start > 2 && !unit.allCapitals;
}

const PROSE = /(?:^|\n|[\p{Ll},:(«’'] ?)$/u;

function afterGreeting(lexicon: Lexicon, text: string, end: number): LeadTo | undefined {
  const to = afterSpace(text, end, 'hint');
  if (!to) return undefined;
  const unit = readUnit(lexicon, text, to.at);
  if (!unit?.capital || (unit.roles & (TITLE | EVERYDAY | PARTICLE)) !== 0) return unit && (unit.roles & NAME) !== 0 ? to : undefined;
  // The greeting's end proves the name: "Liebe Xhevahire," and "Hi Anouk!".
  const ended = text[unit.next] === ',' || text[unit.next] === '!' || text[unit.next] === '\n';
  return ended ? { at: to.at, kind: 'proof' } : to;
}

/** The line after "Freundliche Grüsse": a signature, if there is nothing else on it. */
function afterClosing(lexicon: Lexicon, text: string, end: number): LeadTo | undefined {
  let at = end;
  let lines = 0;
  while (at - end < 6 && at < text.length && ' \r\n,.'.includes(text[at]!)) {
    if (text[at] === '\n') lines++;
    at++;
  }
  if (lines === 0 && text[end] !== ',') return undefined;
  const unit = readUnit(lexicon, text, at);
  if (!unit?.capital) return undefined;
  const lineEnd = text.indexOf('\n', at);
  const line = text.slice(at, lineEnd < 0 ? at + 60 : Math.min(lineEnd, at + 60)).trim();
  const signature = /^(?:\p{L}[\p{L}.'’-]* ?){1,4}(?:,|$)/u.test(line);
  return { at, kind: signature ? 'proof' : 'hint' };
}

const AFTER_LABEL = /["'”*_ \t]{0,3}[:=|]["'“*_ \t>]{0,4}\n?/y;

const LINE_MAX = 1_000;
const RULE = /\n\s{0,8}\|?\s{0,8}:?-{2,}/y;

/** Of a table of Markdown: the line below is its rule. */
function isHeading(text: string, at: number): boolean {
  const end = text.slice(at, at + LINE_MAX).indexOf('\n');
  RULE.lastIndex = at + end;
  return end >= 0 && RULE.test(text);
}

function afterLabel(text: string, end: number): LeadTo | undefined {
  AFTER_LABEL.lastIndex = end;
  if (!AFTER_LABEL.test(text)) return undefined;
  const at = AFTER_LABEL.lastIndex;
  if (text.slice(end, at).includes('|') && isHeading(text, at)) return undefined;
  return letterAt(text, at) ? { at, kind: 'proof' } : undefined;
}

function afterSpace(text: string, end: number, kind: LeadTo['kind']): LeadTo | undefined {
  const at = text[end] === ' ' ? (text[end + 1] === ' ' ? end + 2 : end + 1) : end;
  // Who writes names in lower case is found by the names alone.
  return at > end && letterAt(text, at) && isCapital(text.charCodeAt(at)) ? { at, kind } : undefined;
}

/** Past a dot, a colon and up to three spaces or a line break. */
function skipGap(text: string, end: number): number {
  let at = end;
  if (text[at] === '.' || text[at] === ':') at++;
  for (let spaces = 0; spaces < 3 && (text[at] === ' ' || text[at] === '\n'); spaces++) at++;
  return at;
}
