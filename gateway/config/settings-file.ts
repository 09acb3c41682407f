import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { checkSettings, readSettings, type Settings } from './config.ts';

/** `<home>/gatehouse.json`, which the running application may change. */
export interface SettingsFile {
  /** As saved, with the defaults, without what the environment says. Throws `invalid_request` where somebody has broken the file by hand. */
  read(): Settings;
  /** Checks the whole before it is saved; what is not named stays. Throws `invalid_request` or `storage_unavailable`. */
  write(change: Partial<Settings>): Settings;
}

export function settingsFile(home: string): SettingsFile {
  const path = join(home, 'gatehouse.json');
  return {
    read: () => checkSettings(readSettings(path), path),
    write(change) {
      const next = { ...readSettings(path), ...change };
      const complete = checkSettings(next, path);
      replace(path, `${JSON.stringify(next, null, 2)}\n`);
      return complete;
    },
  };
}

/** A crash leaves the old file or the new one, never half of one. */
function replace(path: string, text: string): void {
  const fresh = `${path}.new`;
  try {
    const fd = openSync(fresh, 'w', 0o600);
    try {
      writeSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(fresh, path);
  } catch (cause) {
    rmSync(fresh, { force: true });
    throw new GatehouseError('storage_unavailable', `${path} cannot be written (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  }
}
