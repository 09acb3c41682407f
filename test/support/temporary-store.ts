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
export function temporaryStore(folder = temporaryFolder()): { folder: string; store: Store; vault: Vault; recoveryKey: string; keyFile: string } {
  const keyFile = join(folder, 'keys', 'master.key');
  const store = openStore({ path: join(folder, 'home', 'gatehouse.db') });
  onTestFinished(() => store.close());
  const vault = openVault(store, { keyFile });
  const recoveryKey = vault.hasRecoveryKey() ? '' : vault.renewRecoveryKey();
  return { folder, store, vault, recoveryKey, keyFile };
}

/** How a text may lie somewhere: in clear, in two bytes a letter, in hexadecimal, and in base64 wherever in it the text begins. */
function writtenForms(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map((before) => Buffer.concat([Buffer.alloc(before), bytes]).toString('base64').replace(/=+$/, '').slice(before === 0 ? 0 : before + 1, -1));
  const forms = [...base64, ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')), bytes.toString('hex'), bytes.toString('hex').toUpperCase()];
  return [bytes, Buffer.from(text, 'utf16le'), ...forms.map((form) => Buffer.from(form))];
}

/** True where the bytes hold the text in any of these forms. */
export function holds(content: Buffer, text: string): boolean {
  return writtenForms(text).some((form) => content.includes(form));
}

/** The names of the files under `folder` that hold `text` in clear, also in base64 or hex. */
export function filesHolding(folder: string, text: string): string[] {
  const forms = writtenForms(text);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .filter((path) => {
      const content = readFileSync(path);
      return forms.some((form) => content.includes(form));
    });
}
