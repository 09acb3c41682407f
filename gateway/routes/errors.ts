import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCode, GatehouseError } from '../core/errors.ts';
import { errorBody } from '../wire/envelope.ts';
import { headersOf } from './response-headers.ts';

const FASTIFY_CODES: Record<string, { code: ErrorCode; message: string; hint?: string }> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'unsupported_media_type', message: 'This content type is not read here.', hint: 'Send application/json.' },
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'request_too_large', message: 'The body is too large.' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'invalid_json', message: 'The body is empty.' },
  FST_ERR_BAD_URL: { code: 'invalid_request', message: 'The URL cannot be read.' },
};

/** Every error leaves through here, in the dialect's envelope; what is not ours is told as `internal_error` without its text. `refused` is told of each. */
export function registerErrors(app: FastifyInstance, log: (line: string) => void, refused: (request: FastifyRequest, error: GatehouseError) => void): void {
  app.setErrorHandler((error: FastifyError | GatehouseError, request, reply) => {
    const told = asClientError(error);
    if (told.code === 'internal_error') log(`${request.context?.traceId ?? '-'} internal error: ${error.stack ?? error.message}`);
    sendError(request, reply, told);
    refused(request, told);
  });
  const offered: Offered[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    if (!url.includes('*') && !config?.managing) for (const one of [method].flat()) if (one !== 'HEAD' && one !== 'OPTIONS') offered.push({ method: one, url });
  });
  app.setNotFoundHandler((request, reply) => {
    const told = new GatehouseError('not_found', `There is no ${request.method} ${withoutKey(request.url)} here.`, { hint: offeredAt(request.url, offered) });
    sendError(request, reply, told);
    refused(request, told);
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** It is there to be refused, or to be looked at, so it is not among what is offered. */
    managing?: boolean;
    /** It asks no model, so it has no trace. */
    unrecorded?: boolean;
  }
}

interface Offered {
  method: string;
  url: string;
}

/** What there is in the dialect of the path that was asked for. */
function offeredAt(path: string, offered: readonly Offered[]): string {
  const start = ['/v1/messages', '/v1', '/api'].find((one) => path.startsWith(one));
  const here = start === undefined ? [] : offered.filter(({ url }) => url.startsWith(start));
  return here.length === 0 ? 'The base_url for tools ends in /v1.' : `Offered: ${here.map(({ method, url }) => `${method} ${url}`).join(', ')}.`;
}

/** A key in a path that is not quite right must not come back in an error that a tool writes into its log. */
function withoutKey(url: string): string {
  return (url.split('?')[0] ?? '').replace(/sk-gh-[^/]*/gi, 'sk-gh-…');
}

export function asClientError(error: unknown): GatehouseError {
  if (error instanceof GatehouseError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = FASTIFY_CODES[code];
  if (known) return new GatehouseError(known.code, known.message, known.hint === undefined ? {} : { hint: known.hint });
  return new GatehouseError('internal_error', 'Something in the appliance failed.');
}

function sendError(request: FastifyRequest, reply: FastifyReply, error: GatehouseError): void {
  const fresh = headersOf({ ...(error.details.dataClass && { dataClass: error.details.dataClass }), decision: 'refuse' });
  for (const [name, value] of Object.entries(fresh)) if (!reply.hasHeader(name)) reply.header(name, value);
  if (error.details.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.details.retryAfterSeconds));
  if (error.shouldRetry === false) reply.header('x-should-retry', 'false');
  // Fastify closes the connection of a body that was not read to its end; a client that is still sending it would never see this answer.
  reply.removeHeader('connection');
  void reply.code(error.status).send(errorBody(request.url, error, request.context?.traceId ?? ''));
}
