import type { Recording } from './recordings.ts';
import { event, writtenBy } from './shaped.ts';

/** api-docs.deepseek.com: comments while it is busy, cache hits beside the totals, usage beside the end, ids of its own. */
const head = (object: string) => ({ id: '930c60df-bf64-41c9-a88e-3ec75f81e00e', object, created: 1_760_000_000, model: 'deepseek-v4-flash', system_fingerprint: 'fp_deepseek' });
const usage = { prompt_tokens: 16, completion_tokens: 8, total_tokens: 24, prompt_cache_hit_tokens: 6, prompt_cache_miss_tokens: 10, completion_tokens_details: { reasoning_tokens: 2 } };

const written = writtenBy({
  head,
  usage,
  thought: 'reasoning_content',
  choice: { logprobs: null },
  begin: `: keep-alive\n\n\n\n${event({ ...head('chat.completion.chunk'), choices: [{ index: 0, delta: { role: 'assistant', content: null, reasoning_content: '' }, finish_reason: null }], usage: null })}`,
  end: (chunk, finish) => chunk({ content: '', reasoning_content: null }, finish, { usage }),
  errors: [
    { body: '{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}', says: 'Insufficient Balance' },
  ],
  broken: event({ ...head('chat.completion.chunk'), choices: [{ index: 0, delta: {}, finish_reason: 'insufficient_system_resource' }] }),
  says: /insufficient_system_resource/,
});

export const deepseekRecording: Recording = {
  ...written,
  answer: { ...written.answer, plain: `\n\n\n${written.answer.plain}`, usage: { ...written.answer.usage, prompt_tokens_details: { cached_tokens: 6 } } as Recording['answer']['usage'] },
  models: { plain: '{"object":"list","data":[{"id":"deepseek-v4-flash","object":"model","owned_by":"deepseek"}]}', names: ['deepseek-v4-flash'] },
};
