import { parseArgs } from 'node:util';
import { type RunningApp, startApp } from './app.ts';
import { type Flags, loadConfig, readPort } from './config/config.ts';
import { OWN_KEYS } from './config/office-keys.ts';
import type { OfficeState } from './config/office.ts';
import { GatehouseError } from './core/errors.ts';
import { packageVersion, resourcesDir } from './installation.ts';
import { followProgress } from './terminal.ts';

const TRY_OUT_MS = 3_600_000;

/** Starts the appliance and stays until a signal ends it. Gives the exit code; what went wrong is on standard error. */
export async function start(flags: () => Flags): Promise<number> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const complain = (line: string): void => void process.stderr.write(`${line}\n`);
  // Whoever read our output may be gone (`| head`): the appliance goes on without.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const ended = untilSignal();
  let app: RunningApp;
  try {
    const config = loadConfig(process.env, flags());
    app = await startApp({ config, version: packageVersion(), resourcesDir: resourcesDir(), env: process.env, log: complain });
  } catch (error) {
    complain(wordsOf(error));
    return 1;
  }
  greet(app, say);
  const first = app.office.keys().length === 0;
  let key: string;
  try {
    key = first ? app.office.createKey({ name: OWN_KEYS.first, floor: 'confidential' }, 'gatehouse').plaintext : tryOutKey(app.office);
  } catch (error) {
    complain(wordsOf(error));
    await app.stop();
    return 1;
  }
  if (first) say(`First virtual key (confidential), shown only now:\n  ${key}`);
  const unfollow = followProgress(app, key, say);
  const signal = await ended;
  unfollow();
  say(`\nStopping (${signal}) …`);
  await app.stop();
  say('Stopped.');
  return 0;
}

function wordsOf(error: unknown): string {
  return error instanceof GatehouseError ? [error.message, error.details.hint].filter(Boolean).join('\n') : String((error as Error).stack);
}

function greet(app: RunningApp, say: (line: string) => void): void {
  say(`Gatehouse is open at http://127.0.0.1:${app.port}/v1`);
  if (app.interrupted > 0) say(`An earlier run was cut off: ${app.interrupted} open request${app.interrupted === 1 ? ' was' : 's were'} closed as interrupted.`);
  if (app.recoveryKey) say(`Recovery key, shown only now; print it and keep it away from this computer:\n  ${app.recoveryKey}`);
}

/** Keys are shown once, so the line to paste needs one of its own at every start: confidential, for an hour, and the last one's end. */
function tryOutKey(office: OfficeState): string {
  for (const old of office.keys()) if (old.name === OWN_KEYS.tryOut) office.revokeKey(old.id, 'gatehouse');
  return office.createKey({ name: OWN_KEYS.tryOut, floor: 'confidential', models: ['local'], expiresAt: Date.now() + TRY_OUT_MS }, 'gatehouse').plaintext;
}

/** Ctrl-C or `kill`. */
function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  });
}

/** Throws `invalid_request`. */
function readFlags(): Flags {
  const { headless, port, home } = given();
  return { ...(headless && { headless }), ...(port !== undefined && { port: readPort('--port', port) }), ...(home !== undefined && { home }) };
}

function given(): { headless?: boolean; port?: string; home?: string } {
  try {
    return parseArgs({ options: { headless: { type: 'boolean' }, port: { type: 'string' }, home: { type: 'string' } }, allowPositionals: false }).values;
  } catch (cause) {
    throw new GatehouseError('invalid_request', (cause as Error).message, { hint: 'Usage: [--headless] [--port N] [--home DIR]', cause });
  }
}

if (import.meta.main) process.exitCode = await start(readFlags);
