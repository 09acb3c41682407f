import type { WordKind } from '../../config/recognition.ts';
import type { DataClass } from '../../core/data-class.ts';
import { FOLDED, isLetter } from '../persons/fold.ts';

/** A client's name, a matter number or a code word of the office. */
export interface WordEntry {
  id?: string;
  text: string;
  /** `confidential` where the office says nothing. */
  dataClass?: DataClass;
  /** Told by the text itself where the office says nothing. */
  kind?: WordKind;
}

/** Between the words of a name, and nothing by which a person could be told. */
const SKIPPED = new Set('von vom van den der de del della dei di da dos das du des la le lo el al zu zum zur und et and e y ag gmbh sa sarl srl spa ltd inc llc kg co cie l d dell all nell'.split(' '));
const LEGAL_FORM = /(?:^|\s)(?:AG|GmbH|SA|S[àa]rl|S\.?A\.?|S\.?[rR]\.?[lL]\.?|SpA|Ltd|LLC|Inc|KG|OHG|Stiftung|Verein|Fondation|Fondazione|Partner|& ?Co|Genossenschaft|Holding|Treuhand)(?=$|[\s.,])|&/;
const LONGEST_NAME = 4;

/** Entry text as words and digit runs, in order. */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  let at = 0;
  while (at < text.length) {
    const folded = FOLDED[text.charCodeAt(at)]!;
    if (folded === 0) {
      at++;
      continue;
    }
    const letters = isLetter(folded);
    const start = at;
    while (at < text.length && FOLDED[text.charCodeAt(at)]! !== 0 && isLetter(FOLDED[text.charCodeAt(at)]!) === letters) at++;
    tokens.push(text.slice(start, at));
  }
  return tokens;
}

/** True for an entry that is told by its digits: separators make no difference to it. */
export function isCode(tokens: readonly string[]): boolean {
  return tokens.some((token) => !isLetter(FOLDED[token.charCodeAt(0)]!));
}

/** The words that must stand in a text; particles, initials and legal forms may be missing, unless hardly anything else is left: `Müller AG` is not every Müller. */
export function tellingWords(tokens: readonly string[]): readonly string[] {
  const telling = tokens.filter((token) => token.length > 1 && !isSkipped(token));
  const elision = telling.length === 1 && tokens.every((token) => token.length === 1 || token === telling[0]);
  return telling.length > 1 || elision ? telling : tokens;
}

export function isSkipped(word: string): boolean {
  return word.length <= 4 && SKIPPED.has(word.toLowerCase().replace('à', 'a'));
}

/** What kind of entry it is by the look of it. */
export function kindOf(entry: WordEntry, tokens: readonly string[]): WordKind {
  if (entry.kind) return entry.kind;
  if (isCode(tokens)) return 'matter';
  if (LEGAL_FORM.test(entry.text)) return 'organisation';
  const words = tellingWords(tokens);
  const capitalised = words.every((word) => word[0] !== word[0]!.toLowerCase());
  return words.length >= 2 && words.length <= LONGEST_NAME && capitalised ? 'person' : 'word';
}
