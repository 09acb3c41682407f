import { expect, it } from 'vitest';
import type { ProviderConfig } from '../core/model.ts';
import type { Price } from '../prices/types.ts';
import { createBudgets } from './budgets.ts';
import { imageDemand, moderationDemand } from './demand.ts';

const PRICE: Price = { id: 'p', source: 'office', imageTokens: 6_000, tiers: [{ above: 0, rates: { input: 1e9, output: 2e9 } }] };
const PAYER = { keyId: 'k', team: 'a', ownerKind: 'person' as const, owner: 'Anna' };

const budgets = createBudgets({
  budgets: () => [], limits: () => [], rules: () => ({ overBudget: 'refuse', unpriced: 'allow', outputTokens: 500 }), timeZone: () => 'Europe/Zurich',
  prices: { find: (_provider, model) => (model === 'listed' ? { ...PRICE, source: 'catalogue' } : PRICE) }, provider: (id) => ({ id }) as ProviderConfig, hidesThoughts: () => false,
  now: () => 0, monotonic: () => 0, newest: () => 0, usedIn: (asked) => asked.map(() => 0), nameOf: (scope) => scope, onCrossing: () => {}, onOverrun: () => {}, raise: () => Promise.resolve(),
});

it('an image costs what the office has entered, never what a list says of texts', () => {
  const drawn = imageDemand({ model: 'm', prompt: 'A lighthouse.' }, undefined);
  const read = moderationDemand({ model: 'm', input: 'A lighthouse.' }, undefined);
  const unpriced = ([['listed', drawn], ['listed', read], ['entered', drawn]] as const).map(([model, demand]) => budgets.admit(model, PAYER, [{ provider: 'cloud', model }], demand).unpriced);
  expect(unpriced).toEqual([true, false, false]);
});
