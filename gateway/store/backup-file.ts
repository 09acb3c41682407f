import { hash, hkdfSync, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { ByteParts } from '../core/byte-parts.ts';
import { GatehouseError } from '../core/errors.ts';
import { decrypt, encryptParts } from './aes.ts';
import { deriveFrom, type Vault } from './vault.ts';
import { unwrap, type WrappedRow } from './ways-in.ts';

/** The first line of a backup, in clear: nothing of the office is in it. */
export interface BackupHeader {
  format: 'gatehouse-backup';
  version: 1;
  /** UTC milliseconds. */
  createdAt: number;
  /** Of the application that made it. */
  application: string;
  /** Base 64. The data key under the recovery key of that time. */
  recovery: { salt: string; nonce: string; wrapped: string };
  salt: string;
}

export const BACKUP_LABEL = 'backup';
const CHUNK = 1024 * 1024;
const MAX_HEADER = 4096;

/** Encrypts the file `from` to `to` (mode 0600), which appears only once it is whole and on the disk. */
export async function writeBackup(from: string, to: string, made: { vault: Vault; recovery: WrappedRow; createdAt: number; application: string }): Promise<void> {
  const { salt, nonce, wrapped } = made.recovery;
  const header: BackupHeader = {
    format: 'gatehouse-backup',
    version: 1,
    createdAt: made.createdAt,
    application: made.application,
    recovery: { salt: salt.toString('base64'), nonce: nonce.toString('base64'), wrapped: wrapped.toString('base64') },
    salt: randomBytes(16).toString('base64'),
  };
  const line = JSON.stringify(header);
  const key = fileKey(made.vault.derive(BACKUP_LABEL), header);
  const part = `${to}.part`;
  try {
    await pipeline(createReadStream(from), createGzip(), (source) => sealed(source as AsyncIterable<Buffer>, key, line), createWriteStream(part, { mode: 0o600, flags: 'w' }));
    const file = await open(part, 'r+');
    await file.sync();
    await file.close();
    await rename(part, to);
  } finally {
    await rm(part, { force: true });
  }
}

/** The first line of a file. Throws `invalid_request` for what is no backup of ours. */
export async function readHeader(path: string): Promise<{ header: BackupHeader; line: string }> {
  const wrong = (cause?: unknown): GatehouseError => new GatehouseError('invalid_request', `${path} is not a backup of Gatehouse.`, { param: 'path', cause });
  let text: string;
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_HEADER), 0, MAX_HEADER, 0);
      text = buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new GatehouseError('not_found', `${path} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, { param: 'path', cause });
  }
  const end = text.indexOf('\n');
  if (end < 0) throw wrong();
  const line = text.slice(0, end);
  let header: BackupHeader;
  try {
    header = JSON.parse(line) as BackupHeader;
  } catch (cause) {
    throw wrong(cause);
  }
  if (header?.format !== 'gatehouse-backup') throw wrong();
  if (header.version !== 1) throw new GatehouseError('invalid_request', 'This backup was made by a newer Gatehouse.', { param: 'path', hint: 'Update Gatehouse first.' });
  return { header, line };
}

/**
 * Opens a backup by its recovery key into the file `to`. Throws `invalid_request` where the key does not open it, or where a byte was changed or is missing.
 * @returns the data key of the office that made it.
 */
export async function readBackup(path: string, recoveryKey: string, to: string): Promise<{ header: BackupHeader; dataKey: Buffer }> {
  const { header, line } = await readHeader(path);
  const row: WrappedRow = { salt: Buffer.from(header.recovery.salt, 'base64'), nonce: Buffer.from(header.recovery.nonce, 'base64'), wrapped: Buffer.from(header.recovery.wrapped, 'base64') };
  const dataKey = unwrap(row, { way: 'recovery', recoveryKey });
  if (!dataKey) {
    throw new GatehouseError('invalid_request', 'That recovery key does not open this backup.', { param: 'recoveryKey', hint: 'It is the key that was printed before the backup was made; a newer one opens newer backups only.' });
  }
  const key = fileKey(deriveFrom(dataKey, BACKUP_LABEL), header);
  const source = createReadStream(path, { start: Buffer.byteLength(line) + 1 });
  try {
    await pipeline(source, (bytes) => opened(bytes as AsyncIterable<Buffer>, key, line), createGunzip(), createWriteStream(to, { mode: 0o600, flags: 'w' }));
  } catch (cause) {
    await rm(to, { force: true });
    if (cause instanceof GatehouseError || isDiskFault(cause)) throw cause;
    throw damaged(cause);
  }
  return { header, dataKey };
}

function isDiskFault(error: unknown): boolean {
  return ['ENOSPC', 'EACCES', 'EIO', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function damaged(cause?: unknown): GatehouseError {
  return new GatehouseError('invalid_request', 'This backup is damaged: it was changed, or its end is missing.', { param: 'path', hint: 'Take another one.', cause });
}

/** One key per file, so that counters may serve as nonces. */
function fileKey(backupKey: Buffer, { salt }: BackupHeader): Buffer {
  return Buffer.from(hkdfSync('sha256', backupKey, Buffer.from(salt, 'base64'), 'gatehouse backup file', 32));
}

/** Attack: chunks are exchanged, left out or taken from the end: each one is bound to the header, to its place, and to being the last or not. */
const context = (headerHash: string, index: number, last: boolean): string => `${headerHash} ${index} ${last ? 'last' : 'more'}`;

function nonceOf(index: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 8);
  return nonce;
}

async function* sealed(source: AsyncIterable<Buffer>, key: Buffer, line: string): AsyncGenerator<Buffer> {
  const headerHash = hash('sha256', line);
  yield Buffer.from(`${line}\n`);
  let index = 0;
  let waiting: Buffer[] = [];
  let size = 0;
  const seal = (last: boolean): Buffer[] => {
    const bytes = encryptParts(key, nonceOf(index), waiting, context(headerHash, index, last));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.reduce((sum, part) => sum + part.length, 0));
    index++;
    waiting = [];
    size = 0;
    return [length, ...bytes];
  };
  for await (const piece of source) {
    let rest = piece;
    while (size + rest.length > CHUNK) {
      const room = CHUNK - size;
      waiting.push(rest.subarray(0, room));
      yield* seal(false);
      rest = rest.subarray(room);
    }
    waiting.push(rest);
    size += rest.length;
  }
  yield* seal(true);
}

async function* opened(source: AsyncIterable<Buffer>, key: Buffer, line: string): AsyncGenerator<Buffer> {
  const headerHash = hash('sha256', line);
  let index = 0;
  let waiting: Buffer = Buffer.alloc(0);
  /** The next chunk's, in `waiting`. */
  let end = 4;
  const take = (last: boolean): Buffer | undefined => {
    end = waiting.length < 4 ? 4 : 4 + waiting.readUInt32BE(0);
    if (end > 4 + CHUNK + 64) throw damaged();
    // The last chunk is known by being the last: until more bytes follow, it waits.
    if (last ? waiting.length !== end : waiting.length <= end) return undefined;
    const plain = decrypt(key, nonceOf(index), waiting.subarray(4, end), context(headerHash, index, last));
    waiting = waiting.subarray(end);
    index++;
    return plain;
  };
  let parts = new ByteParts();
  for await (const piece of source) {
    parts.push(piece);
    if (parts.size <= end) continue;
    waiting = parts.join();
    for (let plain = take(false); plain; plain = take(false)) yield plain;
    parts = new ByteParts();
    parts.push(waiting);
  }
  waiting = parts.join();
  const plain = take(true);
  if (!plain) throw damaged();
  yield plain;
}
