import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';
import { slices } from './chain.ts';
import type { Checkpoints } from './checkpoints.ts';
import { checkpointLine, EXPORT_FORMAT, EXPORT_VERSION, type ExportHead, headerHash, headerLine, headLine, headPayload, recordLine } from './file-format.ts';
import type { AuditLog } from './log.ts';
import { START } from './record.ts';
import { publicTextOf, sign } from './signature.ts';

export interface ExportRange {
  /** UTC milliseconds: from the first record of this time or later … */
  from?: number | undefined;
  /** … to the last one of before this time, and all in between, also where the clock was set back. */
  to?: number | undefined;
}

export interface ExportParts {
  audit: AuditLog;
  checkpoints: Checkpoints;
  clock: Clock;
}

/**
 * The lines of an export as it stands now, with what is needed to verify it without the database; in pieces, others get their turn in between.
 * Throws `storage_unavailable`.
 */
export async function* exportLog({ audit, checkpoints, clock }: ExportParts, range: ExportRange = {}): AsyncGenerator<string, void, void> {
  const now = clock.now();
  const end = audit.head();
  // Of what is no longer there: they show that the log was cut off before it was exported.
  const beyond = range.to === undefined ? checkpoints.between(end.seq + 1, Number.MAX_SAFE_INTEGER) : [];
  const { first, last, previous } = await boundsOf(audit, end.seq, range);
  const { private: key, public: open, fingerprint: keyId } = checkpoints.signer();
  const header = headerLine({ format: EXPORT_FORMAT, version: EXPORT_VERSION, exportedAt: now, first, last, previous, publicKey: publicTextOf(open) });
  const head: ExportHead = { seq: first - 1, hash: previous, time: now, records: 0, checkpoints: 0, keyId, header: headerHash(header) };
  yield `${header}\n`;
  for await (const rows of slices(audit, first, last)) {
    const marks = new Map(checkpoints.between(rows[0]!.seq, rows.at(-1)!.seq).map((one) => [one.seq, one]));
    let piece = '';
    for (const row of rows) {
      piece += `${recordLine(row)}\n`;
      head.records++;
      head.seq = row.seq;
      head.hash = row.hash;
      const mark = marks.get(row.seq);
      if (!mark) continue;
      piece += `${checkpointLine(mark)}\n`;
      head.checkpoints++;
    }
    yield piece;
  }
  for (const mark of beyond) {
    yield `${checkpointLine(mark)}\n`;
    head.checkpoints++;
  }
  yield `${headLine(head, sign(headPayload(head), key))}\n`;
}

/** So many records are looked through in one go. */
const WINDOW = 4_000;

/** The records of a range, and the hash of the one before them. */
export async function boundsOf(audit: AuditLog, end: number, range: ExportRange): Promise<{ first: number; last: number; previous: string }> {
  const first = range.from === undefined ? 1 : await firstSince(audit, end, range.from);
  const last = range.to === undefined ? end : await lastBefore(audit, first, end, range.to);
  return { first, last, previous: first === 1 ? START : (audit.read(first - 2, 1)[0]?.hash ?? START) };
}

async function firstSince(audit: AuditLog, end: number, time: number): Promise<number> {
  for (let from = 1; from <= end; from += WINDOW) {
    const found = audit.seqSince(from, from + WINDOW, time);
    if (found !== undefined) return Math.min(found, end + 1);
    await nextTurn();
  }
  return end + 1;
}

async function lastBefore(audit: AuditLog, first: number, end: number, time: number): Promise<number> {
  for (let to = end; to >= first; to -= WINDOW) {
    const found = audit.seqBefore(Math.max(first, to - WINDOW + 1), to + 1, time);
    if (found !== undefined) return found;
    await nextTurn();
  }
  return first - 1;
}
