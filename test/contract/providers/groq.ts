import type { Recording } from './recordings.ts';
import { event, writtenBy } from './shaped.ts';

/** groq-sdk 1.6: usage of a stream in `x_groq` of the last chunk, thoughts in `reasoning`; a stream that breaks off says so in `x_groq.error`. */
const head = (object: string) => ({ id: 'chatcmpl-2b3c5d7e-groq', object, created: 1_760_000_000, model: 'openai/gpt-oss-120b', system_fingerprint: 'fp_groq' });
const usage = { queue_time: 0.04, prompt_tokens: 16, prompt_time: 0.001, completion_tokens: 8, completion_time: 0.02, total_tokens: 24, total_time: 0.021 };

export const groqRecording: Recording = {
  ...writtenBy({
    head,
    usage,
    thought: 'reasoning',
    choice: { logprobs: null },
    end: (chunk, finish) => chunk({}, finish, { x_groq: { id: 'req_01', usage } }),
    errors: [
      { body: '{"error":{"message":"Failed to call a function. Please adjust your prompt.","type":"invalid_request_error","code":"tool_use_failed","failed_generation":"…"}}', says: 'Failed to call a function. Please adjust your prompt.' },
      { body: '{"error":{"message":"Rate limit reached for model `x`","type":"tokens","code":"rate_limit_exceeded"}}', says: 'Rate limit reached for model `x`' },
    ],
    broken: event({ ...head('chat.completion.chunk'), choices: [], x_groq: { id: 'req_01', error: 'over_capacity' } }),
    says: /over_capacity/,
  }),
  embeddings: { plain: '{"object":"list","model":"nomic-embed-text-v1_5","data":[{"object":"embedding","index":0,"embedding":[0.25,0.125]}],"usage":{"prompt_tokens":8,"total_tokens":8}}', vectors: [[0.25, 0.125]], promptTokens: 8 },
  models: { plain: '{"object":"list","data":[{"id":"openai/gpt-oss-120b","object":"model","created":1754408224,"owned_by":"OpenAI","active":true,"context_window":131072}]}', names: ['openai/gpt-oss-120b'] },
};
