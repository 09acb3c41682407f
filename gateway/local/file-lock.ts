import { linkSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Step } from './progress.ts';
import { ownerOf, writePidFile } from './stale.ts';

const LOOK_EVERY_MS = 500;

/**
 * Does it while no other process does it under the same lock file: two appliances of one user share the cache, and of what both write neither would be
 * whole. `waited`: it may have been done meanwhile. What a killed process left counts for nothing. Rejects with the signal's reason while it waits.
 */
export async function alone<T>(lock: string, step: Step, signal: AbortSignal, work: (waited: boolean) => Promise<T>): Promise<T> {
  await mkdir(dirname(lock), { recursive: true });
  const mine = `${lock}-${process.pid}`;
  // A full disk is said by what comes next.
  await writePidFile(mine, process.pid).catch(() => {});
  let waited = false;
  try {
    for (; !take(mine, lock); waited = true) {
      step.say('another Gatehouse of this user is at it; waiting for that', 'waiting');
      if (await ownerOf(lock)) await delay(LOOK_EVERY_MS, undefined, { signal });
      else await rm(lock, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
  try {
    return await work(waited);
  } finally {
    await rm(lock, { force: true });
  }
}

/** Whole at once: nobody reads a lock whose owner is not written yet. True also where there can be none: a disk without links, a system that tells no processes apart. */
function take(mine: string, lock: string): boolean {
  try {
    linkSync(mine, lock);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EEXIST';
  }
}
