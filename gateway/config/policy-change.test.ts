import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classRank, DATA_CLASSES, type DataClass } from '../core/data-class.ts';
import type { Cell, CellAction, Conditions, Policy } from '../core/model.ts';
import { diffPolicies, findCell, lets, starterPolicy, withCell } from './policy-change.ts';

const PROVIDERS = ['a', 'b'];
const RANK: Record<CellAction, number> = { deny: 0, pseudonymise: 1, allow: 2 };

/** A request as the conditions see it: one value for each. */
interface Request { model: string; region: string; key: string; tag: string; address: string; contract: boolean; time: number; tools: string[] }

/** What a cell does to a request, said independently of `lets`. */
function effect(cell: Cell, request: Request): number {
  const { models, regions, keys, tags, clientAddresses, contractValid, until, hostedTools = [] }: Conditions = cell.conditions;
  const met =
    (!models || models.includes(request.model)) &&
    (!regions || regions.includes(request.region)) &&
    (!keys || keys.includes(request.key)) &&
    (!tags || tags.includes(request.tag)) &&
    (!clientAddresses || clientAddresses.includes(request.address)) &&
    (!contractValid || request.contract) &&
    (until === undefined || request.time < until) &&
    request.tools.every((tool) => hostedTools.includes(tool));
  return met ? RANK[cell.action] : 0;
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const some = (...values: string[]) => maybe(fc.subarray(values, { minLength: 1 }));
const conditions = fc
  .record({ models: some('m1', 'm2', 'm3'), regions: some('eu', 'us'), keys: some('k1', 'k2'), tags: some('t1', 't2'), contractValid: maybe(fc.constant(true)), until: maybe(fc.integer({ min: 1, max: 3 })), hostedTools: some('search', 'code') })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Conditions);
const cell: fc.Arbitrary<Cell> = fc
  .record({ dataClass: fc.constantFrom<DataClass>(...DATA_CLASSES), provider: fc.constantFrom(...PROVIDERS), action: fc.constantFrom<CellAction>('allow', 'allow', 'pseudonymise', 'deny'), conditions: fc.oneof(fc.constant({}), conditions) })
  .map((one) => {
    const { hostedTools: _tools, ...others }: Conditions = one.conditions;
    return one.action === 'allow' ? one : { ...one, conditions: one.action === 'deny' ? {} : others };
  });
const request: fc.Arbitrary<Request> = fc.record({
  model: fc.constantFrom('m1', 'm2', 'm3'),
  region: fc.constantFrom('eu', 'us'),
  key: fc.constantFrom('k1', 'k2'),
  tag: fc.constantFrom('t1', 't2'),
  address: fc.constant('10.0.0.1'),
  contract: fc.boolean(),
  time: fc.integer({ min: 0, max: 3 }),
  tools: fc.subarray(['search', 'code']),
});
const after = (cells: Cell[]): Policy => cells.reduce(withCell, starterPolicy(0));

describe('changing the matrix', () => {
  it('stays monotone for every request, whatever is set in whatever order', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 12 }), fc.array(request, { minLength: 1, maxLength: 8 }), (cells, requests) => {
        const policy = after(cells);
        for (const provider of PROVIDERS) {
          const column = DATA_CLASSES.map((dataClass) => findCell(policy, dataClass, provider));
          for (const one of requests) {
            const effects = column.map((c) => effect(c, one));
            expect(effects).toEqual([...effects].sort((x, y) => y - x));
          }
          for (let rank = 1; rank < column.length; rank++) expect(lets(column[rank - 1]!, column[rank]!)).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('does to the class what was asked, gives nothing new to higher classes and takes nothing but the new cell allows from lower ones', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 8 }), cell, fc.array(request, { minLength: 1, maxLength: 8 }), (cells, next, requests) => {
        const before = after(cells);
        const policy = withCell(before, next);
        for (const one of requests) {
          const was = (dataClass: DataClass): number => effect(findCell(before, dataClass, next.provider), one);
          const is = (dataClass: DataClass): number => effect(findCell(policy, dataClass, next.provider), one);
          expect(is(next.dataClass)).toBe(effect(next, one));
          for (const dataClass of DATA_CLASSES.slice(classRank(next.dataClass) + 1)) expect(is(dataClass)).toBeLessThanOrEqual(was(dataClass));
          // A lower class never gets what neither it nor the new cell had.
          for (const dataClass of DATA_CLASSES.slice(0, classRank(next.dataClass))) expect(is(dataClass)).toBeLessThanOrEqual(Math.max(was(dataClass), effect(next, one)));
        }
        const others = (p: Policy): Cell[] => p.cells.filter(({ provider }) => provider !== next.provider);
        expect(others(policy)).toEqual(others(before));
      }),
      { numRuns: 1500 },
    );
  });

  it('allows the lower classes with a class and denies the higher ones', () => {
    const allowed = withCell(starterPolicy(0), { dataClass: 'confidential', provider: 'a', action: 'allow', conditions: {} });
    expect(allowed.cells.map(({ dataClass, action }) => `${dataClass} ${action}`)).toEqual(['public allow', 'internal allow', 'confidential allow']);
    const denied = withCell(allowed, { dataClass: 'internal', provider: 'a', action: 'deny', conditions: {} });
    expect(denied.cells.map(({ dataClass, action }) => `${dataClass} ${action}`)).toEqual(['public allow']);
    expect(diffPolicies(allowed, denied)).toEqual([
      { what: 'cell internal × a', before: 'allow', after: '-' },
      { what: 'cell confidential × a', before: 'allow', after: '-' },
    ]);
  });

  it('raises each lower class to what the one above it has become', () => {
    const set = (dataClass: DataClass, conditions: Conditions): Cell => ({ dataClass, provider: 'a', action: 'allow', conditions });
    const policy = after([set('internal', { models: ['y'], regions: ['eu'] }), set('public', { models: ['y'] }), set('confidential', { models: ['x'], regions: ['eu'] })]);
    expect(findCell(policy, 'internal', 'a').conditions).toEqual({ models: ['x', 'y'], regions: ['eu'] });
    expect(findCell(policy, 'public', 'a').conditions).toEqual({ models: ['x', 'y'], regions: ['eu'] });
  });

  it('never gives a higher class a model that only the lower one was given', () => {
    const first = withCell(starterPolicy(0), { dataClass: 'confidential', provider: 'a', action: 'allow', conditions: { models: ['small'] } });
    const second = withCell(first, { dataClass: 'internal', provider: 'a', action: 'allow', conditions: { models: ['large'] } });
    expect(findCell(second, 'confidential', 'a').action).toBe('deny');
    expect(findCell(second, 'public', 'a').conditions).toEqual({ models: ['large', 'small'] });
  });
});
