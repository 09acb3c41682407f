import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ArchivePins } from '../catalogue.ts';
import { reasonOf, type Transport } from '../download.ts';
import type { Step } from '../progress.ts';
import { fetchArchive } from './archive.ts';
import { buildWithGo, planGoBuild } from './go-build.ts';
import { atLeast, ollamaVersion } from './version.ts';

export interface Candidate {
  path: string;
  version: string;
  /** Which way it came: for `status`. */
  source: string;
  /** Whether it was there already, or had to be got. */
  fetched: boolean;
}

export interface FindOptions {
  resourcesDir: string;
  cacheDir: string;
  env: Record<string, string | undefined>;
  transport: Transport;
  pins: ArchivePins;
  /** One line per way that failed. */
  note: (line: string) => void;
}

const MINIMUM = '0.20.0';

/** The ways to an Ollama, in their order; the next is tried only when the caller asks for it. */
export async function* findOllama(options: FindOptions, step: Step, signal: AbortSignal): AsyncGenerator<Candidate> {
  const { resourcesDir, cacheDir, env, pins } = options;
  const platform = `${process.platform}-${process.arch}`;
  const program = process.platform === 'win32' ? 'ollama.exe' : 'ollama';
  const archiveDir = join(cacheDir, 'ollama', `v${pins.version}-${platform}-official`);
  const pin = pins.archives[platform];
  const plan = await planGoBuild(resourcesDir, cacheDir);

  const ways: { source: string; fetches: boolean; get: () => string | undefined | Promise<string | undefined>; minimum?: string }[] = [
    { source: 'GATEHOUSE_OLLAMA', fetches: false, get: () => env.GATEHOUSE_OLLAMA || undefined },
    { source: 'packaged', fetches: false, get: () => existing(join(resourcesDir, 'ollama', platform, program)) ?? existing(join(resourcesDir, 'ollama', platform, 'bin', program)) },
    { source: 'cache, official archive', fetches: false, get: () => (pin ? existing(join(archiveDir, pin.binary)) : undefined) },
    { source: 'cache, built from the Go module mirror', fetches: false, get: () => existing(plan.path) },
    { source: 'installed on this machine', fetches: false, get: () => onPath(program, env), minimum: MINIMUM },
    { source: 'official archive', fetches: true, get: () => fetchArchive(options.transport, pins, platform, archiveDir, step, signal) },
    { source: 'built from the Go module mirror', fetches: true, get: () => buildWithGo(plan, options, step, signal) },
  ];
  for (const way of ways) {
    signal.throwIfAborted();
    try {
      const path = await way.get();
      if (path === undefined) continue;
      const version = await ollamaVersion(path, signal);
      if (way.minimum && !atLeast(version, way.minimum)) throw new Error(`${path} is version ${version}; ${way.minimum} or newer is needed`);
      yield { path, version, source: way.source, fetched: way.fetches };
    } catch (error) {
      signal.throwIfAborted();
      const line = `Ollama, ${way.source}: ${reasonOf(error)}`;
      options.note(line);
      step.say(line, 'trying-next');
    }
  }
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

function onPath(program: string, env: Record<string, string | undefined>): string | undefined {
  return (env.PATH ?? '').split(delimiter).filter(Boolean).map((dir) => join(dir, program)).find((path) => existsSync(path));
}
