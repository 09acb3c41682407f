import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from './strict-json.ts';

const parse = (text: string) => parseStrictJson(Buffer.from(text));

describe('parseStrictJson', () => {
  it('reads whatever JSON.stringify writes, unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        if (text.includes('__proto__')) return;
        expect(JSON.stringify(parse(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['duplicate key', '{"model":"a","model":"b"}', /same key twice/],
    ['duplicate key written with an escape', '{"model":"a","\\u006dodel":"b"}', /same key twice/],
    ['duplicate key deep inside', '{"a":[{"b":{"c":1,"c":1}}]}', /same key twice/],
    ['__proto__', '{"__proto__":{"admin":true}}', /__proto__/],
    ['__proto__ written with an escape', '{"\\u005f_proto__":1}', /__proto__/],
    ['lone surrogate', '{"a":"\\ud800"}', /surrogate/],
    ['lone surrogate in a key', '{"\\udc00":1}', /surrogate/],
    ['depth 10,000', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, /nested deeper/],
    ['depth 10,000 unclosed', '{"a":'.repeat(10_000), /nested deeper/],
    ['an integer beyond 2^53', '{"a":9007199254740993}', /would change/],
    ['infinity', '{"a":1e400}', /would change/],
    ['underflow', '{"a":1e-400}', /would change/],
    ['minus zero', '{"a":-0}', /would change/],
    ['open string', '{"a":"b', /not valid/],
    ['trailing text', '{"a":1} x', /not valid/],
    ['empty', '', /not valid/],
    ['comment', '{"a":1 /* b */}', /not valid/],
    ['NaN', '{"a":NaN}', /not valid/],
  ])('refuses %s', (_name, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('refuses more values than memory should hold', () => {
    expect(() => parse(`[${'[],'.repeat(600_000)}[]]`)).toThrow(/more than 1000000 values/);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseStrictJson(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toThrow(/UTF-8/);
  });

  it('is not slow on strings made of backslashes and quotes', () => {
    const text = JSON.stringify({ a: '\\"'.repeat(500_000) });
    const start = performance.now();
    expect(parse(text)).toEqual({ a: '\\"'.repeat(500_000) });
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it.each(['{"a":":{}[]:\\":"}', '{"a":0.1,"b":-1.5e3,"c":12345678901,"d":100,"e":0.0}', '[]', '"x"', 'null'])('reads %s', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });
});
