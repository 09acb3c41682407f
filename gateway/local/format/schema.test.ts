import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../core/json.ts';
import { plainPattern } from './pattern.ts';
import { boundedSchema } from './schema.ts';

const TEXT = { type: 'string' };
const lengthOf = (schema: JsonObject): number => JSON.stringify(boundedSchema(schema, 'response_format')).length;
const properties = (count: number, prefix = 'p'): JsonObject => ({ type: 'object', properties: Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, TEXT])) });
const nested = (depth: number): JsonObject => (depth === 0 ? TEXT : { type: 'object', properties: { a: nested(depth - 1) }, required: ['a'] });

describe('a JSON schema for the bundled Ollama', () => {
  it('stays as it is where its grammar has room', () => {
    const recursive = { $defs: { node: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/$defs/node' } } } } }, $ref: '#/$defs/node' };
    const nullable = { type: ['object', 'null'], properties: { a: { type: ['array', 'null'], items: { type: ['object', 'null'], properties: { b: TEXT } } } } };
    for (const schema of [{}, TEXT, properties(20), nested(8), { type: 'array', items: properties(5), maxItems: 100 }, recursive, nullable, { enum: [{ pattern: '}' }, 'a'] }]) expect(boundedSchema(schema, 'format')).toEqual(schema);
  });

  it('is made longer where its grammar has not, as the room goes by its length', () => {
    // Seen with Ollama 0.24: these two ended the runner.
    for (const schema of [properties(300), nested(80)]) {
      expect(lengthOf(schema)).toBeGreaterThan(JSON.stringify(schema).length * 1.5);
      expect(boundedSchema(schema, 'format')).toMatchObject(schema);
    }
  });

  it.each<[string, Json]>([
    ['minItems', { type: 'array', items: TEXT, minItems: 3_000 }],
    ['maxItems deep inside', { type: 'object', properties: { a: { type: 'array', items: TEXT, maxItems: 1_001 } } }],
    ['maxLength', { ...TEXT, maxLength: 5_000 }],
    ['a repetition in a pattern', { ...TEXT, pattern: '^a{1,5000}$' }],
    ['many of them', { anyOf: Array.from({ length: 30 }, () => ({ ...TEXT, maxLength: 900 })) }],
    ['a pattern that it cannot read', { ...TEXT, pattern: '^(?=a)a$' }],
    ['a negative bound', { type: 'array', items: TEXT, maxItems: -5 }],
    ['half an item', { type: 'array', items: TEXT, minItems: 1.5 }],
    ['nothing between its bounds', { ...TEXT, minLength: 5, maxLength: 2 }],
    ['no number between its bounds', { type: 'integer', minimum: 10, maximum: 2 }],
    ['nothing between the bounds of a pattern', { ...TEXT, pattern: '^a{5,2}$' }],
    ['many properties', properties(501)],
    ['a large one', { anyOf: Array.from({ length: 40 }, (_, index) => properties(200, `a-rather-long-name-${index}-`)) }],
    ['types that multiply', Array.from({ length: 25 }).reduce<JsonObject>((inner) => ({ type: ['object', 'object'], properties: { a: inner } }), TEXT)],
    ['a circle of references', { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } }, allOf: [{ $ref: '#/$defs/a' }] }],
    ['a choice that begins with itself', { $defs: { n: { anyOf: [{ $ref: '#/$defs/n' }, TEXT] } }, $ref: '#/$defs/n' }],
    ['a choice of nothing', { anyOf: [] }],
    ['a long key', { type: 'object', properties: { ['é'.repeat(200_000)]: TEXT } }],
    ['a long reference', { $ref: `#/${'é'.repeat(200_000)}` }],
  ])('that would end its runner, or Ollama itself, is refused: %s', (_name, schema) => {
    expect(() => boundedSchema(schema as JsonObject, 'response_format')).toThrow(expect.objectContaining({ code: 'unsupported_parameter', details: expect.objectContaining({ param: 'response_format' }) as object }) as Error);
  });

  it('may have properties of those names', () => {
    expect(() => boundedSchema({ type: 'object', properties: { maxLength: { type: 'integer', maximum: 1e9 }, pattern: TEXT, properties: TEXT } }, 'format')).not.toThrow();
  });
});

describe('a pattern', () => {
  it.each([
    ['^[a-z]{3}$', '^[a-z]{3}$'],
    ['^\\d{4}-\\d{2}$', '^[0-9]{4}-[0-9]{2}$'],
    ['^(?:a|b)+?\\.(?<rest>\\w*)$', '^(a|b)+[.]([A-Za-z0-9_]*)$'],
    ['^[\\w.-]+@\\S+$', '^[A-Za-z0-9_.-]+@[^ \\t\\n\\r]+$'],
    ['^[^\\]\\-x]é"\\/$', '^[^\\x5dx-][é][\\x22][/]$'],
    ['^\\}\\\\.$', '^[}][\\x5c].$'],
  ])('%s is written as %s', (pattern, plain) => {
    expect(plainPattern(pattern)).toBe(plain);
  });

  it.each(['', '^', '^$', 'abc', '^a', '^(?=a)a$', '^(?!a)$', '^*$', '^{2}$', '^a}$', '^]$', '^()$', '^(a$', '^a)b$', '^|a$', '^a|$', '^a|+$', '^a++$', '^a{2}{3}$', '^a{}$', '^a{,5}$', '^a\\1$', '^\\bx$', '^\\p{L}$', '^a\\$', '^[a$', '^[]$', '^a^b$', '^a$b$', `^${'('.repeat(60)}a${')'.repeat(60)}$`, `^${'a'.repeat(3_000)}$`])('%s is none that can be written', (pattern) => {
    expect(plainPattern(pattern)).toBeUndefined();
  });
});
