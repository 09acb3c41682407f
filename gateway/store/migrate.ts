import { chmodSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { GatehouseError } from '../core/errors.ts';
import type { Migration } from './migrations.ts';

/** Marks the file as ours ("Gate"), so that somebody else's SQLite file is never migrated. */
const APPLICATION_ID = 0x47617465;

/** Throws `storage_unavailable` for a newer schema and for a foreign file. */
export function needOurs({ isEmpty, application, version }: { isEmpty: boolean; application: number; version: number }, path: string, newest: number): void {
  if (!isEmpty && application !== APPLICATION_ID) {
    throw new GatehouseError('storage_unavailable', `${path} is a database, but not one of Gatehouse's.`, { hint: 'Choose another data folder with --home or GATEHOUSE_HOME.' });
  }
  if (version > newest) {
    throw new GatehouseError('storage_unavailable', `The database ${path} was written by a newer Gatehouse (schema ${version}; this one knows up to ${newest}).`, {
      hint: 'Update Gatehouse, or go back to the copy gatehouse.db.before-* that the newer one made.',
    });
  }
}

/**
 * Brings the schema to the newest version, all steps in one transaction; a database that already holds something is copied first,
 * to `<path>.before-v<N>-<time>`. Throws `storage_unavailable` for a newer schema and for a foreign file.
 * @returns the path of the copy, where one was made.
 */
export function migrate(db: Database, path: string, migrations: readonly Migration[], now: number): string | undefined {
  const current = db.pragma('user_version', { simple: true }) as number;
  const application = db.pragma('application_id', { simple: true }) as number;
  const newest = migrations.at(-1)?.version ?? 0;
  const isEmpty = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;

  needOurs({ isEmpty, application, version: current }, path, newest);
  const pending = migrations.filter(({ version }) => version > current);
  if (pending.length === 0) return undefined;

  let copy: string | undefined;
  if (!isEmpty) {
    copy = `${path}.before-v${newest}-${now}`;
    db.prepare('VACUUM INTO ?').run(copy);
    chmodSync(copy, 0o600);
  }
  db.transaction(() => {
    for (const step of pending) db.exec(step.sql);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${newest}`);
  }).immediate();
  return copy;
}
