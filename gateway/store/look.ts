import { statSync } from 'node:fs';
// In a package the command line is one file without native modules.
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { needOurs } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { faultOf } from './remedies.ts';
import type { Way, WrappedRow } from './ways-in.ts';

/** Of a database that no Gatehouse has open. */
export interface LookedAt {
  bytes: number;
  /** Of its schema; 0: nothing was written yet. */
  version: number;
  /** The schema that this program knows. */
  newest: number;
  ways: Map<Way, WrappedRow>;
}

const LOCK_WAIT_MS = 250;
/** SQLite's primary result codes that say something of the file or the disk. */
const CODES: Record<number, string> = { 3: 'PERM', 5: 'BUSY', 6: 'LOCKED', 8: 'READONLY', 10: 'IOERR', 11: 'CORRUPT', 13: 'FULL', 14: 'CANTOPEN', 23: 'AUTH', 24: 'FORMAT', 26: 'NOTADB' };

/** Reads every page and changes nothing. Throws `storage_unavailable` with what to do, as the start would. */
export function lookAtDatabase(path: string): LookedAt {
  try {
    const { size } = statSync(path);
    const db = new DatabaseSync(addressOf(path), { readOnly: true, timeout: LOCK_WAIT_MS });
    try {
      const number = (pragma: string): number => db.prepare(`PRAGMA ${pragma}`).get()?.[pragma] as number;
      const sound = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
      if (sound !== 'ok') throw faultOf('SQLITE_CORRUPT', path, sound);
      const isEmpty = db.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'] === 0;
      const version = number('user_version');
      const newest = MIGRATIONS.at(-1)!.version;
      needOurs({ isEmpty, application: number('application_id'), version }, path, newest);
      const rows = isEmpty ? [] : (db.prepare('SELECT way, salt, nonce, wrapped FROM wrapped_keys').all() as unknown as (WrappedRow & { way: Way })[]);
      return { bytes: size, version, newest, ways: new Map(rows.map(({ way, salt, nonce, wrapped }) => [way, { salt: Buffer.from(salt), nonce: Buffer.from(nonce), wrapped: Buffer.from(wrapped) }])) };
    } finally {
      db.close();
    }
  } catch (error) {
    const { errcode } = error as { errcode?: number };
    throw (errcode === undefined ? undefined : faultOf(`SQLITE_${CODES[errcode & 0xff] ?? errcode}`, path, error)) ?? error;
  }
}

/** Where no log lies beside it nobody has it open, and it is read as a file that does not change: else a reader would leave a log and its index behind. */
function addressOf(path: string): URL {
  const url = pathToFileURL(path);
  if (statSync(`${path}-wal`, { throwIfNoEntry: false }) === undefined) url.search = 'immutable=1';
  return url;
}
