import { type AdminError, type Input, type Operation, OPERATIONS, type OperationName, type Output } from '../../gateway/admin/contract.ts';
import { gatewayAway } from './connection.ts';
import { ApiError, type ApiErrorCode } from './errors.ts';
import { closeSession, renewed, sessionToken } from './session.ts';
import { fits, type Shape } from './shape.ts';

const BASE = '/admin/api';

interface Parts {
  params?: Record<string, string>;
  query?: Record<string, string | undefined>;
  body?: unknown;
}

/** What the operation takes; nothing where it takes nothing. */
export type Given<N extends OperationName> = unknown extends Input<N> ? [input?: undefined] : [input: Input<N>];

/** Calls an operation of the admin API. Throws ApiError, also where the gateway is away or its answer is not one. */
export async function call<N extends OperationName>(name: N, input?: Input<N>, signal?: AbortSignal): Promise<Output<N>> {
  const operation: Operation = OPERATIONS[name];
  const { params = {}, query = {}, body } = (input ?? {}) as Parts;
  const path = operation.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
  const search = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)).toString();
  const response = await request(`${path}${search && `?${search}`}`, {
    method: operation.method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(signal && { signal }),
  }, { open: operation.roles === 'anyone' });
  const text = await response.text().catch((cause: unknown) => {
    throw notReached(cause, signal);
  });
  return answerOf(name, text);
}

/** The text as an answer of the operation. Throws ApiError `bad_answer` where it is none. */
export function answerOf<N extends OperationName>(name: N, text: string): Output<N> {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw brokenAnswer(cause);
  }
  if (!fits(OPERATIONS[name].response as Shape, answer)) throw brokenAnswer();
  return answer as Output<N>;
}

/** The response of a request that the gateway took on; every other ending throws ApiError. `open`: anyone may make it, so that it tells of no session. */
export async function request(path: string, init: RequestInit, { open = false, again = true } = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const token = open ? undefined : sessionToken();
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const response = await reach(BASE + path, { ...init, headers });
  if (response.ok) return response;
  const error = await errorOf(response);
  if (response.status === 401 && token !== undefined) {
    if (again && (token !== sessionToken() || (await renewed()))) return request(path, init, { again: false });
    if (token === sessionToken()) closeSession({ kind: 'ended' });
  }
  throw error;
}

/** Whatever the gateway answers. Throws ApiError `gateway_away` where it does not, and the signal's reason where that came first. */
export async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, cache: 'no-store', redirect: 'error' });
  } catch (cause) {
    throw notReached(cause, init.signal);
  }
}

/** Why no answer came, or only a part of one. */
function notReached(cause: unknown, signal: AbortSignal | null | undefined): unknown {
  if (signal?.aborted) return cause;
  gatewayAway();
  return new ApiError('gateway_away', 'Gatehouse does not answer.', { cause });
}

/** What a refusing response says, in the envelope that the admin API and the data API share. */
export async function errorOf(response: Response): Promise<ApiError> {
  try {
    const { error, gatehouse } = (await response.json()) as AdminError;
    if (typeof error.code === 'string' && typeof error.message === 'string') return new ApiError(error.code as ApiErrorCode, error.message, { hint: gatehouse?.hint, param: error.param });
  } catch {
    // Said below.
  }
  return brokenAnswer();
}

/** Something came, and it is none of ours: a sign-in page of a Wi-Fi, half a text. */
export function brokenAnswer(cause?: unknown): ApiError {
  return new ApiError('bad_answer', 'What came back is not an answer of Gatehouse.', { cause });
}
