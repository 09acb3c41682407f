import { expect, it } from 'vitest';
import type { ProviderConfig } from '../core/model.ts';
import type { Price } from '../prices/types.ts';
import { createBudgets } from './budgets.ts';

/** 1 token in is 1,000 nano-dollars, 1 token out is 2,000. */
const PRICE: Price = { id: 'p', source: 'office', imageTokens: 0, tiers: [{ above: 0, rates: { input: 1e9, output: 2e9 } }] };
const CLOUD = { provider: 'cloud', model: 'thinks' };

it.each([[false], [true]])('a model that thinks unseen counts in full where its stream is cut, also where its provider is removed meanwhile: %j', (removed) => {
  const providers = new Map([['cloud', { id: 'cloud' } as ProviderConfig]]);
  const budgets = createBudgets({
    budgets: () => [], limits: () => [], rules: () => ({ overBudget: 'refuse', unpriced: 'allow', outputTokens: 500 }), timeZone: () => 'Europe/Zurich', prices: { find: () => PRICE }, provider: (id) => providers.get(id), hidesThoughts: (provider, model) => provider.id === 'cloud' && model === 'thinks',
    now: () => 0, monotonic: () => 0, newest: () => 0, usedIn: (asked) => asked.map(() => 0), nameOf: (scope) => scope, onCrossing: () => {}, onOverrun: () => {}, raise: () => Promise.resolve(),
  });
  const { charge } = budgets.admit('t', { keyId: 'k', team: null, ownerKind: 'application', owner: '' }, [CLOUD], { promptTokens: 100, images: 0, documents: false, outputTokens: 100, choices: 1, predictedTokens: 0, opaque: false });
  void charge.begin(CLOUD);
  charge.sent();
  if (removed) providers.clear();
  expect(charge.settle({ outcome: 'aborted', ...CLOUD, usage: { promptTokens: 50, completionTokens: 1, estimated: true } })).toMatchObject({ cost: 50_000 + 200_000, completionTokens: 100, usageEstimated: true });
});
