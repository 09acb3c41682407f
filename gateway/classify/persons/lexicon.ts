import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTEXT_WORDS } from './context-words.ts';
import { EVERYDAY, GIVEN, PLACE, SURNAME, TRIGGERS } from './roles.ts';
import { createWordTable, putWord, type WordTable, wordValue } from './word-table.ts';
import { SURROUNDING } from './words.ts';

/** All words that say something about names, places, organisations and contexts; the value of a word is its roles. */
export type Lexicon = WordTable;

const FILES: readonly (readonly [role: number, file: string])[] = [
  [GIVEN, 'given.txt'],
  [SURNAME, 'surnames.txt'],
  [PLACE, 'places.txt'],
  [EVERYDAY, 'everyday.txt'],
];

/** Reads the word files of `resources/names`. Throws where one is missing: names would go unseen. */
export function readLexicon(resourcesDir: string): Lexicon {
  const lists = [...FILES.map(([role, file]) => [role, readWords(join(resourcesDir, 'names', file))] as const), ...[...SURROUNDING, ...CONTEXT_WORDS].map(([role, words]) => [role, split(words)] as const)];
  const lexicon = createWordTable(lists.reduce((sum, [, words]) => sum + words.length, 0));
  for (const [role, words] of lists) for (const word of words) putWord(lexicon, word, role, (role & TRIGGERS) !== 0);
  return lexicon;
}

/** True for a word that everybody uses: as an entry of a list it would match everywhere. */
export function isEveryday(lexicon: Lexicon, word: string): boolean {
  return (wordValue(lexicon, word, 0, word.length) & EVERYDAY) !== 0;
}

/** The words of a file: parted by spaces or lines; a line that begins with # is a comment. */
export function readWords(file: string): string[] {
  return split(readFileSync(file, 'utf8').replace(/^#.*$/gm, ''));
}

/** Of hyphenated and apostrophised entries every part is a word of its own, as it is in a text. */
function split(words: string): string[] {
  return words.split(/[^\p{L}\p{M}]+/u).filter((word) => word !== '');
}
