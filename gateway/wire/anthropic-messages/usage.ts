import type { WireUsage } from '../../core/chat.ts';
import type { Usage } from '../../core/model.ts';
import { isEstimated } from '../openai-chat/stream.ts';

/**
 * Anthropic's `usage` in `message_start`, which counts the prompt where only Anthropic has counted it by then. Clients that take a stream's input tokens from
 * there (LangChain's) show this estimate; the others overwrite it with what `message_delta` says.
 */
export function beginningUsage(promptTokens: number): object {
  return { input_tokens: promptTokens, cache_creation_input_tokens: null, cache_read_input_tokens: null, output_tokens: 0 };
}

/** Anthropic's `usage`: `input_tokens` counts neither what was read from a cache nor what was written to one. Streams give it in `message_delta`. */
export function anthropicUsage(usage: WireUsage | undefined, estimate?: Usage): object {
  if (!usage) return { input_tokens: estimate?.promptTokens ?? 0, cache_creation_input_tokens: null, cache_read_input_tokens: null, output_tokens: estimate?.completionTokens ?? 0, ...(estimate && { gatehouse_estimated: true }) };
  const { cached_tokens: cached = 0, cache_write_tokens: written = 0, cache_write_1h_tokens: hour } = usage.prompt_tokens_details ?? {};
  const reasoning = usage.completion_tokens_details?.reasoning_tokens;
  return {
    input_tokens: Math.max(0, usage.prompt_tokens - cached - written),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: cached,
    ...(written > 0 && { cache_creation: { ephemeral_5m_input_tokens: written - (hour ?? 0), ephemeral_1h_input_tokens: hour ?? 0 } }),
    output_tokens: usage.completion_tokens,
    ...(reasoning !== undefined && { output_tokens_details: { thinking_tokens: reasoning } }),
    ...(isEstimated(usage) && { gatehouse_estimated: true }),
  };
}
