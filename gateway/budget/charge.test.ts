import { expect, it } from 'vitest';
import type { DeploymentRef } from '../core/model.ts';
import type { Price } from '../prices/types.ts';
import { Accounts } from './accounts.ts';
import { Charge, type Worst } from './charge.ts';

const CLOUD: DeploymentRef = { provider: 'cloud', model: 'm' };
/** 1 token in is 1,000 nano-dollars, 1 token out is 2,000. */
const PRICE: Price = { id: 'p', source: 'office', imageTokens: 0, tiers: [{ above: 0, rates: { input: 1e9, output: 2e9 } }] };
const WORST: Worst = { provider: undefined, price: PRICE, money: 300_000, promptTokens: 100, completionTokens: 100, tokens: 200, opaque: false };

function settled(promptTokens: number, completionTokens: number) {
  const overruns: [number, number][] = [];
  const accounts = new Accounts({ budgets: () => [], timeZone: () => 'UTC', now: () => 0, usedIn: () => [], onCrossing: () => {} });
  const reservation = accounts.reserve({ keyId: 'k', team: null, ownerKind: 'application', owner: '' }, true, { money: WORST.money, tokens: WORST.tokens, requests: 1 });
  if ('budget' in reservation) throw new Error('it fits');
  const charge = new Charge({
    plan: [CLOUD], worst: new Map([[CLOUD, WORST]]), localTokens: 0, hidesThoughts: () => false, reservation, passage: undefined,
    raise: () => Promise.resolve(), shortage: () => new Error('no room'), onOverrun: (cost, reserved) => overruns.push([cost, reserved]),
  });
  void charge.begin(CLOUD);
  charge.sent();
  const { cost, countedTokens, usageEstimated } = charge.settle({ outcome: 'ok', ...CLOUD, usage: { promptTokens, completionTokens, estimated: false } });
  return { cost, countedTokens, usageEstimated, overruns };
}

it('tells of a bill above what was set aside, however little it is above, and of none that is not', () => {
  expect(settled(100, 100)).toMatchObject({ cost: 300_000, overruns: [] });
  expect(settled(101, 100)).toMatchObject({ cost: 301_000, overruns: [[301_000, 300_000]] });
});

it.each([['prompt', 16 * 100 + 100_000, 0], ['answer', 0, 16 * 100 + 100_000]])('takes numbers for numbers as long as the %s can be true, and for none beyond', (_, prompt, completion) => {
  const [more, less] = [Number(prompt > 0), Number(completion > 0)];
  expect(settled(prompt, completion)).toMatchObject({ cost: prompt * 1_000 + completion * 2_000, countedTokens: prompt + completion, usageEstimated: undefined });
  expect(settled(prompt + more, completion + less)).toEqual({ cost: 300_000, countedTokens: 200, usageEstimated: true, overruns: [] });
});

it('counts what was lost at several providers for the first, which is on the ledger under one name', () => {
  const accounts = new Accounts({ budgets: () => [], timeZone: () => 'UTC', now: () => 0, usedIn: () => [], onCrossing: () => {} });
  const reservation = accounts.reserve({ keyId: 'k', team: null, ownerKind: 'application', owner: '' }, true, { money: WORST.money, tokens: WORST.tokens, requests: 1 });
  if ('budget' in reservation) throw new Error('it fits');
  const plan = ['first', 'second', 'third'].map((provider): DeploymentRef => ({ provider, model: 'm' }));
  const charge = new Charge({
    plan, worst: new Map(plan.map((deployment) => [deployment, WORST])), localTokens: 0, hidesThoughts: () => false, reservation, passage: undefined,
    raise: () => Promise.resolve(), shortage: () => new Error('no room'), onOverrun: () => {},
  });
  for (const [index, deployment] of plan.entries()) {
    void charge.begin(deployment);
    if (index > 0) charge.sent();
    charge.over(true);
  }
  expect(charge.settle({ outcome: 'error' })).toMatchObject({ cost: 600_000, charged: 'second', countedTokens: 400, usageEstimated: true });
});
