import type { WireUsage } from '../../core/chat.ts';
import type { Usage } from '../../core/model.ts';

/** OpenAI's `usage`; absent counts stay absent. */
export function usageOf(usage: WireUsage): Usage {
  const { prompt_tokens_details: prompt, completion_tokens_details: completion } = usage;
  const found: Usage = { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens, estimated: false };
  if (isCount(prompt?.cached_tokens)) found.cachedTokens = prompt.cached_tokens;
  if (isCount(prompt?.cache_write_tokens)) found.cacheWriteTokens = prompt.cache_write_tokens;
  if (isCount(prompt?.cache_write_1h_tokens)) found.cacheWriteHourTokens = prompt.cache_write_1h_tokens;
  if (isCount(prompt?.['audio_tokens'])) found.audioInTokens = prompt['audio_tokens'];
  if (isCount(completion?.reasoning_tokens)) found.reasoningTokens = completion.reasoning_tokens;
  if (isCount(completion?.['audio_tokens'])) found.audioOutTokens = completion['audio_tokens'];
  return found;
}

/** Generously, of what a model said, in any language, or of the parts that some put in a text's place: for numbers that the provider does not give. */
export function textTokens(said: unknown): number {
  if (said === undefined || said === null || said === '') return 0;
  const text = typeof said === 'string' ? said : JSON.stringify(said);
  const bytes = Buffer.byteLength(text);
  return Math.max(1, bytes === text.length ? bytes / 4 : bytes / 3);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
