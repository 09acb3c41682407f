import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { safeStorage } from 'electron';

/** What Chromium puts before a text that it could only encrypt under a password that stands in its own source code. */
const HARD_CODED = Buffer.from('v10');
const ASK_AGAIN_MS = 300;

export interface Keychain {
  /** Resolves once the system has its keychain open, or has none: it asks the person to unlock a locked one, and that takes as long as it takes. */
  answered(signal: AbortSignal): Promise<void>;
  /** Whether it is open now and really protects what is put into it. */
  usable(): Promise<boolean>;
  /** A new secret, on the disk under the keychain; it becomes the one to use with `keep()`. */
  create(): Promise<Uint8Array>;
  keep(): void;
  /** Those that may open the database, the newest first. Rejects where the keychain does not give the key. */
  read(): Promise<Uint8Array[]>;
  exists(): boolean;
}

/** The secret for the database at `file`, encrypted by the keychain of this system. */
export function createKeychain(file: string): Keychain {
  const fresh = `${file}.new`;
  async function encrypt(text: string): Promise<Buffer> {
    const sealed = await safeStorage.encryptStringAsync(text);
    if (process.platform === 'linux' && sealed.subarray(0, HARD_CODED.length).equals(HARD_CODED)) throw new Error('the key would not be protected');
    return sealed;
  }
  return {
    async answered(signal) {
      // Asked again and again: an encryption that were started now would wait too, but Electron 42 crashes when a waiting one ends.
      while (!signal.aborted && !(await safeStorage.isAsyncEncryptionAvailable())) await new Promise((next) => setTimeout(next, ASK_AGAIN_MS));
    },
    async usable() {
      return (await safeStorage.isAsyncEncryptionAvailable()) && encrypt('probe').then(() => true, () => false);
    },
    async create() {
      const secret = randomBytes(32);
      write(fresh, await encrypt(secret.toString('base64')));
      return secret;
    },
    keep() {
      // Only now: a secret that was made for a database which then did not open must not take the place of the one that does.
      if (existsSync(fresh)) renameSync(fresh, file);
    },
    async read() {
      const found: Uint8Array[] = [];
      for (const path of [fresh, file]) {
        if (existsSync(path)) found.push(Buffer.from((await safeStorage.decryptStringAsync(readFileSync(path))).result, 'base64'));
      }
      return found;
    },
    exists: () => existsSync(file) || existsSync(fresh),
  };
}

function write(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fd = openSync(path, 'w', 0o600);
  try {
    writeSync(fd, bytes);
    // Without this file the database opens by the recovery key alone: it must be on the disk first.
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
