import { expect, it } from 'vitest';
import { NO_THINKING } from '../../core/chat.ts';
import type { Json } from '../../core/json.ts';
import { decodeOllamaChat } from './decode-chat.ts';
import { decodeOllamaGenerate } from './decode-generate.ts';
import { encodeAnswer, inMessage } from './encode.ts';

const call = (name: string, id?: string): Json => ({ function: { name, arguments: {} }, ...(id !== undefined && { id }) });
const result = (content: string, more: object): Json => ({ role: 'tool', content, ...more });

/** The ids of the calls, and of the calls that the results belong to. */
function idsOf(calls: Json[], results: Json[]): [string[], (string | undefined)[]] {
  const { messages } = decodeOllamaChat({ model: 'm', messages: [{ role: 'user', content: 'hi' }, { role: 'assistant', content: '', tool_calls: calls }, ...results] }).request;
  return [messages[1]!.tool_calls!.map(({ id }) => id), messages.slice(2).map(({ tool_call_id: id }) => id ?? undefined)];
}

it('a result belongs to the first call of its tool that has none yet', () => {
  expect(idsOf([call('time'), call('time'), call('weather')], [result('a', { tool_name: 'weather' }), result('b', { tool_name: 'time' }), result('c', {})])).toEqual([['call_1', 'call_2', 'call_3'], ['call_3', 'call_1', 'call_2']]);
});

it('ids that a client keeps are kept', () => {
  expect(idsOf([call('time', 'a'), call('time', 'b')], [result('x', { tool_call_id: 'b' }), result('y', { tool_call_id: 'a', tool_name: 'time' })])).toEqual([['a', 'b'], ['b', 'a']]);
});

it('a client that keeps the id of a call in its result alone has it answered in order', () => {
  expect(idsOf([call('time'), call('weather')], [result('x', { tool_call_id: 'toolu_1' }), result('y', { tool_call_id: 'toolu_2' })])).toEqual([['call_1', 'call_2'], ['call_1', 'call_2']]);
  expect(idsOf([call('time'), call('weather')], [result('x', { tool_call_id: 'toolu_2', tool_name: 'weather' }), result('y', { tool_call_id: 'toolu_1' })])[1]).toEqual(['call_2', 'call_1']);
});

it('an id that no call has is never another call’s', () => {
  expect(idsOf([call('time', 'a')], [result('x', { tool_call_id: 'b' })])[1]).toEqual(['b']);
});

it('null is an empty text, as Ollama itself reads it', () => {
  expect(decodeOllamaChat({ model: 'm', messages: [{ role: 'assistant', content: null, tool_calls: [call('time')] }, { role: 'tool', content: null }] }).request.messages).toMatchObject([{ content: null }, { content: '' }]);
});

it('log probabilities may be asked for in both forms', () => {
  for (const { request } of [decodeOllamaChat({ model: 'm', messages: [{ role: 'user', content: 'hi' }], logprobs: true, top_logprobs: 2 }), decodeOllamaGenerate({ model: 'm', prompt: 'hi', logprobs: true, top_logprobs: 2 })]) expect(request).toMatchObject({ logprobs: true, top_logprobs: 2 });
});

it('what was said before a refusal does not hide it', () => {
  const message = { role: 'assistant' as const, content: 'Well. ', refusal: 'No.' };
  expect(encodeAnswer({ id: 'a', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message, finish_reason: 'content_filter' }] }, false, inMessage)).toMatchObject({ message: { content: 'Well. No.' } });
});

it('thinking that is switched off is a wish of its own', () => {
  const asked = (think?: boolean) => decodeOllamaChat({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...(think !== undefined && { think }) }).request;
  expect([asked(false), asked(true), asked()].map(({ [NO_THINKING]: off, reasoning_effort: effort }) => [off, effort])).toEqual([[true, undefined], [undefined, 'medium'], [undefined, undefined]]);
});

it('a wish to think in words that Ollama does not know is refused, as Ollama does', () => {
  const asked = (think: Json) => decodeOllamaChat({ model: 'm', messages: [{ role: 'user', content: 'hi' }], think }).request;
  expect([asked('max').reasoning_effort, asked(true).reasoning_effort, asked(null).reasoning_effort, asked(false)[NO_THINKING]]).toEqual(['max', 'medium', undefined, true]);
  for (const think of ['hard', 5, {}]) expect(() => asked(think)).toThrow(expect.objectContaining({ code: 'invalid_request', message: 'think must be true, false, "low", "medium", "high", "max".' }) as Error);
});

it.each([1.5, '50', 1e308, 100_000_001])('a bound of %s tokens is refused, as no answer and no budget could be measured by it', (bound) => {
  expect(() => decodeOllamaChat({ model: 'm', messages: [{ role: 'user', content: 'x' }], options: { num_predict: bound } })).toThrow('options.num_predict must be a whole number of at most 100000000.');
});
