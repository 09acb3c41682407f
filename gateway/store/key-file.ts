import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { GatehouseError } from '../core/errors.ts';

/**
 * The secret in a master key file; undefined where there is none. Throws `storage_unavailable` for a file that others can read or that is no key file.
 */
export function readKeyFile(path: string): Buffer | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new GatehouseError('storage_unavailable', `The master key file ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
  try {
    // Checked on the open file, so that it cannot be exchanged between the check and the reading.
    const stat = fstatSync(fd);
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
      throw new GatehouseError('storage_unavailable', `The master key file ${path} can be read by other users of this machine.`, { hint: `Run: chmod 600 '${path}'` });
    }
    const bytes = Buffer.alloc(256);
    const secret = Buffer.from(bytes.toString('utf8', 0, readSync(fd, bytes)).trim(), 'base64url');
    if (secret.length !== 32) {
      throw new GatehouseError('storage_unavailable', `${path} is not a master key file.`, { hint: 'It holds one line of 43 letters. GATEHOUSE_MASTER_KEY_FILE says where it lies.' });
    }
    return secret;
  } finally {
    closeSync(fd);
  }
}

/** Makes a new key file of mode 0600, never over an existing one. */
export function createKeyFile(path: string): Buffer {
  const secret = randomBytes(32);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const fd = openSync(path, 'wx', 0o600);
    try {
      writeSync(fd, `${secret.toString('base64url')}\n`);
      // Without this file the database is lost: it must be on the disk before anything is encrypted under it.
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw new GatehouseError('storage_unavailable', `The master key file ${path} cannot be made (${(cause as NodeJS.ErrnoException).code}).`, {
      hint: 'Name a place that can be written in GATEHOUSE_MASTER_KEY_FILE.',
      cause,
    });
  }
  return secret;
}
