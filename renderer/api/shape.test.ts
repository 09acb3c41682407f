import { expect, it } from 'vitest';
import { OPERATIONS } from '../../gateway/admin/contract.ts';
import { fits, type Shape, shapeOf } from './shape.ts';

const KEY = {
  id: 'key_1', name: 'Word', owner: '', ownerKind: 'application', team: null, purpose: 'tool', last4: 'abcd', floor: 'public', ceiling: 'secret', mediaClass: null, models: null,
  origins: [], createdAt: 1, expiresAt: null, disabled: false, lastUsedAt: null,
};

it.each(['the schema', 'its shape alone'])('holds an answer against %s', (which) => {
  const schema = OPERATIONS['keys.list'].response as Shape;
  const shape = which === 'the schema' ? schema : shapeOf(schema);
  expect(fits(shape, { keys: [] })).toBe(true);
  expect(fits(shape, { keys: [KEY, { ...KEY, models: ['fast'], expiresAt: 5, added: 'later' }] })).toBe(true);
  const { name: _, ...nameless } = KEY;
  for (const wrong of [null, 1, 'text', [], {}, { keys: null }, { keys: {} }, { keys: [null] }, { keys: [nameless] }, { keys: [{ ...KEY, createdAt: 0.5 }] }, { keys: [{ ...KEY, models: 'fast' }] }, { keys: [{ ...KEY, disabled: 'no' }] }, { keys: [{ ...KEY, floor: 3 }] }]) {
    expect([wrong, fits(shape, wrong)]).toEqual([wrong, false]);
  }
});

it('keeps only what tells the shape', () => {
  expect(shapeOf({ type: 'object', required: ['a'], properties: { a: { anyOf: [{ type: 'string', maxLength: 5 } as Shape, { type: 'null' }] }, b: { enum: ['x', 'y'] } }, additionalProperties: false } as Shape)).toEqual({
    type: 'object', required: ['a'], properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] }, b: { type: 'string' } },
  });
});
