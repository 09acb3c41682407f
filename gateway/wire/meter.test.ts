import { describe, expect, it } from 'vitest';
import { BEGUN, type ChatChunk } from '../core/chat.ts';
import { StreamMeter } from './meter.ts';

const base = { id: 'chatcmpl-1', object: 'chat.completion.chunk' as const, created: 1, model: 'm' };
const chunk = (delta: object, over: object = {}): ChatChunk => ({ ...base, choices: [{ index: 0, delta, finish_reason: null }], ...over }) as ChatChunk;
const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7, prompt_tokens_details: { cached_tokens: 3 } };

describe('the meter', () => {
  it('reads usage in a chunk of its own or beside a text, and never takes back what was said before', () => {
    const meter = new StreamMeter();
    meter.see([chunk({ content: 'a' }, { usage: null })]);
    expect(meter.usage).toBeUndefined();
    meter.see([chunk({ content: 'z' }, { usage })]);
    meter.see([{ ...base, choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }]);
    expect(meter.usage).toEqual({ promptTokens: 5, completionTokens: 2, cachedTokens: 3, estimated: false });
  });

  it('takes the prompt by the numbers at the beginning of a stream that is cut', () => {
    const meter = new StreamMeter();
    meter.see([chunk({ role: 'assistant' }, { [BEGUN]: { ...usage, completion_tokens: 1, total_tokens: 6 } }), chunk({ content: 'four and four' })]);
    expect(meter.usage).toEqual({ promptTokens: 5, completionTokens: 4, cachedTokens: 3, estimated: true });
    meter.see([chunk({}, { usage })]);
    expect(meter.usage).toEqual({ promptTokens: 5, completionTokens: 2, cachedTokens: 3, estimated: false });
  });

  it('adds what came after the numbers of a stream that is cut: some count with every chunk, some with the first alone', () => {
    const meter = new StreamMeter();
    meter.see([chunk({ content: 'four' }, { usage })]);
    expect(meter.usage).toMatchObject({ completionTokens: 2, estimated: false });
    meter.see([chunk({ content: 'four and four' })]);
    expect(meter.usage).toEqual({ promptTokens: 5, completionTokens: 6, cachedTokens: 3, estimated: true });
    meter.see([chunk({ content: 'four' }, { usage: { ...usage, completion_tokens: 9 } }), chunk({})]);
    expect(meter.usage).toMatchObject({ completionTokens: 9, estimated: false });
  });

  it('estimates the tokens of text and of tool calls, none of which is less than one', () => {
    const meter = new StreamMeter();
    meter.see([chunk({ role: 'assistant', content: null }), chunk({ content: 'four' }), chunk({ tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }, { index: 1, function: { name: 'x' } }, { index: 2 }] })]);
    expect(meter.tokens).toBe(4);
  });

  it('hands on what the answer says', () => {
    let text = '';
    new StreamMeter((piece) => (text += piece)).see([chunk({ content: 'a' }), chunk({ reasoning_content: 'not said' }), chunk({ content: 'b' })]);
    expect(text).toBe('ab');
  });
});
