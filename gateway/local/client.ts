import type { Readable } from 'node:stream';
import type { Clearance } from '../core/clearance.ts';
import { GatehouseError } from '../core/errors.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import type { Egress } from '../egress/types.ts';
import { LOCAL_ORIGIN } from './types.ts';

export interface CallOptions {
  body?: JsonObject | Readable;
  /** Bytes of a streamed body. */
  contentLength?: number;
  signal?: AbortSignal;
  /** Milliseconds until the answer begins. Default 10,000. */
  timeout?: number;
}

/** Steers the bundled Ollama: everything but answering requests. */
export function createOllamaClient(egress: Egress, clearance: Clearance) {
  /** The answer's status and JSON object (empty where it has none). Rejects on connection faults. */
  async function call(method: 'GET' | 'POST' | 'DELETE' | 'HEAD', path: string, options: CallOptions = {}): Promise<{ status: number; body: JsonObject }> {
    const streamed = options.body !== undefined && typeof (options.body as Readable).pipe === 'function';
    const response = await egress.send(clearance, {
      method,
      url: LOCAL_ORIGIN + path,
      headers: streamed ? { 'content-type': 'application/octet-stream', 'content-length': String(options.contentLength) } : { 'content-type': 'application/json' },
      headersTimeout: options.timeout ?? 10_000,
      ...(options.body === undefined ? {} : { body: streamed ? (options.body as Readable) : JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const text = await response.body.text();
    try {
      const value: unknown = text === '' ? {} : JSON.parse(text);
      return { status: response.status, body: isObject(value) ? value : {} };
    } catch {
      return { status: response.status, body: {} };
    }
  }

  /** As `call`, but every status other than 2xx is an error that carries Ollama's own words. */
  async function ask(method: 'GET' | 'POST' | 'DELETE', path: string, options: CallOptions = {}): Promise<JsonObject> {
    const { status, body } = await call(method, path, options);
    if (status < 200 || status > 299 || typeof body.error === 'string') {
      throw new GatehouseError(status === 404 ? 'model_not_found' : 'provider_error', `The bundled Ollama: ${typeof body.error === 'string' ? body.error : `status ${status}`}.`);
    }
    return body;
  }

  return { call, ask };
}

export type OllamaClient = ReturnType<typeof createOllamaClient>;
