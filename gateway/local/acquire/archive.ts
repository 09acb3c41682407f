import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract } from 'tar-stream';
import type { ArchivePins } from '../catalogue.ts';
import { download, type Transport } from '../download.ts';
import { alone } from '../file-lock.ts';
import type { Step } from '../progress.ts';

/** Unpacks a tar archive into a folder; names and links that lead out of it are an error. */
export async function unpack(archive: string, compression: 'zstd' | 'gzip', into: string, signal: AbortSignal): Promise<void> {
  const inside = (path: string): string => {
    const whole = resolve(into, path);
    if (whole !== resolve(into) && relative(into, whole).startsWith('..')) throw new Error(`the archive names ${path}, which lies outside of it`);
    return whole;
  };
  const tar = extract();
  const unpacked = (async () => {
    for await (const entry of tar) {
      const { name, type, linkname, mode } = entry.header;
      const to = inside(name);
      if (type === 'directory') await mkdir(to, { recursive: true });
      else if (type === 'symlink' && linkname) {
        inside(join(dirname(name), linkname));
        await mkdir(dirname(to), { recursive: true });
        await symlink(linkname, to);
      } else if (type === 'file') {
        await mkdir(dirname(to), { recursive: true });
        await pipeline(entry, createWriteStream(to, { mode: (mode ?? 0o644) & 0o755, flags: 'wx' }));
        continue;
      }
      entry.resume();
    }
  })();
  await Promise.all([pipeline(createReadStream(archive), compression === 'zstd' ? createZstdDecompress() : createGunzip(), tar, { signal }), unpacked]);
}

/** Downloads, checks and unpacks the official archive of this platform into `into`. Returns the path of the program. */
export async function fetchArchive(transport: Transport, pins: ArchivePins, platform: string, into: string, step: Step, signal: AbortSignal): Promise<string> {
  const pin = pins.archives[platform];
  if (!pin) throw new Error(`no official archive is pinned for ${platform}`);
  const program = join(into, pin.binary);
  await alone(`${into}.lock`, step, signal, async (waited) => {
    if (!waited || !existsSync(program)) await fetchAndUnpack(transport, pins, pin, into, step, signal);
  });
  return program;
}

async function fetchAndUnpack(transport: Transport, pins: ArchivePins, pin: ArchivePins['archives'][string], into: string, step: Step, signal: AbortSignal): Promise<void> {
  const archive = `${into}.${pin.compression}`;
  step.say(`downloading the official Ollama ${pins.version} from ${new URL(pin.url).host}`, 'downloading');
  await download(transport, {
    url: pin.url,
    to: archive,
    sha256: pin.sha256,
    redirectHosts: pins.redirectHosts,
    signal,
    onBytes: (done, total) => step.bytes(done, total),
    onRetry: (message) => step.say(message, 'retrying'),
  });
  step.say(`unpacking Ollama ${pins.version}`, 'unpacking');
  const part = `${into}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  await unpack(archive, pin.compression, part, signal);
  await rm(into, { recursive: true, force: true });
  await rename(part, into);
  await rm(archive, { force: true });
}
