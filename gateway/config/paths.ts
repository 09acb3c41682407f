import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

export type Env = Record<string, string | undefined>;

/** The platform's own place for an application's data. */
export function defaultHome(env: Env, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Gatehouse');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Gatehouse');
  return join(absoluteOr(env['XDG_DATA_HOME'], join(homedir(), '.local', 'share')), 'gatehouse');
}

/** Beside the data, not in it, so that a copy of the data folder alone opens nothing. */
export function defaultKeyFile(home: string, env: Env, platform: NodeJS.Platform = process.platform): string {
  if (home !== defaultHome(env, platform)) return join(home, 'config', 'master.key');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Gatehouse', 'master.key');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Preferences', 'Gatehouse', 'master.key');
  return join(absoluteOr(env['XDG_CONFIG_HOME'], join(homedir(), '.config')), 'gatehouse', 'master.key');
}

/** Where the command line reaches the appliance: a Unix socket in the data folder, on Windows a named pipe of its own. */
export function adminSocketPath(home: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return join(home, 'admin.sock');
  return `\\\\.\\pipe\\gatehouse-${createHash('sha256').update(resolve(home).toLowerCase()).digest('hex').slice(0, 24)}`;
}

function absoluteOr(path: string | undefined, otherwise: string): string {
  return path && isAbsolute(path) ? path : otherwise;
}
