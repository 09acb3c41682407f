import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import type { JsonObject } from '../core/json.ts';
import { canonicalJson } from './canonical.ts';

/** An Ed25519 key pair; each half in base64. */
export interface KeyTexts { public: string; private: string }

export function newSigningKey(): KeyTexts {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { public: publicTextOf(publicKey), private: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64') };
}

export function privateKeyOf(text: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
}

/** From PEM, or from SPKI in base64; undefined where it is no Ed25519 key. */
export function publicKeyOf(text: string): KeyObject | undefined {
  try {
    const key = text.includes('-----BEGIN PUBLIC KEY-----') ? createPublicKey(text) : createPublicKey({ key: Buffer.from(text.trim(), 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

export function publicTextOf(key: KeyObject): string {
  return (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'der', type: 'spki' }).toString('base64');
}

export function pemOf(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'spki' }) as string;
}

/** Of a public key: the first 128 bits of its SHA-256, 32 hexadecimal digits. */
export function fingerprintOf(key: KeyObject): string {
  return hash('sha256', key.export({ format: 'der', type: 'spki' }), 'hex').slice(0, 32);
}

/** In groups of four, as people compare it. */
export function spaced(fingerprint: string): string {
  return fingerprint.match(/.{1,4}/g)?.join(' ') ?? '';
}

/** Base64 of the signature of the canonical JSON; `payload` names in `format` what it is, so that no signature serves for something else. */
export function sign(payload: JsonObject & { format: string }, key: KeyObject): string {
  return signBytes(null, Buffer.from(canonicalJson(payload)), key).toString('base64');
}

export function isSigned(payload: JsonObject & { format: string }, signature: string, key: KeyObject): boolean {
  const bytes = Buffer.from(signature, 'base64');
  // Base64 has spare bits: another spelling of the same bytes is another text.
  return bytes.toString('base64') === signature && verifyBytes(null, Buffer.from(canonicalJson(payload)), key, bytes);
}

export const CHECKPOINT_FORMAT = 'gatehouse-audit-checkpoint';

export interface CheckpointFacts { seq: number; hash: string; time: number; records: number; keyId: string }

export function checkpointPayload({ seq, hash: head, time, records, keyId }: CheckpointFacts): JsonObject & { format: string } {
  return { format: CHECKPOINT_FORMAT, hash: head, keyId, records, seq, time };
}
