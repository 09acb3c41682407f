import type { ChatRequest, Message } from '../core/chat.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Place } from '../local/types.ts';
import type { Call, ExecuteServices } from './types.ts';
import { AttemptError } from './attempt-error.ts';

/** Where the client sets no bound, room is kept for an answer of this many tokens; the model may go on up to its context. */
const DEFAULT_ANSWER_TOKENS = 1024;
const IMAGE_TOKENS = 1024;
const MESSAGE_TOKENS = 8;

export function sizeOf(request: ChatRequest): { promptTokens: number; outputTokens: number } {
  return { promptTokens: estimatePromptTokens(request), outputTokens: request.max_completion_tokens ?? request.max_tokens ?? DEFAULT_ANSWER_TOKENS };
}

/** Fewer tokens than any prompt of this length has: no tokeniser's words are longer than 32 bytes on average. */
export function leastPromptTokens(request: ChatRequest): number {
  return Math.floor((estimatePromptTokens(request) * 3) / 32);
}

/** A generous estimate, to choose a context size by: one token for three bytes, and what the template adds. */
export function estimatePromptTokens(request: ChatRequest): number {
  let tokens = request.tools ? Math.ceil(JSON.stringify(request.tools).length / 3) : 0;
  for (const message of request.messages) tokens += MESSAGE_TOKENS + messageTokens(message);
  return tokens;
}

function messageTokens(message: Message): number {
  let tokens = message.tool_calls ? Math.ceil(JSON.stringify(message.tool_calls).length / 3) : 0;
  if (typeof message.content === 'string') return tokens + textTokens(message.content);
  for (const part of message.content ?? []) tokens += part.type === 'text' ? textTokens(part.text) : IMAGE_TOKENS;
  return tokens;
}

function textTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3);
}

/**
 * Runs `attempt` with a context size that the estimate calls for, and with the next larger one while Ollama says that the prompt does not fit and
 * the model's own context is larger: a prompt that fits is never refused. Throws `context_length_exceeded` with both numbers.
 */
export async function withPlace<T>(services: ExecuteServices, call: Call, ask: { model: string; promptTokens: number; outputTokens: number }, attempt: (place: Place) => Promise<T>): Promise<T> {
  let { promptTokens } = ask;
  for (;;) {
    const place = await services.engine.admit({ owner: call.owner, model: ask.model, promptTokens, outputTokens: ask.outputTokens, signal: call.cancellation.signal });
    try {
      return await attempt(place);
    } catch (error) {
      if (!isTooLong(error)) throw error;
      if (place.numCtx >= place.contextLimit) throw tooLong(ask.promptTokens, place.contextLimit);
      promptTokens = place.numCtx + 1;
    }
  }
}

function isTooLong(error: unknown): boolean {
  return error instanceof AttemptError && error.status === 400 && /context|too long|exceed/i.test(error.error.message);
}

/** Ollama does not say how long the prompt is, and has no tokeniser to ask: that number is an estimate, and says so. */
function tooLong(estimate: number, limit: number): GatehouseError {
  const tokens = Math.max(estimate, limit + 1);
  return new GatehouseError('context_length_exceeded', `The prompt has about ${tokens} tokens (estimated); the context of the local model holds ${limit}.`, { param: 'messages', hint: 'Send less, or ask for a model with a longer context.' });
}
