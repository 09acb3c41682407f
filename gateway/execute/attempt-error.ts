import type { Failure } from '../breaker/health.ts';
import { type ErrorCode, GatehouseError } from '../core/errors.ts';

const ASKERS_FAULT: ReadonlySet<ErrorCode> = new Set(['provider_rejected', 'context_length_exceeded', 'unsupported_parameter']);

/** What one attempt came to grief over, and whether another may help. */
export class AttemptError extends Error {
  readonly error: GatehouseError;
  readonly status: number | undefined;
  /** `same`: the same deployment may be tried again; `next`: only another one; `no`: the request itself is at fault. */
  readonly again: 'same' | 'next' | 'no';
  readonly retryAfterMs: number | undefined;
  /** Nothing of the request can have reached the provider. */
  readonly unsent: boolean;

  constructor(error: GatehouseError, again: 'same' | 'next' | 'no', status?: number, retryAfterMs?: number, unsent = false) {
    super(error.message);
    this.error = error;
    this.again = again;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.unsent = unsent;
  }

  /** It may be on the provider's bill: it was sent, and no error came back for it. */
  get billed(): boolean {
    return !this.unsent && (this.status === undefined || this.status === 200);
  }

  /** What the provider failed in; undefined where the request itself was at fault. */
  get failure(): Failure | undefined {
    if (ASKERS_FAULT.has(this.error.code)) return undefined;
    if (this.error.code === 'deadline_exceeded' || this.status === 408) return 'timeout';
    if (this.status === 401 || this.status === 403) return 'key-refused';
    if (this.status === 402) return 'no-credit';
    if (this.status === 429) return 'rate-limited';
    // Where nothing could even be prepared another try would not help; a connection may stand the next time.
    if (this.unsent) return this.again === 'next' ? 'unusable' : 'unreachable';
    return this.status === undefined || this.status === 200 ? 'bad-answer' : 'error';
  }
}

/** Faults of a connection that was never made. */
const NEVER_CONNECTED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL|.*ALERT_(HANDSHAKE_FAILURE|PROTOCOL_VERSION)|.*UNRECOGNIZED_NAME)$)/;
/** Node's words where the other side hangs up during the handshake; the code is that of any broken connection. */
const BEFORE_TLS = /before secure TLS connection was established/;
const BROKEN_OFF: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'ECONNABORTED', 'EPIPE']);

/** 529 where the maker of Claude is overloaded. */
const OVERLOADED: ReadonlySet<number> = new Set([503, 529]);

/** Statuses that another attempt may cure. */
function isTransient(status: number): boolean {
  // 424: the model failed behind an API that works.
  return status === 408 || status === 409 || status === 424 || status === 429 || status >= 500;
}

/** In the words of those who refuse a prompt for its length; their codes differ, and most have none. */
const TOO_LONG =
  /context[ _]?(?:length|window|size)|prompt is too long|input is too long|too many (?:input )?tokens|input token count .* exceeds|exceeds the maximum number of tokens|too large for model|reduce the length of the messages|\binputs\b.* must (?:be <=|have less than)/i;

/** What a provider says about asking it once more. */
export interface RetryAdvice {
  afterMs: number | undefined;
  /** `x-should-retry: false`, which the official clients obey. */
  hopeless: boolean;
}

export function fromStatus(name: string, status: number, { afterMs, hopeless }: RetryAdvice, reason: string | undefined): AttemptError {
  const said = reason ? `: ${reason}` : '';
  const told = { ...(afterMs !== undefined && { retryAfterSeconds: Math.ceil(afterMs / 1000) }), ...(hopeless && { shouldRetry: false }) };
  const again = hopeless ? 'next' : 'same';
  if (status === 429) return new AttemptError(new GatehouseError('rate_limit_exceeded', `${name} limits the rate${said}`, told), again, status, afterMs);
  // Clients know an overload by its status, and some go on with another model.
  if (isTransient(status)) return new AttemptError(new GatehouseError('provider_error', `${name} answered ${status}${said}`, { ...told, ...(OVERLOADED.has(status) && { status }) }), again, status, afterMs);
  // What only an administrator can mend is not worth the client's own further tries.
  const office = (message: string, hint: string): AttemptError => new AttemptError(new GatehouseError('provider_error', message, { hint, shouldRetry: false }), 'next', status);
  if (status === 401) return office(`${name} does not accept the office's credential (401).`, "An administrator can enter a new one under the provider's settings.");
  if (status === 403) return office(`${name} does not allow this with the office's credential (403)${said}`, "An administrator can extend its rights with the provider, or enter another one under the provider's settings.");
  if (status === 402) return office(`The office's account at ${name} has no credit left (402)${said}`, 'An administrator can top it up with the provider.');
  if (status >= 300 && status < 400) return new AttemptError(new GatehouseError('provider_error', `${name} answered with a redirect (${status}), which is never followed.`, { shouldRetry: false }), 'no', status);
  // A success without an answer, 204 for instance: the client is not told that all went well.
  if (status < 300) return new AttemptError(new GatehouseError('provider_error', `${name} answered ${status}, which is no answer.`), 'same', status);
  // The next of an alias's models may hold more, and clients shorten a conversation that they are told of by this code.
  if (reason !== undefined && TOO_LONG.test(reason)) {
    return new AttemptError(new GatehouseError('context_length_exceeded', `${name} says that the prompt is too long (${status})${said}`, { status, param: 'messages', hint: 'Send less, or ask for a model with a longer context.' }), 'next', status);
  }
  return new AttemptError(new GatehouseError('provider_rejected', `${name} rejected the request (${status})${said}`, { status }), 'no', status);
}

export function fromConnection(name: string, cause: unknown): AttemptError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'connection failed';
  const unsent = NEVER_CONNECTED.test(code) || (cause instanceof Error && BEFORE_TLS.test(cause.message));
  const what = unsent ? `${name} cannot be reached` : BROKEN_OFF.has(code) ? `${name} broke off the connection` : `The connection to ${name} failed`;
  return new AttemptError(new GatehouseError('provider_error', `${what} (${code}).`, { cause }), 'same', undefined, undefined, unsent);
}

export function fromTimeout(name: string, ms: number): AttemptError {
  return new AttemptError(new GatehouseError('deadline_exceeded', `${name} did not answer within ${ms / 1000} s.`), 'next');
}

type Headers = Record<string, string | string[] | undefined>;

export function retryAdvice(headers: Headers): RetryAdvice {
  return { afterMs: retryAfter(headers), hopeless: headers['x-should-retry'] === 'false' };
}

/** Milliseconds, from `retry-after-ms` or `retry-after` (seconds or an HTTP date, RFC 9110 §10.2.3). */
function retryAfter(headers: Headers): number | undefined {
  const ms = Number(headers['retry-after-ms']);
  if (headers['retry-after-ms'] !== undefined && ms >= 0) return ms;
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
