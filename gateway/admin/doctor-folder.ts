import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import type { Check } from './schemas-status.ts';

const GIB = 1024 ** 3;
const LOW_DISK_BYTES = 2 * GIB;
const NO_DISK_BYTES = 0.2 * GIB;
/** No clock that is right shows an earlier time: 1 July 2026. */
export const EARLIEST = Date.UTC(2026, 6, 1);

export type Finding = Omit<Check, 'id' | 'title'>;

export const ok = (message: string): Finding => ({ state: 'ok', message });
export const warning = (message: string, hint: string): Finding => ({ state: 'warning', message, hint });
export const failed = (message: string, hint: string): Finding => ({ state: 'failed', message, hint });
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

/** Of a data folder. */
export async function disk({ home }: Pick<Config, 'home'>): Promise<Finding> {
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  if (free < NO_DISK_BYTES) return failed(`Only ${gib(free)} are free in ${home}.`, 'Free some space: without it no request can be recorded, and none is let through.');
  if (free < LOW_DISK_BYTES) return warning(`${gib(free)} are free in ${home}.`, 'Free some space before it runs out.');
  return ok(`${gib(free)} are free in ${home}.`);
}

export function permissions(config: Pick<Config, 'home' | 'databasePath' | 'adminSocket'>): Finding {
  const closed = whyUnwritable(config.home);
  if (closed !== undefined) return failed(`${config.home} cannot be written (${closed}).`, 'It must belong to the user who runs Gatehouse, on a disk that can be written: without it no request can be recorded, and none is let through.');
  if (process.platform === 'win32') return ok('The data folder lies in the profile of its user.');
  const wrong = [config.home, config.databasePath, config.adminSocket].filter((path) => existsSync(path) && (statSync(path).mode & 0o077) !== 0);
  if (wrong.length > 0) return failed(`Other users of this machine can reach ${wrong.join(', ')}.`, `Run: chmod go-rwx ${wrong.map((path) => `'${path}'`).join(' ')}`);
  return ok('Data folder, database and socket are closed to other users.');
}

function whyUnwritable(folder: string): string | undefined {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
