import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { DataClass } from '../core/data-class.ts';
import type { Store } from './open.ts';

export interface StoredContent {
  trace: string;
  /** UTC milliseconds. */
  time: number;
  keyId: string;
  /** As in traces: `person:Anna`, `application:CRM`. */
  owner: string;
  session: string | null;
  dataClass: DataClass;
  sealed: Buffer | null;
  /** The record's own key, under the data key; null without `sealed`. */
  wrapped: Buffer | null;
}

export interface Mark {
  mark: Buffer;
  answer: boolean;
}

/** Whose contents are meant. */
export type ContentScope = { by: 'key'; keyId: string } | { by: 'owner'; owner: string } | { by: 'session'; keyId: string; session: string } | { by: 'trace'; trace: string };

export interface ContentTotals {
  dataClass: DataClass;
  records: number;
  /** Of the encrypted texts. */
  bytes: number;
  /** UTC milliseconds. */
  oldest: number;
}

export interface ContentRows {
  /** Within the caller's transaction. A record that is there stays. */
  insert(content: StoredContent, marks: readonly Mark[]): void;
  get(trace: string): StoredContent | undefined;
  /** Newest first. */
  find(mark: Buffer, limit: number): { trace: string; time: number; keyId: string; dataClass: DataClass; answer: boolean }[];
  /**
   * With keys and marks, the values of stand-ins of the same conversations, the words of false alarms that were reported from these requests, and the answers that a client may go on from;
   * returns how many records, words and answers went.
   */
  erase(scope: ContentScope): number;
  /** Deletes up to `limit` records of the class from before that time. */
  expire(dataClass: DataClass, before: number, limit: number): number;
  totals(): ContentTotals[];
  /** Empties the write-ahead log; false where a reader kept it from being emptied. */
  scrub(): boolean;
}

interface Row { trace: string; time: number; key_id: string; owner: string; session: string | null; data_class: DataClass; sealed: Buffer | null; wrapped: Buffer | null }
type Scope = Record<'keyId' | 'owner' | 'session' | 'trace', string>;

/** Which columns a scope is looked for in. */
const WHERE: Record<ContentScope['by'], string> = {
  key: 'key_id = @keyId',
  owner: 'owner = @owner',
  session: 'key_id = @keyId AND session = @session',
  trace: 'trace = @trace',
};
/** Of the words of false alarms and of answers, which know their request alone. */
const REQUESTS: Record<ContentScope['by'], string> = {
  key: 'trace IN (SELECT id FROM traces WHERE key_id = @keyId)',
  owner: 'trace IN (SELECT id FROM traces WHERE owner = @owner)',
  session: 'trace IN (SELECT id FROM traces WHERE key_id = @keyId AND session = @session)',
  trace: 'trace = @trace',
};
/** Of what is kept by key and names no owner. */
const KEYS = {
  key: 'key_id = @keyId',
  owner: "key_id IN (SELECT id FROM virtual_keys WHERE owner_kind || ':' || owner = @owner UNION SELECT key_id FROM contents WHERE owner = @owner)",
};
/** An answer's request may be forgotten before the answer is, its key not; a key may have changed hands or be gone, its requests not. */
const ANSWERS: Record<ContentScope['by'], string> = { ...REQUESTS, ...KEYS, owner: `(${KEYS.owner} OR ${REQUESTS.owner})` };
const conversationsOf = (where: string): string => `(key_id, session) IN (SELECT key_id, session FROM traces WHERE ${where} AND session IS NOT NULL)`;
const PSEUDONYMS: Record<ContentScope['by'], string> = {
  key: KEYS.key,
  owner: `(${KEYS.owner} OR ${conversationsOf('owner = @owner')})`,
  session: 'key_id = @keyId AND session = @session',
  // Whose value of a conversation came with which request is not kept.
  trace: conversationsOf('id = @trace'),
};

export function contentRows(store: Store): ContentRows {
  const { db } = store;
  const insert = db.prepare('INSERT OR IGNORE INTO contents (trace, time, key_id, owner, session, data_class, sealed) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const insertKey = db.prepare('INSERT INTO content_keys (trace, wrapped) VALUES (?, ?)');
  const insertMark = db.prepare('INSERT OR IGNORE INTO content_marks (mark, trace, answer) VALUES (?, ?, ?)');
  const get = db.prepare<[string], Row>('SELECT contents.*, wrapped FROM contents LEFT JOIN content_keys USING (trace) WHERE trace = ?');
  const find = db.prepare<[Buffer, number], Row & { answer: number }>(
    'SELECT trace, time, key_id, data_class, answer FROM content_marks JOIN contents USING (trace) WHERE mark = ? ORDER BY time DESC, trace DESC LIMIT ?',
  );
  const expire = db.prepare('DELETE FROM contents WHERE trace IN (SELECT trace FROM contents WHERE data_class = ? AND time < ? ORDER BY time LIMIT ?)');
  const totals = db.prepare<[], ContentTotals>('SELECT data_class AS dataClass, count(*) AS records, coalesce(sum(length(sealed)), 0) AS bytes, min(time) AS oldest FROM contents GROUP BY data_class');
  const erasing = new Map(Object.entries(WHERE).map(([by, where]) => [by, db.prepare<[Partial<Scope>]>(`DELETE FROM contents WHERE ${where}`)]));
  const words = new Map(Object.entries(REQUESTS).map(([by, where]) => [by, db.prepare<[Partial<Scope>]>(`UPDATE false_alarms SET test_case = NULL WHERE test_case IS NOT NULL AND ${where}`)]));
  const answers = new Map(Object.entries(ANSWERS).map(([by, where]) => [by, db.prepare<[Partial<Scope>]>(`DELETE FROM responses WHERE ${where}`)]));
  const forgetting = new Map(Object.entries(PSEUDONYMS).map(([by, where]) => [by, db.prepare<[Partial<Scope>]>(`DELETE FROM pseudonyms WHERE ${where}`)]));
  return {
    insert(content, marks) {
      const { trace, time, keyId, owner, session, dataClass, sealed, wrapped } = content;
      if (insert.run(trace, time, keyId, owner, session, dataClass, sealed).changes === 0) return;
      if (wrapped) insertKey.run(trace, wrapped);
      for (const { mark, answer } of marks) insertMark.run(mark, trace, Number(answer));
    },
    get(trace) {
      const row = store.transaction(() => get.get(trace));
      return row && { trace, time: row.time, keyId: row.key_id, owner: row.owner, session: row.session, dataClass: row.data_class, sealed: row.sealed, wrapped: row.wrapped };
    },
    find: (mark, limit) => find.all(mark, limit).map((row) => ({ trace: row.trace, time: row.time, keyId: row.key_id, dataClass: row.data_class, answer: row.answer === 1 })),
    erase(scope) {
      return store.transaction(() => {
        forgetting.get(scope.by)!.run({ ...scope });
        const kept = answers.get(scope.by)!.run({ ...scope }).changes;
        const said = words.get(scope.by)!.run({ ...scope }).changes;
        return said + kept + erasing.get(scope.by)!.run({ ...scope }).changes;
      });
    },
    expire: (dataClass, before, limit) => store.transaction(() => expire.run(dataClass, before, limit).changes),
    totals: () => totals.all(),
    scrub: () => db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0,
  };
}

/** Of answers and stand-ins, which have no key of their own: overwritten at once, in between others have their turn. */
const OVERWRITTEN_AT_ONCE = 20;

/**
 * Takes them out of a copy of the database, and what else is erased with them: it must not live on in a backup. The keys are overwritten, without which the rest
 * is noise; answers that are kept for their clients and the values of stand-ins are overwritten themselves.
 */
export async function removeContents(path: string): Promise<void> {
  const copy = new Database(path);
  try {
    copy.pragma('journal_mode = DELETE');
    copy.pragma('synchronous = OFF');
    copy.pragma('secure_delete = ON');
    copy.exec('DELETE FROM content_keys; DELETE FROM content_marks; UPDATE false_alarms SET test_case = NULL; DELETE FROM pseudonyms;');
    const answers = copy.prepare('DELETE FROM responses WHERE rowid IN (SELECT rowid FROM responses LIMIT ?)');
    while (answers.run(OVERWRITTEN_AT_ONCE).changes > 0) await setImmediate();
    copy.pragma('secure_delete = OFF');
    copy.exec('DELETE FROM contents;');
  } finally {
    copy.close();
  }
}
