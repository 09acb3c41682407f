import { expect, it } from 'vitest';
import type { ChatAnswer, ChatRequest } from '../../core/chat.ts';
import { decodeAnswer as anthropic } from '../../providers/anthropic/decode.ts';
import { bedrockStream, decodeAnswer as bedrock } from '../../providers/bedrock/decode.ts';
import { cohereStream, decodeAnswer as cohere } from '../../providers/cohere/decode.ts';
import { openaiCompatible as vllm } from '../../providers/openai-compatible.ts';
import type { AnswerOptions } from '../dialect.ts';
import { encodeMessage } from './answer.ts';
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
