import { expect, it } from 'vitest';
import { nameOf, possibleScopes, type Spending, treeOf } from './tree.ts';

const RULES = { overBudget: 'refuse', unpriced: 'refuse', outputTokens: 4096 } as const;
const key = (id: string, team: string | null, owner = '', ownerKind: 'person' | 'application' | 'team' = 'person') => ({ id, name: `Key ${id}`, team, owner, ownerKind });
const standing = (scope: string) => ({
  budget: { id: `b-${scope}`, scope, measure: 'requests' as const, amount: '10', limit: 10, period: 'day' as const, hard: true, alertAt: [80], covers: 'cloud' as const, createdAt: 0, updatedAt: 0 },
  used: 0, reserved: 0, start: 0, end: null,
});
const office = (scopes: string[], limits: string[] = []): Spending => ({
  timeZone: 'Europe/Zurich',
  teams: [{ id: 't2', name: 'Notary', costCentre: '', createdAt: 0 }, { id: 't1', name: 'Front desk', costCentre: '12', createdAt: 0 }],
  keys: [key('k1', 't1', 'Anna'), key('k2', 't1', 'Anna'), key('k3', 't2', 'Ben'), key('k4', 't1', 'Ben'), key('k5', null, 'CRM', 'application'), key('k6', 't2', 'Notary', 'team')],
  budgets: scopes.map(standing),
  limits: limits.map((scope) => ({ scope, requestsPerMinute: 5, tokensPerMinute: null, concurrent: null })),
  currency: { code: 'CHF', perUsd: '0.89', date: null },
  rules: RULES,
  alerts: [],
});
const shape = (holders: ReturnType<typeof treeOf>['departments']): unknown => holders.map(({ name, within }) => [name, shape(within)]);

it('nests office, department, person and key, and keeps apart who is in several departments', () => {
  const { office: all, departments, elsewhere } = treeOf(office(['organisation', 'person:Anna', 'person:Ben', 'key:k1', 'key:k3', 'key:k6', 'key:gone'], ['application:CRM']));
  expect(all.budgets).toHaveLength(1);
  expect(shape(departments)).toEqual([['Front desk', [['Anna', [['Key k1', []]]]]], ['Notary', [['Key k6', []]]]]);
  expect(shape(elsewhere)).toEqual([['Ben', [['Key k3', []]]], ['CRM', []], ['gone', []]]);
  expect(departments[0]!.keys.map(({ id }) => id)).toEqual(['k1', 'k2', 'k4']);
  expect(elsewhere[1]!.limit?.requestsPerMinute).toBe(5);
});

it('knows everybody who can have a budget, once', () => {
  expect(possibleScopes(office([]))).toEqual({ team: ['team:t1', 'team:t2'], owner: ['application:CRM', 'person:Anna', 'person:Ben'], key: ['k1', 'k2', 'k3', 'k4', 'k5', 'k6'].map((id) => `key:${id}`) });
  expect(nameOf('person:a:b', office([]))).toBe('a:b');
});
