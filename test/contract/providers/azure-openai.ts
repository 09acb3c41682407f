import { openaiRecording } from './openai-compatible.ts';
import type { Recording } from './recordings.ts';
import { event, writtenBy } from './shaped.ts';

/** Azure OpenAI's v1 API: what its filter found, in a first chunk without choices and in late ones without a delta, both without an id. */
const SAFE = { hate: { filtered: false, severity: 'safe' } };
const head = (object: string) => ({ id: 'chatcmpl-Azure9MBs8CjcvOU2jLn4n570S', object, created: 1_760_000_000, model: 'gpt-4.1-2025-04-14' });
const empty = { id: '', object: '', created: 0, model: '' };
const usage = { prompt_tokens: 16, completion_tokens: 8, total_tokens: 24, prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 }, completion_tokens_details: { reasoning_tokens: 2 } };
const late = event({ ...empty, choices: [{ index: 0, finish_reason: null, content_filter_results: SAFE, content_filter_offsets: { check_offset: 1, start_offset: 1, end_offset: 9 } }] });

export const azureRecording: Recording = {
  ...writtenBy({
    head,
    usage,
    thought: 'reasoning_content',
    choice: { logprobs: null, content_filter_results: SAFE },
    begin: event({ ...empty, choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: SAFE }] }) + event({ ...head('chat.completion.chunk'), choices: [{ index: 0, delta: { role: 'assistant', content: '', refusal: null }, finish_reason: null }] }),
    end: (chunk, finish) => late + chunk({}, finish) + event({ ...head('chat.completion.chunk'), choices: [], usage }),
    errors: [
      { body: '{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}', says: 'The API deployment for this resource does not exist.' },
      { body: '{"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}', says: 'The response was filtered' },
    ],
    broken: event({ error: { message: 'The server had an error while processing your request', type: 'server_error' } }),
    says: /The server had an error/,
  }),
  embeddings: openaiRecording.embeddings!,
  models: { plain: '{"object":"list","data":[{"id":"gpt-4.1-2025-04-14","object":"model","status":"succeeded"}]}', names: [] },
};
