import type { Recording } from './recordings.ts';

/** Cohere's `/v2/chat`: named events, tokens in `message-end`, and `[DONE]` behind it (left out where a stream is cut at every byte: it adds nothing to the answer). */
const usage = { billed_units: { input_tokens: 16, output_tokens: 8 }, tokens: { input_tokens: 82, output_tokens: 9 }, cached_tokens: 4 };
const plain = (message: object, finish_reason = 'COMPLETE') => JSON.stringify({ id: 'c14c80c3-18eb-4519-9460-6c92edd8cfb4', finish_reason, message: { role: 'assistant', ...message }, usage });
const event = (type: string, rest: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
const message = (type: string, index: number, over: object, rest: object = {}) => event(type, { index, delta: { message: over }, ...rest });
const begin = event('message-start', { id: '29f14a5a-11de-4cae-9800-25e4747408ea', delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] } } });
const block = (index: number, kind: 'text' | 'thinking', ...pieces: string[]) =>
  message('content-start', index, { content: { type: kind, [kind]: '' } }) + pieces.map((piece) => message('content-delta', index, { content: { [kind]: piece } })).join('') + event('content-end', { index });
const end = (finish_reason = 'COMPLETE', rest: object = {}) => event('message-end', { delta: { finish_reason, usage, ...rest } });
const call = (index: number, id: string, name: string, ...pieces: string[]) =>
  message('tool-call-start', index, { tool_calls: { id, type: 'function', function: { name, arguments: '' } } }) + pieces.map((piece) => message('tool-call-delta', index, { tool_calls: { function: { arguments: piece } } })).join('') + event('tool-call-end', { index });
const plan = (...pieces: string[]) => pieces.map((piece) => event('tool-plan-delta', { delta: { message: { tool_plan: piece } } })).join('');
const ANSWER = 'The capital of France is Paris – “la Ville”.';
const WEATHER = '{"city":"Zürich","days":2}';
const TIME = '{"city":"Zürich"}';
const DONE = 'data: [DONE]\n\n';

export const cohereRecording: Recording = {
  answer: {
    plain: plain({ content: [{ type: 'text', text: ANSWER }] }),
    stream: begin + block(0, 'text', 'The', ' capital of', ' France is', ' Paris', ' – “la', ' Ville”.') + end(),
    text: ANSWER,
    usage: { prompt_tokens: 16, completion_tokens: 8, total_tokens: 24 },
  },
  tools: {
    plain: plain({ tool_plan: 'I will look it up.', tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: WEATHER } }, { id: 'call_2', type: 'function', function: { name: 'time', arguments: TIME } }] }, 'TOOL_CALL'),
    stream: begin + plan('I will', ' look it up.') + call(0, 'call_1', 'weather', WEATHER.slice(0, 9), WEATHER.slice(9)) + call(1, 'call_2', 'time', TIME) + end('TOOL_CALL'),
    calls: [{ name: 'weather', arguments: { city: 'Zürich', days: 2 } }, { name: 'time', arguments: { city: 'Zürich' } }],
  },
  reasoning: {
    plain: plain({ content: [{ type: 'thinking', thinking: 'Two and two.' }, { type: 'text', text: 'Four.' }] }),
    stream: begin + block(0, 'thinking', 'Two', ' and two.') + block(1, 'text', 'Four', '.') + end() + DONE,
    reasoning: 'Two and two.',
    text: 'Four.',
  },
  bounded: { plain: plain({ content: [{ type: 'text', text: "I'm" }] }, 'MAX_TOKENS'), stream: begin + block(0, 'text', 'I', "'m") + end('MAX_TOKENS') + DONE, text: "I'm" },
  logprobs: {
    stream: begin + message('content-delta', 0, { content: { text: 'I' } }, { logprobs: { text: 'I', token_ids: [40], logprobs: [-2.2] } }) + message('content-delta', 0, { content: { text: "'m" } }, { logprobs: { text: "'m", token_ids: [6, 76], logprobs: [-0.5, -0.1] } }) + end() + DONE,
    tokens: ['I', "'m"],
  },
  errors: [
    { body: '{"id":"ce5da6e2-2c5d-4b3e-9c4e-0f6b1a2a4c11","message":"invalid api token"}', says: 'invalid api token' },
    { body: '{"message":"You are using a Trial key, which is limited to 20 API calls / minute."}', says: 'You are using a Trial key, which is limited to 20 API calls / minute.' },
  ],
  brokenStream: { stream: begin + block(0, 'text', 'The', ' capital') + end('ERROR', { error: 'internal generation failure' }) + DONE, text: 'The capital', says: /internal generation failure/ },
  embeddings: {
    plain: '{"id":"da6e531f-54c5-4a73-bf92-f60566d8d753","embeddings":{"float":[[-0.0123183,0.25],[0.0014465628,-1]]},"texts":["a","b"],"meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":8}},"response_type":"embeddings_by_type"}',
    vectors: [[-0.0123183, 0.25], [0.0014465628, -1]],
    promptTokens: 8,
  },
  models: {
    plain: '{"models":[{"name":"command-a-03-2025","is_deprecated":false,"endpoints":["generate","chat","summarize"],"finetuned":false,"context_length":288000,"features":["json_mode","tools"]},{"name":"embed-v4.0","endpoints":["embed"]},{"name":"rerank-v3.5","endpoints":["rerank"]}],"next_page_token":""}',
    names: ['command-a-03-2025', 'embed-v4.0'],
  },
};
