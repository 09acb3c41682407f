import type { GatehouseError } from '../core/errors.ts';
import { messagesError } from './anthropic-messages/error.ts';
import { ollamaError } from './ollama/error.ts';
import { openaiError } from './openai-error.ts';

/** An error's body in the dialect of the endpoint at this path, class and key prefixes taken off. */
export function errorBody(path: string, error: GatehouseError, traceId: string): object {
  if (path.startsWith('/v1/messages')) return messagesError(error, traceId);
  return path.startsWith('/api/') ? ollamaError(error, traceId) : openaiError(error, traceId);
}
