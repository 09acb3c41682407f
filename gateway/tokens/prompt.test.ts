import fc from 'fast-check';
import { countTokens as whole } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { chatDemand } from '../budget/demand.ts';
import type { ChatRequest } from '../core/chat.ts';
import { leastTokens } from './bound.ts';
import { PromptSize, promptTexts } from './prompt.ts';
import { countRequest } from './request.ts';
import { CORPUS } from './testing/corpus.ts';

const request = (content: ChatRequest['messages'][number]['content'], more: Partial<ChatRequest> = {}): ChatRequest => ({ model: 'm', messages: [{ role: 'user', content: content ?? null }], ...more });

describe('a prompt', () => {
  it('is its texts, whoever speaks, and nothing else', () => {
    expect(promptTexts({ model: 'm', messages: [{ role: 'system', content: 'a' }, { role: 'user', content: [{ type: 'text', text: 'b' }, { type: 'image_url', image_url: { url: 'data:,x' } }, { type: 'text', text: 'c' }] }, { role: 'assistant', content: null, tool_calls: [{ id: '1', type: 'function', function: { name: 'f', arguments: '{"d":1}' } }] }, { role: 'tool', tool_call_id: '1', content: 'e' }] })).toEqual(['a', 'b', 'c', 'e']);
  });

  it('is measured in steps, and the steps do not show', async () => {
    const text = `${'Das Übernahmeangebot, at the latest. '.repeat(10_000)}${'ab'.repeat(100_000)}`;
    expect(await new PromptSize([text, ' ', text]).tooLongFor(1)).toEqual({ tokens: 2 * leastTokens(text), exact: false });
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await new PromptSize([text.repeat(10)]).tooLongFor(1);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('is too long only where that is certain', async () => {
    const words = new PromptSize(['word '.repeat(1_000), 'word '.repeat(500)]);
    expect(await words.tooLongFor(1_499)).toEqual({ tokens: 1_500, exact: false });
    expect(await words.tooLongFor(1_500)).toBeUndefined();
    expect(words.tooLongFor(1_000_000)).toBeUndefined();
    // Nobody knows without its vocabulary: 4,000 letters without a blank.
    const letters = new PromptSize([CORPUS.base64!]);
    expect(await letters.tooLongFor(100)).toBeUndefined();
  });

  it('is counted where a public vocabulary decides', async () => {
    const text = 'Rechtsschutzversicherung und Kostenübernahme, '.repeat(200);
    const truth = whole(text);
    const size = new PromptSize([text]);
    expect(await size.tooLongFor(truth - 2)).toBeUndefined();
    expect(await size.tooLongFor(truth - 2, 'o200k_base')).toEqual({ tokens: truth, exact: true });
    expect(await size.tooLongFor(truth, 'o200k_base')).toBeUndefined();
    expect(await size.tooLongFor(Buffer.byteLength(text), 'o200k_base')).toBeUndefined();
  });
});

it('what is reserved after counting is never below what the whole request can count for', async () => {
  const text = fc.constantFrom(...Object.values(CORPUS));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const), content: fc.oneof(text, fc.string({ unit: 'binary' }), fc.array(fc.record({ type: fc.constant('text' as const), text }), { minLength: 1, maxLength: 3 })) }), { minLength: 1, maxLength: 6 }), async (messages) => {
      const asked: ChatRequest = { model: 'gpt-4o', messages };
      const size = new PromptSize(promptTexts(asked));
      const counted = (await size.count('o200k_base'))!;
      const reserved = chatDemand(asked, undefined).promptTokens - Math.max(0, size.bytes - counted.tokens - 64);
      const { tokens } = await countRequest(asked, { encoding: undefined, imageTokens: 0 });
      // The template as the cookbook has it, around the texts run together.
      const truth = messages.reduce((sum, { content }) => sum + 4 + whole(typeof content === 'string' ? content : content.map((part) => part.text).join(''), { disallowedSpecial: new Set() }), 3);
      expect(reserved).toBeGreaterThanOrEqual(truth);
      expect(tokens).toBeGreaterThanOrEqual(3);
    }),
    { seed: 7, numRuns: 120 },
  );
});

describe('a whole request', () => {
  const options = { encoding: 'o200k_base' as const, imageTokens: 6_000 };

  it('is exact for plain texts: 4 a message and 3 before the answer', async () => {
    expect(await countRequest(request('hello world'), options)).toEqual({ tokens: 9, exact: true });
    expect(await countRequest({ model: 'm', messages: [{ role: 'system', content: 'hello' }, { role: 'user', content: [{ type: 'text', text: 'hello world' }] }] }, options)).toEqual({ tokens: 14, exact: true });
  });

  it.each<[string, ChatRequest, number]>([
    ['tools', request('a', { tools: [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }] }), 1_024],
    ['a schema', request('a', { response_format: { type: 'json_schema', json_schema: { name: 'x'.repeat(90), schema: {} } } }), 60],
    ['an image', request([{ type: 'text', text: 'a' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }]), 6_000],
    ['a document', request([{ type: 'file', file: { file_data: 'A'.repeat(5_000) } }]), 5_000],
    ['sound', request([{ type: 'input_audio', input_audio: { data: 'A'.repeat(4_000), format: 'wav' } }]), 4_000],
    ['calls', { model: 'm', messages: [{ role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '1'.repeat(300) } }] }] }, 300],
  ])('with %s is a bound', async (_what, asked, least) => {
    const { tokens, exact } = await countRequest(asked, options);
    expect([exact, tokens >= least]).toEqual([false, true]);
  });

  it('of a model whose vocabulary is not known is a bound', async () => {
    expect(await countRequest(request('hello world'), { ...options, encoding: undefined })).toEqual({ tokens: 20, exact: false });
  });
});
