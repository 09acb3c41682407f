import type { Recording } from './recordings.ts';

/** Anthropic's Messages API of version 2026-10-21: named events, pings, cumulative usage, signed and sealed thoughts. */
const event = (value: { type: string; [field: string]: unknown }) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
const usage = { input_tokens: 7, cache_creation_input_tokens: 5, cache_read_input_tokens: 4, cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 0 }, output_tokens: 8, output_tokens_details: { thinking_tokens: 2 }, server_tool_use: null, service_tier: 'standard', inference_geo: 'global', speed: null };
const message = (content: object[], stopReason: string | null) => ({ model: 'claude-sonnet-5-5', id: 'msg_01XFDUDYJgAACzvnptvVoYEL', type: 'message', role: 'assistant', content, container: null, diagnostics: null, stop_reason: stopReason, stop_sequence: null, stop_details: null, usage });
const plain = (content: object[], stopReason = 'end_turn') => JSON.stringify(message(content, stopReason));
const begin = event({ type: 'message_start', message: { ...message([], null), usage: { ...usage, output_tokens: 1, output_tokens_details: null } } }) + event({ type: 'ping' });
const block = (index: number, start: object, deltas: object[]) => event({ type: 'content_block_start', index, content_block: start }) + deltas.map((delta) => event({ type: 'content_block_delta', index, delta })).join('') + event({ type: 'content_block_stop', index });
const text = (index: number, ...pieces: string[]) => block(index, { type: 'text', text: '', citations: null }, pieces.map((piece) => ({ type: 'text_delta', text: piece })));
const call = (index: number, id: string, name: string, ...fragments: string[]) => block(index, { type: 'tool_use', id, name, input: {}, caller: { type: 'direct' } }, ['', ...fragments].map((fragment) => ({ type: 'input_json_delta', partial_json: fragment })));
const end = (reason = 'end_turn') => event({ type: 'message_delta', delta: { container: null, stop_reason: reason, stop_sequence: null, stop_details: null }, usage: { input_tokens: null, cache_creation_input_tokens: null, cache_read_input_tokens: null, output_tokens: 8, output_tokens_details: { thinking_tokens: 2 }, server_tool_use: null } }) + event({ type: 'message_stop' });
const SIGNATURE = 'EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds';

export const anthropicRecording: Recording = {
  answer: {
    plain: plain([{ type: 'text', text: 'The capital of France is Paris – “la Ville”.', citations: null }]),
    stream: `${begin}${text(0, 'The', ' capital', ' of France', ' is Paris', ' – “la', ' Ville”.')}${event({ type: 'ping' })}${end()}`,
    text: 'The capital of France is Paris – “la Ville”.',
    usage: { prompt_tokens: 16, completion_tokens: 8, total_tokens: 24 },
  },
  tools: {
    plain: plain([{ type: 'tool_use', id: 'toolu_01A', name: 'weather', input: { city: 'Zürich', days: 2 }, caller: { type: 'direct' } }, { type: 'tool_use', id: 'toolu_01B', name: 'time', input: { city: 'Zürich' }, caller: { type: 'direct' } }], 'tool_use'),
    stream: begin + call(0, 'toolu_01A', 'weather', '{"city":"Zü', 'rich","days', '":2}') + call(1, 'toolu_01B', 'time', '{"city":', '"Zürich"}') + end('tool_use'),
    calls: [{ name: 'weather', arguments: { city: 'Zürich', days: 2 } }, { name: 'time', arguments: { city: 'Zürich' } }],
  },
  reasoning: {
    plain: plain([{ type: 'thinking', thinking: 'Two and two – “zwei”.', signature: SIGNATURE }, { type: 'redacted_thinking', data: 'EmwKAhgBEgy' }, { type: 'text', text: 'Four.', citations: null }]),
    stream:
      begin + block(0, { type: 'thinking', thinking: '', signature: '' }, [{ type: 'thinking_delta', thinking: 'Two' }, { type: 'thinking_delta', thinking: ' and two – “zwei”.' }, { type: 'signature_delta', signature: SIGNATURE }]) +
      block(1, { type: 'redacted_thinking', data: 'EmwKAhgBEgy' }, []) + text(2, 'Four', '.') + end(),
    reasoning: 'Two and two – “zwei”.',
    text: 'Four.',
  },
  bounded: { plain: plain([{ type: 'text', text: "I'm", citations: null }], 'max_tokens'), stream: begin + text(0, 'I', "'m") + end('max_tokens'), text: "I'm" },
  errors: [
    { body: '{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your organization’s rate limit","details":null},"request_id":"req_011CSHoEeqs5C35K2UUqR7Fy"}', says: 'This request would exceed your organization’s rate limit' },
    { body: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_011CSHoEeqs5C35K2UUqR7Fy"}', says: 'Overloaded' },
  ],
  brokenStream: {
    stream: begin + event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '', citations: null } }) + ['The', ' capital'].map((piece) => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } })).join('') + event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_011CSHoEeqs5C35K2UUqR7Fy' }),
    text: 'The capital',
    says: /Overloaded/,
  },
  models: { plain: '{"data":[{"type":"model","id":"claude-sonnet-5-5","display_name":"Claude Sonnet 5.5","created_at":"2026-09-29T00:00:00Z"}],"has_more":false,"first_id":"claude-sonnet-5-5","last_id":"claude-sonnet-5-5"}', names: ['claude-sonnet-5-5'] },
};
