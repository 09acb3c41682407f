import type { FastifyInstance, FastifyReply } from 'fastify';
import { GatehouseError } from '../core/errors.ts';
import { type Catalogue, type Named, namedFor, namesFor } from '../policy/resolve.ts';
import { headersOf } from './response-headers.ts';

/** The model list, cut down to what the key may ask for: OpenAI's, with what the Messages API's client (1.12) reads of the same path beside it (`ModelInfo`). */
export function registerModels(app: FastifyInstance, catalogue: Catalogue): void {
  const row = ({ name, owner }: Named) => ({ id: name, object: 'model', created: 0, owned_by: owner, type: 'model', display_name: name, created_at: new Date(0).toISOString() });
  app.get('/v1/models', (request, reply) => {
    plain(reply);
    const { key, startedAt } = request.context;
    const data = namesFor(catalogue, key!, startedAt).map(row);
    return { object: 'list', data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
  });
  app.get<{ Params: { '*': string } }>('/v1/models/*', (request, reply) => {
    const id = request.params['*'];
    const { key, startedAt } = request.context;
    const named = namedFor(catalogue, key!, id, startedAt);
    if (!named) throw new GatehouseError('model_not_found', `There is no model or alias named "${id.slice(0, 200)}" for this key.`, { param: 'model' });
    plain(reply);
    return row(named);
  });
}

function plain(reply: FastifyReply): void {
  reply.headers(headersOf({ decision: 'none' }));
}
