import type { Handlers } from './handlers.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<
  Handlers,
  | 'models.list' | 'models.pull' | 'models.cancel' | 'models.import' | 'models.takeOver' | 'models.remove' | 'models.hardware' | 'models.benchmark'
  | 'models.recommendations'
>;

export function modelHandlers({ local, localAdmin, audit }: AdminServices): Part {
  return {
    'models.list': () => ({ models: local.models() }),
    'models.pull': async ({ body }, { principal }) => {
      const { id } = await localAdmin.pull(body.name);
      audit.append(principal.name, 'model.pull', { name: body.name });
      return { id };
    },
    'models.cancel': async ({ body }, { principal }) => {
      await localAdmin.cancel(body.id);
      audit.append(principal.name, 'model.cancel', { step: body.id });
      return { ok: true };
    },
    'models.import': async ({ body }, { principal }) => {
      const { id } = await localAdmin.importGguf(body.path, body.name);
      audit.append(principal.name, 'model.import', { name: body.name, path: body.path });
      return { id };
    },
    'models.takeOver': async (_, { principal }) => {
      const result = await localAdmin.takeOver();
      audit.append(principal.name, 'model.take-over', {});
      return { result };
    },
    'models.remove': async ({ body }, { principal }) => {
      await localAdmin.remove(body.name);
      audit.append(principal.name, 'model.remove', { name: body.name });
      return { ok: true };
    },
    'models.hardware': async () => ({ hardware: await localAdmin.hardware() }),
    'models.benchmark': async ({ body }) => ({ benchmark: await localAdmin.benchmark(body.model) }),
    'models.recommendations': async () => ({ recommendations: await localAdmin.recommendations() }),
  };
}
