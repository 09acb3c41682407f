import { EventEmitter } from 'node:events';
import type { Cancellation } from '../core/cancellation.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { type DeploymentRef, LOCAL_ORIGIN, LOCAL_PROVIDER, type ProviderConfig } from '../core/model.ts';
import type { IncomingResponse } from '../egress/types.ts';
import type { Provider } from '../providers/define.ts';
import { providerOfKind } from '../providers/registry.ts';
import { AttemptError, fromConnection, fromStatus, fromTimeout } from './attempt-error.ts';
import { closed } from './closed.ts';
import type { Call, ExecuteServices } from './types.ts';

const MAX_PLAIN_BYTES = 64 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;

export interface Endpoint {
  adapter: Provider;
  config: ProviderConfig;
  local: boolean;
}

export function endpointOf(services: ExecuteServices, deployment: DeploymentRef): Endpoint {
  const config = services.provider(deployment.provider);
  const adapter = config && providerOfKind(config.kind);
  if (!config || !adapter) throw new GatehouseError('model_not_found', `There is no provider named ${deployment.provider}.`);
  return { adapter, config, local: deployment.provider === LOCAL_PROVIDER };
}

/**
 * Ends one attempt: when the client goes away, or when its own time is up. It emits `abort`, once; an emitter, because undici takes one in an
 * AbortSignal's place at a tenth of its cost.
 */
export class AttemptTimer extends EventEmitter {
  timedOut = false;
  readonly #outer: Cancellation;
  readonly #onAbort = () => this.emit('abort');
  #timer: NodeJS.Timeout | undefined;

  constructor(outer: Cancellation, ms: number) {
    super();
    this.#outer = outer;
    outer.on('abort', this.#onAbort);
    if (ms > 0) {
      this.#timer = setTimeout(() => {
        this.timedOut = true;
        this.emit('abort');
      }, ms);
    }
  }

  /** True where the client had gone away before anything was sent. */
  get tooLate(): boolean {
    return this.#outer.aborted;
  }

  /** The first event is there: from now on only the client ends it. */
  commit(): void {
    clearTimeout(this.#timer);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer.off('abort', this.#onAbort);
  }
}

/** Sends one encoded body and returns the answer of status 200; everything else becomes an AttemptError. */
export async function post(
  services: ExecuteServices,
  call: Call,
  deployment: DeploymentRef,
  endpoint: Endpoint,
  path: string,
  body: object,
  timer: AttemptTimer,
  ms: number,
): Promise<IncomingResponse> {
  const { adapter, config } = endpoint;
  if (timer.tooLate) throw closed(call.cancellation);
  let response: IncomingResponse;
  try {
    response = await services.egress.send(call.clearance, {
      url: (endpoint.local ? LOCAL_ORIGIN : config.baseUrl.replace(/\/+$/, '')) + path,
      method: 'POST',
      headers: { ...config.headers, ...adapter.auth(services.credential(deployment.provider, deployment.credential)), 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: timer,
      headersTimeout: 0,
      bodyTimeout: services.settings.idleMs,
    });
  } catch (error) {
    throw failure(error, endpoint, timer, ms);
  }
  if (response.status === 200) return response;
  const reason = adapter.error(parseOr(await readText(response, MAX_ERROR_BYTES).catch(() => ''), null));
  throw fromStatus(config.name, response.status, response.headers, reason);
}

export function failure(error: unknown, endpoint: Endpoint, timer: AttemptTimer, ms: number): unknown {
  if (error instanceof AttemptError) return error;
  if (error instanceof GatehouseError) return error;
  if (timer.timedOut) return fromTimeout(endpoint.config.name, ms);
  if (endpoint.local) {
    return new AttemptError(new GatehouseError('local_model_unavailable', 'The local model server stopped answering; it is being restarted.', { retryAfterSeconds: 5, cause: error }), 'no');
  }
  return fromConnection(endpoint.config.name, error);
}

export async function readJson(response: IncomingResponse, name: string): Promise<Json> {
  const body = parseOr(await readText(response, MAX_PLAIN_BYTES), undefined);
  if (body === undefined) throw new AttemptError(new GatehouseError('provider_error', `${name} sent an answer that is not JSON.`), 'same', response.status);
  return body;
}

async function readText(response: IncomingResponse, limit: number): Promise<string> {
  // Node's parser holds a body to its content-length, so the length is known before a byte is kept.
  if (Number(response.headers['content-length']) <= limit) return response.body.text();
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response.body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > limit) throw new GatehouseError('provider_error', `The provider's answer is larger than ${limit} bytes.`);
    parts.push(part);
  }
  return (parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString('utf8');
}

function parseOr<T>(text: string, otherwise: T): Json | T {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return otherwise;
  }
}
