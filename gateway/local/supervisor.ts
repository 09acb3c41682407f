import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isObject } from '../core/json.ts';
import type { Clock } from '../core/clock.ts';
import type { Egress } from '../egress/types.ts';
import type { Candidate } from './acquire/find.ts';
import type { OllamaClient } from './client.ts';
import { ConfinementFailed, findConfinement, type Confinement } from './confine.ts';
import { reasonOf } from './download.ts';
import { startInstance, type Instance, type InstanceOptions } from './instance.ts';
import { createServerLog } from './server-log.ts';
import { endStale } from './stale.ts';
import { LOCAL_ORIGIN } from './types.ts';

export interface SupervisorOptions {
  localDir: string;
  node: string;
  keeperScript: string;
  egress: Egress;
  client: OllamaClient;
  clock: Clock;
  path: string;
  parallel: number;
  maxLoadedModels: number;
  keepAliveSeconds: number;
  log: (line: string) => void;
  /** Told whenever the server began or ceased to answer, and when it is given up; the reason where it does not answer. */
  changed: (now: 'up' | 'down' | 'given up', reason: string) => void;
  /** For tests: `loopback` also where a namespace could be had. */
  confinement?: Confinement;
  probeMs: number;
  probeTimeoutMs: number;
}

const START_MS = 20_000;
const FAILED_PROBES = 3;
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 30_000;
/** After this long without a crash the next one counts as the first. */
const STEADY_MS = 60_000;

class RefusesToServe extends Error {}
/** It was there and ended before it served. */
class EndedEarly extends Error {}

/** Keeps one Ollama server running: started, asserted to be local, probed, started again after a crash, ended with us. */
export function createSupervisor(options: SupervisorOptions) {
  const { localDir, client, egress, clock } = options;
  const pidFile = join(localDir, 'ollama.pid');
  const serverLog = createServerLog(join(localDir, 'ollama.log'));
  const stopping = new AbortController();
  let confinement: Confinement = { kind: 'loopback', reason: 'not looked for yet' };
  let instance: Instance | undefined;
  let restarts = 0;
  let cleaned = false;
  let watching: Promise<void> = Promise.resolve();

  async function bringUp(ollama: string): Promise<Instance> {
    const instanceOptions: InstanceOptions = { ...options, ollama, pidFile, marker: localDir, confinement, log: serverLog };
    const started = await startInstance(instanceOptions).catch((error: unknown) => {
      // A program that does not start is no reason to run the next one unconfined.
      if (!(error instanceof ConfinementFailed)) throw error;
      options.log(`Ollama cannot be confined in a network namespace: ${reasonOf(error)}`);
      confinement = { kind: 'loopback', reason: reasonOf(error) };
      return startInstance({ ...instanceOptions, confinement });
    });
    // Set before anything is awaited, so that stop() finds it.
    instance = started;
    egress.bindSocket(LOCAL_ORIGIN, started.socketPath);
    try {
      await becomeReady(started);
    } catch (error) {
      await started.stop();
      instance = undefined;
      throw error;
    }
    return started;
  }

  /** It must answer, and say itself that the vendor's cloud is off: then only is it ours to serve from. */
  async function becomeReady(started: Instance): Promise<void> {
    let ended = '';
    void started.ended.then((reason) => (ended = reason));
    const deadline = clock.monotonic() + START_MS;
    for (;;) {
      stopping.signal.throwIfAborted();
      if (ended) throw new EndedEarly(`${ended}: ${serverLog.tail().at(-1) ?? 'it said nothing'}`);
      const answer = await client.call('GET', '/api/status', { timeout: 2_000, signal: stopping.signal }).catch(() => undefined);
      if (answer) {
        const cloud = answer.body.cloud;
        if (answer.status === 200 && isObject(cloud) && cloud.disabled === true) break;
        throw new RefusesToServe(`it does not say that its cloud features are off (/api/status: ${answer.status}), so it is not used`);
      }
      if (clock.monotonic() > deadline) throw new Error('it did not answer within 20 s');
      await delay(50);
    }
    // On a shared loopback another program may have answered on our port: ours would then end, because it cannot bind it.
    if (confinement.kind === 'loopback') await delay(300);
    if (ended) throw new EndedEarly(ended);
  }

  async function probe(current: Instance, over: AbortSignal): Promise<void> {
    let failed = 0;
    while (!over.aborted) {
      await delay(options.probeMs, undefined, { signal: over }).catch(() => {});
      if (over.aborted) return;
      const healthy = await client.call('GET', '/api/version', { timeout: options.probeTimeoutMs, signal: over }).then(
        ({ status }) => status === 200,
        () => false,
      );
      failed = healthy ? 0 : failed + 1;
      if (failed >= FAILED_PROBES) {
        options.log('Ollama does not answer its health probe; it is ended and started again');
        await current.stop();
        return;
      }
    }
  }

  async function watch(ollama: string): Promise<void> {
    let backoff = FIRST_BACKOFF_MS;
    while (!stopping.signal.aborted) {
      if (instance) {
        const over = new AbortController();
        void probe(instance, over.signal);
        const since = clock.monotonic();
        let reason = await instance.ended;
        over.abort();
        instance = undefined;
        if (stopping.signal.aborted) return;
        if (clock.monotonic() - since > STEADY_MS) backoff = FIRST_BACKOFF_MS;
        if (reason.startsWith('the Ollama server')) reason = `${reason}${lastWords()}`;
        options.log(`${reason}; starting it again in ${backoff} ms`);
        options.changed('down', reason);
      }
      await delay(backoff, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
      restarts++;
      try {
        await bringUp(ollama);
        options.changed('up', '');
      } catch (error) {
        if (stopping.signal.aborted) return;
        options.log(`Ollama did not come back: ${reasonOf(error)}`);
        const refuses = error instanceof RefusesToServe;
        options.changed(refuses ? 'given up' : 'down', reasonOf(error));
        if (refuses) return;
      }
    }
  }

  function lastWords(): string {
    const line = serverLog.tail().findLast((text) => /panic|fatal|level=ERROR|error:/i.test(text));
    return line ? `: ${line.slice(0, 200)}` : '';
  }

  return {
    /** Starts this Ollama; rejects when it does not become ready, and then nothing of it is left. From then on it is kept running. */
    async start(candidate: Candidate): Promise<void> {
      if (!cleaned) {
        const ended = await endStale(pidFile, localDir);
        if (ended > 0) options.log(`${ended} processes of an earlier run that was killed were ended`);
        confinement = options.confinement ?? (await findConfinement(process.platform, options.path));
        cleaned = true;
      }
      stopping.signal.throwIfAborted();
      await bringUp(candidate.path).catch(async (error: unknown) => {
        // Ended by somebody, or for want of memory: one more time, before another Ollama is looked for.
        if (!(error instanceof EndedEarly)) throw error;
        options.log(`${reasonOf(error)}; starting it once more`);
        await delay(FIRST_BACKOFF_MS, undefined, { signal: stopping.signal });
        return bringUp(candidate.path);
      });
      watching = watch(candidate.path);
    },
    instance: (): Instance | undefined => instance,
    confinement: (): Confinement => confinement,
    restarts: (): number => restarts,
    async stop(): Promise<void> {
      stopping.abort(new Error('the bundled Ollama is being stopped'));
      await instance?.stop();
      await watching;
      serverLog.close();
    },
  };
}

export type Supervisor = ReturnType<typeof createSupervisor>;
