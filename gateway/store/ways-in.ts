import { hkdfSync, randomBytes, scryptSync } from 'node:crypto';
import { GatehouseError } from '../core/errors.ts';
import { decrypt, encrypt, NONCE_BYTES } from './aes.ts';
import type { Store } from './open.ts';
import { recoverySecret } from './recovery-key.ts';

/** How the data key can be reached; each has a row of its own in `wrapped_keys`. */
export type Way = 'key-file' | 'keychain' | 'passphrase' | 'recovery';

/** What opens the database by one way: 32 random bytes, or what a person types. */
export type Secret =
  | { way: 'key-file' | 'keychain'; secret: Uint8Array }
  | { way: 'passphrase'; passphrase: string }
  | { way: 'recovery'; recoveryKey: string };

export const PASSPHRASE_LETTERS = 12;
const RANDOM_BYTES = 32;
/** 128 MB and about half a second per guess. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 };

/** The data key under one secret. */
export interface WrappedRow { salt: Buffer; nonce: Buffer; wrapped: Buffer }

/** In no order; empty: the database is new. */
export function waysIn(store: Store): Way[] {
  return store.db.prepare<[], { way: Way }>('SELECT way FROM wrapped_keys').all().map((row) => row.way);
}

/** All of them. */
export function wrappedKeys(store: Store): Map<Way, WrappedRow> {
  const rows = store.db.prepare<[], WrappedRow & { way: Way }>('SELECT way, salt, nonce, wrapped FROM wrapped_keys').all();
  return new Map(rows.map(({ way, ...row }) => [way, row]));
}

/** Makes the data key reachable by this secret; an earlier one of the same way no longer opens. Throws `invalid_request` for a secret that is too weak. */
export function addWay(store: Store, secret: Secret, dataKey: Buffer, now: number): void {
  if (secret.way === 'passphrase' && secret.passphrase.normalize('NFC').length < PASSPHRASE_LETTERS) {
    throw new GatehouseError('invalid_request', `A passphrase has at least ${PASSPHRASE_LETTERS} letters.`, { hint: 'Four or five words that do not belong together are easy to keep in mind.' });
  }
  const salt = randomBytes(16);
  const nonce = randomBytes(NONCE_BYTES);
  const wrapped = encrypt(wrappingKey(secret, salt), nonce, dataKey, secret.way);
  store.db.prepare('INSERT OR REPLACE INTO wrapped_keys (way, salt, nonce, wrapped, created_at) VALUES (?, ?, ?, ?, ?)').run(secret.way, salt, nonce, wrapped, now);
}

/** The data key; undefined where this secret does not open the database. Throws `invalid_request` for a recovery key that cannot be one. */
export function openBy(store: Store, secret: Secret): Buffer | undefined {
  const row = store.db.prepare<[string], WrappedRow>('SELECT salt, nonce, wrapped FROM wrapped_keys WHERE way = ?').get(secret.way);
  return row && unwrap(row, secret);
}

/** As `openBy`, for a row that lies elsewhere. */
export function unwrap(row: WrappedRow, secret: Secret): Buffer | undefined {
  const key = wrappingKey(secret, row.salt);
  try {
    return decrypt(key, row.nonce, row.wrapped, secret.way);
  } catch {
    return undefined;
  }
}

function wrappingKey(secret: Secret, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secretBytes(secret, salt), salt, `gatehouse data key by ${secret.way}`, 32));
}

function secretBytes(secret: Secret, salt: Buffer): Buffer {
  if (secret.way === 'recovery') return recoverySecret(secret.recoveryKey);
  if (secret.way === 'passphrase') return scryptSync(secret.passphrase.normalize('NFC'), salt, RANDOM_BYTES, SCRYPT);
  if (secret.secret.length !== RANDOM_BYTES) throw new GatehouseError('internal_error', `The secret of the way "${secret.way}" has ${secret.secret.length} bytes instead of ${RANDOM_BYTES}.`);
  return Buffer.from(secret.secret);
}
