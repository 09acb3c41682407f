import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { fileError } from '../store/errors.ts';
import type { Raise } from './rows.ts';
import type { TraceIntent } from './types.ts';

export type JournalLine = TraceIntent | { raise: Raise };

/**
 * What has begun and is not in the database yet: one line of JSON per intent, in a file beside it. One short write per event-loop turn makes
 * a request durable for a fifth of what a transaction costs; the database follows in batches, and then the file is emptied.
 */
export interface Journal {
  /** Durable when it returns. All or none. Throws `storage_unavailable`. */
  append(lines: readonly JournalLine[]): void;
  /** After the database has them. Throws `storage_unavailable`. */
  clear(): void;
  close(): void;
}

export interface JournalOptions {
  path: string;
  /** As the database's: `full` also survives a power cut. */
  durability: 'normal' | 'full';
}

/** Opens the file, made with mode 0600 where it is missing. `left` is what a killed process had begun and not put into the database. */
export function openJournal({ path, durability }: JournalOptions): { journal: Journal; left: JournalLine[] } {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw fileError(error, path);
    }
  };
  return guarded(() => {
    closeSync(openSync(path, 'a', 0o600));
    const fd = openSync(path, 'r+');
    const left = readFileSync(fd, 'utf8').split('\n').flatMap(lineOf);
    let length = fstatSync(fd).size;

    function append(lines: readonly JournalLine[]): void {
      const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      try {
        for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written, bytes.length - written, length + written);
        if (durability === 'full') fdatasyncSync(fd);
      } catch (error) {
        // Half a line must not spoil the next one.
        ftruncateSync(fd, length);
        throw error;
      }
      length += bytes.length;
    }

    const journal: Journal = {
      append: (lines) => guarded(() => append(lines)),
      clear: () => guarded(() => {
        if (length === 0) return;
        ftruncateSync(fd, 0);
        length = 0;
      }),
      close: () => closeSync(fd),
    };
    return { journal, left };
  });
}

/** A line that a power cut left half written was never answered to: its request was not admitted. Neither may one that a bad disk has changed keep the office from starting. */
function lineOf(line: string): JournalLine[] {
  try {
    const read = JSON.parse(line) as TraceIntent & { raise?: Raise };
    if (read.raise) return isRaise(read.raise) ? [{ raise: read.raise }] : [];
    return isIntent(read) ? [read] : [];
  } catch {
    return [];
  }
}

const isRaise = ({ id, reserved, reservedTokens }: Raise): boolean => isText(id) && [reserved, reservedTokens].every(Number.isSafeInteger);

function isIntent(read: TraceIntent): boolean {
  const texts = [read.id, read.endpoint, read.dataClass, read.decision, read.requestedModel];
  const perhapsTexts = [read.keyId, read.keyName, read.team, read.owner, read.session, read.traceparent];
  const perhapsNumbers = [read.reserved, read.reservedTokens, read.chargedAt];
  const perhapsLists = [read.evidence, read.tags, read.plan];
  return texts.every(isText) && [read.time, read.policyVersion].every(Number.isSafeInteger) && perhapsTexts.every((value) => value == null || isText(value))
    && perhapsNumbers.every((value) => value === undefined || Number.isSafeInteger(value)) && perhapsLists.every((value) => value === undefined || Array.isArray(value))
    && (read.why == null || isText(read.why.code)) && (read.plan ?? []).every((deployment) => isText(deployment) && /^[^/]+\/./.test(deployment));
}

const isText = (value: unknown): boolean => typeof value === 'string';
