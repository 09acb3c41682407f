import { randomBytes } from 'node:crypto';
import { GatehouseError } from '../core/errors.ts';

/** Crockford's base 32: no I, L, O or U, so that a printed key can be typed again. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 8;
const GROUP = 5;

/** 200 random bits as `XXXXX-XXXXX-…`, for printing. */
export function newRecoveryKey(): string {
  const letters = [...randomBytes(GROUPS * GROUP)].map((byte) => ALPHABET[byte & 31]).join('');
  return letters.match(new RegExp(`.{${GROUP}}`, 'g'))!.join('-');
}

/** The secret behind a typed key; case, blanks, dashes and look-alikes do not matter. Throws `invalid_request` for what cannot be one. */
export function recoverySecret(typed: string): Buffer {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (letters.length !== GROUPS * GROUP || !new RegExp(`^[${ALPHABET}]*$`).test(letters)) {
    throw new GatehouseError('invalid_request', 'That is not a recovery key.', { hint: `It has ${GROUPS} groups of ${GROUP} letters and digits.` });
  }
  return Buffer.from(letters, 'utf8');
}
