import type { FastifyInstance } from 'fastify';
import { isObject, type Json } from '../core/json.ts';
import { resolveModel } from '../policy/resolve.ts';
import { IMAGE_TOKENS } from '../prices/history.ts';
import { countRequest } from '../tokens/request.ts';
import { decodeMessages } from '../wire/anthropic-messages/decode.ts';
import { headersOf } from './response-headers.ts';
import type { DataServices } from './services.ts';

/**
 * The Messages API's `count_tokens` (`MessageCountTokensParams`, `MessageTokensCount` of its official client, 1.12), answered here: nothing leaves the process and
 * no model is called. Of an alias the first deployment counts. `gatehouse.exact` is false where the number is a bound.
 */
export function registerCountTokens(app: FastifyInstance, { catalogue, models }: DataServices): void {
  app.post('/v1/messages/count_tokens', { config: { unrecorded: true } }, async (request, reply) => {
    const { context, headers } = request;
    const body = request.body as Json;
    // No answer is asked for, so nothing bounds it.
    const { request: asked } = decodeMessages(isObject(body) ? { max_tokens: 1, ...body } : body, headers);
    const [first] = resolveModel(catalogue, context.key!, asked.model, { keyId: context.key!.id, tags: context.tags, clientAddress: context.clientAddress, now: context.startedAt }).deployments;
    const known = first && models.find(catalogue.provider(first.provider)?.kind ?? '', first.model);
    const { tokens, exact } = await countRequest(asked, { encoding: known?.capabilities.reasoning === true ? undefined : known?.encoding, imageTokens: IMAGE_TOKENS });
    reply.headers(headersOf({ decision: 'none' }));
    return { input_tokens: tokens, gatehouse: { exact } };
  });
}
