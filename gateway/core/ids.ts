import { randomBytes, randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomByte(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool[used++]!;
}

/** A sortable id such as `trc_0k3…`: nine characters of milliseconds in base 36, then 14 random ones (72 bits). */
export function newId(prefix: string, now = Date.now()): string {
  let random = '';
  while (random.length < 14) {
    const byte = randomByte();
    if (byte < 252) random += ALPHABET[byte % 36];
  }
  return `${prefix}_${now.toString(36).padStart(9, '0')}${random}`;
}

/** The smallest id of a request of a time in UTC milliseconds. */
export function traceIdAt(time: number): string {
  return `trc_${Math.max(0, Math.floor(time)).toString(36).padStart(9, '0')}`;
}

/** 256 random bits in base64url, for keys, tokens and links. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
