import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { findProcess, kill, listProcesses, treeOf } from './processes.ts';

/** In the environment of everything that we start, so that a runner whose parents are gone is still known as ours. */
export const MARKER = 'GATEHOUSE_BUNDLED_OLLAMA';

interface PidFile {
  pid: number;
  startTime: string;
  bootId: string;
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** Notes the process by number and start time: the number alone may by then be somebody else's. */
export async function writePidFile(path: string, pid: number): Promise<void> {
  const row = await findProcess(pid);
  if (row) writeFileSync(path, JSON.stringify({ pid, startTime: row.startTime, bootId: bootId() } satisfies PidFile), { mode: 0o600 });
}

function readPidFile(path: string): PidFile | undefined {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<PidFile>;
    if (typeof value.pid === 'number' && typeof value.startTime === 'string' && value.bootId === bootId()) return value as PidFile;
  } catch {
    // Absent or cut short: nothing is known, so nothing is ended.
  }
  return undefined;
}

/** The process that a pid file names, while it is still the same one. */
export async function ownerOf(path: string): Promise<number | undefined> {
  const noted = readPidFile(path);
  const row = noted && (await findProcess(noted.pid));
  return row?.startTime === noted?.startTime ? row?.pid : undefined;
}

function carriesMarker(pid: number, marker: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${MARKER}=${marker}`);
  } catch {
    return false;
  }
}

/**
 * Ends what a killed run of ours left behind: the process of the pid file if it is still the same one, all below it, and whatever carries
 * this home's marker. Returns how many were ended.
 */
export async function endStale(pidFile: string, marker: string): Promise<number> {
  const rows = await listProcesses();
  const noted = readPidFile(pidFile);
  const root = noted && rows.find((row) => row.pid === noted.pid && row.startTime === noted.startTime);
  const doomed = new Set(root ? treeOf(rows, root.pid).map((row) => row.pid) : []);
  if (process.platform === 'linux') for (const row of rows) if (carriesMarker(row.pid, marker)) doomed.add(row.pid);
  doomed.delete(process.pid);
  for (const pid of doomed) kill(pid, 'SIGKILL');
  for (let i = 0; i < 40 && [...doomed].some((pid) => rows.some((row) => row.pid === pid) && isAlive(pid)); i++) await delay(50);
  rmSync(pidFile, { force: true });
  return doomed.size;
}

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
