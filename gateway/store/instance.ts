import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { GatehouseError } from '../core/errors.ts';
import { folderError } from './errors.ts';

/** What the first instance says of itself, for whoever starts a second one. */
export interface InstanceInfo {
  pid: number;
  /** The data port; 0 while not listening yet. */
  port: number;
  /** UTC milliseconds. */
  startedAt: number;
}

export interface Instance {
  /** Says the port once it is known. */
  announce(info: InstanceInfo): void;
  release(): void;
}

/**
 * Makes this process the only one on a data folder. The lock is the operating system's (through SQLite), so that a killed process leaves none behind.
 * Throws `conflict` naming the process and port of the first instance, `storage_unavailable` where the folder cannot be used.
 */
export function acquireInstance(home: string, info: InstanceInfo): Instance {
  const note = join(home, 'instance.json');
  const lockFile = join(home, 'instance.lock');
  inFolder(home, () => {
    makeFolder(home);
    closeSync(openSync(lockFile, 'a', 0o600));
  });
  const lock = new Database(lockFile, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    // A full disk, a file that is none of ours, a network folder without locks: nobody else runs.
    const { code = (cause as Error).message } = cause as { code?: string };
    if (!code.startsWith('SQLITE_BUSY')) throw new GatehouseError('storage_unavailable', `${lockFile} cannot be locked (${code}).`, { hint: 'The data folder must lie on a disk of this computer that has room. If no Gatehouse runs, the file may be deleted.', cause });
    const first = readInstance(note);
    const where = first ? ` (process ${first.pid}${first.port > 0 ? `, at http://127.0.0.1:${first.port}` : ''})` : '';
    throw new GatehouseError('conflict', `Gatehouse is already running on ${home}${where}.`, {
      hint: 'Use that one, or end it first; another data folder (--home) and port (--port) make a second appliance.',
      cause,
    });
  }
  const announce = (said: InstanceInfo): void => writeFileSync(note, JSON.stringify(said), { mode: 0o600 });
  try {
    inFolder(home, () => announce(info));
  } catch (error) {
    lock.close();
    throw error;
  }
  return {
    announce,
    release: () => {
      lock.close();
    },
  };
}

/** As mkdir's `recursive`, which goes on for ever where a folder that is there takes no entries (/proc, an automounter's). */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(folder).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(folder))) throw error;
    makeFolder(dirname(folder));
    mkdirSync(folder, { mode: 0o700 });
  }
}

function inFolder(home: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw folderError(error, home);
  }
}

function readInstance(note: string): InstanceInfo | undefined {
  try {
    return JSON.parse(readFileSync(note, 'utf8')) as InstanceInfo;
  } catch {
    return undefined;
  }
}
