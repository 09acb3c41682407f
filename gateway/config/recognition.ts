import { createHmac } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { DataClass } from '../core/data-class.ts';
import { GatehouseError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { JsonObject } from '../core/json.ts';
import { type Change, createFalseAlarms, type FalseAlarms, type FalseAlarmStorage } from './false-alarms.ts';
import { invalid } from './office-checks.ts';
import type { AuditAppend, OfficeVault } from './office-types.ts';
import { type WordChange, wordsIn } from './word-change.ts';

export const WORD_KINDS = ['person', 'organisation', 'matter', 'word'] as const;
export type WordKind = (typeof WORD_KINDS)[number];

/** A list of the office's own words: names of clients, numbers of matters, code words. */
export interface WordListInfo {
  id: string;
  name: string;
  kind: WordKind;
  /** The class that each of its words speaks for. */
  dataClass: DataClass;
  count: number;
  /** UTC milliseconds. */
  updatedAt: number;
}

export interface OpenedList {
  info: WordListInfo;
  /** Its words, one per line. */
  text: string;
}

export interface OfficePattern {
  id: string;
  name: string;
  source: string;
  dataClass: DataClass;
  /** UTC milliseconds. */
  updatedAt: number;
}

export interface Sealed {
  id: string;
  sealed: Uint8Array;
  updatedAt: number;
}

/** What it needs of the store; `store/recognition.ts` has it on SQLite. */
export interface RecognitionStorage extends FalseAlarmStorage {
  lists(): Sealed[];
  saveList(list: Sealed): void;
  deleteList(id: string): void;
  patterns(): Sealed[];
  savePattern(pattern: Sealed): void;
  deletePattern(id: string): void;
}

export interface WordListInput {
  /** Absent: a new one. */
  id?: string;
  name: string;
  kind: WordKind;
  dataClass: DataClass;
  /** The list's words as they were when the change was made; empty for a new one. */
  before: string;
  change: WordChange;
}

/**
 * What the office wants recognised beside what is built in, and what not. Words and patterns are encrypted on the disk; the audit log has their numbers and
 * keyed hashes. Changes throw `invalid_request`, `not_found` or `storage_unavailable`.
 */
export interface Recognition extends FalseAlarms {
  lists(): WordListInfo[];
  /** One with its words. Throws `not_found`, or `storage_unavailable` where it cannot be opened. */
  list(id: string): OpenedList;
  /** All with their words. Throws `storage_unavailable` where one cannot be opened: then nothing may be taken for clean. */
  openedLists(): OpenedList[];
  /** Throws `conflict` where somebody else has changed the list since. */
  saveList(input: WordListInput, author: string): WordListInfo;
  removeList(id: string, author: string): void;
  patterns(): OfficePattern[];
  /** The pattern has been compiled before. */
  savePattern(input: Omit<OfficePattern, 'id' | 'updatedAt'> & { id?: string }, author: string): OfficePattern;
  removePattern(id: string, author: string): void;
  /** The keyed hash that stands for a text. */
  mark(text: string): string;
  onChange(listener: () => void): () => void;
}

export interface RecognitionDependencies {
  storage: RecognitionStorage;
  vault: OfficeVault & { derive(label: string): Buffer };
  audit: AuditAppend;
  clock: Clock;
}

const MAX_NAME = 200;
/** Of all lists together: what can be looked for without slowing requests. */
export const WORDS_MAX = 200_000;
const MARK_BYTES = 16;

type StoredList = Omit<WordListInfo, 'id' | 'updatedAt'>;
type StoredPattern = Omit<OfficePattern, 'id' | 'updatedAt'>;

export function createRecognition({ storage, vault, audit, clock }: RecognitionDependencies): Recognition {
  const listeners = new Set<() => void>();
  const hmacKey = vault.derive('marks of findings');
  const mark = (text: string): string => createHmac('sha256', hmacKey).update(text).digest().subarray(0, MARK_BYTES).toString('base64url');

  // A list's words can be many: what describes it stands on a line of its own, before them.
  const openList = ({ id, sealed, updatedAt }: Sealed): OpenedList => {
    const whole = vault.open(sealed, listContext(id));
    const end = whole.indexOf('\n');
    const head = end < 0 ? whole : whole.slice(0, end);
    return { info: { id, updatedAt, ...(JSON.parse(head) as StoredList) }, text: end < 0 ? '' : whole.slice(end + 1) };
  };
  const opened = (list: Sealed): OpenedList | undefined => {
    try {
      return openList(list);
    } catch {
      return undefined;
    }
  };
  /** One that cannot be opened is listed too, so that it can be removed and imported again. */
  const infoOf = (list: Sealed): WordListInfo => opened(list)?.info ?? { id: list.id, name: '?', kind: 'word', dataClass: 'secret', count: 0, updatedAt: list.updatedAt };
  const sealedList = (id: string): Sealed => {
    const found = storage.lists().find((list) => list.id === id);
    if (!found) throw new GatehouseError('not_found', `There is no word list "${id}".`);
    return found;
  };

  const sealedPattern = (id: string): Sealed => {
    const found = storage.patterns().find((pattern) => pattern.id === id);
    if (!found) throw new GatehouseError('not_found', `There is no pattern "${id}".`);
    return found;
  };
  /** Undefined where it cannot be opened: it can be removed and entered anew. */
  const openedPattern = ({ id, sealed }: Sealed): StoredPattern | undefined => {
    try {
      return JSON.parse(vault.open(sealed, patternContext(id))) as StoredPattern;
    } catch {
      return undefined;
    }
  };
  /** What the audit log says of one: the office's own numbers stay out of it. */
  const patternRecord = (id: string, pattern: StoredPattern | undefined): JsonObject => (pattern ? { id, dataClass: pattern.dataClass, mark: mark(pattern.source) } : { id, unreadable: true });

  const change: Change = (author, action, detail, work) => {
    storage.transaction(() => {
      work();
      audit(author, action, detail);
    });
    for (const listener of listeners) listener();
  };

  return {
    ...createFalseAlarms({ storage, vault, audit, clock, change }),
    lists: () => storage.lists().map(infoOf),
    list: (id) => openList(sealedList(id)),
    openedLists: () => storage.lists().map(openList),
    saveList(input, author) {
      const name = checkName(input.name);
      const { change: made } = input;
      const known = input.id === undefined ? undefined : openList(sealedList(input.id));
      if ((known?.text ?? '') !== input.before) throw new GatehouseError('conflict', 'Somebody else has changed this list just now.', { hint: 'Try again.' });
      const others = storage.lists().filter(({ id }) => id !== input.id).reduce((sum, list) => sum + openList(list).info.count, 0);
      if (others + made.count > WORDS_MAX) throw invalid('words', `The lists would hold ${(others + made.count).toLocaleString('en')} words; ${WORDS_MAX.toLocaleString('en')} are possible.`, 'Leave out words that are in no current matter.');
      const id = input.id ?? newId('list', clock.now());
      const stored: StoredList = { name, kind: input.kind, dataClass: input.dataClass, count: made.count };
      const updatedAt = clock.now();
      const sealed = vault.seal(`${JSON.stringify(stored)}\n${made.text}`, listContext(id));
      const detail = { id, kind: input.kind, dataClass: input.dataClass, words: made.count, added: made.added, addedMark: mark(made.addedText), removed: made.removed, removedMark: mark(made.removedText), ...(known && { before: { kind: known.info.kind, dataClass: known.info.dataClass, words: known.info.count } }) };
      change(author, 'recognition.list', detail, () => storage.saveList({ id, sealed, updatedAt }));
      if (made.removed > 0) storage.scrub();
      return { id, updatedAt, ...stored };
    },
    removeList(id, author) {
      const list = opened(sealedList(id));
      const detail: JsonObject = list ? { kind: list.info.kind, removed: wordsIn(list.text).length, removedMark: mark(list.text) } : { unreadable: true };
      change(author, 'recognition.listRemove', { id, ...detail }, () => storage.deleteList(id));
      storage.scrub();
    },
    patterns: () => storage.patterns().map(({ id, sealed, updatedAt }) => ({ id, updatedAt, ...(JSON.parse(vault.open(sealed, patternContext(id))) as StoredPattern) })),
    savePattern(input, author) {
      const before = input.id === undefined ? undefined : sealedPattern(input.id);
      const id = input.id ?? newId('pat', clock.now());
      const updatedAt = clock.now();
      const stored: StoredPattern = { name: checkName(input.name), source: input.source, dataClass: input.dataClass };
      const sealed = vault.seal(JSON.stringify(stored), patternContext(id));
      change(author, 'recognition.pattern', { ...patternRecord(id, stored), ...(before && { before: patternRecord(id, openedPattern(before)) }) }, () => storage.savePattern({ id, sealed, updatedAt }));
      return { id, updatedAt, ...stored };
    },
    removePattern(id, author) {
      const detail = patternRecord(id, openedPattern(sealedPattern(id)));
      change(author, 'recognition.patternRemove', detail, () => storage.deletePattern(id));
      storage.scrub();
    },
    mark,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const listContext = (id: string): string => `word list ${id}`;
const patternContext = (id: string): string => `pattern ${id}`;

function checkName(name: string): string {
  const clean = name.replace(/\s+/g, ' ').trim();
  if (clean === '' || clean.length > MAX_NAME) throw invalid('name', `A name has 1 to ${MAX_NAME} letters.`);
  return clean;
}
