import { describe, expect, it } from 'vitest';
import type { Conditions } from '../../../gateway/core/model.ts';
import { type Draft, toApi } from './draft.ts';
import { closedBy, movesAlong, type Policy, type Provider, type Subjects } from './rules.ts';

const NOW = Date.UTC(2026, 10, 21);
const provider: Provider = { id: 'p', name: 'P', region: 'eu', enabled: true, leaves: true, contract: { id: 'c', expiresAt: NOW + 1 }, models: [], hostedTools: [] };
const subjects: Subjects = { providers: [provider], keys: [{ id: 'k1', name: 'Reception', usable: true }, { id: 'k2', name: 'Old', usable: false }], aliases: [], localModels: [] };
const closed = (conditions: Conditions, over: Partial<Provider> = {}, lockdown = false, action: 'allow' | 'pseudonymise' = 'allow'): string | undefined => closedBy({ action, conditions }, { ...provider, ...over }, subjects, lockdown, NOW)?.code;

describe('an allowed cell', () => {
  it.each<[string | undefined, Conditions, Partial<Provider>, boolean]>([
    [undefined, { contractValid: true, regions: ['eu'], keys: ['k1', 'k2'], until: NOW + 1, tags: ['t'], models: ['m'], clientAddresses: ['10.0.0.0/8'] }, {}, false],
    ['lockdown', {}, {}, true],
    [undefined, {}, { leaves: false }, true],
    ['provider-off', {}, { enabled: false }, false],
    ['ended', { until: NOW }, {}, false],
    ['regions', { regions: ['ch'] }, {}, false],
    ['no-contract', { contractValid: true }, { contract: {} }, false],
    ['contract-ended', { contractValid: true }, { contract: { id: 'c', expiresAt: NOW } }, false],
    ['keys', { keys: ['k2', 'gone'] }, {}, false],
  ])('is closed by: %s, with stand-ins too', (why, conditions, over, lockdown) => {
    expect([closed(conditions, over, lockdown), closed(conditions, over, lockdown, 'pseudonymise')]).toEqual([why, why]);
  });

  it('only: one that is denied needs no further reason', () => {
    expect(closedBy({ action: 'deny', conditions: {} }, { ...provider, enabled: false }, subjects, true, NOW)).toBeUndefined();
  });
});

it('names the classes that move along', () => {
  const cells: Policy['cells'] = [
    { dataClass: 'public', provider: 'p', action: 'allow', conditions: {} },
    { dataClass: 'internal', provider: 'p', action: 'allow', conditions: { tags: ['t'] } },
  ];
  const policy = { cells } as Policy;
  expect(movesAlong(policy, 'confidential', 'p', 'allow')).toEqual(['internal']);
  expect(movesAlong(policy, 'public', 'p', 'deny')).toEqual(['internal']);
  expect(movesAlong(policy, 'secret', 'p', 'deny')).toEqual([]);
  expect(movesAlong(policy, 'confidential', 'p', 'pseudonymise')).toEqual(['internal']);
  expect(movesAlong(policy, 'public', 'p', 'pseudonymise')).toEqual(['internal']);
});

it('gives the gateway the exceptions in their order, and leaves what others have added meanwhile', () => {
  const route = (name: string): Policy['routes'][number] => ({ name, when: { tags: ['t'] }, alias: 'local' });
  const draft: Draft = { baseVersion: 1, cells: [], otherwise: { public: 'local' }, localModels: { secret: ['m'] }, routes: { all: [route('b'), route('a')], before: ['a', 'b', 'gone'] } };
  expect(toApi(draft, [route('a'), route('b'), route('of somebody else')])).toEqual({
    cells: [],
    otherwise: [{ dataClass: 'public', otherwise: 'local' }],
    localModels: [{ dataClass: 'secret', models: ['m'] }],
    removedRoutes: ['a', 'b'],
    routes: [route('b'), route('a')],
  });
});
