import type { FastifyInstance, FastifyReply } from 'fastify';
import { GatehouseError } from '../core/errors.ts';
import type { VirtualKey } from '../core/model.ts';
import { type Catalogue, namesFor } from '../policy/resolve.ts';
import { headersOf } from './response-headers.ts';

/** OpenAI's model list, cut down to what the key may ask for. */
export function registerModels(app: FastifyInstance, catalogue: Catalogue): void {
  const rows = (key: VirtualKey) => namesFor(catalogue, key).map(({ name, owner }) => ({ id: name, object: 'model', created: 0, owned_by: owner }));
  app.get('/v1/models', (request, reply) => {
    plain(reply);
    return { object: 'list', data: rows(request.context.key!) };
  });
  app.get<{ Params: { '*': string } }>('/v1/models/*', (request, reply) => {
    const id = request.params['*'];
    const row = rows(request.context.key!).find((candidate) => candidate.id === id);
    if (!row) throw new GatehouseError('model_not_found', `There is no model or alias named "${id.slice(0, 200)}" for this key.`, { param: 'model' });
    plain(reply);
    return row;
  });
}

function plain(reply: FastifyReply): void {
  reply.headers(headersOf({ decision: 'none' }));
}
