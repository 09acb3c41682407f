import type { Recording } from './recordings.ts';
import { event, writtenBy } from './shaped.ts';

/** together-ai 0.52: `eos`, a role in every delta, usage beside the end, one number as log probability, ids of its own, a bare list of models. */
const head = (object: string) => ({ id: 'oCfnpn1-4Yz4kd-99b8c7a6', object, created: 1_760_000_000, model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo', ...(object === 'chat.completion' ? { prompt: [] } : { usage: null }) });
const usage = { prompt_tokens: 16, completion_tokens: 8, total_tokens: 24 };
const scored = (content: string, logprob: number, finish: string | null = null) => event({ ...head('chat.completion.chunk'), choices: [{ index: 0, delta: { role: 'assistant', content, token_id: 40 }, logprobs: logprob, top_logprobs: { [content]: logprob }, finish_reason: finish }] });

export const togetherRecording: Recording = {
  ...writtenBy({
    head,
    usage,
    thought: 'reasoning',
    stop: 'eos',
    message: (message) => ({ tool_calls: [], ...message }),
    choice: { logprobs: null, seed: 7 },
    end: (chunk, finish) => chunk({ role: 'assistant', content: '' }, finish, { usage }),
    errors: [
      { body: '{"id":"x","error":{"message":"Request was rejected due to request rate limiting.","type":"rate_limit","param":null,"code":null},"error_type":"dynamic_request_limited"}', says: 'Request was rejected due to request rate limiting.' },
    ],
    broken: event({ error: { message: 'Internal server error', type: 'server_error' } }),
    says: /Internal server error/,
  }),
  logprobs: { stream: `${scored('I', -2.2)}${scored("'m", -0.5, 'length')}data: [DONE]\n\n`, tokens: ['I', "'m"] },
  embeddings: { plain: '{"object":"list","model":"intfloat/multilingual-e5-large-instruct","data":[{"object":"embedding","index":1,"embedding":[0.5,-1]},{"object":"embedding","index":0,"embedding":[0.25,0.125]}]}', vectors: [[0.25, 0.125], [0.5, -1]], promptTokens: undefined },
  models: { plain: '[{"id":"meta-llama/Llama-3.3-70B-Instruct-Turbo","object":"model","created":0,"type":"chat","context_length":131072,"pricing":{"input":0.88}}]', names: ['meta-llama/Llama-3.3-70B-Instruct-Turbo'] },
};
