import type { EmbeddingsRequest } from '../../core/chat.ts';
import { GatehouseError, unsupported } from '../../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { bearer, defineProvider, type EmbeddingsEndpoint, errorMessage } from '../define.ts';
import { cohereStream, decodeAnswer } from './decode.ts';
import { encodeChat } from './encode.ts';
import { isVector, noTokenNumbers } from '../values.ts';

const MAX_TEXTS = 96;
const DEFAULT_TYPE = 'search_document';

/**
 * `/v2/embed` (cohere-ai 8.1). Cohere wants to know what a text is for: `passthrough.cohere.input_type`, else it counts as a document. A text that is too long is
 * an error, never cut.
 */
const embeddings: EmbeddingsEndpoint = {
  path: '/v2/embed',
  encode(request, target) {
    const { input_type: type = DEFAULT_TYPE, ...others } = passthroughOf(request);
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw unsupported(`passthrough.cohere.${unknown}`, "Of Cohere's own parameters only input_type is passed on.");
    const warnings = request.user == null ? [] : ['user is ignored by Cohere'];
    if (type === DEFAULT_TYPE) warnings.push('input is embedded as documents to be searched (input_type search_document)');
    const body = { model: target.model, texts: textsOf(request), input_type: type, embedding_types: ['float'], truncate: 'NONE', ...(request.dimensions && { output_dimension: request.dimensions }) };
    return { body, warnings };
  },
  decode(body) {
    const vectors = isObject(body) && isObject(body.embeddings) && Array.isArray(body.embeddings.float) ? body.embeddings.float : [];
    if (vectors.length === 0 || !vectors.every(isVector)) {
      throw new GatehouseError('provider_error', 'Cohere sent something that is not a list of embeddings.');
    }
    const { meta } = body as JsonObject;
    const tokens = isObject(meta) && isObject(meta.billed_units) ? meta.billed_units.input_tokens : undefined;
    return { vectors, promptTokens: Number.isSafeInteger(tokens) && (tokens as number) > 0 ? (tokens as number) : undefined };
  },
};

function passthroughOf(request: EmbeddingsRequest): JsonObject {
  const { passthrough } = request as unknown as JsonObject;
  return isObject(passthrough) && isObject(passthrough.cohere) ? passthrough.cohere : {};
}

function textsOf({ input }: EmbeddingsRequest): string[] {
  const texts = typeof input === 'string' ? [input] : input;
  if (!texts.every((text) => typeof text === 'string')) throw noTokenNumbers('Cohere');
  if (texts.length > MAX_TEXTS) throw unsupported('input', `Cohere embeds at most ${MAX_TEXTS} texts at once.`);
  return texts;
}

const ENDPOINTS: readonly (Json | undefined)[] = ['chat', 'embed'];

/** Cohere's own API, version 2 (cohere-ai 8.1). It has no host in the EU. */
export const cohere = defineProvider({
  kind: 'cohere',
  name: 'Cohere',
  baseUrl: 'https://api.cohere.com',
  region: 'us',
  auth: bearer,
  error: errorMessage,
  assume: { chat: true, tools: true, jsonSchema: true },
  chat: { path: '/v2/chat', framing: 'sse', encode: encodeChat, decode: decodeAnswer, decoder: cohereStream },
  embeddings,
  models: {
    path: '/v1/models?page_size=1000',
    decode(body) {
      const rows = isObject(body) && Array.isArray(body.models) ? body.models.filter(isObject) : [];
      const usable = rows.filter(({ name, endpoints }) => typeof name === 'string' && Array.isArray(endpoints) && endpoints.some((endpoint) => ENDPOINTS.includes(endpoint)));
      return usable.map(({ name }) => String(name));
    },
  },
});
