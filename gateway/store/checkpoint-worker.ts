import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** Below this a checkpoint is not worth its writes. */
const WORTH_IT_BYTES = 2 * 1024 * 1024;
const PASSES = 3;

const { path, everyMs, maxLogBytes } = workerData as { path: string; everyMs: number; maxLogBytes: number };
const db = new Database(path, { timeout: 250, fileMustExist: true });

setInterval(() => {
  const size = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (size < WORTH_IT_BYTES) return;
  db.pragma('wal_checkpoint(PASSIVE)');
  if (size < maxLogBytes) return;
  // Each pass leaves less than the one before: the writer, which must wait during the last step, waits for next to nothing.
  for (let pass = 0; pass < PASSES; pass++) db.pragma('wal_checkpoint(PASSIVE)');
  db.pragma('wal_checkpoint(RESTART)');
}, everyMs);

parentPort!.postMessage('ready');
