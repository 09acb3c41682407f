import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classRank, DATA_CLASSES, type DataClass } from '../core/data-class.ts';
import type { Recogniser } from './recogniser.ts';
import { Score } from './score.ts';

const recogniser = (id: string, dataClass: DataClass, weight: number, alone?: DataClass): Recogniser => ({ id, group: 'identifier', entity: 'X', dataClass, weight, ...(alone && { alone }), examples: { found: [], passed: [] } });
const address = recogniser('address', 'confidential', 0.4, 'internal');
const name = recogniser('name', 'confidential', 0.6, 'internal');
const number = recogniser('number', 'confidential', 1);
const codeWord = recogniser('word', 'secret', 0.5);

function classOf(...added: [Recogniser, string][]): DataClass {
  const score = new Score((which) => which.dataClass);
  for (const [which, value] of added) score.add(which, value);
  return score.dataClass();
}

describe('the score', () => {
  it.each<[string, [Recogniser, string][], DataClass]>([
    ['nothing', [], 'public'],
    ['one weak finding', [[address, 'a']], 'internal'],
    ['the same weak finding ten times', Array.from({ length: 10 }, () => [address, 'a'] as [Recogniser, string]), 'internal'],
    ['many of one weak kind', Array.from({ length: 10 }, (_, i) => [address, String(i)] as [Recogniser, string]), 'internal'],
    ['two kinds that reach 1 together', [[address, 'a'], [name, 'b']], 'confidential'],
    ['one strong finding', [[number, '1']], 'confidential'],
    ['half of a higher class and half of a lower', [[codeWord, 'x'], [name, 'b']], 'confidential'],
    ['half of a higher class, twice', [[codeWord, 'x'], [codeWord, 'y'], [codeWord, 'z'], [name, 'b']], 'confidential'],
  ])('%s', (_what, added, expected) => {
    expect(classOf(...added)).toBe(expected);
  });

  it('goes by the class that the office gave', () => {
    const score = new Score((which) => (which === number ? 'secret' : which.dataClass));
    score.add(number, '1');
    expect(score.dataClass()).toBe('secret');
  });

  it('never falls by a further finding', () => {
    const anyFinding = fc.tuple(fc.tuple(fc.constantFrom(...DATA_CLASSES), fc.double({ min: 0, max: 1, noNaN: true }), fc.option(fc.constantFrom(...DATA_CLASSES), { nil: undefined })).map(([dataClass, weight, alone]) => recogniser('any', dataClass, weight, alone)), fc.constantFrom('a', 'b'));
    fc.assert(fc.property(fc.array(anyFinding), fc.array(anyFinding), (some, more) => {
      expect(classRank(classOf(...some, ...more))).toBeGreaterThanOrEqual(classRank(classOf(...some)));
    }));
  });
});
