import type { Clock } from '../core/clock.ts';
import type { JsonObject } from '../core/json.ts';
import type { Store } from '../store/open.ts';
import { canonicalJson } from './canonical.ts';
import { type AuditRecord, type AuditRow, hashOf, recordOf, START } from './record.ts';
import { SENT } from './requests.ts';

/** What is known of a record before it is in the chain. */
export interface NewRecord {
  /** UTC milliseconds. */
  time: number;
  actor: string;
  action: string;
  /** Without secrets and prompts. */
  detail: JsonObject;
}

export interface Head { seq: number; hash: string }

export interface AuditFilter {
  limit?: number;
  /** Older than this `seq` … */
  before?: number;
  /** … and not older than this. */
  from?: number;
  actor?: string;
  action?: string;
  /** Without the records of requests, of which there are many. */
  acts?: boolean;
}

/** A `request.sent` that is in the log for good. */
export interface SentRecord { seq: number; trace: string; origin: string; bytes: number }

export interface AuditLog {
  /** Takes part in the caller's transaction. Throws `storage_unavailable`. */
  append(actor: string, action: string, detail: JsonObject): void;
  /** The same for many, in their order. */
  appendAll(records: readonly NewRecord[]): void;
  /** Newest first. */
  list(filter?: AuditFilter): AuditRecord[];
  /** At most `limit` rows as they lie there, oldest first, after record `after`. */
  read(after: number, limit: number): AuditRow[];
  /** The first record from `first` on and before `end` that is of this time or later. */
  seqSince(first: number, end: number, time: number): number | undefined;
  /** The last record of those that is of before this time. */
  seqBefore(first: number, end: number, time: number): number | undefined;
  /** The last record; `seq` 0 and 64 zeros where there is none. */
  head(): Head;
  /** From this call on `take` gives, once each, the `request.sent` records that were committed since. */
  followSent(): { take(): SentRecord[] };
}

export function createAuditLog(store: Store, clock: Clock): AuditLog {
  const { db } = store;
  const last = db.prepare<[], Head>('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
  const insert = db.prepare('INSERT INTO audit (seq, time, actor, action, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const after = db.prepare<[number, number], AuditRow>('SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?');
  const since = db.prepare<[number, number, number], number>('SELECT seq FROM audit WHERE seq >= ? AND seq < ? AND time >= ? ORDER BY seq LIMIT 1').pluck();
  const before = db.prepare<[number, number, number], number>('SELECT seq FROM audit WHERE seq >= ? AND seq < ? AND time < ? ORDER BY seq DESC LIMIT 1').pluck();
  const page = (where: string) => db.prepare<[{ before: number; from: number; actor: string | null; action: string | null; limit: number }], AuditRow>(
    `SELECT * FROM audit WHERE seq < @before AND seq >= @from AND (@actor IS NULL OR actor = @actor) AND (@action IS NULL OR action = @action) ${where} ORDER BY seq DESC LIMIT @limit`,
  );
  const pageOfAll = page('');
  // As the index `audit_acts` has it.
  const pageOfActs = page("AND substr(action, 1, 8) <> 'request.'");
  const head = (): Head => last.get() ?? { seq: 0, hash: START };
  let sent: SentRecord[] | undefined;

  /** What a transaction wrote that was rolled back afterwards never was. */
  function forgetAfter(seq: number): void {
    if (!sent) return;
    while ((sent.at(-1)?.seq ?? 0) > seq) sent.pop();
  }

  function write(records: readonly NewRecord[]): void {
    // Read anew each time: whatever became of the last transaction, the chain goes on from what the database holds.
    let { seq, hash: previous } = head();
    forgetAfter(seq);
    for (const { time, actor, action, detail } of records) {
      // Half of a pair would come back from the database as another letter, and its record would look changed.
      const row = { seq: ++seq, time, actor: actor.toWellFormed(), action: action.toWellFormed(), detail: canonicalJson(detail), previous };
      const hash = hashOf(row);
      insert.run(seq, time, row.actor, row.action, row.detail, previous, hash);
      previous = hash;
      if (sent && action === SENT) sent.push({ seq, trace: String(detail['trace']), origin: String(detail['origin']), bytes: Number(detail['bytes']) });
    }
  }

  function appendAll(records: readonly NewRecord[]): void {
    if (records.length === 0) return;
    if (db.inTransaction) write(records);
    else store.transaction(() => write(records));
  }

  return {
    append: (actor, action, detail) => appendAll([{ time: clock.now(), actor, action, detail }]),
    appendAll,
    list: ({ limit = 100, before: olderThan = Number.MAX_SAFE_INTEGER, from = 0, actor = null, action = null, acts = false } = {}) =>
      // Attack: a record before the first, which belongs to no chain and to no export.
      (acts ? pageOfActs : pageOfAll).all({ before: olderThan, from: Math.max(from, 1), actor, action, limit }).map(recordOf),
    read: (seq, limit) => after.all(seq, limit),
    seqSince: (first, end, time) => since.get(first, end, time),
    seqBefore: (first, end, time) => before.get(first, end, time),
    head,
    followSent() {
      const taken = (sent = []) as SentRecord[];
      return {
        take() {
          forgetAfter(head().seq);
          return taken.splice(0);
        },
      };
    },
  };
}
