import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { GatehouseError } from '../core/errors.ts';
import { ByteParts } from '../core/byte-parts.ts';
import type { Json } from '../core/json.ts';
import { parseStrictJson } from '../wire/strict-json.ts';
import { MemoryBudget } from '../core/memory-budget.ts';

/** Bodies up to this size are read without asking for room: a thousand of them are 64 MB. */
export const SMALL_BYTES = 64 * 1024;
const WAIT_MS = 10_000;

/** JSON is the only body that is read, whole, up to `limit` bytes, and strictly; but for forms, where a route asks for one (form.ts). */
export function registerBody(app: FastifyInstance, limit: number): void {
  const budget = new MemoryBudget(limit * 1.5, WAIT_MS);
  app.removeAllContentTypeParsers();
  app.decorateRequest('bodyDone', null);
  app.decorate('bodyBudget', budget);
  app.addContentTypeParser('application/json', (request, payload, done) => {
    readBody(request, payload, limit, budget).then((value) => done(null, value), done);
  });
  app.addHook('onRequest', (request, reply, done) => {
    // Ollama reads any body as JSON, and some of its clients (curl, litellm) name another type or none.
    if (request.method === 'POST' && request.url.startsWith('/api/')) request.headers['content-type'] = 'application/json';
    // The parsed body lives as long as its request. `close` comes also where the client went away; Fastify's onResponse does not.
    if (!(Number(request.headers['content-length']) <= SMALL_BYTES)) reply.raw.once('close', () => request.bodyDone?.());
    done();
  });
}

declare module 'fastify' {
  interface FastifyInstance {
    bodyBudget: MemoryBudget;
  }
  interface FastifyRequest {
    /** Gives back the room that a large body holds, but for `keep` bytes. */
    bodyDone: ((keep?: number) => void) | null;
  }
}

/** The length that the client states, in bytes. Throws for a body that is not read at all. */
export function declaredLength({ headers }: FastifyRequest, limit: number): number | undefined {
  const { 'content-encoding': encoding, 'content-length': length } = headers;
  // Attack: a gzip bomb of some KB that unpacks to gigabytes.
  if (encoding !== undefined && encoding !== 'identity') throw new GatehouseError('unsupported_media_type', `Bodies with content-encoding ${encoding} are not read.`, { hint: 'Send the body uncompressed.' });
  const declared = length === undefined ? undefined : Number(length);
  if (declared !== undefined && declared > limit) throw tooLarge(limit);
  return declared;
}

function readBody(request: FastifyRequest, payload: Readable, limit: number, budget: MemoryBudget): Promise<Json> {
  let declared: number | undefined;
  try {
    declared = declaredLength(request, limit);
  } catch (error) {
    payload.resume();
    return Promise.reject(error);
  }
  return declared !== undefined && declared <= SMALL_BYTES ? readSmall(payload) : readLarge(request, payload, declared, limit, budget);
}

/** Node's parser holds a body to its content-length. */
function readSmall(payload: Readable): Promise<Json> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    payload.on('data', (part: Buffer) => parts.push(part));
    payload.on('error', () => reject(brokenOff()));
    payload.on('end', () => {
      try {
        resolve(parseStrictJson(parts.length === 1 ? parts[0]! : Buffer.concat(parts)));
      } catch (error) {
        reject(error);
      }
    });
  });
}

async function readLarge(request: FastifyRequest, payload: Readable, declared: number | undefined, limit: number, budget: MemoryBudget): Promise<Json> {
  try {
    if (declared !== undefined) await enter(request, budget, declared);
    const parts = new ByteParts();
    for await (const part of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      parts.push(part);
      if (parts.size > limit) throw tooLarge(limit);
      // A body in chunks does not say how large it will be.
      if (parts.size > SMALL_BYTES && !request.bodyDone) await enter(request, budget, limit);
    }
    return parseStrictJson(parts.join());
  } catch (error) {
    // What still comes is read and dropped, so that the client gets to read the answer.
    payload.resume();
    throw error instanceof GatehouseError ? error : brokenOff();
  }
}

/** Waits for room, which is given back with the request's end. */
export async function enter(request: FastifyRequest, budget: MemoryBudget, bytes: number): Promise<void> {
  request.bodyDone = await budget.enter(bytes);
  if (!request.raw.socket.destroyed) return;
  request.bodyDone();
  throw brokenOff();
}

export function brokenOff(): GatehouseError {
  return new GatehouseError('client_closed', 'The body broke off.');
}

export function tooLarge(limit: number): GatehouseError {
  return new GatehouseError('request_too_large', `The body is larger than ${Math.floor(limit / 1024 / 1024)} MB.`, { hint: 'Send less at once; an administrator can raise limits.bodyLimitBytes.' });
}
