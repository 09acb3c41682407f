import type { Lexicon } from './lexicon.ts';
import { isCapital, letterAt, wordBefore, wordEnd } from './reader.ts';
import { CLOSING, EVERYDAY, GREETING, LABEL, NAME, PARTICLE, SURNAME, TITLE } from './roles.ts';
import { wordValue } from './word-table.ts';

export interface Range {
  start: number;
  end: number;
  certain: boolean;
}

const MOST_WORDS = 6;
const FORM = /^(?:AG|GmbH|SA|S[àa]rl|S[ÀA]RL|S(?:RL|rl)|SpA|SPA|KG|OHG|GbR|UG|SE|Ltd|Limited|LLC|LLP|Inc|Corp|plc|PLC|SAS|SNC|SASU|Sagl|SAGL|EURL|e\.V\.)$/;
/** Only after an ampersand or its word. */
const COMPANIONS = /^(?:Partners?|Associ[ée]s|Associati|Associates|Söhne|Cie|Co|Figli|Fils|Sons)$/;
const LINKS = /^(?:&|und|et|and|e|y|\+)$/;

const FIRM = new RegExp(`^ (?:&|und|et|and|e|y|\\+) ${COMPANIONS.source.slice(1, -1)}(?![\\p{L}])`, 'u');
const FIRM_MAX = 24;

/** True where a firm's name goes on from `end`: `Meier & Partner` below "Kind regards" is no person. */
export function isFirm(text: string, end: number): boolean {
  return text[end] === ' ' && FIRM.test(text.slice(end, end + FIRM_MAX));
}

/** The organisation whose legal form stands from `start` to `end`: the capitalised words before it. */
export function organisationBefore(lexicon: Lexicon, text: string, start: number, end: number): Range | undefined {
  const form = text.slice(start, end);
  const companion = COMPANIONS.test(form);
  if (!companion && !FORM.test(form)) return undefined;
  const starts: number[] = [];
  let at = start;
  let linked = false;
  for (let words = 0; words < MOST_WORDS; words++) {
    const link = text.slice(Math.max(0, at - 2), at);
    if (link === '& ' || link === '+ ') {
      linked = true;
      at -= text[at - 3] === ' ' ? 2 : 1;
    }
    const word = wordBefore(lexicon, text, at, 1);
    if (!word) break;
    const spelled = text.slice(word.start, word.end);
    if (word.capital) {
      let from = word.start;
      while (text[from - 1] === '-' && letterAt(text, from - 2) && word.start - from < 40) {
        from -= 2;
        while (letterAt(text, from - 1) && word.start - from < 40) from--;
      }
      starts.push(from);
      at = from;
    } else if (LINKS.test(spelled) || (word.roles & PARTICLE) !== 0) {
      if (LINKS.test(spelled)) linked = true;
      at = word.start;
    } else break;
  }
  if (companion && !linked) return undefined;
  if (companion && starts.length > 0 && standsAlone(lexicon, text, starts[0]!, start)) return { start: starts[0]!, end, certain: true };
  // "Die Muster AG": the article is no part of it.
  while (starts.length > 1 && leading(lexicon, text, starts[starts.length - 1]!)) starts.pop();
  const first = starts[starts.length - 1];
  if (first === undefined || (starts.length === 1 && leading(lexicon, text, first))) return undefined;
  return { start: first, end, certain: !companion || headsLetter(text, first, end) };
}

/** `mit Meier & Partner`: a surname that is nothing else, and before it no word that could belong to the name. */
function standsAlone(lexicon: Lexicon, text: string, at: number, form: number): boolean {
  const end = wordEnd(text, at);
  const roles = wordValue(lexicon, text, at, end);
  if ((roles & (SURNAME | EVERYDAY)) !== SURNAME || text.slice(end, form) !== ' & ') return false;
  const before = wordBefore(lexicon, text, at, 1);
  return before !== undefined && !before.capital && (before.roles & (PARTICLE | TITLE)) === 0 && !LINKS.test(text.slice(before.start, before.end));
}

function leading(lexicon: Lexicon, text: string, at: number): boolean {
  const roles = wordValue(lexicon, text, at, wordEnd(text, at));
  return (roles & (EVERYDAY | LABEL | GREETING | CLOSING | TITLE)) !== 0 && (roles & NAME) === 0;
}

/** The organisation that begins with `Stiftung`, `Étude` …: what it is called follows in capitals. */
export function organisationAfter(lexicon: Lexicon, text: string, start: number, end: number): Range | undefined {
  if (!isCapital(text.charCodeAt(start))) return undefined;
  let last = end;
  let at = end;
  for (let words = 0; words < 5; words++) {
    if (text[at] !== ' ') break;
    let next = at + 1;
    if (text[next] === '&' && text[next + 1] === ' ') next += 2;
    const to = wordEnd(text, next);
    if (to === next) break;
    const roles = wordValue(lexicon, text, next, to);
    const small = !isCapital(text.charCodeAt(next));
    if (small && (roles & (PARTICLE | EVERYDAY)) === 0 && text.slice(next, to) !== 'legale') break;
    if (!small && (roles & EVERYDAY) !== 0 && (roles & NAME) === 0) break;
    at = to;
    if (!small) last = to;
  }
  return last > end ? { start, end: last, certain: headsLetter(text, start, last) } : undefined;
}

const TRADE = '(?:Rechtsanwält(?:e|innen)|Anwält(?:e|innen)|Advokat(?:en|ur)|Anwaltskanzlei|Notar(?:e|iat)|Steuerberat(?:er|ung)|Treuhand|Treuhänder|Wirtschaftsprüfer|Ärzt(?:e|innen)|Gemeinschaftspraxis|Architekten|Avocate?s|Notaires|Fiduciaires?|Médecins|Avvocati|Notai|Fiduciaria|Medici|Solicitors|Barristers|Attorneys(?: at Law)?|Lawyers|Accountants)';
const LINE_MAX = 80;
const INDENT_MAX = 24;
/** What may follow the name on its line. */
const LINE_END = new RegExp(`(?:[ \\t]{0,3}[,|•·–-]?[ \\t]{1,3}${TRADE}(?:[ ,]{1,2}(?:und|et|e|and|&) ${TRADE})?)?[ \\t]{0,8}(?:\\r?\\n|$)`, 'y');
const CLOSING_LINE = /(?:gr[uü](?:ss|ß)|hochachtung|salut|cordial|regards|sincerely|faithfully|wishes)[^\n]{0,30}$/i;
/** A street with its number, a postal code with its place, a trade, or a post-office box. */
const NEXT_LINE = new RegExp(`[ \\t]{0,8}(?:${TRADE}|(?:Postfach|Case postale|Casella postale|P\\.?O\\.? Box)|\\d{1,4}[a-z]?,? \\p{L}|(?:CH-|D-|A-)?\\d{4,5} \\p{Lu}|[\\p{L}. '-]{3,50} \\d{1,4}[a-z]?[ \\t]*(?:\\r?\\n|,|$))`, 'uy');

/** True where the name fills a line as in a letterhead, an address or a signature: then nothing else can belong to it. */
function headsLetter(text: string, start: number, end: number): boolean {
  let line = start;
  while (line > 0 && start - line < INDENT_MAX && (text[line - 1] === ' ' || text[line - 1] === '\t')) line--;
  if (line > 0 && text[line - 1] !== '\n') return false;
  LINE_END.lastIndex = end;
  if (!LINE_END.test(text)) return false;
  NEXT_LINE.lastIndex = LINE_END.lastIndex;
  if (line === 0 || NEXT_LINE.test(text)) return true;
  // The line before, across an empty one.
  const before = text.slice(Math.max(0, line - LINE_MAX), line).replace(/\r/g, '');
  return /\n[ \t]*\n$/.test(before) || CLOSING_LINE.test(before.trimEnd());
}
