import type { ChatAnswer, ChatChunk } from '../core/chat.ts';
import { GatehouseError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { errorMessage, type StreamDecoder } from './define.ts';
import type { Quirks } from './openai-shape-quirks.ts';
import { Choice, finishReason } from './openai-shape-choice.ts';
import { isCount } from './values.ts';

/** OpenAI's `chat.completion`, and what other servers make of it → canonical. Fields that are not known stay. Throws `provider_error`. */
export function decodeShape(body: Json, model: string, quirks: Quirks): ChatAnswer {
  if (!isObject(body) || !Array.isArray(body.choices) || body.choices.length === 0 || !body.choices.every((choice) => isObject(choice) && isObject(choice.message))) {
    const reason = shapeError(body);
    throw new GatehouseError('provider_error', reason === undefined ? 'The provider sent something that is not a chat completion.' : `The provider sent no chat completion: ${reason}`);
  }
  body.id = idOf(body.id, quirks) ?? newId('chatcmpl');
  body.object = 'chat.completion';
  if (!isCount(body.created)) body.created = now();
  body.model = model;
  body.choices.forEach((entry, position) => {
    const choice = entry as JsonObject;
    if (!isCount(choice.index)) choice.index = position;
    const message = choice.message as JsonObject;
    const state = new Choice(quirks);
    message.role = 'assistant';
    state.read(message, choice, true);
    message.content ??= null;
    choice.finish_reason = finishReason(choice.finish_reason, state) ?? (state.called ? 'tool_calls' : 'stop');
  });
  dropBrokenUsage(body);
  return body as unknown as ChatAnswer;
}

/** Their `chat.completion.chunk`s → canonical ones. `[DONE]` alone is the end. */
export function streamShape(model: string, quirks: Quirks): StreamDecoder {
  const choices = new Map<number, Choice>();
  let finished = false;
  let id: string | undefined;
  let created: number | undefined;
  let held: Json | undefined;

  /** Some servers never say why they ended. */
  function missingEnds(): ChatChunk[] {
    const open = [...choices].filter(([, state]) => !state.ended);
    if (open.length === 0) return [];
    const ends = open.map(([index, state]) => ({ index, delta: {}, finish_reason: finishReason('stop', state)! }));
    return [{ id: id!, object: 'chat.completion.chunk', created: created!, model, choices: ends }];
  }

  return {
    get finished() {
      return finished;
    },
    push(payload) {
      if (finished) return [];
      if (payload === '[DONE]') {
        finished = true;
        return missingEnds();
      }
      const chunk = parse(payload);
      throwIfBroken(chunk);
      chunk.choices ??= [];
      if (!Array.isArray(chunk.choices) || !chunk.choices.every(isObject)) throw new GatehouseError('provider_error', 'The provider sent a chunk whose choices cannot be read.');
      if (quirks.usageUnasked && !chunk.usage && isObject(chunk.x_groq) && chunk.x_groq.usage) chunk.usage = chunk.x_groq.usage;
      dropBrokenUsage(chunk);
      // Azure's first chunk: without an id, and many clients stumble over a stream that begins without choices. The next one carries it.
      if (chunk.choices.length === 0 && !chunk.usage && chunk.prompt_filter_results !== undefined) {
        held = chunk.prompt_filter_results;
        return [];
      }
      if (held !== undefined) {
        chunk.prompt_filter_results ??= held;
        held = undefined;
      }
      id ??= idOf(chunk.id, quirks) ?? newId('chatcmpl');
      created ??= isCount(chunk.created) && chunk.created > 0 ? chunk.created : now();
      chunk.id = id;
      chunk.object = 'chat.completion.chunk';
      chunk.created = created;
      chunk.model = model;
      let ends = false;
      for (const [position, choice] of chunk.choices.entries()) {
        const index = isCount(choice.index) ? choice.index : position;
        choice.index = index;
        choice.delta ??= {};
        if (!isObject(choice.delta)) throw new GatehouseError('provider_error', 'The provider sent a chunk whose delta cannot be read.');
        let state = choices.get(index);
        if (!state) {
          choices.set(index, (state = new Choice(quirks)));
          choice.delta.role = 'assistant';
        } else if (choice.delta.role !== undefined) {
          // Once, as OpenAI does: its own client for Python puts the pieces of every text together, of this one too.
          delete choice.delta.role;
        }
        state.read(choice.delta, choice, false);
        choice.finish_reason = finishReason(choice.finish_reason, state);
        if (choice.finish_reason !== null) ends = state.ended = true;
      }
      if (!ends || !chunk.usage) return [chunk as unknown as ChatChunk];
      // OpenAI's clients read usage from a last chunk of its own.
      const { usage } = chunk;
      delete chunk.usage;
      return [chunk as unknown as ChatChunk, { id, object: 'chat.completion.chunk', created, model, choices: [], usage } as unknown as ChatChunk];
    },
  };
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}

function idOf(id: Json | undefined, { ownIds }: Quirks): string | undefined {
  if (typeof id !== 'string' || id === '') return undefined;
  return ownIds && !id.startsWith('chatcmpl') ? `chatcmpl-${id}` : id;
}

function parse(payload: string): JsonObject {
  let chunk: Json;
  try {
    chunk = JSON.parse(payload) as Json;
  } catch {
    throw new GatehouseError('provider_error', 'The provider sent a chunk that is not JSON.');
  }
  if (isObject(chunk)) return chunk;
  throwIfBroken(chunk);
  throw new GatehouseError('provider_error', 'The provider sent a chunk that is not an object.');
}

function throwIfBroken(chunk: Json): void {
  const first = Array.isArray(chunk) ? chunk[0] : chunk;
  if (!isObject(first)) return;
  const groq = isObject(first.x_groq) ? first.x_groq.error : undefined;
  const error = first.error ?? groq ?? (first.object === 'error' ? first : undefined);
  if (error === undefined || error === null) return;
  throw new GatehouseError('provider_error', `The provider broke off: ${shapeError(first) ?? (typeof groq === 'string' && groq !== '' ? groq : 'no reason given')}`);
}

/** The shapes of `errorMessage`, also in a list (Google's compatible API), and FastAPI's list of faults (`{detail: [{loc, msg}]}`, Mistral). */
export function shapeError(body: Json): string | undefined {
  const first = Array.isArray(body) ? body[0] : body;
  if (!isObject(first)) return undefined;
  const detail = isObject(first.message) ? first.message.detail : first.detail;
  const faults = (Array.isArray(detail) ? detail : []).filter(isObject).map(({ loc, msg }) => {
    // Attack: an object whose own `toString` is none, which cannot be joined.
    const at = Array.isArray(loc) ? loc.filter((step) => typeof step === 'string' || typeof step === 'number').join('.') : '';
    return `${at === '' ? '' : `${at}: `}${typeof msg === 'string' ? msg : ''}`;
  });
  return errorMessage(first) ?? (faults.join('; ') || undefined);
}

/** Usage without its numbers is no usage, and there is no prompt without a token: an estimate, which says so, takes its place. */
function dropBrokenUsage(answer: JsonObject): void {
  const { usage } = answer;
  if (usage === undefined || usage === null) return;
  if (!isObject(usage) || !isCount(usage.prompt_tokens) || usage.prompt_tokens === 0 || !isCount(usage.completion_tokens)) {
    delete answer.usage;
    return;
  }
  // DeepSeek's own name.
  if (usage.prompt_cache_hit_tokens !== undefined && !isObject(usage.prompt_tokens_details)) usage.prompt_tokens_details = { cached_tokens: usage.prompt_cache_hit_tokens };
  const prompt = isObject(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {};
  // What has a price of its own; reasoning has none beside the answer's.
  if (![prompt.cached_tokens, prompt.cache_write_tokens].every((count) => count === undefined || count === null || isCount(count))) delete answer.usage;
}

