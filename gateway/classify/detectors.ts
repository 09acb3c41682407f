import type { Recognition } from '../config/recognition.ts';
import { identifiers } from './identifiers/identifiers.ts';
import { officePattern } from './office/patterns.ts';
import { officeWords } from './office/office-words.ts';
import { indexOf, type ListText, offerIndex } from './office/word-indexes.ts';
import { isEveryday, type Lexicon, readLexicon } from './persons/lexicon.ts';
import { createPersonDetector } from './persons/persons.ts';
import type { Detector } from './recogniser.ts';
import { secrets } from './secrets/secrets.ts';

export interface BuiltIn {
  detectors: Detector[];
  /** True for a word that everybody uses: as an entry of a list it would match everywhere. */
  isEveryday(word: string): boolean;
  /** Reads the word files, which the first text would otherwise wait for. Throws where they are missing. */
  prepare(): void;
}

/** What ships with the application. A text whose words cannot be looked up is not let through: that throws. */
export function builtIn(resourcesDir: string): BuiltIn {
  let lexicon: Lexicon | undefined;
  const words = (): Lexicon => (lexicon ??= readLexicon(resourcesDir));
  return {
    detectors: [identifiers, secrets, createPersonDetector(words)],
    isEveryday: (word) => isEveryday(words(), word),
    prepare: () => void words(),
  };
}

/** Of the office's own words and patterns. Throws where one cannot be opened: a request must not pass for clean without them. */
export function officeDetectors(recognition: Recognition): Detector[] {
  const lists = listTexts(recognition);
  if (lists.length === 0) offerIndex(undefined);
  return [...(lists.length > 0 ? [officeWords(indexOf(lists))] : []), ...recognition.patterns().map(officePattern)];
}

/** The office's lists, but for one. Throws `storage_unavailable` where one cannot be opened. */
export function listTexts(recognition: Recognition, without?: string): ListText[] {
  return recognition.openedLists().filter(({ info, text }) => info.id !== without && text !== '').map(({ info: { kind, dataClass }, text }) => ({ kind, dataClass, text }));
}
