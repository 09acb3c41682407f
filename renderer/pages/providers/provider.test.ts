import { describe, expect, it } from 'vitest';
import { DATA_CLASSES } from '../../../gateway/core/data-class.ts';
import { accessOf, contractState, freeId, originOf, type Policy } from './provider.ts';

const NOW = Date.UTC(2027, 0, 1);
const DAY = 86_400_000;

describe('what each class may send', () => {
  type Cells = Policy['cells'];
  const all = (...cells: [Cells[number]['dataClass'], Cells[number]['action'], object?][]): string[] => {
    const policy = { cells: cells.map(([dataClass, action, conditions = {}]) => ({ dataClass, action, conditions, provider: 'mock' })) };
    return DATA_CLASSES.map((dataClass) => accessOf(policy, 'mock', dataClass, NOW));
  };
  it('is nothing without a rule, and the lower classes too with one', () => {
    expect(all()).toEqual(['no', 'no', 'no', 'no']);
    expect(all(['internal', 'allow'])).toEqual(['yes', 'yes', 'no', 'no']);
  });
  it('is less where a class is denied or only open with stand-ins', () => {
    expect(all(['secret', 'allow'], ['confidential', 'deny'])).toEqual(['yes', 'yes', 'no', 'no']);
    expect(all(['secret', 'allow'], ['confidential', 'pseudonymise'])).toEqual(['yes', 'yes', 'pseudonymise', 'pseudonymise']);
    expect(all(['secret', 'allow'], ['internal', 'pseudonymise'], ['secret', 'deny'])).toEqual(['yes', 'pseudonymise', 'pseudonymise', 'no']);
    expect(all(['confidential', 'pseudonymise'])).toEqual(['pseudonymise', 'pseudonymise', 'pseudonymise', 'no']);
    expect(all(['internal', 'allow'], ['confidential', 'pseudonymise', { tags: ['t'] }])).toEqual(['yes', 'yes', 'if', 'no']);
  });
  it('depends where a rule has conditions, and ends with them', () => {
    expect(all(['internal', 'allow', { contractValid: true }], ['public', 'allow'])).toEqual(['yes', 'if', 'no', 'no']);
    expect(all(['secret', 'allow'], ['internal', 'deny', { tags: ['client'] }])).toEqual(['yes', 'if', 'if', 'if']);
    expect(all(['internal', 'allow', { until: NOW }])).toEqual(['no', 'no', 'no', 'no']);
  });
  it('belongs to the provider that the rule names', () => {
    expect(accessOf({ cells: [{ dataClass: 'secret', provider: 'other', action: 'allow', conditions: {} }] }, 'mock', 'public', NOW)).toBe('no');
  });
});

it.each([
  [{}, 'none'],
  [{ id: 'DPA 7' }, 'valid'],
  [{ expiresAt: NOW + 31 * DAY }, 'valid'],
  [{ id: 'DPA 7', expiresAt: NOW + 30 * DAY }, 'ending'],
  [{ id: 'DPA 7', expiresAt: NOW }, 'over'],
] as const)('knows how a contract stands: %j is %s', (contract, state) => {
  expect(contractState(contract, NOW)).toBe(state);
});

it('makes a short name that is free', () => {
  expect(freeId('Büro-Server Nr. 1', [])).toBe('buro-server-nr-1');
  expect(freeId('mock', ['mock', 'mock-2'])).toBe('mock-3');
  expect(freeId('***', [])).toBe('provider');
});

it('takes only web addresses', () => {
  expect([' https://a.example/v1 ', 'http://10.0.0.1:8000', 'ftp://a.example', 'a.example'].map(originOf)).toEqual(['https://a.example', 'http://10.0.0.1:8000', undefined, undefined]);
});
