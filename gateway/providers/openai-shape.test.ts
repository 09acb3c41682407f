import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../core/chat.ts';
import type { Json } from '../core/json.ts';
import { bearer } from './define.ts';
import { openaiEmbeddings, openaiModels, openaiShape, shapeError } from './openai-shape.ts';

const openaiChat = openaiShape({ kind: 'plain', name: 'this server', passthrough: ['top_k'] });
const request = { model: 'alias', messages: [{ role: 'user', content: 'hi' }] } as ChatRequest;

describe('encoding', () => {
  it('changes the model’s name alone, and asks for usage where it streams', () => {
    const full = { ...request, temperature: 0.1, vendor: { deep: [1] }, stream: false, stream_options: null };
    expect(openaiChat.encode(full, { model: 'm' }).body).toEqual({ ...full, model: 'm' });
    expect(openaiChat.encode({ ...request, stream: true }, { model: 'm' }).body).toEqual({ ...request, model: 'm', stream: true, stream_options: { include_usage: true } });
    const asked = { include_usage: false, include_obfuscation: false };
    expect(openaiChat.encode({ ...request, stream: true, stream_options: asked }, { model: 'm' }).body).toMatchObject({ stream_options: { include_usage: true, include_obfuscation: false } });
    expect(asked.include_usage).toBe(false);
  });

  it('keeps what belongs to another dialect to itself', () => {
    expect(openaiChat.encode({ ...request, passthrough: { other: { a: 1 } } }, { model: 'm' }).body).not.toHaveProperty('passthrough');
  });

  it('always asks for vectors as numbers, which is what the wire encodes from', () => {
    expect(openaiEmbeddings.encode({ model: 'a', input: 'x', encoding_format: 'base64' }, { model: 'm' }).body).toEqual({ model: 'm', input: 'x', encoding_format: 'float' });
  });

  it('carries the credential as a bearer token, or none', () => {
    expect([bearer('sk-1'), bearer(undefined), bearer('')]).toEqual([{ authorization: 'Bearer sk-1' }, {}, {}]);
  });
});

it('reads a list of models in either form, and nothing that is no name', () => {
  for (const list of [[{ id: 'a' }, { id: 7 }, null, { id: { toString: 1 } }], { data: [{ id: 'a' }, {}] }] as Json[]) expect(openaiModels.decode(list)).toEqual(['a']);
});

it('finds the words of an error wherever they are', () => {
  const errors: [Json, string | undefined][] = [[[{ error: { message: 'a' } }], 'a'], [{ detail: [{ loc: ['body', 0, { toString: 1 }], msg: 'b' }, { msg: 'c' }] }, 'body.0: b; c'], [{ message: { detail: [{ msg: 'd' }] } }, 'd'], [{ detail: 'e' }, 'e'], [{ detail: [] }, undefined], [[], undefined], [{ detail: [{}] }, undefined]];
  for (const [body, words] of errors) expect(shapeError(body)).toBe(words);
});

describe('usage that cannot be counted', () => {
  const message = { role: 'assistant', content: 'x' };
  it.each<Json>([{}, 7, 'x', [], { prompt_tokens: 1 }, { prompt_tokens: '1', completion_tokens: 1 }, { prompt_tokens: -1, completion_tokens: 1 }, { prompt_tokens: 1.5, completion_tokens: 1 }, { prompt_tokens: 1, completion_tokens: 1, prompt_tokens_details: { cached_tokens: {} } }])('%j counts as none, so that an estimate takes its place', (usage) => {
    expect(openaiChat.decode({ choices: [{ index: 0, message }], usage }, 'm')).not.toHaveProperty('usage');
    expect(openaiChat.decoder('m').push(JSON.stringify({ choices: [], usage }))[0]).not.toHaveProperty('usage');
  });

  it('is not one that only lacks details, or is null for now', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 0, prompt_tokens_details: { cached_tokens: null }, vendor: 1 };
    expect(openaiChat.decode({ choices: [{ index: 0, message }], usage }, 'm').usage).toEqual(usage);
    expect(openaiChat.decoder('m').push('{"choices":[],"usage":null}')[0]!.usage).toBeNull();
  });
});

describe('a stream', () => {
  it('is over with [DONE] and not before', () => {
    const decoder = openaiChat.decoder('m');
    decoder.push('{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}');
    expect(decoder.finished).toBe(false);
    expect([decoder.push('[DONE]'), decoder.finished]).toEqual([[], true]);
  });

  it.each(['{"choices":{}}', '{"choices":[null]}', '{"choices":"x"}', '{"choices":[[]]}'])('%s is the provider’s error', (payload) => {
    expect(() => openaiChat.decoder('m').push(payload)).toThrow(expect.objectContaining({ code: 'provider_error' }) as Error);
  });

  it('keeps fields that are not known, and takes a chunk without choices', () => {
    expect(openaiChat.decoder('m').push('{"id":"a","model":"x","system_fingerprint":"f","vendor":{"a":1}}')).toEqual([{ id: 'a', object: 'chat.completion.chunk', created: expect.any(Number), model: 'm', system_fingerprint: 'f', vendor: { a: 1 }, choices: [] }]);
  });
});

it('says who speaks once, however often a server does', () => {
  const decoder = openaiChat.decoder('m');
  const push = (index: number, delta: object) => decoder.push(JSON.stringify({ choices: [{ index, delta: { role: 'assistant', ...delta } }] }))[0]!.choices[0]!.delta;
  // OpenAI's client for Python puts these together as it does texts.
  expect([push(0, { content: 'a' }), push(0, { content: 'b' }), push(1, {}), push(1, {})]).toEqual([{ role: 'assistant', content: 'a' }, { content: 'b' }, { role: 'assistant' }, {}]);
});
