import type { ChatAnswer, ChatChunk, ChatRequest, EmbeddingsAnswer, EmbeddingsRequest } from '../core/chat.ts';
import type { Json } from '../core/json.ts';
import type { Capabilities } from '../core/model.ts';

/** What an encoder may need to know beside the request. */
export interface Target {
  /** The model's name at the provider. */
  model: string;
  /** Tokens that each answer may have, where the client has set no bound and a budget asks for one. */
  outputBound?: number;
  /** Of the provider, as the office has entered it. */
  baseUrl?: string;
  /** The context size in tokens; only the bundled Ollama sets it per request. */
  numCtx?: number;
  /** Of the model, where they are known. */
  capabilities?: Capabilities;
}

export interface Encoded {
  body: object;
  /** Mere hints that the provider cannot follow, for `x-gatehouse-warning`. What changes the meaning is thrown as `unsupported_parameter`. */
  warnings: string[];
}

/** Turns one stream's payloads into canonical chunks. One instance per stream: it may hold state. */
export interface StreamDecoder {
  /** One SSE `data:` payload or one NDJSON line. Throws `provider_error` on an error in mid-stream. */
  push(payload: string): ChatChunk[];
  /** True once the provider's terminal marker was seen; a stream that ends before is an error. */
  readonly finished: boolean;
}

export interface ChatEndpoint {
  path: string;
  framing: 'sse' | 'ndjson';
  encode(request: ChatRequest, target: Target): Encoded;
  /** Throws `provider_error` where the body is not an answer. */
  decode(body: Json, model: string): ChatAnswer;
  decoder(model: string): StreamDecoder;
}

export interface EmbeddingsEndpoint {
  path: string;
  encode(request: EmbeddingsRequest, target: Target): Encoded;
  decode(body: Json): EmbeddingsAnswer;
}

export interface ModelsEndpoint {
  path: string;
  decode(body: Json): string[];
}

/** A provider adapter is a value: what it cannot do is absent. */
export interface Provider {
  kind: string;
  name: string;
  /** Headers that carry the credential. */
  auth(credential: string | undefined): Record<string, string>;
  /** The provider's own words for what went wrong, from an error answer's body. */
  error(body: Json): string | undefined;
  /** What every model there can do, where nothing better is known. */
  assume: Capabilities;
  chat?: ChatEndpoint;
  embeddings?: EmbeddingsEndpoint;
  models?: ModelsEndpoint;
}

export function defineProvider(provider: Provider): Provider {
  return provider;
}

export function bearer(credential: string | undefined): Record<string, string> {
  return credential ? { authorization: `Bearer ${credential}` } : {};
}

/** `{error: {message}}`, `{error: "…"}`, `{message}` or `{detail}`, the shapes that servers of OpenAI's kind use. */
export function errorMessage(body: Json): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { error } = body;
  const candidates = [typeof error === 'object' && error !== null && !Array.isArray(error) ? error.message : error, body.message, body.detail];
  return candidates.find((text): text is string => typeof text === 'string' && text !== '');
}
