import type { FastifyInstance, FastifyReply } from 'fastify';
import { GatehouseError } from '../core/errors.ts';
import type { VirtualKey } from '../core/model.ts';
import { type Catalogue, namesFor } from '../policy/resolve.ts';
import { headersOf } from './response-headers.ts';

/** The model list, cut down to what the key may ask for: OpenAI's, with what the Messages API's client (1.12) reads of the same path beside it (`ModelInfo`). */
export function registerModels(app: FastifyInstance, catalogue: Catalogue): void {
  const rows = (key: VirtualKey) => namesFor(catalogue, key).map(({ name, owner }) => ({ id: name, object: 'model', created: 0, owned_by: owner, type: 'model', display_name: name, created_at: new Date(0).toISOString() }));
  app.get('/v1/models', (request, reply) => {
    plain(reply);
    const data = rows(request.context.key!);
    return { object: 'list', data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
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
