import type { GatehouseError } from '../../core/errors.ts';

const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'invalid_request_error', 401: 'authentication_error', 402: 'billing_error', 403: 'permission_error', 404: 'not_found_error', 413: 'request_too_large', 429: 'rate_limit_error', 503: 'overloaded_error', 504: 'timeout_error', 529: 'overloaded_error',
};

/** What makes @anthropic-ai/sdk 1.12 send the whole conversation itself, instead of going on with one that the provider has kept. */
const UNTHREADED = { error_code: 'thread_unsupported_request', unsupported: ['thread'] };

/** Anthropic's error envelope, with our stable code, and what the gateway adds under `gatehouse`. */
export function messagesError(error: GatehouseError, traceId: string): object {
  const { param, hint, dataClass, rule, budget } = error.details;
  const type = BY_STATUS[error.status] ?? (error.status < 500 ? 'invalid_request_error' : 'api_error');
  return {
    type: 'error',
    error: { type, message: hint ? `${error.message} ${hint}` : error.message, code: error.code, ...(param && { param }), ...(param === 'thread' && { details: UNTHREADED }) },
    request_id: traceId,
    gatehouse: { trace_id: traceId, ...(dataClass && { class: dataClass }), ...(rule && { rule }), ...(hint && { hint }), ...(budget && { budget }) },
  };
}
