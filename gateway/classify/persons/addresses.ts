import { FOLDED } from './fold.ts';
import type { Lexicon } from './lexicon.ts';
import { isCapital, letterAt, wordBefore, wordEnd, wordStart } from './reader.ts';
import { EVERYDAY, NAMED_AFTER, PARTICLE, PLACE, STREET } from './roles.ts';
import { wordValue } from './word-table.ts';

export interface Address {
  start: number;
  end: number;
  /** False where only a postal code and a place were found. */
  street: boolean;
  certain: boolean;
}

const STREET_ENDING = /(?:strasse|straße|gasse|gässli|weg|platz|allee|ring|rain|halde|acker|matte?|hof|graben|quai|ufer|steig|promenade|damm|gässchen|wiese|feld|berg|str)$/i;
/** Of these endings many words are no streets: only with a postal code behind it. */
const DOUBTFUL_ENDING = /(?:ring|hof|feld|berg|weg|rain|wiese|matte?|acker)$/i;
const POSTAL = /(?:,|\s){1,3}(?:(?:CH|D|A|F|I|L|FL)-)?\d{4,5}\s[\p{Lu}]/uy;
const WORDS_BACK = 6;

/** The address of which the number from `start` to `end` is a part: a house number or a postal code. */
export function addressAt(lexicon: Lexicon, text: string, start: number, end: number): Address | undefined {
  const digits = end - start;
  if (digits <= 4 && text[start] !== '0') {
    const street = germanStreet(lexicon, text, start, end) ?? leadingStreet(lexicon, text, start, end) ?? numberFirst(lexicon, text, start, end);
    if (street) return { ...street, ...withPlace(lexicon, text, street.end), start: street.start, street: true };
  }
  return digits === 4 || digits === 5 ? postalPlace(lexicon, text, start, end) : undefined;
}

/** `Bahnhofstrasse 12a`, `Hans-Huber-Str. 5`, `Lange Gasse 3`. */
function germanStreet(lexicon: Lexicon, text: string, start: number, end: number): Omit<Address, 'street'> | undefined {
  let at = start;
  if (text[at - 1] !== ' ') return undefined;
  at--;
  const abbreviated = text[at - 1] === '.';
  if (abbreviated) at--;
  if (!letterAt(text, at - 1)) return undefined;
  let from = wordStart(text, at - 1);
  const capital = isCapital(text.charCodeAt(from));
  const word = text.slice(from, at);
  const street = word.length > 5 && STREET_ENDING.test(word);
  // Before most numbers stands neither: no need to look the word up.
  if (!street && !capital) return undefined;
  const roles = wordValue(lexicon, text, from, at);
  const separate = (roles & NAMED_AFTER) !== 0 && capital;
  const ending = street && (roles & EVERYDAY) === 0;
  if (!ending && !separate) return undefined;
  if (abbreviated && !/str$/i.test(word)) return undefined;
  for (let parts = 0; parts < 3 && text[from - 1] === '-' && letterAt(text, from - 2); parts++) from = wordStart(text, from - 2);
  if (separate && from === at - word.length) {
    const before = wordBefore(lexicon, text, from, 1);
    if (!before?.capital || (before.roles & EVERYDAY) !== 0 || !/^(?:Strasse|Straße|Str|Weg|Platz|Gasse|Allee)$/.test(word)) return undefined;
    from = before.start;
  }
  const to = houseNumberEnd(text, end);
  const doubtful = DOUBTFUL_ENDING.test(word);
  POSTAL.lastIndex = to;
  const followed = POSTAL.test(text);
  if (doubtful && !followed) return undefined;
  return { start: from, end: to, certain: !doubtful || followed };
}

/** `rue de la Gare 12`, `Via Nassa 5`. */
function leadingStreet(lexicon: Lexicon, text: string, start: number, end: number): Omit<Address, 'street'> | undefined {
  // A longer number after a comma is a postal code.
  const comma = text[start - 1] === ' ' && text[start - 2] === ',' && end - start <= 3;
  let at = comma ? start - 2 : start;
  let capitals = 0;
  for (let words = 0; words < WORDS_BACK; words++) {
    const gap = text[at - 1];
    let to = at;
    if (gap === ' ') to--;
    else if (gap === "'" || gap === '’' || gap === '-' || gap === '.') to--;
    else if (!comma || words > 0) return undefined;
    if (text[to - 1] === '.') to--;
    if (!letterAt(text, to - 1)) return undefined;
    const from = wordStart(text, to - 1);
    const capital = isCapital(text.charCodeAt(from));
    const long = !capital && to - from > 3;
    if (capitals > 0 || long) {
      const roles = wordValue(lexicon, text, from, to);
      if ((roles & STREET) !== 0 && capitals > 0) return { start: from, end: houseNumberEnd(text, end), certain: true };
      if (long && (roles & (PARTICLE | EVERYDAY)) === 0) return undefined;
    }
    if (capital) capitals++;
    at = from;
  }
  return undefined;
}

/** `12, rue de la Gare`, `221B Baker Street`. */
function numberFirst(lexicon: Lexicon, text: string, start: number, end: number): Omit<Address, 'street'> | undefined {
  let at = houseNumberEnd(text, end);
  if (text[at] === ',') at++;
  if (text[at] !== ' ') return undefined;
  at++;
  let to = wordEnd(text, at);
  if (to === at) return undefined;
  const french = (wordValue(lexicon, text, at, to) & STREET) !== 0;
  if (!french && !isCapital(text.charCodeAt(at))) return undefined;
  let last = 0;
  for (let words = 0; words < WORDS_BACK; words++) {
    const roles = words === 0 ? 0 : wordValue(lexicon, text, at, to);
    const capital = isCapital(text.charCodeAt(at));
    if (words > 0 && !french && capital && (roles & NAMED_AFTER) !== 0 && /^(?:Street|St|Road|Rd|Lane|Ave|Avenue|Drive|Square|Court|Crescent|Close|Boulevard)$/.test(text.slice(at, to))) return { start, end: to, certain: true };
    if (french && words > 0 && capital) last = to;
    if (!capital && !(french && (words === 0 || (roles & (PARTICLE | EVERYDAY)) !== 0 || to - at <= 3))) break;
    const link = text[to];
    if (link !== ' ' && link !== '-' && link !== "'" && link !== '’') break;
    at = to + 1;
    to = wordEnd(text, at);
    if (to === at) break;
  }
  return last > 0 ? { start, end: last, certain: true } : undefined;
}

/** `12a`, `12-14`, `12/3`. */
function houseNumberEnd(text: string, end: number): number {
  if (letterAt(text, end) && !letterAt(text, end + 1)) return end + 1;
  if (text[end] === ' ' && /^[a-f]$/.test(text[end + 1] ?? '') && !letterAt(text, end + 2)) return end + 2;
  return end;
}

/** The postal code and the place behind a street, as one with it. */
function withPlace(lexicon: Lexicon, text: string, end: number): { end: number } {
  let at = end;
  while (at - end < 3 && (text[at] === ',' || text[at] === ' ' || text[at] === '\n')) at++;
  const country = /^(?:CH|D|A|F|I|L|FL)-$/.test(text.slice(at, at + 2)) ? 2 : text.startsWith('CH-', at) || text.startsWith('FL-', at) ? 3 : 0;
  at += country;
  let digits = at;
  while (digits - at < 6 && FOLDED[text.charCodeAt(digits)]! >= 48 && FOLDED[text.charCodeAt(digits)]! <= 57) digits++;
  if (digits - at < 4 || digits - at > 5 || text[digits] !== ' ' || !letterAt(text, digits + 1) || !isCapital(text.charCodeAt(digits + 1))) return { end };
  return { end: placeEnd(lexicon, text, digits + 1) };
}

function postalPlace(lexicon: Lexicon, text: string, start: number, end: number): Address | undefined {
  if (text[end] !== ' ' || !letterAt(text, end + 1) || !isCapital(text.charCodeAt(end + 1))) return undefined;
  const from = afterSaint(text, end + 1);
  if (from === end + 1 && (wordValue(lexicon, text, from, wordEnd(text, from)) & PLACE) === 0) return undefined;
  const country = text[start - 1] === '-' ? wordBefore(lexicon, text, start - 1, 0) : undefined;
  return { start: country && start - country.start <= 3 ? country.start : start, end: placeEnd(lexicon, text, end + 1), street: false, certain: end - start === 4 };
}

/** Of `St. Gallen`, where Gallen begins; `at` where no saint stands there. */
function afterSaint(text: string, at: number): number {
  return (text.startsWith('St. ', at) || text.startsWith('St.-', at)) && letterAt(text, at + 4) && isCapital(text.charCodeAt(at + 4)) ? at + 4 : at;
}

/** `La Chaux-de-Fonds`, `Biel/Bienne`, `Bad Ragaz`: the place from `at`. */
function placeEnd(lexicon: Lexicon, text: string, at: number): number {
  let end = wordEnd(text, afterSaint(text, at));
  for (let parts = 0; parts < 4; parts++) {
    const link = text[end];
    const joined = (link === '-' || link === '/') && letterAt(text, end + 1);
    const second = link === ' ' && isCapital(text.charCodeAt(end + 1)) && end - at <= 5 && parts === 0 && (wordValue(lexicon, text, end + 1, wordEnd(text, end + 1)) & EVERYDAY) === 0;
    if (!joined && !second) break;
    end = wordEnd(text, end + 1);
  }
  return end;
}
