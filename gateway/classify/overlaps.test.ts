import { describe, expect, it } from 'vitest';
import { withoutOverlaps } from './overlaps.ts';
import type { Match, Recogniser } from './recogniser.ts';

const recogniser = (id: string, group: Recogniser['group'], weight: number, entity?: string): Recogniser => ({ id, group, ...(entity !== undefined && { entity }), dataClass: 'confidential', weight, examples: { found: [], passed: [] } });
const address = recogniser('address', 'person', 0.49, 'ADDRESS');
const name = recogniser('name', 'person', 0.51, 'PERSON');
const number = recogniser('number', 'identifier', 1, 'AHV');
const context = recogniser('context', 'context', 0.49);
const at = (which: Recogniser, start: number, end: number, certain = true): Match => ({ recogniser: which, start, end, certain });
const told = (...matches: Match[]) => withoutOverlaps(matches).map(({ recogniser: { id }, start, end, certain }) => [id, start, end, certain]);

describe('findings without overlaps', () => {
  it.each([[12, 20], [12, 12], [8, 40]])('a context from %i to %i takes no address away', (start, end) => {
    const kept = told(at(address, 10, 30), at(context, start, end));
    expect(kept).toContainEqual(['address', 10, 30, true]);
    expect(kept).toContainEqual(['context', start, end, true]);
  });

  it('a context between two names joins them to none', () => {
    expect(told(at(name, 0, 5), at(context, 3, 12), at(name, 10, 15))).toEqual([['name', 0, 5, true], ['context', 3, 12, true], ['name', 10, 15, true]]);
  });

  it('the stronger of two covers both, and is certain only if both are', () => {
    expect(told(at(address, 0, 10), at(number, 5, 15))).toEqual([['number', 0, 15, true]]);
    expect(told(at(address, 0, 10, false), at(number, 5, 15))).toEqual([['number', 0, 15, false]]);
    expect(told(at(number, 0, 15), at(address, 5, 10, false))).toEqual([['number', 0, 15, true]]);
  });

  it('a chain of overlaps leaves nothing uncovered', () => {
    expect(told(at(name, 0, 6), at(address, 4, 12), at(number, 11, 20))).toEqual([['number', 0, 20, true]]);
  });
});
