import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto';
import { GatehouseError } from '../core/errors.ts';
import { createKeyFile, readKeyFile } from './key-file.ts';
import type { Store } from './open.ts';
import { newRecoveryKey, recoverySecret } from './recovery-key.ts';

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
}

export interface VaultOptions {
  /** File of mode 0600; made on the first start. */
  keyFile: string;
  /** Opens the database when the key file is lost, and writes a new key file. */
  recoveryKey?: string;
  now?: () => number;
}

interface WrappedRow { salt: Buffer; nonce: Buffer; wrapped: Buffer }

const NONCE = 12;
const TAG = 16;

/**
 * Opens the database's encryption; on a new database makes the data key and wraps it for both ways in.
 * @returns `recoveryKey` only when it was just made: show it once.
 */
export function openVault(store: Store, options: VaultOptions): { vault: Vault; recoveryKey?: string } {
  const now = options.now ?? Date.now;
  const find = (way: string): WrappedRow | undefined =>
    store.db.prepare<[string], WrappedRow>('SELECT salt, nonce, wrapped FROM wrapped_keys WHERE way = ?').get(way);

  function wrap(way: string, secret: Buffer, dataKey: Buffer): void {
    const salt = randomBytes(16);
    const nonce = randomBytes(NONCE);
    const wrapped = encrypt(wrappingKey(secret, salt, way), nonce, dataKey, way);
    store.db.prepare('INSERT OR REPLACE INTO wrapped_keys (way, salt, nonce, wrapped, created_at) VALUES (?, ?, ?, ?, ?)').run(way, salt, nonce, wrapped, now());
  }

  function unwrap(way: string, row: WrappedRow, secret: Buffer, wrong: () => GatehouseError): Buffer {
    try {
      return decrypt(wrappingKey(secret, row.salt, way), row.nonce, row.wrapped, way);
    } catch {
      throw wrong();
    }
  }

  const byFile = find('key-file');
  if (!byFile) {
    const dataKey = randomBytes(32);
    const secret = readKeyFile(options.keyFile) ?? createKeyFile(options.keyFile);
    const recovery = newRecoveryKey();
    store.transaction(() => {
      wrap('key-file', secret, dataKey);
      wrap('recovery', recoverySecret(recovery), dataKey);
    });
    return { vault: vaultOver(dataKey, (key) => wrap('recovery', recoverySecret(key), dataKey), () => true), recoveryKey: recovery };
  }

  const dataKey = options.recoveryKey === undefined ? openByFile(byFile) : openByRecovery(options.recoveryKey);
  return { vault: vaultOver(dataKey, (key) => wrap('recovery', recoverySecret(key), dataKey), () => find('recovery') !== undefined) };

  function openByFile(row: WrappedRow): Buffer {
    const secret = readKeyFile(options.keyFile);
    if (!secret) {
      throw new GatehouseError('storage_unavailable', `The master key file ${options.keyFile} is missing, and the database cannot be read without it.`, {
        hint: 'Put the file back (GATEHOUSE_MASTER_KEY_FILE says where it lies), or start once with GATEHOUSE_RECOVERY_KEY_FILE.',
      });
    }
    return unwrap('key-file', row, secret, () =>
      new GatehouseError('storage_unavailable', `The master key file ${options.keyFile} does not belong to the database ${store.path}.`, {
        hint: 'Name the right file in GATEHOUSE_MASTER_KEY_FILE, or start once with GATEHOUSE_RECOVERY_KEY_FILE.',
      }),
    );
  }

  function openByRecovery(recoveryKey: string): Buffer {
    const row = find('recovery');
    const wrong = (): GatehouseError =>
      new GatehouseError('storage_unavailable', 'That recovery key does not open this database.', { hint: 'Only the newest recovery key works. Check every letter.' });
    if (!row) throw wrong();
    const key = unwrap('recovery', row, recoverySecret(recoveryKey), wrong);
    wrap('key-file', readKeyFile(options.keyFile) ?? createKeyFile(options.keyFile), key);
    return key;
  }
}

function vaultOver(dataKey: Buffer, saveRecovery: (recoveryKey: string) => void, hasRecoveryKey: () => boolean): Vault {
  const derive = (label: string): Buffer => Buffer.from(hkdfSync('sha256', dataKey, '', `gatehouse ${label}`, 32));
  const pepper = derive('pepper of keys and tokens').toString('base64url');
  return {
    seal(plaintext, context) {
      const nonce = randomBytes(NONCE);
      return Buffer.concat([nonce, encrypt(dataKey, nonce, Buffer.from(plaintext, 'utf8'), context)]);
    },
    open(sealed, context) {
      try {
        return decrypt(dataKey, sealed.subarray(0, NONCE), sealed.subarray(NONCE), context).toString('utf8');
      } catch (cause) {
        throw new GatehouseError('storage_unavailable', `The secret "${context}" in the database was changed or belongs elsewhere.`, { hint: 'Enter this secret again.', cause });
      }
    },
    keyedHash: (secret) => hash('sha256', pepper + secret, 'base64url'),
    derive,
    renewRecoveryKey() {
      const key = newRecoveryKey();
      saveRecovery(key);
      return key;
    },
    hasRecoveryKey,
  };
}

function wrappingKey(secret: Buffer, salt: Buffer, way: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, `gatehouse data key by ${way}`, 32));
}

/** Ciphertext, then the tag. */
function encrypt(key: Buffer, nonce: Uint8Array, plaintext: Uint8Array, context: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(context));
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, nonce: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG)), decipher.final()]);
}
