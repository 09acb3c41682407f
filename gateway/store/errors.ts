import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { GatehouseError } from '../core/errors.ts';
import { faultOf, REMEDIES, RETRY_AFTER_SECONDS } from './remedies.ts';

/** True where another process holds the file. */
export function isLocked(error: unknown): boolean {
  const cause = error instanceof GatehouseError ? error.cause : error;
  return cause instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(cause.code);
}

/** Turns a fault of the file or the disk into `storage_unavailable` with what to do; every other error stays as it is. */
export function storageError(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  // A full disk shows as an I/O error where SQLite could not make its shared-memory file.
  const code = error.code.startsWith('SQLITE_IOERR') && diskIsFull(dirname(path)) ? 'SQLITE_FULL' : error.code;
  return faultOf(code, path, error) ?? error;
}

const LITTLE_BYTES = 256 * 1024;

function diskIsFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < LITTLE_BYTES;
  } catch {
    return false;
  }
}

const FOLDER_CODES = ['EACCES', 'EPERM', 'ENOENT', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOSPC', 'EDQUOT'];

/** Turns what the operating system says about the data folder into `storage_unavailable` with what to do; every other error stays as it is. */
export function folderError(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (!FOLDER_CODES.includes(code)) return error;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new GatehouseError('storage_unavailable', `The data folder ${folder} cannot be used${full ? ': the disk is full' : ''} (${code}).`, {
    hint: full ? 'Free some space on that disk, or choose a folder on another one with --home or GATEHOUSE_HOME.' : 'Choose a folder that belongs to you with --home or GATEHOUSE_HOME.',
    cause: error,
  });
}

/** Turns what the operating system says about a file beside the database into `storage_unavailable` with what to do; every other error stays as it is. */
export function fileError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const [, says, hint] = REMEDIES.find(([pattern]) => pattern.test(code === 'ENOSPC' || code === 'EDQUOT' ? 'SQLITE_FULL' : code === 'EIO' ? 'SQLITE_IOERR' : 'SQLITE_CANTOPEN'))!;
  return new GatehouseError('storage_unavailable', `The file ${path} ${says} (${code}).`, { hint, retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
}
