import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { normaliseModelName } from '../core/model-name.ts';
import { memoryOf } from '../local/memory.ts';
import type { LocalJob } from '../local/types.ts';
import type { Handlers } from './handler.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<
  Handlers,
  | 'models.list' | 'models.pull' | 'models.cancel' | 'models.import' | 'models.takeOver' | 'models.remove' | 'models.hardware' | 'models.memory' | 'models.benchmark'
  | 'models.recommendations'
>;

export function modelHandlers({ local, localAdmin, audit, office }: AdminServices): Part {
  return {
    'models.list': () => ({ models: local.models() }),
    'models.pull': ({ body }, { principal }) => {
      const id = inBackground(localAdmin.pull(body.name));
      audit.append(principal.name, 'model.pull', { name: body.name });
      return { id };
    },
    'models.cancel': ({ body }, { principal }) => {
      if (!localAdmin.cancel(body.id)) throw new GatehouseError('not_found', `There is no running step "${body.id}".`, { hint: 'See: gatehouse status' });
      audit.append(principal.name, 'model.cancel', { step: body.id });
      return { ok: true };
    },
    'models.import': ({ body }, { principal }) => {
      const id = inBackground(isFolder(body.path) ? localAdmin.importFolder(body.path, body.name) : localAdmin.importGguf(body.path, body.name));
      audit.append(principal.name, 'model.import', { name: body.name, path: body.path });
      return { id };
    },
    'models.takeOver': async ({ body }, { principal }) => {
      const models = await localAdmin.takeOver(body.path);
      audit.append(principal.name, 'model.take-over', { models: models.map(({ name, how }) => `${name}: ${how}`) });
      return { models };
    },
    'models.remove': async ({ body }, { principal }) => {
      await localAdmin.remove(body.name);
      if (office.setting('localEmbeddings') === normaliseModelName(body.name)) office.setSetting('localEmbeddings', null, principal.name);
      audit.append(principal.name, 'model.remove', { name: body.name });
      return { ok: true };
    },
    'models.hardware': async () => ({ hardware: await localAdmin.hardware() }),
    'models.memory': async () => ({ models: memoryOf(local.models(), await local.loaded()) }),
    'models.benchmark': async ({ body }) => ({ benchmark: await localAdmin.benchmark(body.model) }),
    'models.recommendations': async () => ({ recommendations: await localAdmin.recommendations() }),
  };
}

/** How it ends stands in the status, whoever asks. */
function inBackground(job: LocalJob): string {
  job.finished.catch(() => {});
  return job.id;
}

/** Throws `invalid_request` at once, where the job would say it in the status only. */
function isFolder(path: string): boolean {
  if (!isAbsolute(path)) throw new GatehouseError('invalid_request', `"${path}" is not a full path.`, { param: 'path' });
  try {
    return statSync(path).isDirectory();
  } catch (cause) {
    throw new GatehouseError('invalid_request', `${path} cannot be read on the computer that Gatehouse runs on (${(cause as NodeJS.ErrnoException).code}).`, { param: 'path', cause });
  }
}
