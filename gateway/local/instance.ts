import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { GatehouseError } from '../core/errors.ts';
import { ConfinementFailed, type Confinement } from './confine.ts';
import { kill, listProcesses, treeOf } from './processes.ts';
import type { ServerLog } from './server-log.ts';
import { MARKER, writePidFile } from './stale.ts';

const READY_MS = 20_000;
/** The discard port, where nothing listens: what tries to go out through a proxy is refused at once. */
const REFUSING_PROXY = 'http://127.0.0.1:9';

export interface InstanceOptions {
  ollama: string;
  /** Of the bundled Ollama alone: its HOME, its models, its socket. */
  localDir: string;
  confinement: Confinement;
  /** The Node that runs the keeper. */
  node: string;
  keeperScript: string;
  pidFile: string;
  marker: string;
  parallel: number;
  maxLoadedModels: number;
  keepAliveSeconds: number;
  log: ServerLog;
}

export interface Instance {
  socketPath: string;
  /** Of the Ollama server, as the machine sees it; undefined where it cannot be asked. */
  serverPid(): Promise<number | undefined>;
  /** The runners, one per loaded model. */
  runners(): Promise<{ pid: number; command: string }[]>;
  /** Why it ended, when it has. */
  ended: Promise<string>;
  /** Ends server, runners and keeper; at most about 3 s. */
  stop(): Promise<void>;
}

function cleanEnvironment(options: InstanceOptions): Record<string, string> {
  const home = join(options.localDir, 'home');
  const windows: Record<string, string> = {};
  if (process.platform === 'win32') {
    for (const name of ['SystemRoot', 'SystemDrive', 'TEMP', 'TMP']) if (process.env[name]) windows[name] = process.env[name];
    Object.assign(windows, { USERPROFILE: home, LOCALAPPDATA: home, APPDATA: home });
  }
  return {
    ...windows,
    PATH: process.platform === 'win32' ? (process.env.PATH ?? '') : '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    OLLAMA_MODELS: join(options.localDir, 'models'),
    OLLAMA_NO_CLOUD: '1',
    OLLAMA_NOPRUNE: '1',
    OLLAMA_NOHISTORY: '1',
    OLLAMA_NUM_PARALLEL: String(options.parallel),
    OLLAMA_MAX_LOADED_MODELS: String(options.maxLoadedModels),
    OLLAMA_KEEP_ALIVE: `${options.keepAliveSeconds}s`,
    HTTP_PROXY: REFUSING_PROXY,
    HTTPS_PROXY: REFUSING_PROXY,
    ALL_PROXY: REFUSING_PROXY,
    NO_PROXY: '127.0.0.1,localhost',
    [MARKER]: options.marker,
  };
}

/** A Unix socket's path holds at most about 100 bytes: a deeper home gets a private folder elsewhere. */
function socketPlace(localDir: string): { path: string; remove: () => void } {
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\gatehouse-ollama-${process.pid}-${Date.now()}`, remove: () => {} };
  let dir = join(localDir, 'run');
  if (Buffer.byteLength(dir) > 90) dir = mkdtempSync(join(tmpdir(), 'gatehouse-'));
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  const path = join(dir, 'ollama.sock');
  return { path, remove: () => rmSync(dir.startsWith(localDir) ? path : dir, { force: true, recursive: true }) };
}

/**
 * Starts the keeper and through it the server. Rejects with `ConfinementFailed` where the namespace is at fault. Resolves when the socket is there; whether the server
 * answers is the caller's to ask.
 */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  for (const dir of ['home', 'models']) mkdirSync(join(options.localDir, dir), { recursive: true, mode: 0o700 });
  const socket = socketPlace(options.localDir);
  const confined = options.confinement.kind === 'namespace';
  const config = JSON.stringify({ confined, ollama: options.ollama, env: cleanEnvironment(options), socket: socket.path });
  const [command = '', ...args] = [...(options.confinement.kind === 'namespace' ? options.confinement.prefix : []), options.node, options.keeperScript, config];
  const child = spawn(command, args, {
    env: { ...keeperEnvironment(), [MARKER]: options.marker },
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C in the terminal is for the gateway, which then ends this in order.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  options.log.follow(child.stderr);
  child.stdin.on('error', () => {});

  let reason = 'the keeper process ended';
  let listening = false;
  let confinable = !confined;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => {
      if (!confined) endGroup();
    });
    // Only now has its last event been read.
    child.once('close', (code, signal) => {
      socket.remove();
      rmSync(options.pidFile, { force: true });
      resolve(reason === 'the keeper process ended' ? `${reason} (${signal ?? `exit code ${code}`})` : reason);
    });
  });
  let group: number | undefined;
  // Where no PID namespace does it: the runners outlive a server that was killed.
  function endGroup(): void {
    if (group !== undefined && process.platform !== 'win32') kill(-group, 'SIGKILL');
  }

  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as { event: string; reason?: string; code?: number | null; signal?: string | null; pid?: number };
      if (event.event === 'alive') confinable = true;
      if (event.event === 'unconfinable') confinable = false;
      if (event.event === 'refused' || event.event === 'unconfinable') reason = event.reason ?? reason;
      if (event.event === 'exit') reason = `the Ollama server ended (${event.signal ?? `exit code ${event.code}`})`;
      if (event.event === 'listening') {
        listening = true;
        group = confined ? undefined : event.pid;
        resolve();
      }
    });
  });
  await Promise.race([ready, ended, new Promise((resolve) => setTimeout(resolve, READY_MS).unref())]);
  if (!listening) {
    if (child.pid !== undefined) kill(child.pid, 'SIGKILL');
    await ended;
    if (!confinable) throw new ConfinementFailed(reason);
    throw new GatehouseError('local_model_unavailable', `it did not start: ${reason}`);
  }
  await writePidFile(options.pidFile, child.pid!);

  async function below() {
    return treeOf(await listProcesses(), child.pid!);
  }
  const isRunner = (row: { command: string }): boolean => /\s(runner|--model)\s/.test(row.command) && !row.command.includes(options.keeperScript);

  return {
    socketPath: socket.path,
    ended,
    async serverPid() {
      return (await below()).find((row) => row.command === `${options.ollama} serve`)?.pid;
    },
    async runners() {
      return (await below()).filter(isRunner);
    },
    async stop() {
      child.stdin.end();
      const slow = setTimeout(() => {
        endGroup();
        kill(child.pid!, 'SIGKILL');
      }, 2_500);
      await ended;
      clearTimeout(slow);
    },
  };
}

function keeperEnvironment(): Record<string, string> {
  const env: Record<string, string> = { PATH: process.env.PATH ?? '' };
  for (const name of ['SystemRoot', 'TEMP', 'TMP']) if (process.env[name]) env[name] = process.env[name];
  return env;
}
