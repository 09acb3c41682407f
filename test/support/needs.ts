import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';
import { electronProgram } from '../electron/runtime.ts';

/** In the name of a test that another operating system runs: the one kind of skip that CI accepts. */
export const OTHER_SYSTEM = 'another operating system';

const SYSTEMS = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' } as const;

function program(name: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => existsSync(join(folder, name)) || existsSync(join(folder, `${name}.exe`)));
}

function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'gatehouse');
}

/** The clients of test/contract/matrix/requirements.txt, as scripts/lib/python-clients.mjs installs them. */
export function pythonClients(): string {
  return join(cacheFolder(), 'python-clients');
}

/** A folder for each library of test/contract/long/requirements.json. */
export function longClients(): string {
  return join(cacheFolder(), 'long-clients');
}

/** Each returns why it is missing, or null. */
const CHECKS = {
  linux: () => system('linux'),
  darwin: () => system('darwin'),
  win32: () => system('win32'),
  root: () => (process.getuid?.() === 0 ? null : 'root'),
  'not-root': () => (process.getuid?.() === 0 ? 'a user other than root' : null),
  /** Unprivileged user and network namespaces. */
  namespaces: () => (program('unshare') && spawnSync('unshare', ['-rn', 'true'], { stdio: 'ignore', timeout: 5_000 }).status === 0 ? null : 'user and network namespaces (unshare -rn)'),
  curl: () => (program('curl') ? null : 'curl'),
  /** A runtime to test the desktop shell with, a screen and a keyring. */
  electron: () => (electronProgram() ? ['Xvfb', 'dbus-daemon', 'gnome-keyring-daemon', 'xdotool', 'setpriv'].find((name) => !program(name)) ?? null : 'an Electron runtime'),
  openssl: () => (program('openssl') ? null : 'openssl'),
  go: () => (program('go') ? null : 'Go'),
  python: () => (existsSync(join(pythonClients(), '.complete')) ? null : 'Python 3 with the clients that npm test installs'),
  compiler: () => (program('g++') ? null : 'a C++ compiler'),
  /** An Ollama that is there already, or what it takes to build one from the module mirror. */
  ollama: () => (process.env['GATEHOUSE_OLLAMA'] || existsSync(cacheFolder()) || program('ollama') || (program('go') && program('g++')) ? null : 'an Ollama, or Go and a C++ compiler to build one'),
} satisfies Record<string, () => string | null>;

export type Need = keyof typeof CHECKS;

function system(wanted: keyof typeof SYSTEMS): string | null {
  return process.platform === wanted ? null : `${OTHER_SYSTEM}: ${SYSTEMS[wanted]}`;
}

/**
 * `describe` where this machine has all of it; else a skipped suite whose name says what is missing.
 * `needs('linux', 'root')('confinement', () => { … })`
 */
export function needs(...what: Need[]): (name: string, body: () => void | Promise<void>) => void {
  // An operating system first: where it is another one, the rest does not matter.
  const missing = what.map((need) => CHECKS[need]()).find((reason) => reason?.startsWith(OTHER_SYSTEM)) ?? what.map((need) => CHECKS[need]()).find((reason) => reason !== null);
  return (name, body) => {
    if (missing) describe.skip(`${name} [needs ${missing}]`, body);
    else describe(name, body);
  };
}
