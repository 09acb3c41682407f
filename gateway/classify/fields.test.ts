import { expect, it } from 'vitest';
import { slope } from '../../test/support/linear.ts';
import type { Json } from '../core/json.ts';
import { eachField } from './fields.ts';

it.each([['numbers', '756,'], ['short words', '"ab",'], ['objects', '{"a":1},'], ['numbers and lists', '756,[],']])('reads a list of %s in time linear in its length', (_name, unit) => {
  const read = (text: string): void => {
    for (const _ of eachField(JSON.parse(`[${text}0]`) as Json, () => {})) { /* one step */ }
  };
  expect(slope(read, unit)).toBeLessThan(4);
});
