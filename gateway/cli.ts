import { spawn } from 'node:child_process';
import { request, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { createParser } from 'eventsource-parser';
import { type AdminError, type OperationName, OPERATIONS } from './admin/contract.ts';
import type { Operation, Output } from './admin/contract.ts';
import { type Client, type CliDependencies, CliError, type StartOptions } from './cli/context.ts';
import { createProgram } from './cli/program.ts';
import { loadConfig } from './config/config.ts';
import { GatehouseError } from './core/errors.ts';

export type { CliDependencies, StartOptions } from './cli/context.ts';

interface Parts { params?: Record<string, string>; query?: Record<string, string>; body?: unknown }

/**
 * Runs one command line. Gives the exit code: 0 done, 1 the appliance said no or does not run, 2 the command line is wrong.
 */
export async function run(argv: readonly string[], dependencies: CliDependencies): Promise<0 | 1 | 2> {
  const { env, stdout, stderr } = dependencies;
  const program = createProgram({ ...dependencies, portIsFree, client: ({ home }) => socketClient(loadConfig(env, home === undefined ? {} : { home }).adminSocket) });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its own message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const known = error instanceof GatehouseError ? new CliError(error.message, { hint: error.details.hint, code: error.code }) : error;
    if (!(known instanceof CliError)) throw error;
    if (argv.includes('--json') && known.message !== '') stdout.write(`${JSON.stringify({ error: { code: known.code, message: known.message, ...(known.hint ? { hint: known.hint } : {}) } })}\n`);
    stderr.write([known.message, known.hint].filter(Boolean).map((line) => `${line}\n`).join(''));
    return known.exitCode;
  }
}

/** On both addresses that the appliance opens: `localhost` leads to ::1 first. */
async function portIsFree(port: number): Promise<boolean> {
  return (await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'));
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    // A machine without IPv6 has no ::1, and nobody there.
    probe.once('error', ({ code }: NodeJS.ErrnoException) => resolve(host === '::1' && code !== 'EADDRINUSE'));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** Runs the appliance as a process of its own, with this one's Node options, and ends when it ends. */
function startMain({ headless, port, home }: StartOptions): Promise<number> {
  const options = [...(headless ? ['--headless'] : []), ...(port === undefined ? [] : ['--port', String(port)]), ...(home === undefined ? [] : ['--home', home])];
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(new URL('./main.ts', import.meta.url)), ...options], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new CliError(`The appliance cannot be started: ${error.message}`)));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** The admin API over the socket in the data folder: whoever squats the port gets nothing. */
export function socketClient(socketPath: string): Client {
  function send(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      const outgoing = request({ socketPath, method, path: `/admin/api${path}`, headers, agent: false, ...(signal ? { signal } : {}) }, resolve);
      outgoing.on('error', (error: NodeJS.ErrnoException) => reject(unreachable(error, socketPath)));
      outgoing.end(text);
    });
  }

  return {
    async call<N extends OperationName>(name: N, ...[input]: unknown[]) {
      const operation: Operation = OPERATIONS[name];
      const { params = {}, query = {}, body } = (input ?? {}) as Parts;
      const path = operation.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
      const search = new URLSearchParams(query).toString();
      const response = await send(operation.method, search === '' ? path : `${path}?${search}`, body);
      return (await answerOf(response)) as Output<N>;
    },
    async download(path, to) {
      const response = await send('GET', path, undefined);
      if (response.statusCode !== 200) await answerOf(response);
      await pipeline(response, to, { end: false }).catch((error: NodeJS.ErrnoException) => Promise.reject(unreachable(error, socketPath)));
    },
    async follow(path, onData, signal) {
      const response = await send('GET', path, undefined, signal);
      if (response.statusCode !== 200) await answerOf(response);
      const parser = createParser({ onEvent: ({ data }) => onData(data) });
      try {
        for await (const chunk of response.setEncoding('utf8')) parser.feed(chunk as string);
      } catch (error) {
        if (!signal.aborted) throw unreachable(error as NodeJS.ErrnoException, socketPath);
      }
    },
  };
}

async function answerOf(response: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk as string;
  const value: unknown = text === '' ? undefined : JSON.parse(text);
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return value;
  const { error, gatehouse } = value as AdminError;
  throw new CliError(error.message, { code: error.code, hint: gatehouse?.hint });
}

function unreachable(error: NodeJS.ErrnoException, socketPath: string): CliError {
  const gone = ['ENOENT', 'ECONNREFUSED', 'ENOTDIR', 'ENOTSOCK'].includes(error.code ?? '');
  if (gone) return new CliError('Gatehouse is not running.', { code: 'not_running', hint: `Nothing answers at ${socketPath}. Start it with: gatehouse start  (another data folder: --home DIR)` });
  if (error.code === 'EACCES' || error.code === 'EPERM') return new CliError(`${socketPath} belongs to another user.`, { code: 'not_permitted', hint: 'Run this as the user who runs Gatehouse.' });
  return new CliError(`Gatehouse broke the connection off (${error.code ?? error.message}).`, { code: 'connection_lost', hint: 'See: gatehouse status' });
}

if (import.meta.main) {
  const { env, stdin, stdout, stderr } = process;
  process.exitCode = await run(process.argv.slice(2), { start: startMain, env, stdin, stdout, stderr });
  // A pipe that nobody closes on standard input would keep the process.
  stdin.destroy();
}
