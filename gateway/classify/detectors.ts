import type { Recognition } from '../config/recognition.ts';
import { identifiers } from './identifiers/identifiers.ts';
import { officePattern } from './office/patterns.ts';
import { officeWords } from './office/office-words.ts';
import { buildWordIndex } from './office/word-index.ts';
import { readLexicon } from './persons/lexicon.ts';
import { createPersonDetector } from './persons/persons.ts';
import { EVERYDAY } from './persons/roles.ts';
import { wordValue } from './persons/word-table.ts';
import type { Detector } from './recogniser.ts';
import { secrets } from './secrets/secrets.ts';

export interface BuiltIn {
  detectors: Detector[];
  /** True for a word that everybody uses: as an entry of a list it would match everywhere. */
  isEveryday(word: string): boolean;
}

/** What ships with the application. Throws where its word files are missing. */
export function builtIn(resourcesDir: string): BuiltIn {
  const lexicon = readLexicon(resourcesDir);
  return {
    detectors: [identifiers, secrets, createPersonDetector(lexicon)],
    isEveryday: (word) => (wordValue(lexicon, word, 0, word.length) & EVERYDAY) !== 0,
  };
}

/** Of the office's own words and patterns. Throws where one cannot be opened: a request must not pass for clean without them. */
export function officeDetectors(recognition: Recognition): Detector[] {
  const words = recognition.openedLists().flatMap(({ info: { kind, dataClass }, words: texts }) => texts.map((text) => ({ text, kind, dataClass })));
  return [...(words.length > 0 ? [officeWords(buildWordIndex(words))] : []), ...recognition.patterns().map(officePattern)];
}
