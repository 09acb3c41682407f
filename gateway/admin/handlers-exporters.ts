import { newSecret } from '../core/ids.ts';
import type { Handlers } from './handler.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<Handlers, 'exporters.list' | 'exporters.add' | 'exporters.update' | 'exporters.remove' | 'exporters.test' | 'metrics.get' | 'metrics.set'>;

export function exporterHandlers({ exporters, office, vault }: AdminServices): Part {
  return {
    'exporters.list': () => ({ exporters: exporters.list() }),
    'exporters.add': ({ body }, { principal }) => exporters.add(body, principal.name),
    'exporters.update': ({ params, body }, { principal }) => exporters.update(params.id, body, principal.name),
    'exporters.remove': ({ params }, { principal }) => {
      exporters.remove(params.id, principal.name);
      return { ok: true };
    },
    'exporters.test': ({ params }, { principal }) => exporters.test(params.id, principal.name),
    'metrics.get': () => ({ access: office.setting('metrics').access }),
    'metrics.set': ({ body }, { principal }) => {
      const token = body.access === 'token' ? `mt-gh-${newSecret()}` : null;
      office.setSetting('metrics', { access: body.access, ...(token !== null && { tokenHash: vault.keyedHash(token) }) }, principal.name);
      return { access: body.access, token };
    },
  };
}
