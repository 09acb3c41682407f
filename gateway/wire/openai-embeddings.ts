import type { EmbeddingsRequest } from '../core/chat.ts';
import { isObject, type Json } from '../core/json.ts';
import type { EmbeddingsDialect } from './embeddings.ts';
import { invalid } from './faults.ts';
import { checkModelName, checkNoOtherRoute, checkSpelling } from './one-reading.ts';

const MAX_INPUTS = 2048;
const MAX_DIMENSIONS = 65_536;

/** Checks an OpenAI embeddings body. Throws `invalid_request` with the path at fault. */
export function decodeEmbeddings(body: Json): EmbeddingsRequest {
  if (!isObject(body)) throw invalid('input', 'The body must be a JSON object.');
  checkSpelling(body, '');
  if (typeof body.model !== 'string' || body.model === '') throw invalid('model', 'model is missing.');
  checkModelName(body.model);
  checkNoOtherRoute(body);
  // Attack: some servers take messages in an input's place, with addresses of images in them.
  if (body.messages !== undefined) throw invalid('messages', 'Embeddings are made of input.');
  if (!isInput(body.input)) throw invalid('input', 'input must be a string, a list of strings, or one or more lists of token numbers; none may be empty.');
  if (Array.isArray(body.input) && typeof body.input[0] !== 'number' && body.input.length > MAX_INPUTS) throw invalid('input', `input may hold ${MAX_INPUTS} entries at the most.`);
  const { encoding_format: format, dimensions } = body;
  if (format !== undefined && format !== null && format !== 'float' && format !== 'base64') throw invalid('encoding_format', 'encoding_format must be float or base64.');
  if (dimensions !== undefined && dimensions !== null && !(Number.isInteger(dimensions) && (dimensions as number) > 0 && (dimensions as number) <= MAX_DIMENSIONS)) {
    throw invalid('dimensions', `dimensions must be a whole number from 1 to ${MAX_DIMENSIONS}.`);
  }
  return body as unknown as EmbeddingsRequest;
}

function isInput(input: Json | undefined): boolean {
  if (typeof input === 'string') return input !== '';
  if (!Array.isArray(input) || input.length === 0) return false;
  if (input.every((entry) => typeof entry === 'string' && entry !== '')) return true;
  if (areTokens(input)) return true;
  return input.every((entry) => Array.isArray(entry) && entry.length > 0 && areTokens(entry));
}

/** True where the text was turned into numbers by the client: nobody here knows by which vocabulary, so nobody can read it. */
export function isTokens(input: EmbeddingsRequest['input']): boolean {
  return typeof input !== 'string' && typeof input[0] !== 'string';
}

function areTokens(list: Json[]): boolean {
  return list.every((entry) => Number.isInteger(entry) && (entry as number) >= 0);
}

/** OpenAI's `/embeddings`. `base64` is little-endian 32-bit floats, which official clients ask for unless told otherwise. */
export const openaiEmbeddingsDialect: EmbeddingsDialect = {
  endpoint: 'embeddings',
  decode: decodeEmbeddings,
  hints: () => [],
  encode: ({ vectors, model, promptTokens, estimated }, { encoding_format: format }) => ({
    object: 'list',
    model,
    data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: format === 'base64' ? toBase64(vector) : vector })),
    usage: { prompt_tokens: promptTokens, total_tokens: promptTokens, ...(estimated && { gatehouse_estimated: true }) },
  }),
};

function toBase64(vector: number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString('base64');
}
