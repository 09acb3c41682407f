import type { EmbeddingsRequest } from '../core/chat.ts';
import { GatehouseError, unsupported } from '../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { ChatEndpoint, EmbeddingsEndpoint, ModelsEndpoint } from './define.ts';
import { decodeShape, streamShape } from './openai-shape-answer.ts';
import { isCount, isVector, noTokenNumbers, numberOf } from './values.ts';
import { encodeShape } from './openai-shape-request.ts';
import type { Quirks } from './openai-shape-quirks.ts';

export { shapeError } from './openai-shape-answer.ts';

/** Of OpenAI's 429s the one that does not pass by itself. */
export function outOfCredit(body: Json): 402 | undefined {
  return isObject(body) && isObject(body.error) && body.error.code === 'insufficient_quota' ? 402 : undefined;
}

/** Chat completions as OpenAI made them (openai-node 7.55): the classified value is sent as it is, but for the model's name and what `quirks` say. */
export function openaiShape(quirks: Quirks): ChatEndpoint {
  return {
    path: '/chat/completions',
    framing: 'sse',
    encode: (request, target) => encodeShape(request, target, quirks),
    decode: (body, model) => decodeShape(body, model, quirks),
    decoder: (model) => streamShape(model, quirks),
  };
}

interface EmbeddingQuirks {
  name: string;
  /** Its name for `dimensions`; null: it has no such parameter. */
  dimensions?: string | null;
  /** It takes texts, not token numbers. */
  textsOnly?: boolean;
  /** Hints that it does not know. */
  hints?: readonly (keyof EmbeddingsRequest)[];
}

/** `/embeddings` of OpenAI's shape. Vectors always come as numbers, which is what the wire encodes from. Throws `unsupported_parameter`. */
export function shapeEmbeddings({ name, dimensions = 'dimensions', textsOnly = false, hints = [] }: EmbeddingQuirks): EmbeddingsEndpoint {
  return {
    path: '/embeddings',
    encode(request, target) {
      const { dimensions: wanted, passthrough: _passthrough, ...rest } = request;
      const body: JsonObject = { ...(rest as unknown as JsonObject), model: target.model, encoding_format: 'float' };
      if (textsOnly && Array.isArray(request.input) && typeof request.input[0] !== 'string') throw noTokenNumbers(name);
      if (wanted !== undefined && wanted !== null) {
        if (dimensions === null) throw unsupported('dimensions', `${name} does not let the number of dimensions be chosen.`);
        body[dimensions] = wanted;
      }
      const dropped = hints.filter((hint) => body[hint] !== undefined && body[hint] !== null);
      for (const hint of hints) delete body[hint];
      return { body, warnings: dropped.map((hint) => `${hint} is ignored by ${name}`) };
    },
    decode: decodeEmbeddings,
  };
}

function decodeEmbeddings(body: Json): ReturnType<EmbeddingsEndpoint['decode']> {
  const rows = isObject(body) && Array.isArray(body.data) ? body.data : undefined;
  const sorted = rows?.filter(isObject).sort((a, b) => numberOf(a.index) - numberOf(b.index));
  if (!sorted || sorted.length === 0 || !sorted.every((row) => isVector(row.embedding))) {
    throw new GatehouseError('provider_error', 'The provider sent something that is not a list of embeddings.');
  }
  const tokens = isObject(body) && isObject(body.usage) ? body.usage.prompt_tokens : undefined;
  return { vectors: sorted.map((row) => row.embedding as number[]), promptTokens: isCount(tokens) && tokens !== 0 ? tokens : undefined };
}

export const openaiEmbeddings: EmbeddingsEndpoint = shapeEmbeddings({ name: 'the provider' });

/** A list of models, in OpenAI's envelope or bare. */
export const openaiModels: ModelsEndpoint = {
  path: '/models',
  decode(body) {
    const rows = Array.isArray(body) ? body : isObject(body) && Array.isArray(body.data) ? body.data : [];
    return rows.flatMap((row) => (isObject(row) && typeof row.id === 'string' ? [row.id] : []));
  },
};
