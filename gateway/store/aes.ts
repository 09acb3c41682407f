import { createCipheriv, createDecipheriv } from 'node:crypto';

export const NONCE_BYTES = 12;
const TAG = 16;

/** AES-256-GCM: ciphertext, then the tag. */
export function encrypt(key: Buffer, nonce: Uint8Array, plaintext: Uint8Array, context: string): Buffer {
  return Buffer.concat(encryptParts(key, nonce, [plaintext], context));
}

/** The same of a text in parts, in parts: nothing is copied to join them. */
export function encryptParts(key: Buffer, nonce: Uint8Array, plaintext: readonly Uint8Array[], context: string): Buffer[] {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(context));
  return [...plaintext.map((part) => cipher.update(part)), cipher.final(), cipher.getAuthTag()];
}

/** Throws where key, nonce, context or bytes are not those of `encrypt`. */
export function decrypt(key: Buffer, nonce: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG)), decipher.final()]);
}
