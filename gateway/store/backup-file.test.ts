import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readBackup, writeBackup } from './backup-file.ts';
import { openStore } from './open.ts';
import { openVault } from './vault.ts';
import type { WrappedRow } from './ways-in.ts';

const MIB = 1024 * 1024;

async function backupOf(content: Buffer): Promise<{ path: string; open: () => Promise<Buffer> }> {
  const folder = mkdtempSync(join(tmpdir(), 'gh-backup-'));
  const store = openStore({ path: join(folder, 'gatehouse.db') });
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  const vault = openVault(store, { keyFile: join(folder, 'key') });
  const recoveryKey = vault.renewRecoveryKey();
  const recovery = store.db.prepare<[], WrappedRow>("SELECT salt, nonce, wrapped FROM wrapped_keys WHERE way = 'recovery'").get()!;
  const [from, path, to] = [join(folder, 'content'), join(folder, 'a.backup'), join(folder, 'opened')];
  writeFileSync(from, content);
  await writeBackup(from, path, { vault, recovery, createdAt: 1, application: 'test' });
  return {
    path,
    async open() {
      await readBackup(path, recoveryKey!, to);
      return readFileSync(to);
    },
  };
}

it.each([0, 1, MIB - 400, MIB, 3 * MIB + 12_345])('gives back %i random bytes, which no packing makes fewer', async (size) => {
  const content = randomBytes(size);
  expect((await (await backupOf(content)).open()).equals(content)).toBe(true);
});

it('is damaged where chunks are exchanged, left out or cut off', async () => {
  const { path, open } = await backupOf(randomBytes(3 * MIB + 12_345));
  const whole = readFileSync(path);
  const head = whole.subarray(0, whole.indexOf('\n') + 1);
  const chunks: Buffer[] = [];
  for (let at = head.length; at < whole.length; ) {
    const end = at + 4 + whole.readUInt32BE(at);
    chunks.push(whole.subarray(at, end));
    at = end;
  }
  const [first, second, third, last] = chunks as [Buffer, Buffer, Buffer, Buffer];
  expect(chunks.length).toBe(4);
  for (const other of [[second, first, third, last], [first, third, last], [first, second, third], [first, second, third, last, last], [first, second, third, last.subarray(0, -1)], []]) {
    writeFileSync(path, Buffer.concat([head, ...other]));
    await expect(open()).rejects.toThrow('This backup is damaged');
  }
  writeFileSync(path, whole);
  await open();
});
