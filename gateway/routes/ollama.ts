import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { GatehouseError } from '../core/errors.ts';
import { isObject, type Json } from '../core/json.ts';
import { type Capabilities, type DeploymentRef, LOCAL_PROVIDER } from '../core/model.ts';
import type { RequestContext } from '../guard/context.ts';
import { type Named, namedFor, namesFor, resolveModel } from '../policy/resolve.ts';
import { providerOfKind } from '../providers/registry.ts';
import { ollamaEmbed, ollamaEmbeddings } from '../wire/ollama/embed.ts';
import { ollamaChatDialect, ollamaGenerateDialect } from '../wire/ollama/dialects.ts';
import { registerChat } from './chat.ts';
import { registerEmbeddings } from './embeddings.ts';
import { registerLoading } from './ollama-loading.ts';
import { headersOf } from './response-headers.ts';
import type { DataServices } from './services.ts';

/** What manages models in Ollama's API (docs/api.md of 0.24): an administrator's, in the gateway's own pages. */
const MANAGING = [['POST', 'pull'], ['POST', 'push'], ['POST', 'create'], ['POST', 'copy'], ['DELETE', 'delete'], ['POST', 'blobs/*'], ['HEAD', 'blobs/*']] as const;
/** Told where the bundled server is not there to ask. */
const VERSION = '0.24.0';

/** Ollama's own API, for tools that know nothing else. */
export function registerOllama(app: FastifyInstance, services: DataServices): void {
  const { catalogue, engine, models } = services;
  void app.register((asking, _options, done) => {
    registerLoading(asking, services);
    registerChat(asking, services, '/api/chat', ollamaChatDialect);
    registerChat(asking, services, '/api/generate', ollamaGenerateDialect);
    registerEmbeddings(asking, services, '/api/embed', ollamaEmbed);
    registerEmbeddings(asking, services, '/api/embeddings', ollamaEmbeddings);
    done();
  });

  function rowOf({ name, owner }: Named): Row {
    const local = engine.models().find((model) => owner === LOCAL_PROVIDER && (name === model.name || name === `${LOCAL_PROVIDER}/${model.name}`));
    return { name, owner, ...(local && { sizeBytes: local.sizeBytes, digest: local.digest }) };
  }

  /** What this key may ask for, with what is known of it. */
  const rows = ({ key, startedAt }: RequestContext): Row[] => namesFor(catalogue, key!, startedAt).map(rowOf);

  /** Tools ask before they offer tools or send pictures. */
  function capabilitiesOf({ provider, model }: DeploymentRef): Capabilities | undefined {
    if (provider === LOCAL_PROVIDER) return engine.models().find(({ name }) => name === model)?.capabilities;
    const kind = catalogue.provider(provider)?.kind ?? '';
    return { ...providerOfKind(kind)?.assume, ...models.find(kind, model)?.capabilities };
  }

  app.get('/api/tags', (request, reply) => {
    plain(reply);
    return { models: rows(request.context).map(tagOf) };
  });
  app.post('/api/show', { config: { unrecorded: true } }, (request, reply) => {
    const body = request.body as Json;
    const name = isObject(body) ? body.model || body.name : undefined;
    const { context } = request;
    if (typeof name !== 'string' || name === '') throw new GatehouseError('invalid_request', 'model is missing: name a model or an alias.', { param: 'model' });
    const named = namedFor(catalogue, context.key!, name, context.startedAt);
    if (!named) throw new GatehouseError('model_not_found', `There is no model or alias named "${name.slice(0, 200)}" for this key.`, { param: 'model', hint: '/api/tags lists what this key may ask for.' });
    plain(reply);
    const [first] = resolveModel(catalogue, context.key!, named.name, { keyId: context.key!.id, tags: context.tags, clientAddress: context.clientAddress, now: context.startedAt }).deployments;
    return shown({ ...rowOf(named), capabilities: first ? capabilitiesOf(first) : undefined });
  });
  app.get('/api/ps', async (request, reply) => {
    const names = new Set(rows(request.context).map(({ name }) => name));
    plain(reply);
    return { models: (await engine.loaded()).filter(({ name }) => names.has(`${LOCAL_PROVIDER}/${String(name)}`)) };
  });
  // Tools look there whether a server is up, before anything else.
  app.get('/api/', { config: { managing: true } }, (_request, reply) => {
    plain(reply);
    return reply.type('text/plain').send('Ollama is running');
  });
  app.get('/api/version', (_request, reply) => {
    plain(reply);
    return { version: engine.status().ollama?.version ?? VERSION };
  });
  for (const [method, name] of MANAGING) {
    app.route({
      method,
      url: `/api/${name}`,
      config: { managing: true },
      // Before the body, which may be a model of some gigabytes.
      onRequest: (_request, _reply, done) => done(new GatehouseError('role_not_allowed', `/api/${name.split('/')[0]} changes which models are installed, which is an administrator's.`, { hint: 'See "Models" in the appliance, or: gatehouse models --help' })),
      handler: () => {},
    });
  }
}

interface Row {
  name: string;
  owner: string;
  sizeBytes?: number;
  digest?: string;
}

/** Ollama's own command line takes the first twelve digits of each digest, and dies where there are none. */
function tagOf({ name, owner, sizeBytes = 0, digest = hash('sha256', name) }: Row): object {
  return { name, model: name, modified_at: new Date(0).toISOString(), size: sizeBytes, digest, details: detailsOf(owner) };
}

function detailsOf(owner: string): object {
  return { parent_model: '', format: owner === LOCAL_PROVIDER ? 'gguf' : '', family: owner, families: [owner], parameter_size: '', quantization_level: '' };
}

function shown({ owner, capabilities: can = {} }: Row & { capabilities: Capabilities | undefined }): object {
  const capabilities = [...(can.chat === false ? [] : ['completion']), ...(can.tools ? ['tools'] : []), ...(can.images ? ['vision'] : []), ...(can.embeddings ? ['embedding'] : []), ...(can.reasoning ? ['thinking'] : [])];
  return { details: detailsOf(owner), model_info: can.contextLength === undefined ? {} : { 'general.architecture': 'model', 'model.context_length': can.contextLength }, capabilities, modified_at: new Date(0).toISOString() };
}

function plain(reply: FastifyReply): void {
  reply.headers(headersOf({ decision: 'none' }));
}
