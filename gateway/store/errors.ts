import Database from 'better-sqlite3';
import { GatehouseError } from '../core/errors.ts';

const RETRY_AFTER_SECONDS = 5;

const REMEDIES: [RegExp, string, string][] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'is locked by another process', 'Is another Gatehouse, a backup or a database tool using it? Close that one and try again.'],
  [/^SQLITE_FULL/, 'cannot grow: the disk is full', 'Free some space on that disk; Gatehouse goes on by itself.'],
  [/^SQLITE_(CORRUPT|NOTADB|FORMAT)/, 'is damaged', 'Stop Gatehouse, move the file aside and put the newest gatehouse.db.before-* or your own backup in its place.'],
  [/^SQLITE_(READONLY|PERM|CANTOPEN|AUTH)/, 'cannot be written', 'Check that the data folder belongs to the user who runs Gatehouse and is writable.'],
  [/^SQLITE_IOERR/, 'cannot be read or written: the disk reports an error', 'Check the disk; a network drive is no place for the data folder.'],
];

/** True for what SQLite says about the file or the disk, as against a mistake in a statement. */
export function isStorageFault(error: unknown): boolean {
  return error instanceof Database.SqliteError && REMEDIES.some(([pattern]) => pattern.test(error.code));
}

/** True where another process holds the file. */
export function isLocked(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

/** Turns a fault of the file or the disk into `storage_unavailable` with what to do; every other error stays as it is. */
export function storageError(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const remedy = REMEDIES.find(([pattern]) => pattern.test(error.code));
  if (!remedy) return error;
  return new GatehouseError('storage_unavailable', `The database ${path} ${remedy[1]}.`, { hint: remedy[2], retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
}
