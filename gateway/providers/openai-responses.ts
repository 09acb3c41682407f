import { type AnswerMessage, type ChatAnswer, type ChatChunk, type FinishReason, NATIVE, type WireUsage } from '../core/chat.ts';
import { GatehouseError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { type ChatEndpoint, errorMessage, type HostedTool, type StreamDecoder, type Target } from './define.ts';
import { isCount, parseEvent, shortId } from './values.ts';

/** What costs no more than the price that a request is reserved and settled by. */
const TIERS: readonly unknown[] = [undefined, null, 'auto', 'default', 'flex'];
const ENCRYPTED = 'reasoning.encrypted_content';

const webSearch: HostedTool = {
  name: 'web_search',
  types: ['web_search', 'web_search_2025_08_26', 'web_search_preview', 'web_search_preview_2025_03_11'],
  fields: ['external_web_access', 'filters', 'search_content_types', 'search_context_size', 'user_location'],
  leaves: ['web_search_call'],
  includes: ['web_search_call.action.sources', 'web_search_call.results'],
};

/** OpenAI's Responses API (openai-node 7.55), for clients that speak it. The provider keeps nothing: what was said before is in the input, thoughts come back encrypted. */
export const responsesEndpoint: ChatEndpoint<JsonObject> = {
  path: '/responses',
  framing: 'sse',
  encode(body, target: Target) {
    const include = Array.isArray(body.include) ? body.include : [];
    const { prompt_cache_retention: retention, ...kept } = body;
    const warnings = retention == null ? [] : ['prompt_cache_retention was left out: the provider keeps nothing'];
    const sent: JsonObject = { ...kept, model: target.model, store: false, include: include.includes(ENCRYPTED) ? include : [...include, ENCRYPTED] };
    // A thought that the provider cannot decrypt is one that it would look for among what it has kept.
    if (Array.isArray(body.input)) sent.input = body.input.filter((item) => !isObject(item) || item.type !== 'reasoning' || typeof item.encrypted_content === 'string').map(withShortId);
    if (target.outputBound !== undefined && sent.max_output_tokens == null) sent.max_output_tokens = target.outputBound;
    if (TIERS.includes(body.service_tier)) return { body: sent, warnings };
    delete sent.service_tier;
    return { body: sent, warnings: [...warnings, 'service_tier was left out: what it costs is not known'] };
  },
  decode: decodeResponse,
  decoder: responseStream,
  hosted: [webSearch],
};

const LONGEST_CALL_ID = 64;

function withShortId(item: Json): Json {
  return isObject(item) && typeof item.call_id === 'string' && item.call_id.length > LONGEST_CALL_ID ? { ...item, call_id: shortId(item.call_id, LONGEST_CALL_ID) } : item;
}

function decodeResponse(body: Json, model: string): ChatAnswer {
  if (!isObject(body) || !Array.isArray(body.output) || !body.output.every(isObject)) throw new GatehouseError('provider_error', 'The provider sent something that is not a response.');
  if (body.status === 'failed' || body.status === 'cancelled') throw broken(body);
  const message: AnswerMessage = { role: 'assistant', content: null };
  const thoughts: string[] = [];
  for (const item of body.output) {
    if (item.type === 'message') readMessage(item, message);
    else if (item.type === 'reasoning') thoughts.push(...textsOf(item.content), ...textsOf(item.summary));
    else if (item.type === 'function_call') (message.tool_calls ??= []).push({ id: String(item.call_id), type: 'function', function: { name: String(item.name), arguments: String(item.arguments) } });
  }
  if (thoughts.length > 0) message.reasoning_content = thoughts.join('\n');
  const usage = usageOf(body.usage);
  return { id: newId('chatcmpl'), object: 'chat.completion', created: Math.floor(Date.now() / 1000), model, choices: [{ index: 0, message, finish_reason: finishOf(body, message.tool_calls !== undefined), logprobs: null }], ...(usage && { usage }), [NATIVE]: body };
}

function readMessage({ content }: JsonObject, message: AnswerMessage): void {
  for (const part of Array.isArray(content) ? content : []) {
    if (!isObject(part)) continue;
    if (part.type === 'output_text') message.content = `${message.content ?? ''}${textOf(part.text)}`;
    if (typeof part.refusal === 'string') message.refusal = `${message.refusal ?? ''}${part.refusal}`;
  }
}

function textOf(value: Json | undefined): string {
  if (typeof value !== 'string') throw new GatehouseError('provider_error', 'The provider sent a text that cannot be read.');
  return value;
}

function textsOf(pieces: Json | undefined): string[] {
  return (Array.isArray(pieces) ? pieces : []).flatMap((piece) => (isObject(piece) && typeof piece.text === 'string' ? [piece.text] : []));
}

function finishOf({ incomplete_details: details }: JsonObject, called: boolean): FinishReason {
  const reason = isObject(details) ? details.reason : undefined;
  if (reason === 'content_filter') return 'content_filter';
  if (reason !== undefined) return 'length';
  return called ? 'tool_calls' : 'stop';
}

function usageOf(usage: Json | undefined): WireUsage | undefined {
  if (!isObject(usage) || !isCount(usage.input_tokens) || usage.input_tokens === 0 || !isCount(usage.output_tokens)) return undefined;
  const { input_tokens_details: input, output_tokens_details: output } = usage;
  const cached = isObject(input) && isCount(input.cached_tokens) ? input.cached_tokens : 0;
  const written = isObject(input) && isCount(input.cache_write_tokens) ? input.cache_write_tokens : 0;
  const reasoning = isObject(output) && isCount(output.reasoning_tokens) ? output.reasoning_tokens : 0;
  if (cached + written > usage.input_tokens || reasoning > usage.output_tokens) return undefined;
  return { prompt_tokens: usage.input_tokens, completion_tokens: usage.output_tokens, total_tokens: usage.input_tokens + usage.output_tokens, prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written }, completion_tokens_details: { reasoning_tokens: reasoning } };
}

function broken(source: JsonObject): GatehouseError {
  return new GatehouseError('provider_error', `The provider broke off: ${errorMessage(source) ?? 'no reason given'}`);
}

type Delta = ChatChunk['choices'][number]['delta'];

function responseStream(model: string): StreamDecoder {
  const base = { id: newId('chatcmpl'), object: 'chat.completion.chunk' as const, created: Math.floor(Date.now() / 1000), model };
  /** Number of the call, by its item's place in the output. */
  const calls = new Map<unknown, number>();
  let finished = false;

  function deltaOf(event: JsonObject): Delta | undefined {
    const text = typeof event.delta === 'string' ? event.delta : '';
    switch (event.type) {
      case 'response.created':
        return { role: 'assistant' };
      case 'response.output_text.delta':
        return { content: textOf(event.delta) };
      case 'response.refusal.delta':
        return { refusal: text };
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        return { reasoning_content: text };
      case 'response.output_item.added': {
        const { item } = event;
        if (!isObject(item) || item.type !== 'function_call') return undefined;
        const index = calls.size;
        calls.set(event.output_index, index);
        return { tool_calls: [{ index, id: String(item.call_id), type: 'function', function: { name: String(item.name), arguments: '' } }] };
      }
      case 'response.function_call_arguments.delta': {
        const index = calls.get(event.output_index);
        if (index === undefined) throw new GatehouseError('provider_error', 'The provider sent arguments of a call that it has not begun.');
        return { tool_calls: [{ index, function: { arguments: text } }] };
      }
      default:
        return undefined;
    }
  }

  return {
    get finished() {
      return finished;
    },
    push(payload) {
      if (finished || payload === '[DONE]') return [];
      const event = parse(payload);
      if (event.type === 'error') throw broken({ error: event.message ?? event.error ?? null });
      const { response } = event;
      if (event.type === 'response.failed') throw broken(isObject(response) ? response : {});
      if (event.type !== 'response.completed' && event.type !== 'response.incomplete') {
        const delta = deltaOf(event);
        return [{ ...base, choices: delta ? [{ index: 0, delta, finish_reason: null }] : [], [NATIVE]: event }];
      }
      if (!isObject(response)) throw new GatehouseError('provider_error', 'The provider ended its stream without the answer.');
      finished = true;
      const usage = usageOf(response.usage);
      const end: ChatChunk = { ...base, choices: [{ index: 0, delta: {}, finish_reason: finishOf(response, calls.size > 0) }], [NATIVE]: event };
      return usage ? [end, { ...base, choices: [], usage }] : [end];
    },
  };
}

function parse(payload: string): JsonObject {
  const event = parseEvent(payload);
  if (!isObject(event)) throw new GatehouseError('provider_error', 'The provider sent an event that is not an object.');
  return event;
}
