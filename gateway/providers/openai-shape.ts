import type { ChatAnswer, ChatChunk, ChatRequest } from '../core/chat.ts';
import { GatehouseError } from '../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { type ChatEndpoint, type EmbeddingsEndpoint, errorMessage, type ModelsEndpoint, type StreamDecoder, type Target } from './define.ts';

/** OpenAI's own dialect on both sides: the classified value is sent as it is, with the model renamed and usage asked for. */
export const openaiChat: ChatEndpoint = {
  path: '/chat/completions',
  framing: 'sse',
  encode(request: ChatRequest, target: Target) {
    const { passthrough: _passthrough, ...body } = request;
    body.model = target.model;
    if (target.outputBound !== undefined) body[boundName(target.baseUrl)] = target.outputBound;
    if (request.stream) body.stream_options = { ...request.stream_options, include_usage: true };
    return { body, warnings: dropDearTier(body) };
  },
  decode(body: Json, model: string): ChatAnswer {
    if (!isObject(body) || !Array.isArray(body.choices) || !body.choices.every((choice) => isObject(choice) && isObject(choice.message))) {
      throw new GatehouseError('provider_error', 'The provider sent something that is not a chat completion.');
    }
    body.model = model;
    dropBrokenUsage(body);
    return body as unknown as ChatAnswer;
  },
  decoder: (model) => openaiStream(model),
};

/** What costs no more than the price that a request is reserved and settled by. */
const TIERS: readonly unknown[] = [undefined, null, 'auto', 'default', 'flex', 'on_demand', 'standard'];

/** Attack: a client asks for `priority`, which is billed at twice the price that its budget knows. It is a hint: it is left out, and said. */
function dropDearTier(body: Partial<Record<string, unknown>>): string[] {
  if (TIERS.includes(body.service_tier)) return [];
  delete body.service_tier;
  return ['service_tier was left out: what it costs is not known'];
}

/** Every server of this dialect knows the older name; OpenAI's own reasoning models take the newer one alone. */
function boundName(baseUrl = ''): 'max_tokens' | 'max_completion_tokens' {
  return /^https:\/\/([\w-]+\.)*openai\.(azure\.)?com(\/|$)/.test(baseUrl) ? 'max_completion_tokens' : 'max_tokens';
}

function openaiStream(model: string): StreamDecoder {
  let finished = false;
  return {
    get finished() {
      return finished;
    },
    push(payload) {
      if (finished) return [];
      if (payload === '[DONE]') {
        finished = true;
        return [];
      }
      const chunk = parse(payload);
      if (!isObject(chunk)) throw new GatehouseError('provider_error', 'The provider sent a chunk that is not an object.');
      if (chunk.error !== undefined && chunk.error !== null) {
        throw new GatehouseError('provider_error', `The provider broke off: ${errorMessage(chunk) ?? 'no reason given'}`);
      }
      chunk.model = model;
      chunk.choices ??= [];
      if (!Array.isArray(chunk.choices) || !chunk.choices.every(isObject)) throw new GatehouseError('provider_error', 'The provider sent a chunk whose choices cannot be read.');
      dropBrokenUsage(chunk);
      return [chunk as unknown as ChatChunk];
    },
  };
}

/** Usage without its numbers is no usage, and there is no prompt without a token: an estimate, which says so, takes its place. */
function dropBrokenUsage(answer: JsonObject): void {
  const { usage } = answer;
  if (usage === undefined || usage === null) return;
  const cached = isObject(usage) && isObject(usage.prompt_tokens_details) ? usage.prompt_tokens_details.cached_tokens : undefined;
  if (!isObject(usage) || !isCount(usage.prompt_tokens) || usage.prompt_tokens === 0 || !isCount(usage.completion_tokens) || (cached != null && !isCount(cached))) delete answer.usage;
}

function isCount(value: Json | undefined): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function parse(payload: string): Json {
  try {
    return JSON.parse(payload) as Json;
  } catch {
    throw new GatehouseError('provider_error', 'The provider sent a chunk that is not JSON.');
  }
}

export const openaiEmbeddings: EmbeddingsEndpoint = {
  path: '/embeddings',
  encode: (request, target) => ({ body: { ...request, model: target.model, encoding_format: 'float' }, warnings: [] }),
  decode(body) {
    const rows = isObject(body) && Array.isArray(body.data) ? body.data : undefined;
    const sorted = rows?.filter(isObject).sort((a, b) => Number(a.index) - Number(b.index));
    if (!sorted || sorted.length === 0 || !sorted.every((row) => Array.isArray(row.embedding))) {
      throw new GatehouseError('provider_error', 'The provider sent something that is not a list of embeddings.');
    }
    const tokens = isObject(body) && isObject(body.usage) ? body.usage.prompt_tokens : undefined;
    return { vectors: sorted.map((row) => row.embedding as number[]), promptTokens: isCount(tokens) && tokens !== 0 ? (tokens as number) : undefined };
  },
};

export const openaiModels: ModelsEndpoint = {
  path: '/models',
  decode: (body) => (isObject(body) && Array.isArray(body.data) ? body.data.filter(isObject).map((row) => String(row.id)) : []),
};
