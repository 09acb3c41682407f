import { type AnswerMessage, type ChatAnswer, type ChatChunk, type FinishReason, NATIVE, type ToolCall, type WireUsage } from '../../core/chat.ts';
import { GatehouseError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { StreamDecoder } from '../define.ts';

/** Ollama's `/api/chat` answer → canonical. */
export function decodeAnswer(body: Json, model: string): ChatAnswer {
  const line = checked(body);
  const message = isObject(line.message) ? line.message : {};
  const calls = toolCalls(message, 0);
  const answer: AnswerMessage = { role: 'assistant', content: typeof message.content === 'string' && (message.content !== '' || calls.length === 0) ? message.content : null, refusal: null };
  if (typeof message.thinking === 'string' && message.thinking !== '') answer.reasoning_content = message.thinking;
  if (calls.length > 0) answer.tool_calls = calls;
  const usage = usageOf(line);
  return {
    id: newId('chatcmpl'),
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model,
    choices: [{ index: 0, message: answer, finish_reason: finishReason(line, calls.length > 0), logprobs: logprobs(line) }],
    ...(usage && { usage }),
    [NATIVE]: line,
  };
}

/** Ollama's NDJSON stream → canonical chunks. Tool calls come whole and without ids: ids and indices are made here. */
export function ollamaStream(model: string): StreamDecoder {
  const base = { id: newId('chatcmpl'), object: 'chat.completion.chunk' as const, created: Math.floor(Date.now() / 1000), model };
  let finished = false;
  let started = false;
  let calls = 0;
  return {
    get finished() {
      return finished;
    },
    push(payload) {
      if (finished) return [];
      const line = checked(parse(payload));
      const message = isObject(line.message) ? line.message : {};
      const delta: ChatChunk['choices'][number]['delta'] = {};
      if (!started) delta.role = 'assistant';
      if (typeof message.content === 'string' && (message.content !== '' || !started)) delta.content = message.content;
      if (typeof message.thinking === 'string' && message.thinking !== '') delta.reasoning_content = message.thinking;
      const made = toolCalls(message, calls);
      if (made.length > 0) {
        delta.tool_calls = made.map((call, index) => ({ index: calls + index, ...call }));
        calls += made.length;
      }
      const choices = Object.keys(delta).length > 0 ? [{ index: 0, delta, finish_reason: null, logprobs: logprobs(line) }] : [];
      const chunks: ChatChunk[] = [{ ...base, choices, [NATIVE]: line }];
      started = true;
      if (line.done === true) {
        finished = true;
        chunks.push({ ...base, choices: [{ index: 0, delta: {}, finish_reason: finishReason(line, calls > 0) }] });
        const usage = usageOf(line);
        if (usage) chunks.push({ ...base, choices: [], usage });
      }
      return chunks;
    },
  };
}

function parse(payload: string): Json {
  try {
    return JSON.parse(payload) as Json;
  } catch {
    throw new GatehouseError('provider_error', 'The local model server sent a line that is not JSON.');
  }
}

function checked(line: Json): JsonObject {
  if (!isObject(line)) throw new GatehouseError('provider_error', 'The local model server sent something that is not an object.');
  if (typeof line.error === 'string') throw new GatehouseError('provider_error', `The local model server broke off: ${line.error}`);
  return line;
}

function toolCalls(message: JsonObject, first: number): ToolCall[] {
  if (!Array.isArray(message.tool_calls)) return [];
  return message.tool_calls.filter(isObject).map((call, index) => {
    const fn = isObject(call.function) ? call.function : {};
    const args = typeof fn.arguments === 'string' ? fn.arguments : JSON.stringify(fn.arguments ?? {});
    return { id: newId(`call_${first + index}`), type: 'function', function: { name: String(fn.name ?? ''), arguments: args } };
  });
}

function finishReason(line: JsonObject, calledTools: boolean): FinishReason {
  if (line.done_reason === 'length') return 'length';
  return calledTools ? 'tool_calls' : 'stop';
}

function usageOf(line: JsonObject): WireUsage | undefined {
  if (typeof line.prompt_eval_count !== 'number' && typeof line.eval_count !== 'number') return undefined;
  const prompt = Number(line.prompt_eval_count ?? 0);
  const completion = Number(line.eval_count ?? 0);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** Ollama lists them as OpenAI does, without the surrounding object. */
function logprobs(line: JsonObject): Json {
  return Array.isArray(line.logprobs) ? { content: line.logprobs, refusal: null } : null;
}
