import { existsSync, statSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryStore } from '../../test/support/temporary-store.ts';
import { startCheckpointer } from './checkpointer.ts';
import type { Store } from './open.ts';

const MIB = 1024 * 1024;
const walSize = (store: Store): number => statSync(`${store.path}-wal`).size;
const pages = (store: Store): unknown => store.db.pragma('wal_autocheckpoint', { simple: true });

function write(store: Store, mebibytes: number): void {
  const insert = store.db.prepare('INSERT INTO aliases VALUES (?, ?)');
  for (let n = 0; n < mebibytes; n++) store.transaction(() => insert.run(`${Math.random()}`, 'x'.repeat(MIB)));
}

it('moves the log into the database from its own thread, and bounds it', async () => {
  const { store } = temporaryStore();
  const said: string[] = [];
  const checkpointer = startCheckpointer(store, (line) => said.push(line), { everyMs: 20, maxLogBytes: 16 * MIB });
  onTestFinished(() => checkpointer.stop());
  await expect.poll(() => pages(store)).toBe(0);
  const before = statSync(store.path).size;
  write(store, 3);
  await expect.poll(() => statSync(store.path).size, { timeout: 3000 }).toBeGreaterThan(before + 3 * MIB);
  write(store, 20);
  expect(walSize(store)).toBeGreaterThan(8 * MIB);
  // The first write after the forced restart cuts the log to its limit.
  await expect.poll(() => { write(store, 1); return walSize(store); }, { timeout: 5000 }).toBeLessThanOrEqual(8 * MIB);
  expect(said).toEqual([]);
  await checkpointer.stop();
  expect(pages(store)).toBe(1000);
  store.close();
  expect(existsSync(`${store.path}-wal`)).toBe(false);
});

it('leaves it to the writing connection when the thread cannot work', async () => {
  const { store } = temporaryStore();
  const said: string[] = [];
  const checkpointer = startCheckpointer({ ...store, path: `${store.path}-elsewhere` }, (line) => said.push(line), { everyMs: 20 });
  onTestFinished(() => checkpointer.stop());
  await expect.poll(() => said).toEqual([expect.stringContaining('Checkpoints run on the main thread from now on')]);
  expect(pages(store)).toBe(1000);
});
