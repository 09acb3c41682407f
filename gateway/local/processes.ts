import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';

export interface ProcessRow {
  pid: number;
  parent: number;
  /** Unique together with the pid until the next boot: clock ticks on Linux, a date elsewhere. */
  startTime: string;
  command: string;
}

const run = promisify(execFile);

/** Every process of this machine that can be seen; empty on Windows, where the keeper's own end has to do. */
export async function listProcesses(): Promise<ProcessRow[]> {
  if (process.platform === 'linux') return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => readLinux(Number(name)) ?? []);
  if (process.platform === 'win32') return [];
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,lstart=,command='], { env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' }, maxBuffer: 16 << 20 });
  return stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+\s+\S+\s+\d+\s+\S+\s+\d+)\s+(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), parent: Number(match[2]), startTime: match[3]!, command: match[4]! }] : [];
  });
}

/** Fields 4 and 22 of /proc/PID/stat; the command's name before them may itself hold spaces and brackets. */
function readLinux(pid: number): ProcessRow | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, parent: Number(fields[1]), startTime: fields[19] ?? '', command };
  } catch {
    return undefined;
  }
}

export async function findProcess(pid: number): Promise<ProcessRow | undefined> {
  if (process.platform === 'linux') return readLinux(pid);
  return (await listProcesses()).find((row) => row.pid === pid);
}

/** The process itself and all below it, parents first. */
export function treeOf(rows: ProcessRow[], root: number): ProcessRow[] {
  const tree = rows.filter((row) => row.pid === root);
  const known = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const row of rows) {
      if (known.has(row.parent) && !known.has(row.pid)) {
        known.add(row.pid);
        tree.push(row);
        grown = true;
      }
    }
  }
  return tree;
}

/** User and system time so far, in clock ticks; null where it cannot be read. */
export function cpuTicks(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return null;
  }
}

export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already, or is not ours to end.
  }
}
