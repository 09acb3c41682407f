import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditLog, Head } from './log.ts';
import { type AuditRow, hashOf, START } from './record.ts';

export type AuditVerdict =
  | { intact: true; records: number; head: string; checkpoints: number }
  | { intact: false; records: number; brokenAt: number; reason: string };

/** So many rows are read in one go: some milliseconds. */
const SLICE = 250;

/** The log's rows from `first` to `last` (the one that is the last now); others get their turn in between. */
export async function* slices(log: Pick<AuditLog, 'read' | 'head'>, first = 1, last = log.head().seq): AsyncGenerator<AuditRow[], void, void> {
  for (let after = first - 1; after < last; ) {
    const rows = log.read(after, Math.min(SLICE, last - after)).filter(({ seq }) => seq <= last);
    if (rows.length === 0) return;
    after = rows.at(-1)!.seq;
    yield rows;
    await nextTurn();
  }
}

/** What a checkpoint says of the chain. */
export interface Marked { seq: number; hash: string; genuine(): boolean }

/** Goes from record to record, from the one after `seq` on; says what is wrong with a row, or undefined. */
export class ChainWalk {
  seq: number;
  hash: string;

  constructor({ seq, hash }: Head = { seq: 0, hash: START }) {
    this.seq = seq;
    this.hash = hash;
  }

  step(row: AuditRow): string | undefined {
    const [seq, previous] = [this.seq, this.hash];
    this.seq = row.seq;
    this.hash = row.hash;
    if (row.seq !== seq + 1) return `record ${seq + 1} is missing`;
    if (row.previous !== previous) return 'it does not follow the record before it';
    return row.hash === hashOf(row) ? undefined : 'its content was changed';
  }
}

/**
 * Reads the whole chain, in slices, and holds the checkpoints against it. A log that was shortened is found where a checkpoint speaks of
 * what is missing. Throws `storage_unavailable`.
 */
export async function verifyChain(log: Pick<AuditLog, 'read' | 'head'>, checkpoints: readonly Marked[] = []): Promise<AuditVerdict> {
  const marks = new Map(checkpoints.map((mark) => [mark.seq, mark]));
  const walk = new ChainWalk();
  let records = 0;
  if ((log.read(-Infinity, 1)[0]?.seq ?? 1) < 1) return { intact: false, records, brokenAt: 1, reason: 'a record was inserted before it' };
  for await (const rows of slices(log)) {
    for (const row of rows) {
      const broken = (reason: string): AuditVerdict => ({ intact: false, records, brokenAt: row.seq, reason });
      const fault = walk.step(row);
      if (fault !== undefined) return broken(fault);
      const mark = marks.get(row.seq);
      if (mark && !mark.genuine()) return broken('the checkpoint made there does not carry the signature of this log');
      if (mark && mark.hash !== row.hash) return broken('the signed checkpoint made there speaks of another record: the log was written anew');
      records++;
    }
  }
  const missing = checkpoints.find(({ seq }) => seq > records);
  if (missing) return { intact: false, records, brokenAt: records + 1, reason: `the log ends there, but a checkpoint speaks of record ${missing.seq}: what came after was removed` };
  return { intact: true, records, head: walk.hash, checkpoints: checkpoints.length };
}
