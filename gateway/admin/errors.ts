import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCode, GatehouseError } from '../core/errors.ts';
import type { AdminError } from './contract.ts';

const FASTIFY_CODES: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad_framing',
};

/** An error handler for a Fastify instance that carries the admin API. What is not a GatehouseError becomes `internal_error`, without its text. */
export function sendAdminError(error: FastifyError | Error, _request: FastifyRequest, reply: FastifyReply): void {
  const known = error instanceof GatehouseError ? error : fromFastify(error);
  if (known.details.retryAfterSeconds !== undefined) void reply.header('retry-after', String(known.details.retryAfterSeconds));
  void reply.status(known.status).header('cache-control', 'no-store').send(adminErrorBody(known));
}

export function adminErrorBody(error: GatehouseError): AdminError {
  const { param, hint } = error.details;
  return {
    error: { code: error.code, message: error.message, type: error.type, ...(param ? { param } : {}) },
    ...(hint === undefined ? {} : { gatehouse: { hint } }),
  };
}

function fromFastify(error: FastifyError | Error): GatehouseError {
  const code = 'code' in error ? FASTIFY_CODES[error.code] : undefined;
  if (code) return new GatehouseError(code, error.message);
  // Fastify's own SyntaxError of a body carries only a status.
  if ('statusCode' in error && error.statusCode === 400) return new GatehouseError('invalid_json', 'The body is not valid JSON.');
  return new GatehouseError('internal_error', 'Something went wrong inside Gatehouse.', { cause: error });
}
