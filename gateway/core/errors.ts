import type { DataClass } from './data-class.ts';
import type { JsonObject } from './json.ts';

interface Row {
  status: number;
  /** OpenAI's `error.type`; the other dialects map it to their own. */
  type: 'invalid_request_error' | 'authentication_error' | 'permission_error' | 'not_found_error' | 'rate_limit_error' | 'api_error';
  /** What `x-should-retry` says, where a client that retries by itself must be told. */
  shouldRetry?: boolean;
}

/** The one table of errors: a stable code, its HTTP status and its type. Messages are given where the error is made. */
export const ERRORS = {
  invalid_json: { status: 400, type: 'invalid_request_error' },
  invalid_request: { status: 400, type: 'invalid_request_error' },
  unsupported_parameter: { status: 400, type: 'invalid_request_error' },
  content_by_reference: { status: 400, type: 'invalid_request_error' },
  hosted_tool: { status: 400, type: 'invalid_request_error' },
  context_length_exceeded: { status: 400, type: 'invalid_request_error' },
  bad_framing: { status: 400, type: 'invalid_request_error' },
  invalid_api_key: { status: 401, type: 'authentication_error' },
  admin_session_required: { status: 401, type: 'authentication_error' },
  data_class_denied: { status: 403, type: 'permission_error', shouldRetry: false },
  class_above_ceiling: { status: 403, type: 'permission_error', shouldRetry: false },
  lockdown: { status: 403, type: 'permission_error', shouldRetry: false },
  request_stopped: { status: 403, type: 'permission_error', shouldRetry: false },
  origin_not_allowed: { status: 403, type: 'permission_error' },
  host_not_allowed: { status: 403, type: 'permission_error' },
  role_not_allowed: { status: 403, type: 'permission_error' },
  model_unpriced: { status: 403, type: 'permission_error', shouldRetry: false },
  model_not_found: { status: 404, type: 'not_found_error' },
  not_found: { status: 404, type: 'not_found_error' },
  method_not_allowed: { status: 405, type: 'invalid_request_error' },
  request_timeout: { status: 408, type: 'invalid_request_error' },
  conflict: { status: 409, type: 'invalid_request_error' },
  request_too_large: { status: 413, type: 'invalid_request_error' },
  unsupported_media_type: { status: 415, type: 'invalid_request_error' },
  no_local_model: { status: 422, type: 'invalid_request_error', shouldRetry: false },
  budget_exceeded: { status: 429, type: 'rate_limit_error', shouldRetry: false },
  rate_limit_exceeded: { status: 429, type: 'rate_limit_error' },
  client_closed: { status: 499, type: 'api_error' },
  key_revoked: { status: 401, type: 'authentication_error' },
  internal_error: { status: 500, type: 'api_error', shouldRetry: false },
  clearance_violation: { status: 500, type: 'api_error', shouldRetry: false },
  provider_error: { status: 502, type: 'api_error' },
  provider_rejected: { status: 400, type: 'invalid_request_error' },
  local_model_busy: { status: 503, type: 'api_error' },
  local_model_unavailable: { status: 503, type: 'api_error' },
  server_busy: { status: 503, type: 'api_error' },
  storage_unavailable: { status: 503, type: 'api_error' },
  shutting_down: { status: 503, type: 'api_error' },
  deadline_exceeded: { status: 504, type: 'api_error' },
} as const satisfies Record<string, Row>;

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorDetails {
  /** What the person at the other end can do about it. */
  hint?: string;
  /** The parameter at fault, as `messages[2].role`. */
  param?: string;
  dataClass?: DataClass;
  /** The policy rule that decided. */
  rule?: string;
  /** Whole seconds, sent as `retry-after`. */
  retryAfterSeconds?: number;
  /** Overrides the table where a provider said it. */
  shouldRetry?: boolean;
  /** The budget that it did not fit, for programs. */
  budget?: JsonObject;
  /** Overrides the table's status where a provider's own status must reach the client. */
  status?: number;
  cause?: unknown;
}

/** The only error that reaches a client as it is; every other one becomes `internal_error`. The message never holds a secret or a prompt. */
export class GatehouseError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'GatehouseError';
    this.code = code;
    this.status = details.status ?? ERRORS[code].status;
    this.details = details;
  }

  get type(): Row['type'] {
    return ERRORS[this.code].type;
  }

  get shouldRetry(): boolean | undefined {
    return this.details.shouldRetry ?? (ERRORS[this.code] as Row).shouldRetry;
  }
}

/** What changes the meaning, and somebody on the way has no word for. */
export function unsupported(param: string, message: string, hint?: string): GatehouseError {
  return new GatehouseError('unsupported_parameter', message, { param, ...(hint !== undefined && { hint }) });
}
