import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

interface Entry {
  name: string;
  deflated: boolean;
  compressedBytes: number;
  headerOffset: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;

/** The entries of a zip file without ZIP64 or encryption, which is what a wheel is. */
async function readDirectory(path: string): Promise<Entry[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, 65_557));
    await file.read(tail, 0, tail.length, size - tail.length);
    let at = tail.length - 22;
    while (at >= 0 && tail.readUInt32LE(at) !== END_OF_DIRECTORY) at--;
    if (at < 0) throw new Error('it is not a zip file');
    const directory = Buffer.alloc(tail.readUInt32LE(at + 12));
    await file.read(directory, 0, directory.length, tail.readUInt32LE(at + 16));
    const entries: Entry[] = [];
    for (let i = 0; i + 46 <= directory.length && directory.readUInt32LE(i) === DIRECTORY_ENTRY; ) {
      const nameLength = directory.readUInt16LE(i + 28);
      entries.push({
        name: directory.toString('utf8', i + 46, i + 46 + nameLength),
        deflated: directory.readUInt16LE(i + 10) === 8,
        compressedBytes: directory.readUInt32LE(i + 20),
        headerOffset: directory.readUInt32LE(i + 42),
      });
      i += 46 + nameLength + directory.readUInt16LE(i + 30) + directory.readUInt16LE(i + 32);
    }
    return entries;
  } finally {
    await file.close();
  }
}

/** Extracts one entry and puts it in place only if its SHA-256 (hexadecimal) holds. */
export async function extractEntry(zip: string, name: string, to: string, sha256: string, signal?: AbortSignal): Promise<void> {
  const entry = (await readDirectory(zip)).find((row) => row.name === name);
  if (!entry) throw new Error(`${name} is not in it`);
  const header = Buffer.alloc(30);
  const file = await open(zip);
  try {
    await file.read(header, 0, 30, entry.headerOffset);
  } finally {
    await file.close();
  }
  const start = entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const hash = createHash('sha256');
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await mkdir(dirname(to), { recursive: true });
  const part = `${to}.part`;
  await pipeline(
    createReadStream(zip, { start, end: start + entry.compressedBytes - 1 }),
    entry.deflated ? createInflateRaw() : new PassThrough(),
    tap,
    createWriteStream(part, { mode: 0o600 }),
    ...(signal ? [{ signal }] : []),
  );
  if (hash.digest('hex') !== sha256) {
    await rm(part, { force: true });
    throw new Error(`the checksum of ${name} does not hold`);
  }
  await rename(part, to);
}
