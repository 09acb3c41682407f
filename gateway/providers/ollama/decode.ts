import { type AnswerMessage, type ChatAnswer, type ChatChunk, type FinishReason, NATIVE, type ToolCall, type WireUsage } from '../../core/chat.ts';
import { GatehouseError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { type Encoded, errorMessage, type StreamDecoder } from '../define.ts';
import { isCount, parseEvent } from '../values.ts';

/** Ollama's `/api/chat` answer → canonical. */
export function decodeAnswer(body: Json, model: string): ChatAnswer {
  const line = checked(body);
  if (line.done === false) throw new GatehouseError('provider_error', 'The local model server sent an answer that is not complete.');
  const message = messageOf(line);
  const calls = toolCalls(message, 0);
  const content = textOf(message.content);
  const answer: AnswerMessage = { role: 'assistant', content: content !== '' || calls.length === 0 ? content : null, refusal: null };
  const thinking = textOf(message.thinking);
  if (thinking !== '') answer.reasoning_content = thinking;
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
      const line = checked(parseEvent(payload, 'The local model server sent a line that is not JSON.'));
      const message = messageOf(line);
      const delta: ChatChunk['choices'][number]['delta'] = {};
      if (!started) delta.role = 'assistant';
      const [content, thinking] = [textOf(message.content), textOf(message.thinking)];
      if (content !== '' || !started) delta.content = content;
      if (thinking !== '') delta.reasoning_content = thinking;
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

/** Reads the answers of a model that was held to call a tool: some templates make a call of what it wrote, of others it comes as text. */
export const forcedCall: NonNullable<Encoded['answer']> = {
  decode(body, model) {
    const { [NATIVE]: _, ...answer } = decodeAnswer(body, model);
    const [{ message, finish_reason: reason }] = answer.choices as [ChatAnswer['choices'][number]];
    if (message.tool_calls) return answer;
    const calls = writtenCall(message.content ?? '', reason);
    return { ...answer, choices: [{ index: 0, message: { ...message, content: null, ...(calls && { tool_calls: calls }) }, finish_reason: calls ? 'tool_calls' : reason, logprobs: null }] };
  },
  decoder(model) {
    const stream = ollamaStream(model);
    let written = '';
    let called = false;
    return {
      get finished() {
        return stream.finished;
      },
      push: (payload) => stream.push(payload).map(({ [NATIVE]: _, ...chunk }) => {
        const [choice] = chunk.choices;
        if (!choice) return chunk;
        const { content, ...delta } = choice.delta;
        written += content ?? '';
        called ||= delta.tool_calls !== undefined;
        if (choice.finish_reason === null || called) return { ...chunk, choices: [{ ...choice, delta }] };
        const calls = writtenCall(written, choice.finish_reason);
        return { ...chunk, choices: [{ ...choice, delta: calls ? { tool_calls: calls.map((call, index) => ({ index, ...call })) } : {}, finish_reason: calls ? 'tool_calls' : choice.finish_reason }] };
      }),
    };
  },
};

const NO_CALL = 'The local model did not call a tool, as it was told to.';

/** Undefined where its bound cut it off: half a call is none. */
function writtenCall(text: string, reason: FinishReason): ToolCall[] | undefined {
  if (reason === 'length') return undefined;
  const call = parseEvent(text, NO_CALL);
  if (!isObject(call) || typeof call.name !== 'string' || !isObject(call.arguments)) throw new GatehouseError('provider_error', NO_CALL);
  return [{ id: newId('call_0'), type: 'function', function: { name: call.name, arguments: JSON.stringify(call.arguments) } }];
}

function checked(line: Json): JsonObject {
  if (!isObject(line)) throw new GatehouseError('provider_error', 'The local model server sent something that is not an object.');
  if (line.error !== undefined) throw new GatehouseError('provider_error', `The local model server broke off: ${errorMessage(line) ?? 'no reason given'}`);
  return line;
}

function messageOf({ message }: JsonObject): JsonObject {
  if (!isObject(message)) throw new GatehouseError('provider_error', 'The local model server sent something that is not an answer.');
  return message;
}

function textOf(value: Json | undefined): string {
  const text = value ?? '';
  if (typeof text !== 'string') throw new GatehouseError('provider_error', 'The local model server sent a text that cannot be read.');
  return text;
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
  const { prompt_eval_count: prompt = 0, eval_count: completion = 0 } = line;
  if ((line.prompt_eval_count === undefined && line.eval_count === undefined) || !isCount(prompt) || !isCount(completion)) return undefined;
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** Ollama lists them as OpenAI does, without the surrounding object. */
function logprobs(line: JsonObject): Json {
  return Array.isArray(line.logprobs) ? { content: line.logprobs, refusal: null } : null;
}
