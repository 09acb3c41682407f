import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { IN_WINDOW } from './seat.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist', 'gateway', 'main.js');
const SETPRIV = '/usr/bin/setpriv';
const CLI = join(ROOT, 'dist', 'gateway', 'cli.js');
export const { flags: GATEWAY_FLAGS, env: GATEWAY_ENV } = JSON.parse(readFileSync(join(ROOT, 'scripts', 'gateway-process.json'), 'utf8')) as { flags: string[]; env: Record<string, string> };

export interface GatewayOptions {
  /** Data folder; a temporary one, deleted by `stop()`, where none is given. */
  home?: string;
  /** Default: one that is free. */
  port?: number;
  env?: Record<string, string>;
  args?: string[];
  /** `idle` (the default) stands in for Ollama and has no models; `real` finds one as a user's gateway does. */
  local?: 'idle' | 'real';
  /** Milliseconds until it must listen. Default 20,000. */
  startWithin?: number;
}

export interface CliResult { code: number; stdout: string; stderr: string }

export interface CommandLine {
  /** Runs `gatehouse …args` against this gateway; `input` is its standard input. */
  cli(args: string[], input?: string): Promise<CliResult>;
  /** The same with `--json`; throws with the command's own words where it fails. */
  cliJson<T = Record<string, unknown>>(args: string[], input?: string): Promise<T>;
}

export interface Gateway extends CommandLine {
  /** `http://127.0.0.1:PORT` */
  url: string;
  port: number;
  home: string;
  pid: number;
  /** All that it wrote so far, standard output and error. */
  stdout(): string;
  /** Waits for a line that it writes; rejects after `ms` (default 20,000) with all that it wrote. */
  waitFor(pattern: RegExp, ms?: number): Promise<RegExpExecArray>;
  /** SIGTERM and its end; gives the exit code. Throws where it does not end within 15 s (and ends it). */
  stop(): Promise<number | null>;
  /** SIGKILL; the home stays. */
  kill9(): Promise<void>;
}

let prepared = false;

/** dist/ as the sources are: vitest may have been started without `npm test`. */
export function prepare(): void {
  if (prepared) return;
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'run.mjs'), 'prepare'], { stdio: ['ignore', 'ignore', 'inherit'] });
  prepared = true;
}

/** Starts the real, built gateway and waits until it listens; for the specs that run in the window the desktop application, whose gateway it then is. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  if (IN_WINDOW) return (await import('../electron/seat.ts')).startGatewayOfWindow(options);
  prepare();
  // Short: the admin socket lies in it, and a socket's path may have about 100 bytes.
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'gh-'));
  const env = { ...GATEWAY_ENV, ...environment(), GATEHOUSE_HOME: home, ...(options.local === 'real' ? {} : idleOllama(home)), ...options.env };
  const [program, args] = endingWithUs([process.execPath, ...GATEWAY_FLAGS, MAIN, '--headless', '--port', String(options.port ?? 0), ...(options.args ?? [])]);
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const killOnExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killOnExit);
  child.once('exit', () => process.off('exit', killOnExit));
  const output = collect(child);
  const ended = once(child, 'exit');
  let killedByTest = false;
  const end = async (signal: NodeJS.Signals, within: number): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), within);
      await ended;
      clearTimeout(timer);
    }
    return child.exitCode;
  };

  let port: number;
  try {
    const open = await output.waitFor(/open at http:\/\/127\.0\.0\.1:(\d+)/, options.startWithin ?? 20_000);
    port = Number(open[1]);
  } catch (error) {
    await end('SIGKILL', 0);
    if (!options.home) rmSync(home, { recursive: true, force: true });
    throw error;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    home,
    pid: child.pid ?? 0,
    stdout: output.text,
    waitFor: output.waitFor,
    ...commandLine(home, options.env),
    async stop() {
      const code = await end('SIGTERM', 15_000);
      const killed = child.signalCode === 'SIGKILL' && !killedByTest;
      if (!options.home) rmSync(home, { recursive: true, force: true });
      if (killed) throw new Error(`the gateway did not stop within 15 s\n${output.text()}`);
      return code;
    },
    async kill9() {
      killedByTest = true;
      await end('SIGKILL', 0);
    },
  };
}

/** The command line of whatever gateway has this home. */
export function commandLine(home: string, env: Record<string, string> = {}): CommandLine {
  const cli = (args: string[], input?: string) => runCli(args, { ...environment(), GATEHOUSE_HOME: home, ...env }, input);
  return {
    cli,
    async cliJson<T>(args: string[], input?: string) {
      const result = await cli([...args, '--json'], input);
      if (result.code !== 0) throw new Error(`gatehouse ${args.join(' ')} ended with ${result.code}\n${result.stderr}${result.stdout}`);
      return JSON.parse(result.stdout) as T;
    },
  };
}

/** One line of the command line, without a gateway of its own. */
export async function runCli(args: string[], env: NodeJS.ProcessEnv, input = ''): Promise<CliResult> {
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
  child.stdin.on('error', () => {}).end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? -1, stdout, stderr };
}

/** A test runner that is killed (a time-out, Ctrl-C) tells nobody: on Linux the kernel then ends the gateway. `setpriv` becomes the program, so the process id stays. */
function endingWithUs(command: string[]): [string, string[]] {
  const [program = '', ...args] = command;
  return existsSync(SETPRIV) ? [SETPRIV, ['--pdeathsig', 'TERM', '--', program, ...args]] : [program, args];
}

/** What vitest puts into the environment would turn on its own code paths in libraries. */
function environment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter(([name, value]) => value !== undefined && !/^(VITEST|NODE_OPTIONS$|NODE_ENV$|GATEHOUSE_(?!OLLAMA|STARTER))/.test(name))) as Record<string, string>;
}

/** A stand-in for Ollama that has no models. */
export function idleOllama(home: string): Record<string, string> {
  const script = join(home, 'idle-ollama');
  if (!existsSync(script)) writeFileSync(script, `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, 'idle-ollama.mjs')}' "$@"\n`, { mode: 0o700 });
  return { GATEHOUSE_OLLAMA: script, GATEHOUSE_STARTER: 'none' };
}

function collect(child: ChildProcess) {
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      for (const listener of listeners) listener();
    });
  }
  const waitFor = (pattern: RegExp, ms = 20_000): Promise<RegExpExecArray> =>
    new Promise((done, fail) => {
      const finish = (settle: () => void): void => {
        listeners.delete(check);
        child.off('exit', gone);
        clearTimeout(timer);
        settle();
      };
      const check = (): void => {
        const match = pattern.exec(text);
        if (match) finish(() => done(match));
      };
      const gone = (code: number | null): void => finish(() => fail(new Error(`the gateway ended (${code}) before ${String(pattern)}\n${text}`)));
      const timer = setTimeout(() => finish(() => fail(new Error(`nothing like ${String(pattern)} within ${ms} ms\n${text}`))), ms);
      listeners.add(check);
      child.on('exit', gone);
      check();
    });
  return { text: () => text, waitFor };
}
