import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isDataClass } from '../core/data-class.ts';
import { GatehouseError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { VirtualKey } from '../core/model.ts';
import { registerBody } from './body.ts';
import { createHostCheck } from './host.ts';
import { checkDataOrigin, checkOwnOrigin, preflight } from './origin.ts';
import { prefixesOf } from './prefix.ts';
import type { TurnedAwayPrograms } from './turned-away.ts';

export interface GuardOptions {
  bodyLimitBytes: number;
  /** Host names and addresses beside the loopback ones. */
  hostNames: readonly string[];
  findKey(plaintext: string): VirtualKey | undefined;
  /** The key as it is now; undefined once it is revoked, disabled or has run out. */
  currentKey(id: string): VirtualKey | undefined;
  turnedAway: TurnedAwayPrograms;
  /** True where any key names this browser origin. */
  originNamed(origin: string): boolean;
}

/** W3C Trace Context, version 00. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const MAX_TAGS = 32;

/**
 * Stands before every route, whatever the route asks for: Host, then Origin, then the virtual key (data API) before any byte of the body is
 * read. Only `/healthz`, `/readyz` and `/ui/` need no key; the admin API authenticates by itself, and takes no virtual key.
 */
export function registerGuard(app: FastifyInstance, options: GuardOptions): void {
  const checkHost = createHostCheck(options.hostNames);
  registerBody(app, options.bodyLimitBytes);
  app.decorateRequest('context', null as never);
  app.addHook('onRequest', (request, reply, done) => {
    request.context = {
      traceId: newId('trc'),
      startedAt: Date.now(),
      started: performance.now(),
      clientAddress: request.ip,
      key: undefined,
      declared: [],
      tags: [],
      session: undefined,
      traceparent: undefined,
      recorded: false,
    };
    reply.header('x-gatehouse-trace-id', request.context.traceId);
    try {
      checkHost(request.headers.host);
      const path = request.url;
      if (path.startsWith('/v1/') || path.startsWith('/api/') || path === '/v1' || path === '/api') {
        guardData(request, reply, options);
      } else {
        if (prefixesOf(request.raw).key !== undefined) throw new GatehouseError('not_found', 'There is nothing here.');
        checkOwnOrigin(request);
      }
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  });
  app.addHook('preHandler', (request, _reply, done) => {
    const { context } = request;
    if (context.key) {
      // Attack: a request that is begun early and sent slowly outlives its key, or the key's higher floor.
      const key = options.currentKey(context.key.id);
      if (!key) {
        done(unknownKey());
        return;
      }
      context.key = key;
    }
    done();
  });
}

function unknownKey(): GatehouseError {
  return new GatehouseError('invalid_api_key', 'This key is not known, has been revoked or has run out.', { hint: 'An administrator can make a new one: gatehouse keys create --name NAME.' });
}

function guardData(request: FastifyRequest, reply: FastifyReply, options: GuardOptions): void {
  if (request.method === 'OPTIONS') {
    preflight(request, reply, options.originNamed);
    return;
  }
  const { context, headers } = request;
  const prefixes = prefixesOf(request.raw);
  const presented = presentedKey(request) ?? prefixes.key;
  const key = presented === undefined ? undefined : options.findKey(presented);
  if (!key) {
    options.turnedAway.refused(headers['user-agent']);
    if (presented !== undefined) throw unknownKey();
    throw new GatehouseError('invalid_api_key', 'The request carries no key.', { hint: 'Send a virtual key as "Authorization: Bearer sk-gh-…".' });
  }
  checkDataOrigin(request, reply, key);
  options.turnedAway.accepted(headers['user-agent']);
  context.key = key;
  if (prefixes.dataClass) context.declared.push({ source: 'prefix', dataClass: prefixes.dataClass });
  const declared = headers['x-gatehouse-class'];
  if (declared !== undefined) {
    if (!isDataClass(declared)) throw new GatehouseError('invalid_request', 'x-gatehouse-class must be public, internal, confidential or secret.', { param: 'x-gatehouse-class' });
    context.declared.push({ source: 'header', dataClass: declared });
  }
  const tags = headers['x-gatehouse-tags'];
  if (typeof tags === 'string') context.tags = readTags(tags.split(','));
  const session = headers['x-gatehouse-session'];
  if (typeof session === 'string' && session !== '') {
    if (session.length > 200) throw new GatehouseError('invalid_request', 'x-gatehouse-session may have 200 characters at the most.', { param: 'x-gatehouse-session' });
    context.session = session;
  }
  const { traceparent } = headers;
  if (typeof traceparent === 'string' && TRACEPARENT.test(traceparent)) context.traceparent = traceparent;
}

/** Trims, and refuses more than anybody means, and a `class:` that is none: a class that somebody meant to declare is never passed over. */
export function readTags(tags: readonly string[]): string[] {
  const clean = tags.map((tag) => tag.trim()).filter((tag) => tag !== '');
  if (clean.length > MAX_TAGS || clean.some((tag) => tag.length > 100)) {
    throw new GatehouseError('invalid_request', `At most ${MAX_TAGS} tags of at most 100 characters.`, { param: 'tags' });
  }
  if (clean.some((tag) => /^class:/i.test(tag) && !isDataClass(tag.slice(6).trim().toLowerCase()))) {
    throw new GatehouseError('invalid_request', 'A tag "class:…" must name public, internal, confidential or secret.', { param: 'tags' });
  }
  return clean;
}

function presentedKey(request: FastifyRequest): string | undefined {
  const { authorization, 'x-api-key': apiKey } = request.headers;
  if (authorization !== undefined && /^bearer /i.test(authorization)) {
    const token = authorization.slice(7).trim();
    // Many tools insist on sending some key: a placeholder beside a key in the path is not the key.
    if (token.startsWith('sk-gh-') || prefixesOf(request.raw).key === undefined) return token;
  }
  return typeof apiKey === 'string' && apiKey !== '' ? apiKey : undefined;
}
