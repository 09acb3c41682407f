import { hash } from 'node:crypto';
import type { WordKind } from '../../config/recognition.ts';
import { wordsIn } from '../../config/word-change.ts';
import type { DataClass } from '../../core/data-class.ts';
import type { WordEntry } from './entries.ts';
import { buildWordIndex, type WordIndex } from './word-index.ts';

/** One of the office's lists, a word per line. */
export interface ListText {
  kind: WordKind;
  dataClass: DataClass;
  text: string;
}

/** An index, and what it was made of. */
export interface PreparedIndex {
  key: string;
  index: WordIndex;
}

/** The one in force, or about to be: building it takes a third of a second for a large office, and any other change of a setting asks for it again. */
let prepared: PreparedIndex | undefined;

/** Throws `invalid_request` for more words than an index holds. */
export function prepareIndex(lists: readonly ListText[]): PreparedIndex {
  return { key: keyOf(lists), index: buildWordIndex(eachEntry(lists)) };
}

/** Made elsewhere, for lists that come into force next. */
export function offerIndex(index: PreparedIndex | undefined): void {
  prepared = index;
}

/** Of lists of this content, in whatever order; made here where nobody has prepared it. Throws `invalid_request` for more words than an index holds. */
export function indexOf(lists: readonly ListText[]): WordIndex {
  const key = keyOf(lists);
  if (prepared?.key !== key) prepared = { key, index: buildWordIndex(eachEntry(lists)) };
  return prepared.index;
}

function keyOf(lists: readonly ListText[]): string {
  return lists.map(({ kind, dataClass, text }) => `${kind} ${dataClass} ${hash('sha256', text)}`).sort().join('\n');
}

function* eachEntry(lists: readonly ListText[]): Generator<WordEntry> {
  for (const { kind, dataClass, text } of lists) for (const word of wordsIn(text)) yield { text: word, kind, dataClass };
}
