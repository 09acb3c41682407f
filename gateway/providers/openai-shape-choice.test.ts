import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatChunk } from '../core/chat.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { deepseek } from './deepseek.ts';
import { mistral } from './mistral/provider.ts';
import { openaiCompatible } from './openai-compatible.ts';
import { openai } from './openai.ts';
import { together } from './together.ts';

const KINDS = { openai, mistral, together, deepseek, 'openai-compatible': openaiCompatible };
const chat = openaiCompatible.chat!;
const answer = (message: object, over: object = {}): Json => ({ id: 'x', choices: [{ index: 0, message, ...over }] }) as Json;
const delta = (given: object, over: object = {}) => ({ id: 'chatcmpl-1', choices: [{ index: 0, delta: given, finish_reason: null, ...over }] });

function stream(chunks: readonly object[], of = chat): ChatChunk[] {
  const decoder = of.decoder('m');
  return [...chunks.flatMap((chunk) => decoder.push(JSON.stringify(chunk))), ...decoder.push('[DONE]')];
}

const calls = (chunks: readonly ChatChunk[]) => chunks.flatMap(({ choices }) => choices.flatMap((choice) => choice.delta.tool_calls ?? []));

describe('calls of tools in a stream', () => {
  it('keep apart where the server numbers them all 0, or not at all', () => {
    const call = (id: string, index?: number) => delta({ tool_calls: [{ ...(index !== undefined && { index }), id, function: { name: 'f', arguments: '{}' } }] });
    for (const index of [0, undefined]) {
      expect(calls(stream([call('a', index), call('b', index), call('c', index)])).map(({ index: at, id }) => `${at}${id}`)).toEqual(['0a', '1b', '2c']);
    }
    expect(calls(stream([call('a', 5), call('b', 7)])).map(({ index: at }) => at)).toEqual([0, 1]);
  });

  it('say their id and name once, and get an id where there is none', () => {
    const piece = (fn: object, id?: string) => delta({ tool_calls: [{ index: 0, ...(id !== undefined && { id }), type: 'function', function: fn }] });
    const said = calls(stream([piece({ name: 'f', arguments: '{"a"' }, 'a'), piece({ name: 'f', arguments: ':1}' }, 'a'), piece({ name: '', arguments: '' }, '')]));
    expect(said).toEqual([{ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{"a"' } }, { index: 0, function: { arguments: ':1}' } }, { index: 0, function: { arguments: '' } }]);
    expect(calls(stream([piece({ name: 'f' })]))).toEqual([{ index: 0, id: expect.stringMatching(/^call_/) as string, type: 'function', function: { name: 'f', arguments: '' } }]);
  });

  it('end with "tool_calls", also where the server says "stop" or nothing', () => {
    const call = delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: { city: 'Bern' } } }] });
    const finish = (chunks: ChatChunk[]) => chunks.flatMap(({ choices }) => choices.map((choice) => choice.finish_reason)).filter(Boolean);
    expect(finish(stream([call, delta({}, { finish_reason: 'stop' })]))).toEqual(['tool_calls']);
    expect(finish(stream([call]))).toEqual(['tool_calls']);
    expect(finish(stream([delta({ content: 'x' })]))).toEqual(['stop']);
    expect(calls(stream([call]))[0]!.function!.arguments).toBe('{"city":"Bern"}');
    expect(chat.decode(answer({ content: '', tool_calls: [{ id: 'a', function: { name: 'f', arguments: { city: 'Bern' } } }] }, { finish_reason: 'stop' }), 'm').choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null, tool_calls: [{ id: 'a', type: 'function', function: { arguments: '{"city":"Bern"}' } }] } });
  });

  it('of a kind of OpenAI’s own pass as they are', () => {
    const custom = { id: 'a', type: 'custom', custom: { name: 'f', input: 'x' } };
    expect(openai.chat!.decode(answer({ content: null, tool_calls: [custom] }), 'm').choices[0]!.message.tool_calls).toEqual([custom]);
  });
});

describe('thoughts', () => {
  it.each(['reasoning', 'reasoning_content'])('in the field %s', (field) => {
    expect(chat.decode(answer({ content: 'x', [field]: 'hm' }), 'm').choices[0]!.message).toEqual({ role: 'assistant', content: 'x', reasoning_content: 'hm' });
    expect(stream([delta({ [field]: 'hm' })])[0]!.choices[0]!.delta).toEqual({ role: 'assistant', reasoning_content: 'hm' });
  });

  it('in chunks of content: each block has its index, the signature its own fragment', () => {
    const think = (text: string, signature?: string) => ({ type: 'thinking', thinking: [{ type: 'text', text }], ...(signature && { signature }) });
    const chunks = stream([delta({ content: [think('a')] }), delta({ content: [think('b')] }), delta({ content: [think('', 's')] }), delta({ content: [think('c')] }), delta({ content: [{ type: 'text', text: 'x' }, think('d')] })], mistral.chat!);
    const details = chunks.flatMap(({ choices }) => choices.flatMap((choice) => choice.delta.reasoning_details ?? []));
    expect(details.map(({ index, text = '', signature = '' }) => `${index}${text}${signature}`)).toEqual(['0a', '0b', '0s', '1c', '2d']);
    expect(chunks.map(({ choices }) => choices[0]!.delta.content ?? '').join('')).toBe('x');
    // Nobody else gives such a piece back.
    expect(stream([delta({ content: [think('a', 's')] })])[0]!.choices[0]!.delta).toEqual({ role: 'assistant', reasoning_content: 'a' });
  });
});

describe('usage', () => {
  const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
  it('beside the end comes in a chunk of its own, after it', () => {
    expect(stream([{ ...delta({}, { finish_reason: 'stop' }), usage }]).map((chunk) => [chunk.choices.length, chunk.usage])).toEqual([[1, undefined], [0, usage]]);
  });

  it('that takes hits of a cache to another place is read there', () => {
    const given = { ...usage, prompt_cache_hit_tokens: 4, prompt_cache_miss_tokens: 5 };
    expect(deepseek.chat!.decode({ ...(answer({ content: 'x' }) as object), usage: given } as Json, 'm').usage).toEqual({ ...given, prompt_tokens_details: { cached_tokens: 4 } });
  });

  it.each<object>([{ prompt_tokens_details: { cached_tokens: -1 } }, { prompt_tokens_details: { cache_write_tokens: 1.5 } }, { prompt_cache_hit_tokens: 1e300 }])('that is absurd in a detail counts as none: %j', (over) => {
    expect(chat.decode({ ...(answer({ content: 'x' }) as object), usage: { ...usage, ...over } } as Json, 'm')).not.toHaveProperty('usage');
  });
});

describe('the end', () => {
  it.each<[string, string]>([['eos', 'stop'], ['eos_token', 'stop'], ['model_length', 'length'], ['content_filter', 'content_filter']])('%s is %s', (given, reason) => {
    expect(chat.decode(answer({ content: 'x' }, { finish_reason: given }), 'm').choices[0]!.finish_reason).toBe(reason);
  });

  it.each<[RegExp, object]>([
    [/error/, delta({}, { finish_reason: 'error' })],
    [/over capacity/, { choices: [], x_groq: { error: 'over capacity' } }],
    [/in a list/, [{ error: { message: 'in a list' } }]],
    [/as an object/, { object: 'error', message: 'as an object', code: 500 }],
    [/no reason given/, { error: {} }],
  ])('that is none is an error in the provider’s words: %s', (words, chunk) => {
    const decoder = chat.decoder('m');
    expect(() => decoder.push(JSON.stringify(chunk))).toThrow(expect.objectContaining({ code: 'provider_error', message: expect.stringMatching(words) as string }) as Error);
    expect(decoder.finished).toBe(false);
  });

  it('an error with status 200 is the provider’s error', () => {
    expect(() => chat.decode({ error: { message: 'overloaded' } }, 'm')).toThrow(/overloaded/);
    expect(() => chat.decode({ choices: [], error: 'overloaded' }, 'm')).toThrow(/overloaded/);
  });

  it('twice is once, and nothing comes after it', () => {
    const decoder = chat.decoder('m');
    decoder.push(JSON.stringify(delta({ content: 'x' }, { finish_reason: 'stop' })));
    expect([decoder.push('[DONE]'), decoder.push('[DONE]'), decoder.push('{"choices":[{"delta":{"content":"y"}}]}')]).toEqual([[], [], []]);
  });
});

it('what a filter found in the prompt, in a first chunk without choices, comes with the next', () => {
  const found = [{ prompt_index: 0, content_filter_results: {} }];
  const chunks = stream([{ id: '', choices: [], prompt_filter_results: found }, delta({ content: 'x' }), { id: '', choices: [{ index: 0, finish_reason: null }] }, delta({}, { finish_reason: 'stop' })]);
  expect(chunks.map((chunk) => [chunk.id, (chunk as unknown as { prompt_filter_results?: unknown }).prompt_filter_results])).toEqual([['chatcmpl-1', found], ['chatcmpl-1', undefined], ['chatcmpl-1', undefined]]);
});

it('ids are one per stream, and of OpenAI’s form where the provider has its own', () => {
  expect(new Set(stream([delta({}), { choices: [{ index: 0, delta: {} }] }]).map(({ id }) => id))).toEqual(new Set(['chatcmpl-1']));
  expect(deepseek.chat!.decode(answer({ content: '' }), 'm').id).toBe('chatcmpl-x');
  expect(openai.chat!.decode(answer({ content: '' }), 'm').id).toBe('x');
});

describe.each(Object.entries(KINDS))('whatever comes, %s', (_kind, { chat: of }) => {
  const fields = fc.constantFrom('content', 'role', 'tool_calls', 'reasoning', 'reasoning_content', 'logprobs', 'finish_reason', 'index', 'delta', 'message', 'usage', 'choices', 'id', 'created', 'error', 'x_groq', 'object', 'prompt_filter_results', 'function', 'arguments', 'name', 'thinking', 'text', 'type', 'prompt_tokens', 'completion_tokens', 'prompt_tokens_details', 'cached_tokens', 'tokens', 'top_logprobs', 'detail', 'loc', 'msg');
  const { value } = fc.letrec<{ value: Json; list: Json[]; object: Record<string, Json> }>((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, fc.constantFrom<Json>(null, true, 0, -1, 1.5, 1e300, '', 'text', 'thinking', 'stop', 'null'), tie('list'), tie('object'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 3 }),
    object: fc.dictionary(fields, tie('value'), { maxKeys: 6 }),
  }));
  const likely = (...values: Json[]) => fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: value });
  const call = fc.record({ id: likely('a', 'b'), index: likely(0, 1), function: fc.record({ name: likely('f'), arguments: likely('{}', { a: 1 }) }) }, { requiredKeys: ['function'] });
  const said = fc.record({ content: likely('', 'text', null), tool_calls: fc.oneof(fc.array(call, { maxLength: 2 }), likely(null)), reasoning: likely('hm', null) }, { requiredKeys: [] });
  const whole = fc.record({ id: value, usage: value, choices: fc.array(fc.record({ index: value, finish_reason: likely(null, 'stop', 'eos'), logprobs: value, message: said, delta: said }, { requiredKeys: ['message'] }), { minLength: 1, maxLength: 2 }) }, { requiredKeys: ['choices'] });
  const settings = { numRuns: 3000, seed: 20261121 };
  const sound = (work: () => unknown): boolean => {
    try {
      JSON.stringify(work());
      return true;
    } catch (error) {
      if (error instanceof GatehouseError && error.code === 'provider_error') return false;
      throw error;
    }
  };

  it('is an answer with texts where texts belong, or the provider’s error', () => {
    let read = 0;
    fc.assert(fc.property(fc.oneof(value, whole), (body) => {
      sound(() => {
        const decoded = of!.decode(body as Json, 'm');
        read++;
        for (const { message } of decoded.choices) {
          expect(message.content === null || typeof message.content === 'string').toBe(true);
          for (const call of message.tool_calls ?? []) if (!('custom' in call)) expect(typeof call.function.arguments).toBe('string');
        }
      });
    }), settings);
    expect(read).toBeGreaterThan(settings.numRuns / 40);
  });

  it('in a stream', () => {
    let read = 0;
    fc.assert(fc.property(fc.array(fc.oneof(value, whole), { maxLength: 4 }), (payloads) => {
      const decoder = of!.decoder('m');
      for (const payload of payloads) {
        const fine = sound(() => {
          for (const chunk of decoder.push(JSON.stringify(payload))) for (const { delta: given } of chunk.choices) {
            read++;
            expect(given.content === undefined || given.content === null || typeof given.content === 'string').toBe(true);
            for (const call of given.tool_calls ?? []) expect(Number.isSafeInteger(call.index)).toBe(true);
          }
        });
        if (!fine) break;
      }
      expect(decoder.finished).toBe(false);
    }), settings);
    expect(read).toBeGreaterThan(settings.numRuns / 40);
  });
});
