import { existsSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { GatehouseError } from '../core/errors.ts';
import { findConfinement } from '../local/confine.ts';
import { type LookedAt, lookAtDatabase } from '../store/look.ts';
import { openByFile } from '../store/vault.ts';
import { disk, EARLIEST, failed, type Finding, ok, permissions, warning } from './doctor-folder.ts';
import type { Check } from './schemas-status.ts';

/** What commonly keeps an appliance from starting, looked at without one. `isFree`: nobody listens on that port of this computer. */
export async function examineStopped(config: Config, path: string, isFree: (port: number) => Promise<boolean>): Promise<Check[]> {
  return [
    { id: 'running', title: 'Gatehouse', ...failed(`It does not run on ${config.home}.`, 'Start it: gatehouse start. What follows is what can be seen without it.') },
    { id: 'ports', title: 'Ports', ...(await port(config, isFree)) },
    { id: 'disk', title: 'Disk space', ...(existsSync(config.home) ? await disk(config) : ok(`${config.home} is made at the first start.`)) },
    { id: 'permissions', title: 'Permissions', ...(existsSync(config.home) ? permissions(config) : ok('There is no data folder yet.')) },
    ...(existsSync(config.databasePath) ? data(config) : [{ id: 'database', title: 'Database', ...ok('There is none yet: it is made at the first start.') }]),
    { id: 'clock', title: 'Clock', ...clock(Date.now()) },
    { id: 'ollama', title: 'Bundled Ollama', ...ollama(config) },
    { id: 'confinement', title: 'Confinement', ...(await confinement(path)) },
  ];
}

async function port({ port: wanted }: Config, isFree: (port: number) => Promise<boolean>): Promise<Finding> {
  if (await isFree(wanted)) return ok(`Port ${wanted} is free.`);
  return failed(`Port ${wanted} is held by another program, or not for this user.`, 'End that program, or choose another port with --port or GATEHOUSE_PORT.');
}

function data(config: Config): Check[] {
  const database = { id: 'database', title: 'Database' };
  const keyFile = { id: 'key-file', title: 'Master key file' };
  try {
    const { bytes, version, newest, ways } = lookAtDatabase(config.databasePath);
    const next = version > 0 && version < newest ? ` The next start brings it from schema ${version} to ${newest}, and makes a copy before.` : '';
    const sound = ok(`${config.databasePath}, ${(bytes / 1024 ** 2).toFixed(1)} MiB, every page is sound.${next}`);
    return [{ ...database, ...sound }, ...(ways.size > 0 ? [{ ...keyFile, ...wayIn(config, ways) }] : [])];
  } catch (error) {
    return [{ ...database, ...whatFailed(error) }];
  }
}

function wayIn({ databasePath, masterKeyFile, recoveryKeyFile }: Config, ways: LookedAt['ways']): Finding {
  if (recoveryKeyFile !== undefined) return ok('The next start opens the data by the recovery key (GATEHOUSE_RECOVERY_KEY_FILE).');
  if (!ways.has('key-file')) return ok(`The desktop application opens the data, by ${ways.has('keychain') ? 'the keychain of this computer' : 'a passphrase'}; there is no key file.`);
  try {
    openByFile(databasePath, ways, masterKeyFile);
    return ok(`${masterKeyFile} opens the database.`);
  } catch (error) {
    return whatFailed(error);
  }
}

function whatFailed(error: unknown): Finding {
  const hint = error instanceof GatehouseError ? error.details.hint : undefined;
  return failed((error as Error).message, hint ?? 'Check the data folder and its disk.');
}

function clock(now: number): Finding {
  const shown = new Date(now).toISOString();
  return now < EARLIEST ? failed(`The clock shows ${shown}, which cannot be.`, 'Set it: expiries of keys and contracts depend on it.') : ok(`${shown} (UTC).`);
}

function ollama({ ollamaPath }: Config): Finding {
  if (ollamaPath === undefined) return ok('It is looked for at the start.');
  return existsSync(ollamaPath) ? ok(`${ollamaPath} (GATEHOUSE_OLLAMA).`) : warning(`GATEHOUSE_OLLAMA names ${ollamaPath}, which is not there.`, 'Correct it, or leave it out: the start then looks for one.');
}

async function confinement(path: string): Promise<Finding> {
  const found = await findConfinement(process.platform, path);
  if (found.kind === 'namespace') return ok('The bundled Ollama will have no network (kernel-enforced).');
  return warning(`The bundled Ollama will be on a loopback port: ${found.reason}.`, 'Other users of this machine could reach it; on Linux allow unprivileged user namespaces.');
}
