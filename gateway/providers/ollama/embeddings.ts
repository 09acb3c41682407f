import { GatehouseError } from '../../core/errors.ts';
import { isObject } from '../../core/json.ts';
import type { EmbeddingsEndpoint } from '../define.ts';
import { isVector, noTokenNumbers } from '../values.ts';

/** Ollama's `/api/embed`. It takes texts only: token lists are refused, never guessed back into text. */
export const ollamaEmbeddings: EmbeddingsEndpoint = {
  path: '/api/embed',
  encode(request, target) {
    const { input } = request;
    if (Array.isArray(input) && typeof input[0] !== 'string') throw noTokenNumbers('The local model');
    // Ollama's own context is 4,096 tokens on most machines, whatever the model holds.
    const options = target.numCtx === undefined ? {} : { options: { num_ctx: target.numCtx } };
    const body = { model: target.model, input, truncate: false, ...options, ...(request.dimensions && { dimensions: request.dimensions }) };
    return { body, warnings: request.user == null ? [] : ['user is ignored by the local model'] };
  },
  decode(body) {
    if (!isObject(body) || !Array.isArray(body.embeddings) || !body.embeddings.every(isVector)) throw new GatehouseError('provider_error', 'The local model server sent something that is not a list of embeddings.');
    return { vectors: body.embeddings, promptTokens: typeof body.prompt_eval_count === 'number' ? body.prompt_eval_count : undefined };
  },
};
