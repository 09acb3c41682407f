import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore, type Store } from '../../gateway/store/open.ts';
import { openVault, type Vault } from '../../gateway/store/vault.ts';

/** A folder of the test's own, gone when it has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gh-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real database with its encryption in a folder of the test's own. */
export function temporaryStore(folder = temporaryFolder()): { folder: string; store: Store; vault: Vault; recoveryKey: string | undefined; keyFile: string } {
  const keyFile = join(folder, 'keys', 'master.key');
  const store = openStore({ path: join(folder, 'home', 'gatehouse.db') });
  onTestFinished(() => store.close());
  const { vault, recoveryKey } = openVault(store, { keyFile });
  return { folder, store, vault, recoveryKey, keyFile };
}

/** The names of the files under `folder` that hold `text` in clear, also in base64 or hex. */
export function filesHolding(folder: string, text: string): string[] {
  const bytes = Buffer.from(text);
  const needles = [bytes, Buffer.from(bytes.toString('base64').replace(/=+$/, '').slice(0, -1)), Buffer.from(bytes.toString('base64url').slice(0, -1)), Buffer.from(bytes.toString('hex'))];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .filter((path) => {
      const content = readFileSync(path);
      return needles.some((needle) => content.includes(needle));
    });
}
