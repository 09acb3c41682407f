import type { EmbeddingsRequest } from '../../core/chat.ts';
import type { Json } from '../../core/json.ts';
import type { EmbeddingsDialect } from '../embeddings.ts';
import { invalid } from '../faults.ts';
import { decodeEmbeddings } from '../openai-embeddings.ts';
import { checkBody } from './common.ts';

/** `truncate` asks for what is never done here: a text that is too long is an error. */
const HINTS = ['options', 'keep_alive', 'truncate'];

/** Ollama's `/api/embed`. */
export const ollamaEmbed: EmbeddingsDialect = {
  endpoint: 'ollama.embed',
  decode(raw) {
    const body = checkBody(raw);
    return decodeEmbeddings({ model: body.model, input: body.input ?? null, ...(body.dimensions != null && { dimensions: body.dimensions }) });
  },
  hints: hintsOf,
  encode: ({ vectors, model, promptTokens }) => ({ model, embeddings: vectors, prompt_eval_count: promptTokens }),
};

/** Ollama's older `/api/embeddings`, one text at a time. */
export const ollamaEmbeddings: EmbeddingsDialect = {
  endpoint: 'ollama.embeddings',
  decode(raw): EmbeddingsRequest {
    const body = checkBody(raw);
    if (typeof body.prompt !== 'string' || body.prompt === '') throw invalid('prompt', 'prompt must be a text.');
    return { model: body.model, input: body.prompt };
  },
  hints: hintsOf,
  encode: ({ vectors }) => ({ embedding: vectors[0] }),
};

function hintsOf(body: Json): string[] {
  return HINTS.filter((name) => typeof body === 'object' && body !== null && name in body && !(name === 'truncate' && (body as { truncate?: unknown }).truncate === false));
}
