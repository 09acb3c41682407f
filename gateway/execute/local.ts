import type { ChatRequest, Message } from '../core/chat.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Place } from '../local/types.ts';
import type { Call, ExecuteServices } from './types.ts';
import { AttemptError } from './attempt-error.ts';

/** Where the client sets no bound, room is kept for an answer of this many tokens; the model may go on up to its context. */
const DEFAULT_ANSWER_TOKENS = 1024;
const IMAGE_TOKENS = 1024;
const MESSAGE_TOKENS = 8;

export function placeFor(services: ExecuteServices, call: Call, model: string, request: ChatRequest): Promise<Place> {
  return services.engine.admit({
    owner: call.owner,
    model,
    promptTokens: estimatePromptTokens(request),
    outputTokens: request.max_completion_tokens ?? request.max_tokens ?? DEFAULT_ANSWER_TOKENS,
    signal: call.signal,
  });
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

/** Ollama's own words for a prompt that does not fit → `context_length_exceeded`, saying both numbers where it gives them. */
export function localContextError(error: unknown, place: Place | undefined): unknown {
  if (!(error instanceof AttemptError) || error.status !== 400 || !/context|too long|exceed/i.test(error.error.message)) return error;
  const size = place ? ` The model's context holds ${place.numCtx} tokens.` : '';
  return new GatehouseError('context_length_exceeded', `The prompt is too long for the local model: ${error.error.message}${size}`, { param: 'messages', hint: 'Send less, or use a model with a longer context.' });
}
