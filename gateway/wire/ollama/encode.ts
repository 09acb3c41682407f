import { type ChatAnswer, type ChatChunk, type FinishReason, NATIVE, type ToolCall } from '../../core/chat.ts';
import type { GatehouseError } from '../../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Usage } from '../../core/model.ts';
import { isEstimated } from '../openai-chat/stream.ts';
import { usageOf } from '../openai-chat/usage.ts';
import type { AnswerOptions, ClientStream } from '../dialect.ts';
import { toolInput } from '../tool-calls.ts';
import { ollamaError } from './error.ts';

/** How a piece of an answer stands in a line: in `message` (chat) or in `response` (generate). */
export type Put = (said: { content: string; thinking?: string; tool_calls?: object[] }) => JsonObject;

export const inMessage: Put = ({ content, ...more }) => ({ message: { role: 'assistant', content, ...more } as JsonObject });
export const inResponse: Put = ({ content, thinking }) => ({ response: content, ...(thinking !== undefined && { thinking }) });

const NANOSECONDS = 1e6;

/** Canonical answer → Ollama's (docs/api.md of Ollama 0.24). Times it does not know it does not tell. */
export function encodeAnswer(answer: ChatAnswer, native: boolean, put: Put): object {
  const own = answer[NATIVE];
  if (native && own) return { ...own, model: answer.model };
  const { message, finish_reason: finish, logprobs } = answer.choices[0]!;
  const said = { content: `${message.content ?? ''}${message.refusal ?? ''}`, ...(message.reasoning_content && { thinking: message.reasoning_content }), ...(message.tool_calls && { tool_calls: message.tool_calls.map(callOf) }) };
  return { model: answer.model, created_at: new Date().toISOString(), ...put(said), ...logprobsOf(logprobs), ...ending(finish), ...(answer.usage && { ...counts(usageOf(answer.usage)), ...(isEstimated(answer.usage) && { gatehouse_estimated: true }) }) };
}

function ending(finish: FinishReason | null): object {
  return { done: true, done_reason: finish === 'length' ? 'length' : 'stop' };
}

function counts({ promptTokens, completionTokens }: Usage): object {
  return { prompt_eval_count: promptTokens, eval_count: completionTokens };
}

function logprobsIn(logprobs: Json | undefined): Json[] {
  return isObject(logprobs) && Array.isArray(logprobs.content) ? logprobs.content : [];
}

function logprobsOf(logprobs: Json | undefined): object {
  return isObject(logprobs) && Array.isArray(logprobs.content) ? { logprobs: logprobsIn(logprobs) } : {};
}

function callOf({ id, function: { name, arguments: args } }: ToolCall): object {
  return { id, function: { name, arguments: toolInput(args) } };
}

/** Canonical chunks → lines of JSON. Calls of tools come whole: their fragments are gathered until the answer ends. */
export class OllamaStream implements ClientStream {
  readonly #native: boolean;
  readonly #put: Put;
  readonly #calls: ToolCall[] = [];
  readonly #started = performance.now();
  #first: number | undefined;
  #model = '';
  #finish: FinishReason | null = null;
  #done = false;

  constructor({ native }: Pick<AnswerOptions, 'native'>, put: Put) {
    this.#native = native;
    this.#put = put;
  }

  encode(chunks: readonly ChatChunk[]): string {
    this.#first ??= performance.now();
    let text = '';
    for (const chunk of chunks) {
      this.#model = chunk.model;
      text += this.#native ? this.#own(chunk) : this.#translated(chunk);
    }
    return text;
  }

  #own(chunk: ChatChunk): string {
    const own = chunk[NATIVE];
    if (!own) return '';
    this.#done ||= own.done === true;
    return line({ ...own, model: chunk.model });
  }

  #translated(chunk: ChatChunk): string {
    let text = '';
    for (const { delta, finish_reason: finish, logprobs } of chunk.choices) {
      this.#finish = finish ?? this.#finish;
      if (!delta) continue;
      for (const { index, id, function: fn } of delta.tool_calls ?? []) {
        const call = (this.#calls[index] ??= { id: '', type: 'function', function: { name: '', arguments: '' } });
        call.id += id ?? '';
        call.function.name += fn?.name ?? '';
        call.function.arguments += fn?.arguments ?? '';
      }
      const content = `${delta.content ?? ''}${delta.refusal ?? ''}`;
      const thinking = delta.reasoning_content ?? delta.reasoning ?? '';
      // A token may have no text by itself: the letter is whole with the next one.
      if (content !== '' || thinking !== '' || logprobsIn(logprobs).length > 0) text += this.#line({ content, ...(thinking !== '' && { thinking }) }, logprobsOf(logprobs));
    }
    return text;
  }

  #line(said: Parameters<Put>[0], more: object): string {
    return line({ model: this.#model, created_at: new Date().toISOString(), ...this.#put(said), done: false, ...more });
  }

  end(usage: Usage): string {
    if (this.#done) return '';
    const calls = this.#calls.filter(Boolean);
    const called = calls.length > 0 ? this.#line({ content: '', tool_calls: calls.map(callOf) }, {}) : '';
    const now = performance.now();
    const first = this.#first ?? now;
    const times = { total_duration: nanoseconds(now - this.#started), prompt_eval_duration: nanoseconds(first - this.#started), eval_duration: nanoseconds(now - first) };
    return called + line({ model: this.#model, created_at: new Date().toISOString(), ...this.#put({ content: '' }), ...ending(this.#finish), ...times, ...counts(usage), ...(usage.estimated && { gatehouse_estimated: true }) });
  }

  error(error: GatehouseError, traceId: string): string {
    return line(ollamaError(error, traceId));
  }
}

function nanoseconds(ms: number): number {
  return Math.round(ms * NANOSECONDS);
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
