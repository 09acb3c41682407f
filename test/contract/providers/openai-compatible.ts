import type { Recording } from './recordings.ts';

/** OpenAI's chat completions as its servers send them: role first, usage in a chunk of its own, `[DONE]`; with the comments and field order that others add. */
const head = (object: string) => ({ id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT', object, created: 1741569952, model: 'gpt-4.1-2025-04-14' });
const usage = { prompt_tokens: 16, completion_tokens: 8, total_tokens: 24, prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 }, completion_tokens_details: { reasoning_tokens: 2 } };
const plain = (message: object, finish = 'stop') => JSON.stringify({ ...head('chat.completion'), choices: [{ index: 0, message: { role: 'assistant', content: null, refusal: null, annotations: [], ...message }, logprobs: null, finish_reason: finish }], usage, service_tier: 'default' });
const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const chunk = (delta: object, finish: string | null = null, logprobs: object | null = null) => event({ ...head('chat.completion.chunk'), service_tier: 'default', choices: [{ index: 0, delta, logprobs, finish_reason: finish }], usage: null });
const end = (finish = 'stop') => `${chunk({}, finish)}${event({ ...head('chat.completion.chunk'), choices: [], usage })}data: [DONE]\n\n`;
const begin = chunk({ role: 'assistant', content: '', refusal: null });
const text = (...pieces: string[]) => pieces.map((content) => chunk({ content })).join('');
const call = (index: number, fn: object, id?: string) => chunk({ tool_calls: [{ index, ...(id && { id, type: 'function' }), function: fn }] });
const WEATHER = '{"city":"Zürich","days":2}';
const TIME = '{"city":"Zürich"}';

export const openaiRecording: Recording = {
  answer: {
    plain: plain({ content: 'The capital of France is Paris – “la Ville”.' }),
    stream: `: keep-alive\n\n${begin}${text('The', ' capital', ' of', ' France', ' is', ' Paris')}: ping\r\n\r\n${text(' – “la', ' Ville”.')}${end()}`,
    text: 'The capital of France is Paris – “la Ville”.',
    usage: { prompt_tokens: 16, completion_tokens: 8, total_tokens: 24 },
  },
  tools: {
    plain: plain({ tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: WEATHER } }, { id: 'call_2', type: 'function', function: { name: 'time', arguments: TIME } }] }, 'tool_calls'),
    // The fragments of two calls come mixed: the index tells them apart.
    stream: begin + call(0, { name: 'weather', arguments: '' }, 'call_1') + call(0, { arguments: WEATHER.slice(0, 9) }) + call(1, { name: 'time', arguments: '' }, 'call_2') + call(1, { arguments: TIME.slice(0, 5) }) + call(0, { arguments: WEATHER.slice(9) }) + call(1, { arguments: TIME.slice(5) }) + end('tool_calls'),
    calls: [{ name: 'weather', arguments: { city: 'Zürich', days: 2 } }, { name: 'time', arguments: { city: 'Zürich' } }],
  },
  reasoning: {
    plain: plain({ content: 'Four.', reasoning_content: 'Two and two.' }),
    stream: begin + chunk({ reasoning_content: 'Two' }) + chunk({ reasoning_content: ' and two.' }) + text('Four', '.') + end(),
    reasoning: 'Two and two.',
    text: 'Four.',
  },
  bounded: { plain: plain({ content: "I'm" }, 'length'), stream: begin + text('I', "'m") + end('length'), text: "I'm" },
  logprobs: {
    stream: begin + chunk({ content: 'I' }, null, { content: [{ token: 'I', logprob: -2.2, bytes: [73], top_logprobs: [] }], refusal: null }) + chunk({ content: "'m" }, null, { content: [{ token: "'m", logprob: -0.5, bytes: [39, 109], top_logprobs: [] }], refusal: null }) + end('length'),
    tokens: ['I', "'m"],
  },
  errors: [
    { body: '{"error":{"message":"Rate limit reached for requests","type":"requests","param":null,"code":"rate_limit_exceeded"}}', says: 'Rate limit reached for requests' },
    { body: '{"object":"error","message":"max_tokens must be at least 1","type":"BadRequestError","param":null,"code":400}', says: 'max_tokens must be at least 1' },
    { body: '{"detail":"Not Found"}', says: 'Not Found' },
    { body: '{"error":"Model is overloaded","error_type":"overloaded"}', says: 'Model is overloaded' },
  ],
  brokenStream: { stream: begin + text('The', ' capital') + event({ error: { message: 'The server had an error while processing your request', type: 'server_error' } }), text: 'The capital', says: /The server had an error/ },
  embeddings: {
    // The rows may come in any order; the index counts.
    plain: '{"object":"list","data":[{"object":"embedding","index":1,"embedding":[0.0014465628,-1]},{"object":"embedding","index":0,"embedding":[-0.0123183,0.25]}],"model":"text-embedding-3-small","usage":{"prompt_tokens":8,"total_tokens":8}}',
    vectors: [[-0.0123183, 0.25], [0.0014465628, -1]],
    promptTokens: 8,
  },
  models: { plain: '{"object":"list","data":[{"id":"gpt-4.1","object":"model","created":1741569952,"owned_by":"system"}]}', names: ['gpt-4.1'] },
};
