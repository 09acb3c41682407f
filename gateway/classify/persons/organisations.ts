import type { Lexicon } from './lexicon.ts';
import { isCapital, letterAt, wordBefore, wordEnd } from './reader.ts';
import { CLOSING, EVERYDAY, GREETING, LABEL, NAME, PARTICLE, TITLE } from './roles.ts';
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
  // "Die Muster AG": the article is no part of it.
  while (starts.length > 1 && leading(lexicon, text, starts[starts.length - 1]!)) starts.pop();
  const first = starts[starts.length - 1];
  if (first === undefined || (starts.length === 1 && leading(lexicon, text, first))) return undefined;
  return { start: first, end, certain: !companion };
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
  return last > end ? { start, end: last, certain: false } : undefined;
}
