import { describe, expect, it } from 'vitest';
import type { Json } from '../core/json.ts';
import { decodeEmbeddings, openaiEmbeddingsDialect } from './openai-embeddings.ts';

const body = (input: unknown, over: object = {}): Json => ({ model: 'm', input, ...over }) as Json;
const fault = (param: string) => expect.objectContaining({ code: 'invalid_request', status: 400, details: expect.objectContaining({ param }) as object }) as Error;

describe('an embeddings request', () => {
  it.each([['a text', 'a'], ['texts', ['a', 'b']], ['tokens', [0, 1]], ['lists of tokens', [[1], [2, 3]]]])('takes %s', (_name, input) => {
    const value = body(input, { encoding_format: null, dimensions: 65_536, vendor: 1 });
    expect(decodeEmbeddings(value)).toBe(value);
  });

  it.each<[string, string, Json]>([
    ['no model', 'model', { input: 'a' }],
    ['no input', 'input', { model: 'm' }],
    ['an empty text', 'input', body('')],
    ['an empty list', 'input', body([])],
    ['an empty text among others', 'input', body(['a', ''])],
    ['texts and tokens mixed', 'input', body(['a', 1])],
    ['an empty list of tokens', 'input', body([[1], []])],
    ['half a token', 'input', body([1.5])],
    ['a negative token', 'input', body([-1])],
    ['an object', 'input', body({ a: 1 })],
    ['2,049 texts', 'input', body(Array.from({ length: 2_049 }, () => 'a'))],
    ['another format', 'encoding_format', body('a', { encoding_format: 'hex' })],
    ['no dimensions', 'dimensions', body('a', { dimensions: 0 })],
    ['more dimensions than there are', 'dimensions', body('a', { dimensions: 1e300 })],
    ['no object', 'input', 'a'],
  ])('refuses %s', (_name, param, value) => {
    expect(() => decodeEmbeddings(value)).toThrow(fault(param));
  });

  it('counts texts, not the tokens of one text', () => {
    const tokens = Array.from({ length: 8_000 }, (_, index) => index);
    expect(decodeEmbeddings(body(tokens)).input).toHaveLength(8_000);
  });
});

describe('an embeddings answer', () => {
  const vectors = [[1, -2.5, 0], [0.1, 3.4028234663852886e38, -0]];
  const encode = (format: 'float' | 'base64', estimated = false) => openaiEmbeddingsDialect.encode({ vectors, model: 'm', promptTokens: 4, estimated }, { model: 'm', input: 'x', encoding_format: format });

  it('as numbers', () => {
    expect(encode('float')).toEqual({ object: 'list', model: 'm', data: [{ object: 'embedding', index: 0, embedding: [1, -2.5, 0] }, { object: 'embedding', index: 1, embedding: vectors[1] }], usage: { prompt_tokens: 4, total_tokens: 4 } });
  });

  it('says where its usage is an estimate', () => {
    expect(encode('float', true)).toMatchObject({ usage: { prompt_tokens: 4, gatehouse_estimated: true } });
  });

  it('as base64 of little-endian 32-bit floats', () => {
    const { data } = encode('base64') as { data: { embedding: string }[] };
    // 1.0 is 3f800000, -2.5 is c0200000: the low byte comes first.
    expect(Buffer.from(data[0]!.embedding, 'base64').toString('hex')).toBe('0000803f000020c000000000');
    const bytes = Buffer.from(data[1]!.embedding, 'base64');
    expect([0, 4, 8].map((at) => bytes.readFloatLE(at))).toEqual([Math.fround(0.1), 3.4028234663852886e38, -0]);
  });
});
