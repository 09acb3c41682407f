import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Clearance } from '../core/clearance.ts';
import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Egress } from '../egress/types.ts';
import { findOllama, type Candidate } from './acquire/find.ts';
import { readArchivePins, readCatalogue, type ArchivePins, type Catalogue } from './catalogue.ts';
import { isObject } from '../core/json.ts';
import { createOllamaClient } from './client.ts';
import type { Confinement } from './confine.ts';
import { reasonOf, type Transport } from './download.ts';
import { chooseParallel, readHardware } from './hardware.ts';
import { createInstalledModels } from './installed.ts';
import { createJobs } from './jobs.ts';
import { createLocalAdmin } from './local-admin.ts';
import { normaliseModelName } from '../core/model-name.ts';
import { createPlaces, unavailable } from './places.ts';
import { createProgress, describeStep } from './progress.ts';
import type { StarterModels } from './starter.ts';
import { getStarters } from './starters.ts';
import { createSupervisor } from './supervisor.ts';
import { LOCAL_ORIGIN, type LocalAdmin, type LocalEngine, type LocalStatus } from './types.ts';

export interface LocalEngineOptions {
  /** The data folder; everything of the bundled Ollama lies in its folder `local`. */
  home: string;
  /** Per user, shared between homes: Ollama itself and packaged models. */
  cacheDir: string;
  resourcesDir: string;
  egress: Egress;
  clearance: (purpose: 'model-download' | 'local-control', origins: string[]) => Clearance;
  clock: Clock;
  /** GATEHOUSE_OLLAMA, GATEHOUSE_STARTER, PATH, HOME and what package tools need (proxies, certificates). */
  env: Record<string, string | undefined>;
  log: (line: string) => void;
  /** Overrides what the hardware recommends and GATEHOUSE_STARTER says. */
  starterModels?: Partial<StarterModels>;
  /** The Node that runs the keeper; this process's own where absent, which Electron's (without RunAsNode) cannot be. */
  node?: string;
  /** Where `keeper.ts` lies when this file has been bundled elsewhere. */
  keeperScript?: string;
  /** Overrides of what `resources/` says: the registry that a test runs, other archives. */
  catalogue?: Partial<Catalogue>;
  archives?: ArchivePins;
  confinement?: Confinement;
  parallel?: number;
  maxQueue?: number;
  maxQueuePerOwner?: number;
  /** Milliseconds between two health probes, and until one counts as failed; 5,000 and 10,000. */
  probeMs?: number;
  probeTimeoutMs?: number;
  /** Milliseconds until it begins; 0. */
  delayMs?: number;
}

const MAX_LOADED_MODELS = 2;
const KEEP_ALIVE_SECONDS = 1_800;

/** Starts the bundled Ollama in the background and returns at once; `status()` tells how far it is. */
export function createLocalEngine(options: LocalEngineOptions): LocalEngine & LocalAdmin {
  const { egress, clock, env, log } = options;
  const localDir = join(options.home, 'local');
  const modelsDir = join(localDir, 'models');
  mkdirSync(modelsDir, { recursive: true, mode: 0o700 });
  // Until the server is there the origin leads to a socket that does not exist: never to a machine of that name.
  egress.bindSocket(LOCAL_ORIGIN, join(localDir, 'run', 'ollama.sock'));

  const catalogue: Catalogue = { ...readCatalogue(options.resourcesDir), ...options.catalogue };
  const listeners = new Set<(status: LocalStatus) => void>();
  const stopping = new AbortController();
  let phase: LocalStatus['phase'] = 'preparing';
  let message = '';
  let ollama: LocalStatus['ollama'];
  const progress = createProgress(clock, changed);
  const client = createOllamaClient(egress, options.clearance('local-control', [LOCAL_ORIGIN]));
  const transport: Transport = { egress, clear: (origins) => options.clearance('model-download', origins) };
  const installed = createInstalledModels(client, changed);
  const jobs = createJobs(progress);
  const step = progress.begin('ollama', 'Ollama');
  // Running until all starter models are here or given up: between two of them nothing else may be under way.
  const starters = progress.begin('models', 'Starter models');

  const hardware = readHardware(modelsDir, []);
  const ready = (async () => {
    const parallel = options.parallel ?? chooseParallel(await hardware);
    const supervisor = createSupervisor({
      localDir,
      node: options.node ?? process.execPath,
      keeperScript: options.keeperScript ?? onDisk(fileURLToPath(new URL('./keeper.ts', import.meta.url))),
      egress,
      client,
      clock,
      path: env.PATH ?? '',
      parallel,
      maxLoadedModels: MAX_LOADED_MODELS,
      keepAliveSeconds: KEEP_ALIVE_SECONDS,
      log,
      changed: (now, reason) => void serverChanged(now, reason),
      ...(options.confinement ? { confinement: options.confinement } : {}),
      probeMs: options.probeMs ?? 5_000,
      probeTimeoutMs: options.probeTimeoutMs ?? 10_000,
    });
    const places = createPlaces({
      clock,
      keepAliveSeconds: KEEP_ALIVE_SECONDS,
      modelsDir,
      view: supervisor.instance,
      log,
      perModel: parallel,
      models: MAX_LOADED_MODELS,
      maxQueue: options.maxQueue ?? 64,
      maxQueuePerOwner: options.maxQueuePerOwner ?? 32,
    });
    return { supervisor, places };
  })();
  let parts: Awaited<typeof ready> | undefined;

  function changed(): void {
    if (listeners.size === 0) return;
    const now = status();
    for (const listener of listeners) listener(now);
  }

  function enter(next: LocalStatus['phase'], text: string): void {
    if (phase === 'stopped') return;
    phase = next;
    message = text;
    changed();
  }

  function status(): LocalStatus {
    const steps = progress.list();
    const confinement = parts?.supervisor.confinement();
    const underWay = steps.filter((row) => row.id !== starters.id && (row.state === 'running' || row.state === 'waiting')).map(describeStep);
    return {
      phase,
      message: phase === 'failed' || underWay.length === 0 ? message : [message, ...underWay].filter(Boolean).join('; '),
      steps,
      ...(ollama ? { ollama: { ...ollama } } : {}),
      ...(ollama && confinement ? { confinement: confinement.kind } : {}),
      ...(ollama && confinement?.kind === 'loopback' ? { confinementReason: confinement.reason } : {}),
      restarts: parts?.supervisor.restarts() ?? 0,
    };
  }

  async function serverChanged(now: 'up' | 'down' | 'given up', reason: string): Promise<void> {
    parts?.places.forget();
    if (now === 'given up') return enter('failed', `The bundled Ollama is not used any more: ${reason}. Look at its program and start again.`);
    if (now === 'down') return enter('starting', `the bundled Ollama is being started again: ${reason}`);
    const pid = await parts?.supervisor.instance()?.serverPid();
    if (ollama) {
      delete ollama.pid;
      if (pid !== undefined) ollama.pid = pid;
    }
    await installed.refresh().catch((error: unknown) => log(`the installed models cannot be listed: ${reasonOf(error)}`));
    if (parts?.supervisor.instance()) enter('ready', 'the bundled Ollama answers');
  }

  /** Tries one way after the other until an Ollama serves. */
  async function findAndStart(): Promise<void> {
    const failures: string[] = [];
    const note = (line: string): void => {
      failures.push(line);
      log(line);
    };
    const find = { resourcesDir: options.resourcesDir, cacheDir: options.cacheDir, env, transport, pins: options.archives ?? readArchivePins(options.resourcesDir), note };
    for await (const candidate of findOllama(find, step, stopping.signal)) {
      if (await tryStart(candidate, note)) return;
      enter('preparing', '');
    }
    step.failed(failures.at(-1) ?? 'no way to an Ollama is known for this platform');
    enter(
      'failed',
      `No Ollama could be found or built. Install it from its vendor, or set GATEHOUSE_OLLAMA to the path of its program (0.20 or newer), and start again. Tried: ${failures.join('; ')}`,
    );
  }

  async function tryStart(candidate: Candidate, note: (line: string) => void): Promise<boolean> {
    step.done(`${candidate.version}, ${candidate.fetched ? candidate.source : `already there (${candidate.source})`}`);
    enter('starting', `starting Ollama ${candidate.version}`);
    const start = progress.begin('start', 'Ollama server');
    try {
      await parts!.supervisor.start(candidate);
    } catch (error) {
      stopping.signal.throwIfAborted();
      start.failed(reasonOf(error));
      note(`Ollama ${candidate.version} (${candidate.path}): ${reasonOf(error)}`);
      return false;
    }
    ollama = { version: candidate.version, path: candidate.path, source: candidate.source };
    start.done('answers; its cloud features are off');
    await serverChanged('up', '');
    log(`Ollama ${candidate.version} serves, ${candidate.source}, confinement: ${parts!.supervisor.confinement().kind}`);
    return true;
  }

  const admin = createLocalAdmin({
    client,
    installed,
    jobs,
    transport,
    catalogue,
    localDir,
    env,
    clock,
    needReady(): void {
      if (phase !== 'ready') throw unavailable(`The bundled Ollama is not ready: ${status().message}.`, 5);
    },
    admit,
  });

  async function admit(request: Parameters<LocalEngine['admit']>[0]) {
    if (phase !== 'ready' || !parts) throw unavailable(`The bundled Ollama is not ready: ${status().message}.`, phase === 'failed' ? 60 : 5);
    const name = normaliseModelName(request.model);
    const model = installed.find(name);
    if (!model) throw unavailable(`The local model ${name} is not installed: ${status().message}.`, 30);
    return await parts.places.enter(model, request);
  }

  async function run(): Promise<void> {
    parts = await ready;
    if (options.delayMs) await delay(options.delayMs, undefined, { signal: stopping.signal });
    const server = findAndStart();
    server.catch(() => {});
    const summary = await getStarters({
      catalogue,
      cacheDir: options.cacheDir,
      modelsDir,
      transport,
      env,
      jobs,
      client,
      installed,
      starterModels: options.starterModels ?? {},
      recommendations: admin.recommendations,
      pullFromRegistry: admin.pullFromRegistry,
      serverReady: server,
      isReady: () => phase === 'ready',
      signal: stopping.signal,
      log,
    });
    await server;
    if (phase === 'failed') starters.failed('no Ollama runs that could take them');
    else if (summary.failures.length > 0 && !installed.list().some(({ capabilities }) => capabilities.chat)) starters.failed(summary.message);
    else starters.done(summary.message);
  }

  const running = run().catch((error: unknown) => {
    if (stopping.signal.aborted) return;
    log(`the bundled Ollama: ${reasonOf(error)}`);
    starters.failed(reasonOf(error));
    if (phase !== 'ready') enter('failed', reasonOf(error));
  });
  const { pullFromRegistry: _inner, ...publicAdmin } = admin;

  return {
    ...publicAdmin,
    status,
    onStatus(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    models: () => (phase === 'ready' ? installed.list() : []),
    async loaded() {
      const { models } = phase === 'ready' ? await client.ask('GET', '/api/ps') : {};
      return Array.isArray(models) ? models.filter(isObject) : [];
    },
    admit,
    async stop() {
      enter('stopped', 'stopped');
      stopping.abort(new GatehouseError('shutting_down', 'The gateway is stopping.'));
      await jobs.stop();
      await (await ready).supervisor.stop();
      await running;
    },
  };
}

/** Electron's archive is a file to every other program; what must run on its own is unpacked beside it. */
function onDisk(path: string): string {
  return path.replace(/([/\\]app\.asar)([/\\])/, '$1.unpacked$2');
}

/** The per-user cache folder of this platform. */
export function defaultCacheDir(env: Record<string, string | undefined>): string {
  if (process.platform === 'win32') return join(env.LOCALAPPDATA ?? homedir(), 'gatehouse', 'cache');
  if (process.platform === 'darwin') return join(env.HOME ?? homedir(), 'Library', 'Caches', 'gatehouse');
  return join(env.XDG_CACHE_HOME || join(env.HOME ?? homedir(), '.cache'), 'gatehouse');
}
