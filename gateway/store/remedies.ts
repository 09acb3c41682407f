import { GatehouseError } from '../core/errors.ts';

export const RETRY_AFTER_SECONDS = 5;

export const REMEDIES: [RegExp, string, string][] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'is locked by another process', 'Is another Gatehouse, a backup or a database tool using it? Close that one and try again.'],
  [/^SQLITE_FULL/, 'cannot grow: the disk is full', 'Free some space on that disk: a Gatehouse that runs goes on by itself, one that did not start wants to be started again.'],
  [/^SQLITE_(CORRUPT|NOTADB|FORMAT)/, 'is damaged', 'Stop Gatehouse, move gatehouse.db and the files gatehouse.db-* beside it to another folder, start it again and restore the newest backup (Settings, Backup, or gatehouse backup restore). A copy gatehouse.db.before-* is none: with it, keys that were revoked since would work again.'],
  [/^SQLITE_(READONLY|PERM|CANTOPEN|AUTH)/, 'cannot be written', 'Check that the data folder belongs to the user who runs Gatehouse and is writable.'],
  [/^SQLITE_IOERR/, 'cannot be read or written: the disk reports an error', 'Check the disk; a network drive is no place for the data folder.'],
];

/** What SQLite says of a database, with what to do; undefined for a code that tells nothing of the file or the disk. */
export function faultOf(code: string, path: string, cause: unknown): GatehouseError | undefined {
  const remedy = REMEDIES.find(([pattern]) => pattern.test(code));
  return remedy && new GatehouseError('storage_unavailable', `The database ${path} ${remedy[1]}.`, { hint: remedy[2], retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}
