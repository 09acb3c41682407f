import { describe, expect, it } from 'vitest';
import type { ChatChunk } from '../../core/chat.ts';
import type { JsonObject } from '../../core/json.ts';
import { forcedCall } from './decode.ts';

const CALL = '{\n  "name": "book"\n,\n"arguments": {"n": 2, "note": "a\\n\u00fc"}\n}\n\n';
const WEATHER = { function: { name: 'weather', arguments: { city: 'Bern' } } };
const line = (message: JsonObject, rest: JsonObject = {}) => ({ model: 'm', done: false, message: { role: 'assistant', content: '', ...message }, ...rest });
const last = (message: JsonObject = {}, reason = 'stop') => line(message, { done: true, done_reason: reason, prompt_eval_count: 5, eval_count: 7 });

function streamed(lines: JsonObject[]): ChatChunk[] {
  const stream = forcedCall.decoder('m');
  const chunks = lines.flatMap((one) => stream.push(JSON.stringify(one)));
  expect(stream.finished).toBe(true);
  return chunks;
}

/** Text, calls and the end of what was streamed. */
function whole(chunks: ChatChunk[]) {
  const choices = chunks.flatMap(({ choices: some }) => some);
  return {
    text: choices.map(({ delta }) => delta.content ?? '').join(''),
    thoughts: choices.map(({ delta }) => delta.reasoning_content ?? '').join(''),
    calls: choices.flatMap(({ delta }) => delta.tool_calls ?? []).map(({ index, function: fn }) => [index, fn?.name, fn?.arguments]),
    end: choices.map(({ finish_reason: reason }) => reason).filter(Boolean),
    tokens: chunks.at(-1)!.usage?.total_tokens,
  };
}

describe('a model that must call a tool', () => {
  it('has called it where it wrote the call as text', () => {
    const { choices, usage } = forcedCall.decode(last({ content: CALL, thinking: 'Hm.' }), 'm');
    expect(choices).toEqual([{ index: 0, finish_reason: 'tool_calls', logprobs: null, message: { role: 'assistant', content: null, refusal: null, reasoning_content: 'Hm.', tool_calls: [{ id: expect.stringMatching(/^call_0/) as string, type: 'function', function: { name: 'book', arguments: '{"n":2,"note":"a\\nü"}' } }] } }]);
    expect(usage).toMatchObject({ total_tokens: 12 });
  });

  it.each([1, 3, 1000])('the same streamed, in pieces of %i characters', (size) => {
    const pieces = CALL.match(new RegExp(`[^]{1,${size}}`, 'g'))!.map((content) => line({ content }));
    expect(whole(streamed([line({ thinking: 'Hm.' }), ...pieces, last()]))).toEqual({ text: '', thoughts: 'Hm.', calls: [[0, 'book', '{"n":2,"note":"a\\nü"}']], end: ['tool_calls'], tokens: 12 });
  });

  it('has called it where its template makes a call of what it wrote', () => {
    expect(forcedCall.decode(last({ tool_calls: [WEATHER] }), 'm').choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { tool_calls: [WEATHER].map(({ function: { name } }) => ({ function: { name } })) } });
    expect(whole(streamed([line({ tool_calls: [WEATHER] }), last()]))).toEqual({ text: '', thoughts: '', calls: [[0, 'weather', '{"city":"Bern"}']], end: ['tool_calls'], tokens: 12 });
  });

  it('has called none where its bound cut it off', () => {
    const half = CALL.slice(0, 20);
    expect(forcedCall.decode(last({ content: half }, 'length'), 'm').choices[0]).toMatchObject({ finish_reason: 'length', message: { content: null } });
    expect(whole(streamed([line({ content: half }), last({}, 'length')]))).toEqual({ text: '', thoughts: '', calls: [], end: ['length'], tokens: 12 });
  });

  it.each(['I would rather not.', '{"name":"book"}', '{"arguments":{}}', '"book"', ''])('is an error where it wrote %j', (content) => {
    const error = expect.objectContaining({ code: 'provider_error', message: expect.stringContaining('did not call a tool') as string }) as Error;
    expect(() => forcedCall.decode(last({ content }), 'm')).toThrow(error);
    expect(() => streamed([line({ content }), last()])).toThrow(error);
  });
});
