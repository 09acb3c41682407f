import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatehouseError } from '../core/errors.ts';
import { createResponsesDialect } from '../wire/openai-responses/dialect.ts';
import type { KeptResponse } from '../core/kept-response.ts';
import { registerChat } from './chat.ts';
import { headersOf } from './response-headers.ts';
import type { DataServices } from './services.ts';

interface OfOne { Params: { id: string } }

/** OpenAI's Responses API: making one, asking for one again, deleting it. */
export function registerResponses(app: FastifyInstance, services: DataServices): void {
  const { responses } = services;
  registerChat(app, services, '/v1/responses', createResponsesDialect(responses));

  function kept(request: FastifyRequest<OfOne>, reply: FastifyReply): KeptResponse {
    const found = responses.get(request.context.key!.id, request.params.id);
    if (!found) throw missing(request.params.id);
    reply.headers(headersOf({ decision: 'none', dataClass: found.dataClass }));
    return found;
  }

  app.get<OfOne>('/v1/responses/:id', (request, reply) => kept(request, reply).response);
  app.get<OfOne>('/v1/responses/:id/input_items', (request, reply) => {
    const data = kept(request, reply).input.map((item, index) => ({ ...item, type: item.type ?? 'message', id: item.id ?? `${request.params.id}_${index}` })).reverse();
    return { object: 'list', data, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null, has_more: false };
  });
  app.delete<OfOne>('/v1/responses/:id', (request, reply) => {
    const { id } = request.params;
    if (!responses.remove(request.context.key!.id, id)) throw missing(id);
    reply.headers(headersOf({ decision: 'none' }));
    return { id, object: 'response', deleted: true };
  });
}

function missing(id: string): GatehouseError {
  return new GatehouseError('not_found', `There is no response "${id.slice(0, 100)}" of this key's.`, { param: 'response_id' });
}
