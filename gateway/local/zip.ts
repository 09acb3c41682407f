import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

/** Extracts one entry and puts it in place only if its SHA-256 (hexadecimal) holds. */
export async function extractEntry(zip: string, name: string, to: string, sha256: string, signal?: AbortSignal): Promise<void> {
  let found = false;
  for await (const { entry, file } of entries(zip)) {
    if (entry.fileName !== name) continue;
    found = true;
    const hash = createHash('sha256');
    const tap = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    await mkdir(dirname(to), { recursive: true });
    const part = `${to}.part`;
    await pipeline(await file.openReadStreamPromise(entry), tap, createWriteStream(part, { mode: 0o600 }), ...(signal ? [{ signal }] : []));
    if (hash.digest('hex') !== sha256) {
      await rm(part, { force: true });
      throw new Error(`the checksum of ${name} does not hold`);
    }
    await rename(part, to);
    break;
  }
  if (!found) throw new Error(`${name} is not in it`);
}

/** Extracts what lies under `prefix`, without it, into a new folder. `mode` says which files are programs: a module's zip keeps no modes. */
export async function extractFolder(zip: string, prefix: string, into: string, mode: (path: string) => number, signal: AbortSignal): Promise<void> {
  const made = new Set<string>();
  for await (const { entry, file } of entries(zip)) {
    if (!entry.fileName.startsWith(prefix) || entry.fileName.endsWith('/')) continue;
    const path = entry.fileName.slice(prefix.length);
    const to = join(into, path);
    if (!made.has(dirname(to))) {
      await mkdir(dirname(to), { recursive: true });
      made.add(dirname(to));
    }
    await pipeline(await file.openReadStreamPromise(entry), createWriteStream(to, { mode: mode(path), flags: 'wx' }), { signal });
  }
}

/** Names that lead out of the archive are an error of the library's. */
async function* entries(path: string): AsyncGenerator<{ entry: Entry; file: ZipFile }> {
  const file = await openPromise(path, { autoClose: false });
  try {
    for await (const entry of file.eachEntry()) yield { entry, file };
  } finally {
    file.close();
  }
}
