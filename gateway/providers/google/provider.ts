import type { EmbeddingsRequest } from '../../core/chat.ts';
import { GatehouseError } from '../../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { type ChatEndpoint, defineProvider, type EmbeddingsEndpoint, errorMessage, type Provider, type Target } from '../define.ts';
import { geminiImages } from '../gemini-images.ts';
import { decodeAnswer, googleStream } from './decode.ts';
import { encodeChat } from './encode.ts';
import { isVector, noTokenNumbers } from '../values.ts';

/** Attack: a model's name that leaves its place in the path. */
export const modelPath = (target: Target, method: string) => `/models/${encodeURIComponent(target.model)}:${method}`;

/** `generateContent` and `streamGenerateContent`; `publisher`: what stands before `/models`. */
export function googleChat(publisher = ''): ChatEndpoint {
  return {
    path: (target) => publisher + (target.stream ? `${modelPath(target, 'streamGenerateContent')}?alt=sse` : modelPath(target, 'generateContent')),
    framing: 'sse',
    encode: encodeChat,
    decode: decodeAnswer,
    decoder: googleStream,
  };
}

/** Google wraps some errors in a list of one (also in streams). */
const unwrapped = (body: Json): Json => (Array.isArray(body) ? (body[0] ?? null) : body);

/**
 * Milliseconds, from the `google.rpc.RetryInfo` among an error's details: `retryDelay` is a protobuf duration, decimal seconds with up to nine digits after
 * the point ("22s", "45.837906927s"). No header says it.
 */
function retryAfterMs(body: Json): number | undefined {
  for (const { retryDelay } of detailsOf(body)) {
    const delay = typeof retryDelay === 'string' ? /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(retryDelay)?.[1] : undefined;
    if (delay !== undefined) return Math.ceil(Number(delay) * 1000);
  }
  return undefined;
}

function detailsOf(body: Json): JsonObject[] {
  const outer = unwrapped(body);
  const error = isObject(outer) && isObject(outer.error) ? outer.error : {};
  return Array.isArray(error.details) ? error.details.filter(isObject) : [];
}

/** A key that is mistyped, deleted or over comes as a 400 `INVALID_ARGUMENT`; the `google.rpc.ErrorInfo` among the details says what it is. */
const means = (body: Json) => (detailsOf(body).some(({ reason }) => reason === 'API_KEY_INVALID') ? 401 : undefined);

export const googleErrors = { error: (body: Json) => errorMessage(unwrapped(body)), retryAfterMs, means } satisfies Partial<Provider>;

/** `batchEmbedContents` (@google/genai 3.1): one vector for each request, in order; texts only. */
const embeddings: EmbeddingsEndpoint = {
  path: (target) => modelPath(target, 'batchEmbedContents'),
  encode(request, target) {
    const rest = { model: `models/${target.model}`, ...(request.dimensions && { outputDimensionality: request.dimensions }) };
    const requests = textsOf(request).map((text) => ({ ...rest, content: { parts: [{ text }] } }));
    return { body: { requests }, warnings: request.user == null ? [] : ['user is ignored by Google'] };
  },
  decode(body) {
    const rows = isObject(body) && Array.isArray(body.embeddings) ? body.embeddings : [];
    const vectors = vectorsOf(rows, 'Google');
    const usage = (body as JsonObject).usageMetadata;
    const tokens = isObject(usage) ? usage.promptTokenCount : undefined;
    return { vectors, promptTokens: Number.isSafeInteger(tokens) && (tokens as number) > 0 ? (tokens as number) : undefined };
  },
};

/** The `values` of each row. Throws `provider_error` where one has none, or there is no row. */
export function vectorsOf(rows: readonly (Json | undefined)[], name: string): number[][] {
  const vectors = rows.map((row) => (isObject(row) ? row.values : undefined));
  if (vectors.length > 0 && vectors.every(isVector)) return vectors;
  throw new GatehouseError('provider_error', `${name} sent something that is not a list of embeddings.`);
}

/** Throws `unsupported_parameter` for token numbers. */
export function textsOf({ input }: EmbeddingsRequest): string[] {
  const texts = typeof input === 'string' ? [input] : input;
  if (texts.every((text) => typeof text === 'string')) return texts;
  throw noTokenNumbers('Google');
}

const METHODS = ['generateContent', 'embedContent'];

/** Google's own API for Gemini (v1beta), as @google/genai 3.1 speaks it. One host for the whole world: where it computes is not said. */
export const google = defineProvider({
  kind: 'google',
  name: 'Google Gemini',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  region: 'us',
  auth: (credential): Record<string, string> => (credential ? { 'x-goog-api-key': credential } : {}),
  ...googleErrors,
  assume: { chat: true, tools: true, images: true, jsonSchema: true },
  chat: googleChat(),
  embeddings,
  ...geminiImages((target) => modelPath(target, 'generateContent')),
  models: {
    path: '/models?pageSize=1000',
    decode(body) {
      const rows = isObject(body) && Array.isArray(body.models) ? body.models.filter(isObject) : [];
      const usable = rows.filter(({ name, supportedGenerationMethods: methods }) => typeof name === 'string' && Array.isArray(methods) && methods.some((method) => METHODS.includes(String(method))));
      return usable.map((row) => String(row.name).replace(/^models\//, ''));
    },
  },
});
