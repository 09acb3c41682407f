import { hash, hkdfSync, randomBytes } from 'node:crypto';
import { GatehouseError } from '../core/errors.ts';
import { decrypt, encrypt, NONCE_BYTES } from './aes.ts';
import { createKeyFile, readKeyFile } from './key-file.ts';
import type { Store } from './open.ts';
import { newRecoveryKey } from './recovery-key.ts';
import { addWay, openBy, type Secret, unwrap, type Way, waysIn, wrappedKeys, type WrappedRow } from './ways-in.ts';

/** Encrypts and hashes under the data key, which never leaves the process in clear. */
export interface Vault {
  /** AES-256-GCM; `context` names the place (table, row, field) and must be given again to open, so that rows cannot be swapped. */
  seal(plaintext: string, context: string): Buffer;
  /** Throws `storage_unavailable` where the bytes were changed or belong elsewhere. */
  open(sealed: Uint8Array, context: string): string;
  /** Keyed hash (SHA-256 over pepper‖secret) of a 256-bit random secret, base64url. */
  keyedHash(secret: string): string;
  /** 32 bytes for another purpose, always the same for the same label. */
  derive(label: string): Buffer;
  /** Makes the data key reachable by a new recovery key (the old one no longer works) and returns it; it is not kept. */
  renewRecoveryKey(): string;
  hasRecoveryKey(): boolean;
  /** How the database can be opened. */
  ways(): Way[];
}

export interface VaultOptions {
  /** File of mode 0600; made on the first start. */
  keyFile: string;
  /** Opens the database when the key file is lost, and writes a new key file. */
  recoveryKey?: string;
  now?: () => number;
}

/** The answer to `AskForUnlock`: what opens the database, and a further way in from now on. */
export interface Unlock {
  by: Secret;
  add?: Secret;
}

/** Asked until an answer opens the database; `failed` is the way that was tried last, with what was wrong. No ways: the database is new. */
export type AskForUnlock = (ways: Way[], failed?: { way: Way; message: string }) => Promise<Unlock>;

/** Opens the database's encryption by the key file; on a new database makes the data key and wraps it. No recovery key is made: that is for whoever can show it. */
export function openVault(store: Store, options: VaultOptions): Vault {
  const now = (): number => (options.now ?? Date.now)();
  const ways = wrappedKeys(store);
  if (ways.size === 0) {
    const dataKey = randomBytes(32);
    addWay(store, { way: 'key-file', secret: readKeyFile(options.keyFile) ?? createKeyFile(options.keyFile) }, dataKey, now());
    return vaultOver(store, dataKey, now);
  }
  return vaultOver(store, options.recoveryKey === undefined ? openByFile(store.path, ways, options.keyFile) : openByRecovery(store, options.keyFile, options.recoveryKey, now()), now);
}

/**
 * Opens the database's encryption by what `ask` answers; on a new database makes the data key and wraps it so. A key file that is there and opens is enough:
 * then nobody is asked. No recovery key is made: that is for the person to ask for.
 */
export async function unlockVault(store: Store, options: { keyFile: string; ask: AskForUnlock; now?: () => number }): Promise<Vault> {
  const now = (): number => (options.now ?? Date.now)();
  const ways = waysIn(store);
  const fileSecret = ways.includes('key-file') ? readKeyFile(options.keyFile) : undefined;
  const byFile = fileSecret && openBy(store, { way: 'key-file', secret: fileSecret });
  if (byFile) return vaultOver(store, byFile, now);
  for (let failed: { way: Way; message: string } | undefined; ; ) {
    const { by, add } = await options.ask(ways, failed);
    try {
      const dataKey = ways.length === 0 ? randomBytes(32) : openBy(store, by);
      if (!dataKey) throw new GatehouseError('storage_unavailable', WRONG[by.way]);
      store.transaction(() => {
        if (ways.length === 0) addWay(store, by, dataKey, now());
        if (add) addWay(store, add, dataKey, now());
      });
      return vaultOver(store, dataKey, now);
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      failed = { way: by.way, message: error.message };
    }
  }
}

const WRONG: Record<Way, string> = {
  'key-file': 'The master key file does not belong to this database.',
  keychain: 'The entry in the keychain does not belong to this database.',
  passphrase: 'This passphrase does not open the database.',
  recovery: 'That recovery key does not open this database.',
};

/** The data key of the database at `path`. Throws `storage_unavailable` with what to do where the key file does not open it. */
export function openByFile(path: string, ways: Map<Way, WrappedRow>, keyFile: string): Buffer {
  const otherwise = 'or start once with GATEHOUSE_RECOVERY_KEY_FILE.';
  const row = ways.get('key-file');
  if (!row) {
    throw new GatehouseError('storage_unavailable', 'This database was set up by the desktop application and has no master key file.', { hint: `Start the desktop application, ${otherwise}` });
  }
  const secret = readKeyFile(keyFile);
  if (!secret) {
    throw new GatehouseError('storage_unavailable', `The master key file ${keyFile} is missing, and the database cannot be read without it.`, {
      hint: `Put the file back (GATEHOUSE_MASTER_KEY_FILE says where it lies), ${otherwise}`,
    });
  }
  const dataKey = unwrap(row, { way: 'key-file', secret });
  if (dataKey) return dataKey;
  throw new GatehouseError('storage_unavailable', `The master key file ${keyFile} does not belong to the database ${path}.`, {
    hint: `Name the right file in GATEHOUSE_MASTER_KEY_FILE, ${otherwise}`,
  });
}

function openByRecovery(store: Store, keyFile: string, recoveryKey: string, now: number): Buffer {
  const dataKey = openBy(store, { way: 'recovery', recoveryKey });
  if (!dataKey) throw new GatehouseError('storage_unavailable', WRONG.recovery, { hint: 'Only the newest recovery key works. Check every letter.' });
  addWay(store, { way: 'key-file', secret: readKeyFile(keyFile) ?? createKeyFile(keyFile) }, dataKey, now);
  return dataKey;
}

/** 32 bytes for another purpose. */
export function deriveFrom(dataKey: Buffer, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', dataKey, '', `gatehouse ${label}`, 32));
}

function vaultOver(store: Store, dataKey: Buffer, now: () => number): Vault {
  const derive = (label: string): Buffer => deriveFrom(dataKey, label);
  const pepper = derive('pepper of keys and tokens').toString('base64url');
  return {
    seal(plaintext, context) {
      const nonce = randomBytes(NONCE_BYTES);
      return Buffer.concat([nonce, encrypt(dataKey, nonce, Buffer.from(plaintext, 'utf8'), context)]);
    },
    open(sealed, context) {
      try {
        return decrypt(dataKey, sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES), context).toString('utf8');
      } catch (cause) {
        throw new GatehouseError('storage_unavailable', `The secret "${context}" in the database was changed or belongs elsewhere.`, { hint: 'Enter this secret again.', cause });
      }
    },
    keyedHash: (secret) => hash('sha256', pepper + secret, 'base64url'),
    derive,
    renewRecoveryKey() {
      const key = newRecoveryKey();
      addWay(store, { way: 'recovery', recoveryKey: key }, dataKey, now());
      return key;
    },
    hasRecoveryKey: () => waysIn(store).includes('recovery'),
    ways: () => waysIn(store),
  };
}
