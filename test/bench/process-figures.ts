import { readFileSync } from 'node:fs';

/** CPU time of a process with all its threads, in milliseconds (Linux: in steps of 10 ms). */
export function cpuMs(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The largest resident size so far, in bytes. */
export function peakRss(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** When a process began, in milliseconds since 1970 (Linux: in steps of 10 ms). */
export function startedAt(pid: number): number {
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  return Date.now() - uptime * 1000 + Number(statOf(pid)[19]) * 10;
}

/** Of /proc/PID/stat from the third field on. */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name may hold spaces and brackets: fields are counted from its last bracket on.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
