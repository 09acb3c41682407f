import type { FastifyInstance } from 'fastify';
import { GatehouseError } from '../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { resolveModel } from '../policy/resolve.ts';
import { headersOf } from './response-headers.ts';
import type { DataServices } from './services.ts';

const ASKED: Readonly<Record<string, (body: JsonObject) => boolean>> = {
  '/api/chat': ({ messages }) => isEmpty(messages),
  '/api/generate': ({ prompt, images }) => isEmpty(prompt) && isEmpty(images),
  '/api/embed': ({ input }) => isEmpty(input),
  '/api/embeddings': ({ prompt }) => isEmpty(prompt),
};

/** What says that there is nothing, by the path. */
const SAID: Readonly<Record<string, (model: string, at: number) => object>> = {
  '/api/chat': (model, at) => ({ model, created_at: new Date(at).toISOString(), message: { role: 'assistant', content: '' }, done: true, done_reason: 'load' }),
  '/api/generate': (model, at) => ({ model, created_at: new Date(at).toISOString(), response: '', done: true, done_reason: 'load' }),
  '/api/embed': (model) => ({ model, embeddings: [] }),
  '/api/embeddings': () => ({ embedding: [] }),
};

const isEmpty = (value: Json | undefined): boolean => value === undefined || value === null || ((typeof value === 'string' || Array.isArray(value)) && value.length === 0);

/**
 * Calls of Ollama's API that ask nothing: they load a model, or with `keep_alive: 0` unload it (docs/api.md of Ollama 0.24). Some tools send one before the first question and give up where it fails.
 * Nothing is loaded: the first question does that. To unload would take the model from everybody else.
 */
export function registerLoading(app: FastifyInstance, { catalogue }: DataServices): void {
  app.addHook('preHandler', (request, reply, done) => {
    const { context, body } = request;
    const path = request.routeOptions.url ?? '';
    const asksNothing = ASKED[path];
    if (!context.key || !asksNothing || !isObject(body) || !asksNothing(body)) return done();
    const { model, keep_alive: keep } = body;
    if (typeof model !== 'string' || model === '') return done();
    resolveModel(catalogue, context.key, model, { keyId: context.key.id, tags: context.tags, clientAddress: context.clientAddress, now: context.startedAt });
    if (keep !== undefined && keep !== null && Number.parseFloat(String(keep)) === 0) throw new GatehouseError('role_not_allowed', 'To unload a model would take it from everybody else.', { hint: 'It makes room by itself when another one is asked for.' });
    reply.headers(headersOf({ decision: 'none' })).send(SAID[path]!(model, context.startedAt));
  });
}
