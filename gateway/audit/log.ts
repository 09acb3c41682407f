import { hash } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Store } from '../store/open.ts';

export interface AuditRecord {
  /** From 1, without gaps. */
  seq: number;
  /** UTC milliseconds. */
  time: number;
  actor: string;
  action: string;
  detail: JsonObject;
  /** The hash of the record before it; 64 zeros before the first. */
  previous: string;
  /** SHA-256 in hex of `previous`, a newline, and the canonical JSON of the record. */
  hash: string;
}

export type AuditVerdict =
  | { intact: true; records: number; head: string }
  | { intact: false; records: number; brokenAt: number; reason: string };

export interface AuditLog {
  /** Never holds a secret or a prompt. Takes part in the caller's transaction. Throws `storage_unavailable`. */
  append(actor: string, action: string, detail: JsonObject): void;
  /** Newest first; `before` is a `seq`. */
  list(filter?: { limit?: number; before?: number; actor?: string; action?: string }): AuditRecord[];
  /** Reads the whole chain. */
  verify(): AuditVerdict;
}

interface Row { seq: number; time: number; actor: string; action: string; detail: string; previous: string; hash: string }

const START = '0'.repeat(64);

export function createAuditLog(store: Store, clock: Clock): AuditLog {
  const { db } = store;
  const head = db.prepare<[], { seq: number; hash: string }>('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
  const insert = db.prepare('INSERT INTO audit (seq, time, actor, action, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const all = db.prepare<[], Row>('SELECT * FROM audit ORDER BY seq');
  const page = db.prepare<[{ before: number; actor: string | null; action: string | null; limit: number }], Row>(
    'SELECT * FROM audit WHERE seq < @before AND (@actor IS NULL OR actor = @actor) AND (@action IS NULL OR action = @action) ORDER BY seq DESC LIMIT @limit',
  );
  return {
    append(actor, action, detail) {
      store.transaction(() => {
        const last = head.get();
        const row = { seq: (last?.seq ?? 0) + 1, time: clock.now(), actor, action, detail: canonicalJson(detail), previous: last?.hash ?? START };
        insert.run(row.seq, row.time, row.actor, row.action, row.detail, row.previous, hashOf(row));
      });
    },
    list: ({ limit = 100, before, actor, action } = {}) =>
      page.all({ before: before ?? Number.MAX_SAFE_INTEGER, actor: actor ?? null, action: action ?? null, limit }).map(recordOf),
    verify() {
      let previous = START;
      let records = 0;
      for (const row of all.iterate()) {
        const broken = (reason: string): AuditVerdict => ({ intact: false, records, brokenAt: row.seq, reason });
        if (row.seq !== records + 1) return broken(`record ${records + 1} is missing`);
        if (row.previous !== previous) return broken('it does not follow the record before it');
        if (row.hash !== hashOf(row)) return broken('its content was changed');
        previous = row.hash;
        records++;
      }
      return { intact: true, records, head: previous };
    },
  };
}

function hashOf({ seq, time, actor, action, detail, previous }: Omit<Row, 'hash'>): string {
  return hash('sha256', `${previous}\n${canonicalJson({ seq, time, actor, action, detail })}`, 'hex');
}

/** JSON with sorted members and no blanks, so that the same content always hashes the same. */
export function canonicalJson(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.keys(value).filter((name) => value[name] !== undefined).sort();
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

function recordOf(row: Row): AuditRecord {
  return { ...row, detail: JSON.parse(row.detail) as JsonObject };
}
