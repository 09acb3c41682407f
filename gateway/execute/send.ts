import { GatehouseError } from '../core/errors.ts';
import { isTooMuchJson, type Json, parseJson } from '../core/json.ts';
import { type DeploymentRef, LOCAL_ORIGIN, LOCAL_PROVIDER } from '../core/model.ts';
import { type ExchangeRequest, type IncomingResponse, SMALL_BYTES, type WholeResponse } from '../egress/types.ts';
import { addressOf } from '../providers/define.ts';
import { providerOfKind } from '../providers/registry.ts';
import { AttemptError, fromStatus, retryAdvice } from './attempt-error.ts';
import type { Endpoint, RunningAttempt } from './running-attempt.ts';
import { closed } from './closed.ts';
import { FormBody } from './form-body.ts';
import type { Call, ExecuteServices } from './types.ts';

export const MAX_PLAIN_BYTES = 64 * 1024 * 1024;
/** Of all that are read at once, but for a single larger one: as read, translated and written anew an answer takes several times its bytes of a heap of 256 MB. */
export const LARGE_ANSWERS_BYTES = MAX_PLAIN_BYTES / 2;
const MAX_ERROR_BYTES = 64 * 1024;

export function endpointOf(services: ExecuteServices, deployment: DeploymentRef): Endpoint {
  const config = services.provider(deployment.provider);
  const adapter = config && providerOfKind(config.kind);
  if (!config || !adapter) throw new GatehouseError('model_not_found', `There is no provider named ${deployment.provider}.`);
  return { adapter, config, local: deployment.provider === LOCAL_PROVIDER };
}

/** One encoded body on its way to one deployment. */
export interface Sending {
  services: ExecuteServices;
  call: Call;
  deployment: DeploymentRef;
  attempt: RunningAttempt;
  path: string;
  /** Sent as JSON, but for a form. */
  body: object;
  /** Beside the provider's own. */
  headers?: Record<string, string>;
}

/** Sends one encoded body and returns the answer of status 200 as a stream; everything else becomes an AttemptError. */
export async function post(sending: Sending): Promise<IncomingResponse> {
  const { services, call } = sending;
  const response = await dispatch(sending, (request) => services.egress.send(call.clearance, request));
  if (response.status === 200) return response;
  throw rejected(sending, response, await readText(response, MAX_ERROR_BYTES).catch(() => ''));
}

/** The same, with the answer read whole, as JSON. */
export async function postForJson(sending: Sending): Promise<Json> {
  const { text, status } = await postForText(sending);
  const body = parseJson(text);
  if (body === undefined) throw new AttemptError(new GatehouseError('provider_error', `${sending.attempt.endpoint.config.name} sent an answer that is not JSON.`), 'same', status);
  return body;
}

/** The same, with the answer read whole. */
export async function postForText(sending: Sending): Promise<WholeResponse & { text: string }> {
  const { services, call } = sending;
  const response = await dispatch(sending, (request) => services.egress.exchange(call.clearance, request));
  if (response.status !== 200) throw rejected(sending, response, response.text ?? '');
  if (!isWhole(response)) throw new AttemptError(new GatehouseError('provider_error', `${sending.attempt.endpoint.config.name} sent an answer of more than ${MAX_PLAIN_BYTES} bytes.`), 'next', response.status);
  if (isTooMuchJson(response.text)) throw new AttemptError(new GatehouseError('provider_error', `${sending.attempt.endpoint.config.name} sent an answer of more values than are read.`), 'next', response.status);
  return response;
}

function isWhole(response: WholeResponse): response is WholeResponse & { text: string } {
  return response.text !== undefined;
}

/** The answer, of whatever status. */
async function dispatch<T>(sending: Sending, send: (request: ExchangeRequest) => Promise<T>): Promise<T> {
  const { call, attempt } = sending;
  if (attempt.tooLate) throw closed(call.cancellation);
  const made = prepared(sending);
  const request = made instanceof Promise ? await made : made;
  try {
    return await send(request);
  } catch (error) {
    throw attempt.failure(error);
  }
}

/** What the office has entered of a provider may be of no use: then nothing is sent, nothing is billed, and another try would not help. */
function prepared(sending: Sending): ExchangeRequest | Promise<ExchangeRequest> {
  const unsent = (error: unknown): never => {
    if (error instanceof GatehouseError && error.code === 'provider_error') throw new AttemptError(error, 'next', undefined, undefined, true);
    throw sending.attempt.failure(error);
  };
  try {
    const request = outgoing(sending);
    return request instanceof Promise ? request.catch(unsent) : request;
  } catch (error) {
    return unsent(error);
  }
}

const answerLimit = (status: number): number => (status === 200 ? MAX_PLAIN_BYTES : MAX_ERROR_BYTES);

function outgoing(sending: Sending): ExchangeRequest | Promise<ExchangeRequest> {
  const { services, deployment, attempt: { endpoint: { adapter, config, local } }, path, body } = sending;
  // Switched off since it was cleared: a retry must not reach it any more.
  if (!config.enabled) throw new GatehouseError('data_class_denied', `${config.name} has been switched off.`);
  const credential = services.credential(deployment.provider, deployment.credential);
  const url = local ? LOCAL_ORIGIN + path : addressOf(adapter, { baseUrl: config.baseUrl, credential, model: deployment.model }, path);
  const form = body instanceof FormBody ? body : undefined;
  // Written out once: its length, its mark and the socket all take the same bytes.
  const sent = form?.bytes() ?? Buffer.from(JSON.stringify(body));
  const auth = adapter.auth(credential, { method: 'POST', url, body: sent });
  const type = form?.type ?? 'application/json';
  return auth instanceof Promise ? auth.then((headers) => ready(sending, url, sent, type, headers)) : ready(sending, url, sent, type, auth);
}

function ready(sending: Sending, url: string, body: Buffer, type: string, auth: Record<string, string>): ExchangeRequest {
  const { services, call, attempt } = sending;
  const { adapter, config } = attempt.endpoint;
  attempt.secrets = [config.headers, auth];
  if (attempt.tooLate) throw closed(call.cancellation);
  // The last thing that could fail is behind us: what is noted does go out.
  call.charge?.sent();
  call.onSent?.({ provider: config, url, body });
  return {
    url,
    method: 'POST',
    headers: { ...adapter.headers, ...sending.headers, ...config.headers, ...auth, 'content-type': type },
    body,
    signal: attempt,
    headersTimeout: 0,
    bodyTimeout: services.settings.idleMs,
    limit: answerLimit,
    memory: call.memory,
  };
}

function rejected(sending: Sending, { status, headers }: Pick<WholeResponse, 'status' | 'headers'>, text: string): AttemptError {
  const { attempt } = sending;
  const { adapter, config } = attempt.endpoint;
  const body = parseJson(text) ?? null;
  const reason = adapter.error(body);
  const own = reason !== undefined && adapter.rejects?.(reason) === true;
  const advice = retryAdvice(headers);
  advice.afterMs ??= adapter.retryAfterMs?.(body);
  return fromStatus(config.name, own ? 400 : (adapter.means?.(body) ?? status), advice, reason === undefined ? undefined : attempt.withoutSecrets(reason));
}

export async function readText(response: IncomingResponse, limit: number, call?: Pick<Call, 'memory' | 'cancellation'>): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response.body as AsyncIterable<Buffer>) {
    if (size <= SMALL_BYTES && size + part.length > SMALL_BYTES) await call?.memory.take(limit, call.cancellation);
    size += part.length;
    if (size > limit) throw new GatehouseError('provider_error', `The provider's answer is larger than ${limit} bytes.`);
    parts.push(part);
  }
  return (parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString('utf8');
}
