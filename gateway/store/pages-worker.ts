/** Reads every page of one file, apart from everything else. */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { checkFile } from './pages.ts';

try {
  checkFile((workerData as { path: string }).path);
  parentPort!.postMessage({});
} catch (error) {
  if (!(error instanceof Database.SqliteError)) throw error;
  const { message, code } = error;
  parentPort!.postMessage({ fault: { message, code } });
}
