import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import type { Handlers } from './handler.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<Handlers, 'backups.list' | 'backups.create' | 'backups.settings' | 'backups.check' | 'backups.restore' | 'backups.cancel'>;

export function backupHandlers({ backups, office, audit }: AdminServices): Part {
  const pathOf = ({ name, path }: { name?: string; path?: string }): string => {
    if ((name === undefined) === (path === undefined)) throw new GatehouseError('invalid_request', 'Name one of the backups, or give the path of a file.', { param: 'name' });
    return name === undefined ? path! : backups.pathOf(name);
  };

  return {
    'backups.list': async () => ({ settings: office.setting('backup'), ...(await backups.status()) }),
    'backups.create': async (_, { principal }) => {
      const file = await backups.create();
      audit.append(principal.name, 'backup.create', { name: file.name });
      return file;
    },
    'backups.settings': ({ body }, { principal }) => {
      if (body.folder !== null) checkFolder(body.folder);
      office.setSetting('backup', body, principal.name);
      return body;
    },
    'backups.check': ({ body }) => backups.check(pathOf(body), body.recoveryKey),
    'backups.restore': async ({ body }, { principal }) => {
      const contents = await backups.stage(pathOf(body), body.recoveryKey, { by: principal.name, keysOn: body.keysOn ?? false });
      audit.append(principal.name, 'backup.restore', { createdAt: contents.createdAt, sameOffice: contents.sameOffice, keysOn: body.keysOn ?? false });
      return contents;
    },
    'backups.cancel': (_, { principal }) => {
      backups.discard();
      audit.append(principal.name, 'backup.restore-cancel', {});
      return { ok: true };
    },
  };
}

function checkFolder(folder: string): void {
  const wrong = (message: string, cause?: unknown): GatehouseError => new GatehouseError('invalid_request', message, { param: 'folder', cause });
  if (!isAbsolute(folder)) throw wrong(`"${folder}" is not a full path.`);
  try {
    // Not recursive: Node makes no end of it where the system lets nothing be made (/proc).
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    if (!statSync(folder).isDirectory()) throw new Error('no folder');
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw wrong(`The folder ${folder} cannot be written to.`, cause);
  }
}
