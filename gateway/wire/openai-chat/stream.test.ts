import { describe, expect, it } from 'vitest';
import type { ChatChunk } from '../../core/chat.ts';
import { ChatStreamEncoder } from './stream.ts';

const base = { id: 'chatcmpl-1', object: 'chat.completion.chunk' as const, created: 1, model: 'm' };
const chunk = (delta: object, over: object = {}): ChatChunk => ({ ...base, choices: [{ index: 0, delta, finish_reason: null }], ...over }) as ChatChunk;
const encoding = (includeUsage: boolean) => new ChatStreamEncoder({ includeUsage, seal: (value) => value });
const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7, prompt_tokens_details: { cached_tokens: 3 } };
const last = { ...base, choices: [], usage } as ChatChunk;
const estimate = { promptTokens: 9, completionTokens: 4, estimated: true };

function sent(text: string): unknown[] {
  expect(text.endsWith('\n\n') || text === '').toBe(true);
  return text.split('\n\n').filter(Boolean).map((event) => {
    expect(event).toMatch(/^data: [^\n]*$/);
    return event === 'data: [DONE]' ? '[DONE]' : (JSON.parse(event.slice(6)) as unknown);
  });
}

describe('a client that did not ask for usage', () => {
  it('sees none of it, and no empty chunk in its place', () => {
    const encoder = encoding(false);
    expect(sent(encoder.encode([chunk({ content: 'a' }, { usage: null }), last]))).toEqual([chunk({ content: 'a' })]);
    expect(sent(encoder.end(estimate))).toEqual(['[DONE]']);
  });

  it('keeps the last text where the provider puts the usage beside it', () => {
    const encoder = encoding(false);
    expect(sent(encoder.encode([chunk({ content: 'z' }, { usage })]))).toEqual([chunk({ content: 'z' })]);
  });
});

describe('calls of tools that come together', () => {
  const call = (index: number) => ({ index, id: `call_${index}`, type: 'function', function: { name: 'time', arguments: '{}' } });
  const ends = (delta: object, finish: string | null, over: object = {}) => ({ ...base, choices: [{ index: 0, delta, finish_reason: finish, ...over }] });

  it('go out one by one, the reason to end with the last', () => {
    const together = ends({ content: 'a', tool_calls: [call(0), call(1), call(2)] }, 'tool_calls', { logprobs: { content: [] } });
    expect(sent(encoding(true).encode([{ ...together, usage } as ChatChunk]))).toEqual([
      { ...ends({ content: 'a', tool_calls: [call(0)] }, null, { logprobs: { content: [] } }), usage: null },
      { ...ends({ tool_calls: [call(1)] }, null, { logprobs: null }), usage: null },
      { ...ends({ tool_calls: [call(2)] }, 'tool_calls', { logprobs: null }), usage },
    ]);
  });

  it('are left as they are where there is one, or where the client asked for several answers', () => {
    const one = ends({ tool_calls: [call(0)] }, null);
    const several = { ...base, choices: [0, 1].map((index) => ({ index, delta: { tool_calls: [call(0), call(1)] }, finish_reason: null })) };
    expect(sent(encoding(true).encode([one, several] as ChatChunk[]))).toEqual([one, several]);
  });
});

describe('a client that asked for usage', () => {
  it('sees what the provider said, once', () => {
    const encoder = encoding(true);
    expect(sent(encoder.encode([chunk({ content: 'a' }, { usage: null }), last]))).toEqual([chunk({ content: 'a' }, { usage: null }), last]);
    expect(sent(encoder.end(estimate))).toEqual(['[DONE]']);
  });

  it('sees an estimate that says so where none came', () => {
    const encoder = encoding(true);
    encoder.encode([chunk({ content: 'a' })]);
    expect(sent(encoder.end(estimate))).toEqual([{ ...base, choices: [], usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13, gatehouse_estimated: true } }, '[DONE]']);
  });
});

describe('the encoder', () => {
  it('writes what is in the text so that no line break ends an event early', () => {
    const text = 'a\n\nb\r\ndata: [DONE]\u2028\u{1f600}';
    const encoder = encoding(false);
    const bytes = encoder.encode([chunk({ content: text })]);
    expect(bytes.split('\n')).toHaveLength(3);
    expect(sent(bytes)).toEqual([chunk({ content: text })]);
  });

  it('keeps fields that it does not know', () => {
    const odd = chunk({ content: 'a', vendor: 1 }, { system_fingerprint: 'fp', service_tier: null });
    expect(sent(encoding(false).encode([odd]))).toEqual([odd]);
  });

  it('of nothing is nothing', () => {
    const encoder = encoding(true);
    expect(encoder.encode([])).toBe('');
    expect(encoder.end(estimate)).toBe('data: [DONE]\n\n');
  });
});
