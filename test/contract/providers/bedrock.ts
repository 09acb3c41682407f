import { errorFrame, eventFrame } from '../../support/mocks/bedrock.ts';
import type { Recording } from './recordings.ts';

/** Bedrock's Converse and ConverseStream: binary frames with padding, blocks that are not announced but for tools, usage after the stop. */
const usage = { inputTokens: 7, outputTokens: 8, totalTokens: 24, cacheReadInputTokens: 4, cacheWriteInputTokens: 5, cacheDetails: [{ ttl: '1h', inputTokens: 2 }, { ttl: '5m', inputTokens: 3 }] };
const plain = (content: object[], stopReason = 'end_turn') => JSON.stringify({ metrics: { latencyMs: 812 }, output: { message: { content, role: 'assistant' } }, stopReason, usage });
const begin = eventFrame('messageStart', { p: 'abcdefghijk', role: 'assistant' });
const delta = (contentBlockIndex: number, value: object) => eventFrame('contentBlockDelta', { contentBlockIndex, delta: value, p: 'abcdefg' });
const stop = (contentBlockIndex: number) => eventFrame('contentBlockStop', { contentBlockIndex, p: 'abc' });
const text = (index: number, ...pieces: string[]) => Buffer.concat([...pieces.map((piece) => delta(index, { text: piece })), stop(index)]);
const call = (index: number, toolUseId: string, name: string, ...fragments: string[]) => Buffer.concat([eventFrame('contentBlockStart', { contentBlockIndex: index, p: 'ab', start: { toolUse: { name, toolUseId } } }), ...fragments.map((input) => delta(index, { toolUse: { input } })), stop(index)]);
const end = (stopReason = 'end_turn') => Buffer.concat([eventFrame('messageStop', { p: 'abcd', stopReason }), eventFrame('metadata', { metrics: { latencyMs: 812 }, p: 'abcdef', usage })]);
const SIGNATURE = 'EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds';

export const bedrockRecording: Recording = {
  answer: {
    plain: plain([{ text: 'The capital of France is Paris – “la Ville”.' }]),
    stream: Buffer.concat([begin, text(0, 'The', ' capital of France', ' is Paris', ' – “la', ' Ville”.'), end()]),
    text: 'The capital of France is Paris – “la Ville”.',
    usage: { prompt_tokens: 16, completion_tokens: 8, total_tokens: 24 },
  },
  tools: {
    plain: plain([{ toolUse: { input: { city: 'Zürich', days: 2 }, name: 'weather', toolUseId: 'tooluse_kZJMlvQmRJ6eAyJE5GIl7Q' } }, { toolUse: { input: { city: 'Zürich' }, name: 'time', toolUseId: 'tooluse_nMDNs4pFRK6eXnS8nUbVwQ' } }], 'tool_use'),
    stream: Buffer.concat([begin, call(0, 'tooluse_kZJMlvQmRJ6eAyJE5GIl7Q', 'weather', '', '{"city":"Zü', 'rich","days":2}'), call(1, 'tooluse_nMDNs4pFRK6eXnS8nUbVwQ', 'time', '{"city":', '"Zürich"}'), end('tool_use')]),
    calls: [{ name: 'weather', arguments: { city: 'Zürich', days: 2 } }, { name: 'time', arguments: { city: 'Zürich' } }],
  },
  reasoning: {
    plain: plain([{ reasoningContent: { reasoningText: { signature: SIGNATURE, text: 'Two and two – “zwei”.' } } }, { text: 'Four.' }]),
    stream: Buffer.concat([begin, delta(0, { reasoningContent: { text: 'Two' } }), delta(0, { reasoningContent: { text: ' and two – “zwei”.' } }), delta(0, { reasoningContent: { signature: SIGNATURE } }), stop(0), text(1, 'Four', '.'), end()]),
    reasoning: 'Two and two – “zwei”.',
    text: 'Four.',
  },
  bounded: { plain: plain([{ text: "I'm" }], 'max_tokens'), stream: Buffer.concat([begin, text(0, 'I', "'m"), end('max_tokens')]), text: "I'm" },
  errors: [
    { body: '{"message":"Too many requests, please wait before trying again."}', says: 'Too many requests, please wait before trying again.' },
    { body: '{"Message":"Authentication failed: Please make sure your API Key is valid."}', says: 'Authentication failed: Please make sure your API Key is valid.' },
  ],
  brokenStream: { stream: Buffer.concat([begin, delta(0, { text: 'The' }), delta(0, { text: ' capital' }), errorFrame('InternalFailure', 'The system encountered an unexpected error.')]), text: 'The capital', says: /InternalFailure.*The system encountered an unexpected error/ },
};
