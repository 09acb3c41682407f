import { createHmac, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { keyedDigest } from './hmac.ts';

it('is HMAC-SHA-256, for texts of any length', () => {
  for (const bytes of [0, 1, 32, 64]) {
    const key = randomBytes(bytes);
    const digest = keyedDigest(key);
    expect([digest('a', 'hex'), digest('a', 'base64url')]).toEqual([digest('a').toString('hex'), digest('a').toString('base64url')]);
    for (const text of ['', 'a', 'Grüezi 🏔', 'x'.repeat(63), 'y'.repeat(100_000), 'longer before a shorter one', 'z', '€'.repeat(21_845), '€'.repeat(21_846), Buffer.from('bytes'), Buffer.alloc(65_536, 7), Buffer.alloc(65_537, 7)]) expect(digest(text).equals(createHmac('sha256', key).update(text).digest()), `${bytes} ${text.length}`).toBe(true);
  }
});
