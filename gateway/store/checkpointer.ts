import { Worker } from 'node:worker_threads';
import type { Store } from './open.ts';

export interface Checkpointer {
  /** Ends the worker; call before the store is closed. */
  stop(): Promise<void>;
}

/** SQLite's own setting: pages after which the writing connection checkpoints by itself. */
const OWN_CHECKPOINT_PAGES = 1000;

export interface CheckpointerOptions {
  everyMs?: number;
  /**
   * The log starts again from its beginning when a checkpoint has caught up with the writer, which any pause allows. Under a load without
   * pauses it grows to this, and then the writer is made to wait once (about 100 ms).
   */
  maxLogBytes?: number;
}

/**
 * Moves the write-ahead log into the database from a thread of its own, so that a slow disk never holds up a stream. Until the worker is
 * there, and whenever it is gone, the writing connection does it itself.
 */
export function startCheckpointer(store: Store, log: (line: string) => void, { everyMs = 1000, maxLogBytes = 128 * 1024 * 1024 }: CheckpointerOptions = {}): Checkpointer {
  const byItself = (pages: number): void => {
    if (store.db.open) store.db.pragma(`wal_autocheckpoint = ${pages}`);
  };
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), {
    workerData: { path: store.path, everyMs, maxLogBytes },
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  worker.unref();
  worker.once('message', () => byItself(0));
  worker.once('error', (error) => {
    byItself(OWN_CHECKPOINT_PAGES);
    log(`Checkpoints run on the main thread from now on: ${error.message}`);
  });
  return {
    async stop() {
      byItself(OWN_CHECKPOINT_PAGES);
      await worker.terminate();
    },
  };
}
