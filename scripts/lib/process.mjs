import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A failure whose message is for the person at the terminal; no stack is shown. */
export class SetupError extends Error {}

const running = new Set();
/** Of those, what does not end when it is asked to: npm first goes on to the end of what it fetches. Its next run begins anew, whatever is half there. */
const stubborn = new Set();
const PATIENCE_MS = 2000;
let stopping = false;

function stop(signal) {
  stopping = true;
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill(signal);
    if (stubborn.has(child)) setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  }
}

let askedAt = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // Ctrl-C reaches the whole foreground group and npm passes it on again: the child must see one request to stop, not three.
    const now = Date.now();
    if (now - askedAt < 1000) return;
    askedAt = now;
    setTimeout(() => stop('SIGTERM'), signal === 'SIGINT' && process.stdin.isTTY ? 1500 : 200);
    if (running.size === 0) process.exit(130);
  });
}

// npm passes SIGTERM to the shell between us, which dies of it and tells nobody: its death is the request to stop.
if (process.env.npm_lifecycle_event && process.platform !== 'win32') {
  const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent && !stopping) stop('SIGTERM'); }, 250).unref();
}

/** The environment in which `node` and everything npm runs is the Node that was set up. */
export function environment(node) {
  const separator = process.platform === 'win32' ? ';' : ':';
  return { ...process.env, PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(separator) };
}

/**
 * Runs a program to its end. `quiet` keeps its output and returns it with a failure; `insist` ends it by force where it does not stop when it is asked to.
 * @returns {Promise<{code: number, output: string}>} code is 128 + signal where a signal ended it
 */
export function run(file, args, { cwd = root, env = process.env, quiet = false, insist = false } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(file, args, { cwd, env, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    running.add(child);
    if (insist) stubborn.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => { output = (output + data).slice(-20_000); });
    const over = () => { running.delete(child); stubborn.delete(child); };
    child.on('error', (error) => { over(); fail(error); });
    child.on('close', (code, signal) => {
      over();
      if (stopping && quiet) process.exit(130);
      done({ code: code ?? 128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 1), output });
    });
  });
}

/** npm under the given Node: its own script where npm started us, else the npm beside or before us on PATH. */
export function npm(node, args, given = {}) {
  const script = process.env.npm_execpath;
  const options = { ...given, env: { ...environment(node), ...given.env }, insist: true };
  if (script?.endsWith('.js')) return run(node, [script, ...args], options);
  return process.platform === 'win32' ? run(process.env.ComSpec ?? 'cmd.exe', ['/d', '/s', '/c', 'npm', ...args], options) : run('npm', args, options);
}

/** Ends the process as set-up's failures end: one line, no stack. */
export async function main(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    process.stderr.write(`\n${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
