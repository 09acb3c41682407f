import { expect, it } from 'vitest';
import type { ChatAnswer, ChatRequest } from '../../core/chat.ts';
import { decodeAnswer as anthropic } from '../../providers/anthropic/decode.ts';
import { bedrockStream, decodeAnswer as bedrock } from '../../providers/bedrock/decode.ts';
import { cohereStream, decodeAnswer as cohere } from '../../providers/cohere/decode.ts';
import { openaiCompatible as vllm } from '../../providers/openai-compatible.ts';
import type { AnswerOptions } from '../dialect.ts';
import { encodeMessage } from './answer.ts';
import { decodeMessages } from './decode.ts';
import { messagesDialect } from './dialect.ts';

const options = (stop?: ChatRequest['stop']): AnswerOptions => ({ native: false, seal: (value: string) => value, asked: { request: { model: 'm', messages: [], ...(stop && { stop }) } } }) as unknown as AnswerOptions;

it.each<[string | null | undefined, string | null]>([['default', 'standard'], ['priority', 'priority'], ['flex', null], [null, null], [undefined, null]])('the tier %s is %s here', (service_tier, told) => {
  const answer = { id: 'a', object: 'chat.completion' as const, created: 1, model: 'm', service_tier, choices: [{ index: 0, message: { role: 'assistant' as const, content: 'x' }, finish_reason: 'stop' as const }] };
  expect(encodeMessage(answer, options())).toMatchObject({ usage: { service_tier: told } });
});

const shaped = (choice: object): ChatAnswer => vllm.chat!.decode({ choices: [{ index: 0, message: { role: 'assistant', content: 'x' }, ...choice }] } as never, 'm');
const fromBedrock = (stopReason: string): ChatAnswer => bedrock({ output: { message: { role: 'assistant', content: [{ text: 'x' }] } }, stopReason }, 'm');

it.each<[string, ChatAnswer, ChatRequest['stop'], string, string | null]>([
  ['the one that Anthropic names', anthropic({ type: 'message', content: [{ type: 'text', text: 'x' }], stop_reason: 'stop_sequence', stop_sequence: 'END' }, 'm'), ['END', 'FIN'], 'stop_sequence', 'END'],
  ['the one that vLLM names', shaped({ finish_reason: 'stop', stop_reason: 'END' }), ['END', 'FIN'], 'stop_sequence', 'END'],
  ['the only one that was asked for', fromBedrock('stop_sequence'), ['END'], 'stop_sequence', 'END'],
  ['one of several', cohere({ id: 'c', finish_reason: 'STOP_SEQUENCE', message: { role: 'assistant', content: [{ type: 'text', text: 'x' }] } }, 'm'), ['END', 'FIN'], 'stop_sequence', null],
  ['one that TGI does not name', shaped({ finish_reason: 'stop_sequence' }), 'END', 'stop_sequence', 'END'],
  ['none', fromBedrock('end_turn'), ['END'], 'end_turn', null],
  ['none, but a token', shaped({ finish_reason: 'stop', stop_reason: 128009 }), ['END'], 'end_turn', null],
])('says which stop sequence ended an answer: %s', (_name, answer, stop, reason, sequence) => {
  expect(encodeMessage(answer, options(stop))).toMatchObject({ stop_reason: reason, stop_sequence: sequence });
  expect(JSON.stringify(answer)).not.toContain('topped');
});

const frame = (type: string, body: object): string => JSON.stringify({ ':message-type': 'event', ':event-type': type, body });

it.each([
  ['Bedrock', bedrockStream('m'), [frame('messageStart', { role: 'assistant' }), frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'x' } }), frame('messageStop', { stopReason: 'stop_sequence' }), frame('metadata', {})]],
  ['Cohere', cohereStream('m'), ['{"type":"message-start"}', '{"type":"message-end","delta":{"finish_reason":"STOP_SEQUENCE"}}']],
])('says it in a stream of %s too', (_name, decoder, payloads) => {
  const stream = messagesDialect.stream(options('END'));
  const text = payloads.map((payload) => stream.encode(decoder.push(payload))).join('') + stream.end({ promptTokens: 1, completionTokens: 1, estimated: false });
  expect(text).toContain('"delta":{"stop_reason":"stop_sequence","stop_sequence":"END",');
});

it('pages that are cited are told in the words of Anthropic’s web search, whole and streamed; what stands for its index goes to nobody', () => {
  const annotations = [{ type: 'url_citation' as const, url_citation: { url: 'https://example.com/a', title: 'A', start_index: 0, end_index: 1 } }];
  const cited = { type: 'web_search_result_location', url: 'https://example.com/a', title: 'A', cited_text: '', encrypted_index: 'gho.none..unsigned' };
  const answer = { id: 'a', object: 'chat.completion' as const, created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant' as const, content: 'x', annotations }, finish_reason: 'stop' as const }] };
  expect(encodeMessage(answer, options())).toMatchObject({ content: [{ type: 'text', text: 'x', citations: [cited] }] });
  const chunk = (delta: object) => ({ id: 'a', object: 'chat.completion.chunk' as const, created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: null }] });
  const text = messagesDialect.stream(options()).encode([chunk({ content: 'x' }), chunk({ annotations }), chunk({ content: 'y' })]);
  const events = text.split('\n\n').filter(Boolean).map((event) => JSON.parse(event.split('data: ')[1]!) as Record<string, unknown>);
  expect(events.slice(2).map(({ index, delta }) => [index, delta])).toEqual([[0, { type: 'text_delta', text: 'x' }], [0, { type: 'citations_delta', citation: cited }], [0, { type: 'text_delta', text: 'y' }]]);
  const back = decodeMessages({ model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'hi' }, { role: 'assistant', content: [{ type: 'text', text: 'x', citations: [cited] }] }] }, {});
  expect([back.opaque, back.request.messages[1]]).toEqual([['gho.none..unsigned'], { role: 'assistant', content: [{ type: 'text', text: 'x' }] }]);
});
