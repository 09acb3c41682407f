import { type Annotation, type ChatAnswer, type ChatChunk, type FinishReason, STOPPED, type ToolCall, type WireUsage } from '../../core/chat.ts';
import { GatehouseError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { errorMessage, type StreamDecoder } from '../define.ts';
import { isCount, parseEvent } from '../values.ts';

/** Cohere's `/v2/chat` answer (cohere-ai 8.1) → canonical. Thoughts and the plan for tool calls (`tool_plan`) are both `reasoning_content`; nobody signs them. */
export function decodeAnswer(body: Json, model: string): ChatAnswer {
  if (!isObject(body) || !isObject(body.message)) throw broken(isObject(body) ? errorMessage(body) : undefined, 'something that is not an answer');
  const { message } = body;
  const blocks = listOf(message.content, 'content');
  const text = blocks.map((block) => (block.type === 'text' ? textOf(block.text) : '')).join('');
  const thoughts = blocks.map((block) => (block.type === 'thinking' ? textOf(block.thinking) : '')).join('') + textOf(message.tool_plan);
  const calls = listOf(message.tool_calls, 'tool calls').map(toolCall).map((call) => ({ ...call, function: { ...call.function, arguments: call.function.arguments || '{}' } }));
  const annotations = listOf(message.citations, 'citations').flatMap((citation) => annotationsOf(citation, text));
  const usage = usageOf(body.usage);
  const probabilities = body.logprobs === undefined ? null : logprobs(listOf(body.logprobs, 'log probabilities'));
  return {
    id: newId('chatcmpl'),
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model,
    choices: [{
      index: 0,
      message: {
        role: 'assistant', content: text === '' && calls.length > 0 ? null : text, refusal: null,
        ...(thoughts !== '' && { reasoning_content: thoughts }), ...(calls.length > 0 && { tool_calls: calls }), ...(annotations.length > 0 && { annotations }),
      },
      finish_reason: finishReason(body, calls.length > 0),
      logprobs: probabilities,
      ...stoppedBy(body),
    }],
    ...(usage && { usage }),
  };
}

/** Cohere's events → canonical chunks. `message-end` ends the answer; the `[DONE]` behind it says nothing more, and not every server of this API sends it. */
export function cohereStream(model: string): StreamDecoder {
  const base = { id: newId('chatcmpl'), object: 'chat.completion.chunk' as const, created: Math.floor(Date.now() / 1000), model };
  /** Their number of a call → ours. */
  const calls = new Map<Json, number>();
  /** Calls of which no argument has come so far. */
  const bare = new Set<Json>();
  let text = '';
  let started = false;
  let finished = false;
  const chunk = (delta: ChatChunk['choices'][number]['delta'], probabilities: Json = null): ChatChunk[] => {
    const first = started ? {} : { role: 'assistant' as const };
    started = true;
    return [{ ...base, choices: [{ index: 0, delta: { ...first, ...delta }, finish_reason: null, logprobs: probabilities }] }];
  };
  const content = (block: Json | undefined, event: JsonObject): ChatChunk[] => {
    if (!isObject(block)) throw broken(undefined, 'content that cannot be read');
    const [said, thought] = [textOf(block.text), textOf(block.thinking)];
    text += said;
    const probabilities = event.logprobs === undefined || event.logprobs === null ? null : logprobs(listOf([event.logprobs], 'log probabilities'));
    return said === '' && thought === '' && probabilities === null ? [] : chunk({ ...(said !== '' && { content: said }), ...(thought !== '' && { reasoning_content: thought }) }, probabilities);
  };
  const read = (event: JsonObject, delta: JsonObject, message: JsonObject): ChatChunk[] => {
    if (event.type === 'message-start') return started ? [] : chunk({});
    if (event.type === 'content-start' || event.type === 'content-delta') return content(message.content, event);
    if (event.type === 'tool-plan-delta') return chunk({ reasoning_content: textOf(message.tool_plan) });
    if (event.type === 'tool-call-start') {
      const index = calls.size;
      if (!isObject(message.tool_calls) || calls.has(event.index ?? null)) throw broken(undefined, 'a tool call that cannot be read');
      calls.set(event.index ?? null, index);
      const call = toolCall(message.tool_calls);
      if (call.function.arguments === '') bare.add(event.index ?? null);
      return chunk({ tool_calls: [{ index, ...call }] });
    }
    if (event.type === 'tool-call-delta') {
      const index = calls.get(event.index ?? null);
      const fn = isObject(message.tool_calls) ? message.tool_calls.function : undefined;
      if (index === undefined || !isObject(fn)) throw broken(undefined, 'a piece of a tool call that cannot be read');
      const fragment = textOf(fn.arguments);
      if (fragment !== '') bare.delete(event.index ?? null);
      return chunk({ tool_calls: [{ index, function: { arguments: fragment } }] });
    }
    // A tool without parameters has no fragment, and "" is no JSON.
    if (event.type === 'tool-call-end') return bare.delete(event.index ?? null) ? chunk({ tool_calls: [{ index: calls.get(event.index ?? null)!, function: { arguments: '{}' } }] }) : [];
    if (event.type === 'citation-start') {
      const annotations = isObject(message.citations) ? annotationsOf(message.citations, text) : [];
      return annotations.length > 0 ? chunk({ annotations }) : [];
    }
    if (event.type !== 'message-end') return [];
    const reason = finishReason(delta, calls.size > 0);
    const usage = usageOf(delta.usage);
    const last = started ? [] : chunk({});
    finished = true;
    return [...last, { ...base, choices: [{ index: 0, delta: {}, finish_reason: reason, ...stoppedBy(delta) }] }, ...(usage ? [{ ...base, choices: [], usage }] : [])];
  };
  return {
    get finished() {
      return finished;
    },
    push(payload) {
      if (finished || payload === '[DONE]') return [];
      const event = parseEvent(payload);
      if (!isObject(event) || typeof event.type !== 'string') throw broken(isObject(event) ? errorMessage(event) : undefined, 'an event that cannot be read');
      const delta = isObject(event.delta) ? event.delta : {};
      return read(event, delta, isObject(delta.message) ? delta.message : {});
    },
  };
}

const FINISHES: Record<string, FinishReason> = { COMPLETE: 'stop', STOP_SEQUENCE: 'stop', MAX_TOKENS: 'length', TOOL_CALL: 'tool_calls' };

/** Which one it does not say. */
const stoppedBy = ({ finish_reason: reason }: JsonObject): { [STOPPED]?: null } => (reason === 'STOP_SEQUENCE' ? { [STOPPED]: null } : {});

/** Throws where the answer failed (ERROR, TIMEOUT): what there is of it is not an answer. */
function finishReason({ finish_reason: reason, error }: JsonObject, called: boolean): FinishReason {
  const finish = typeof reason === 'string' && Object.hasOwn(FINISHES, reason) ? FINISHES[reason]! : undefined;
  if (!finish || (typeof error === 'string' && error !== '')) throw broken(typeof error === 'string' && error !== '' ? error : undefined, `an answer that it did not finish (${String(reason).slice(0, 40)})`);
  return finish === 'stop' && called ? 'tool_calls' : finish;
}

function toolCall(call: JsonObject): ToolCall {
  const fn = isObject(call.function) ? call.function : {};
  if (typeof call.id !== 'string' || call.id === '' || typeof fn.name !== 'string' || fn.name === '') throw broken(undefined, 'a tool call that cannot be read');
  return { id: call.id, type: 'function', function: { name: fn.name, arguments: textOf(fn.arguments) } };
}

/** What is billed, which is what prices and budgets count: without the tokens that Cohere adds itself (`tokens` has them, and stands in where nothing is said of the bill). */
function usageOf(usage: Json | undefined): WireUsage | undefined {
  if (!isObject(usage)) return undefined;
  const cached = usage.cached_tokens ?? 0;
  for (const counted of [usage.billed_units, usage.tokens]) {
    const { input_tokens: input, output_tokens: output = 0 } = isObject(counted) ? counted : {};
    if (!isCount(input) || input === 0 || !isCount(output) || !isCount(cached) || !isCount(input + output)) continue;
    return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output, prompt_tokens_details: { cached_tokens: Math.min(cached, input) } };
  }
  return undefined;
}

/** Cohere gives the probabilities of all tokens of a piece of text: of the piece as a whole, they add up. */
function logprobs(items: JsonObject[]): Json {
  const content = items.map((item) => {
    const values = Array.isArray(item.logprobs) ? item.logprobs : [];
    if (values.length === 0 || !values.every((value) => typeof value === 'number')) throw broken(undefined, 'log probabilities that cannot be read');
    return { token: textOf(item.text), logprob: values.reduce((sum, value) => sum + value, 0), bytes: null, top_logprobs: [] };
  });
  return { content, refusal: null };
}

/** Sources with an address; the words that are cited are looked for where Cohere says they are, and else anywhere in the text. */
function annotationsOf(citation: JsonObject, text: string): Annotation[] {
  const { text: words, start, type = 'TEXT_CONTENT' } = citation;
  if (typeof words !== 'string' || words === '' || type !== 'TEXT_CONTENT') return [];
  const at = isCount(start) && text.startsWith(words, start) ? start : text.indexOf(words);
  if (at === -1) return [];
  return listOf(citation.sources, 'sources').flatMap((source): Annotation[] => {
    const page = isObject(source.document) ? source.document : isObject(source.tool_output) ? source.tool_output : {};
    if (typeof page.url !== 'string' || !/^https?:\/\//.test(page.url)) return [];
    return [{ type: 'url_citation', url_citation: { url: page.url, title: typeof page.title === 'string' ? page.title : page.url, start_index: at, end_index: at + words.length } }];
  });
}

function listOf(value: Json | undefined, what: string): JsonObject[] {
  const list = value ?? [];
  if (!Array.isArray(list) || !list.every(isObject)) throw broken(undefined, `${what} that cannot be read`);
  return list;
}

function textOf(value: Json | undefined): string {
  const text = value ?? '';
  if (typeof text !== 'string') throw broken(undefined, 'a text that cannot be read');
  return text;
}

function broken(said: string | undefined, what: string): GatehouseError {
  return new GatehouseError('provider_error', said === undefined ? `Cohere sent ${what}.` : `Cohere broke off: ${said}`);
}
