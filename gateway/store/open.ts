import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { folderError, isLocked, storageError } from './errors.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';
import { checkPages } from './pages.ts';

export interface StoreOptions {
  /** Absolute path of the database file; its folder is made (0700) where it is missing. */
  path: string;
  /** `normal` survives a killed process; `full` also a power cut, at one fsync per commit. */
  durability?: 'normal' | 'full';
  now?: () => number;
  migrations?: readonly Migration[];
}

export interface Store {
  /** The one connection that writes. */
  readonly db: Database.Database;
  readonly path: string;
  readonly durability: 'normal' | 'full';
  /** Where the copy lies that was made before a migration. */
  readonly backup: string | undefined;
  /** All or nothing; faults of the disk or the file come out as `storage_unavailable`. Nests as a savepoint. */
  transaction<T>(work: () => T): T;
  /** Drops what was deleted from the write-ahead log too. */
  scrub(): void;
  /** Reads every page; throws `storage_unavailable` where one is damaged. */
  check(): void;
  close(): void;
}

/** Waiting for a lock holds up the whole process. */
const LOCK_WAIT_MS = 250;

/** Above this a whole read would hold up the start; `gatehouse doctor` still does it. */
const CHECK_AT_START_BYTES = 32 * 1024 * 1024;

/** Opens, checks and migrates the database. Throws `storage_unavailable` with what to do. */
export function openStore(options: StoreOptions): Store {
  const { path, durability = 'normal' } = options;
  let db: Database.Database | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Created here, not by SQLite, so that it is never readable by others; SQLite gives -wal and -shm the same mode.
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    db = new Database(path, { timeout: LOCK_WAIT_MS });
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${durability.toUpperCase()}`);
    db.pragma('secure_delete = ON');
    db.pragma('foreign_keys = ON');
    db.pragma('journal_size_limit = 8388608');
    // A lock that somebody holds is said at the start, not at the first request.
    db.transaction(() => {}).immediate();
    if (statSync(path).size <= CHECK_AT_START_BYTES) checkPages(db);
    const backup = migrate(db, path, options.migrations ?? MIGRATIONS, (options.now ?? Date.now)());
    return storeOver(db, path, durability, backup);
  } catch (error) {
    db?.close();
    throw storageError(folderError(error, dirname(path)), path);
  }
}

/** What a statement meets on a bad disk is told as it is in a transaction: a list, a timer or the start may read outside of one. */
function tellFaults(db: Database.Database, path: string): void {
  const guarded = <A extends unknown[], R>(work: (...args: A) => R) => (...args: A): R => {
    try {
      return work(...args);
    } catch (error) {
      throw storageError(error, path);
    }
  };
  const prepare = guarded(db.prepare.bind(db) as (sql: string) => Database.Statement);
  const prepared = (sql: string): Database.Statement => {
    const statement = prepare(sql);
    statement.run = guarded(statement.run.bind(statement));
    statement.get = guarded(statement.get.bind(statement));
    statement.all = guarded(statement.all.bind(statement));
    return statement;
  };
  db.prepare = prepared as typeof db.prepare;
  db.exec = guarded(db.exec.bind(db));
  db.pragma = guarded(db.pragma.bind(db));
}

function storeOver(db: Database.Database, path: string, durability: Store['durability'], backup: string | undefined): Store {
  tellFaults(db, path);
  // Made once: better-sqlite3 builds four functions per call of `transaction`.
  const atomically = db.transaction((work: () => unknown) => work());
  let lockSeen = false;
  /** One wait per lock: requests that each waited would do so one after the other, and every stream with them. */
  const waitForLocks = (wait: boolean): void => {
    if (wait !== lockSeen) return;
    lockSeen = !wait;
    db.pragma(`busy_timeout = ${wait ? LOCK_WAIT_MS : 0}`);
  };
  return {
    db,
    path,
    durability,
    backup,
    transaction<T>(work: () => T): T {
      let result: T;
      try {
        result = atomically.immediate(work) as T;
      } catch (error) {
        if (isLocked(error)) waitForLocks(false);
        throw storageError(error, path);
      }
      waitForLocks(true);
      return result;
    },
    scrub() {
      db.pragma('wal_checkpoint(TRUNCATE)');
    },
    check() {
      try {
        checkPages(db);
      } catch (error) {
        throw storageError(error, path);
      }
    },
    close() {
      if (db.open) db.close();
    },
  };
}
