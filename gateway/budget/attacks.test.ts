import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatehouseError } from '../core/errors.ts';
import type { DeploymentRef, ProviderConfig } from '../core/model.ts';
import type { Budget, Payer, RateLimit } from '../core/spending.ts';
import type { Price } from '../prices/types.ts';
import { temporaryStore } from '../../test/support/temporary-store.ts';
import { createRecorder, type Recorder } from '../trace/recorder.ts';
import { type UsageReader, usageReader } from '../trace/usage-reader.ts';
import type { Crossing } from './accounts.ts';
import { type Admission, type Budgets, createBudgets } from './budgets.ts';
import type { Spent } from './charge.ts';
import type { Demand } from './demand.ts';
import { usageReport } from './report.ts';

const ZONE = 'Europe/Zurich';
const START = Date.parse('2026-10-31T22:50:00Z');
const DAY = 86_400_000;
const PAYER: Payer = { keyId: 'k', team: 'a', ownerKind: 'person', owner: 'Anna' };
const CLOUD: DeploymentRef = { provider: 'cloud', model: 'm' };
const LOCAL: DeploymentRef = { provider: 'local', model: 'small' };
/** 1 token in is 1,000 nano-dollars, 1 token out is 2,000. */
const PRICE: Price = { id: 'p', source: 'office', imageTokens: 6_000, tiers: [{ above: 0, rates: { input: 1e9, output: 2e9 } }] };
const demand = (more: Partial<Demand> = {}): Demand => ({ promptTokens: 100, images: 0, documents: false, outputTokens: 100, choices: 1, predictedTokens: 0, opaque: false, ...more });
const budget = (id: string, more: Partial<Budget> = {}): Budget => ({ id, scope: 'key:k', measure: 'money', amount: '1', limit: 1e12, period: 'month', hard: true, alertAt: [80], covers: 'cloud', createdAt: 0, updatedAt: 0, ...more });

const world = { now: START, budgets: [] as Budget[], limits: [] as RateLimit[], zone: ZONE, crossings: [] as Crossing[] };
let store: ReturnType<typeof temporaryStore>['store'];
let recorder: Recorder;
let usage: UsageReader;
let budgets: Budgets;
let ids = 0;

beforeEach(() => {
  Object.assign(world, { now: START, budgets: [], limits: [], zone: ZONE, crossings: [] });
  ({ store } = temporaryStore());
  recorder = createRecorder({ store, now: () => world.now });
  start();
});
afterEach(() => recorder.close());

/** As a new process does. */
function start(): void {
  usage = usageReader(store);
  budgets = createBudgets({
    budgets: () => world.budgets, limits: () => world.limits, rules: () => ({ overBudget: 'refuse', unpriced: 'allow', outputTokens: 500 }), timeZone: () => world.zone,
    prices: { find: (_, model) => (model === 'unpriced' ? undefined : model === 'small-context' ? { ...PRICE, contextTokens: 5_000 } : PRICE) }, provider: (id) => ({ id }) as ProviderConfig, hidesThoughts: (_, model) => model === 'thinks', now: () => world.now, monotonic: () => world.now, newest: usage.newest,
    usedIn: (asked) => {
      recorder.flush();
      return usage.usedIn(asked);
    },
    nameOf: (scope) => scope, onCrossing: (crossing) => world.crossings.push(crossing), onOverrun: () => {}, raise: () => Promise.resolve(),
  });
}

interface Running { id: string; admission: Admission; end(spent: Spent): void }

async function begin({ plan = [CLOUD], payer = PAYER, ...more }: Partial<Demand> & { plan?: DeploymentRef[]; payer?: Payer } = {}): Promise<Running> {
  const id = `t${++ids}`;
  const admission = budgets.admit(id, payer, plan, demand(more));
  const { reserved, unpriced, reservedTokens, chargedAt } = admission;
  await recorder.begin({ id, time: world.now, keyId: payer.keyId, team: payer.team, owner: `person:${payer.owner}`, endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow', policyVersion: 1, requestedModel: 'x', streamed: false, plan: admission.plan.map(({ provider, model }) => `${provider}/${model}`), ...(!unpriced && { reserved }), reservedTokens, chargedAt });
  return { id, admission, end: (spent) => recorder.end(id, { ...(spent as { outcome: 'ok' }), ...spent.usage, ...admission.charge.settle(spent) }) };
}

const OK: Spent = { outcome: 'ok', ...CLOUD, usage: { promptTokens: 100, completionTokens: 100, estimated: false } };
const COST = 100 * 1_000 + 100 * 2_000;
const lose = ({ charge }: Admission, to: DeploymentRef): unknown => [charge.begin(to), charge.sent(), charge.over(true)];
const standing = (id = '1') => budgets.standings().find((one) => one.budget.id === id)!;
const refusal = (work: () => unknown): Partial<GatehouseError> => {
  try {
    work();
  } catch (error) {
    return error as GatehouseError;
  }
  return {};
};

it.each([
  ['more tokens than a number counts', [CLOUD], { outputTokens: 1e308 }],
  ['the same of the local model, under a budget that counts it', [LOCAL], { outputTokens: 1e308 }],
  ['more money than a number counts to the unit', [CLOUD], { outputTokens: 100_000_000, choices: 50_000 }],
])('%s is refused, and what others have set aside stays', async (_what, plan, more) => {
  world.budgets = [budget('1', { hard: false }), budget('2', { hard: false, measure: 'tokens', covers: 'all', limit: 1e9 })];
  const other = await begin();
  const before = standing();
  expect(refusal(() => budgets.admit('uncountable', PAYER, plan, demand(more)))).toMatchObject({ code: 'invalid_request', details: { param: 'max_tokens' } });
  expect(standing()).toEqual(before);
  other.end(OK);
  expect(standing()).toMatchObject({ used: COST, reserved: 0 });
});

describe('a budget', () => {
  it('an image that was not counted, and a document, cost all that they can where the numbers never come', async () => {
    world.budgets = [budget('1')];
    for (const more of [{ images: 1, opaque: true }, { documents: true, opaque: true }]) {
      const { admission, end, id } = await begin(more);
      end({ outcome: 'aborted', ...CLOUD, usage: { promptTokens: 8, completionTokens: 0, estimated: true } });
      recorder.flush();
      expect(recorder.get(id)).toMatchObject({ cost: admission.reserved - 100 * 2_000, usageEstimated: true });
      expect(recorder.get(id)!.promptTokens).toBeGreaterThan(6_000);
    }
  });

  it('of tokens that counts the bundled model too bounds its answers', async () => {
    world.budgets = [budget('1', { measure: 'tokens', limit: 1_000, covers: 'all' })];
    const { admission } = await begin({ plan: [LOCAL], outputTokens: undefined });
    expect(admission).toMatchObject({ localBound: 500, reservedTokens: 600 });
    expect(admission.outputBound).toBeUndefined();
    expect(refusal(() => budgets.admit('x', PAYER, [LOCAL], demand({ outputTokens: undefined })))).toMatchObject({ code: 'budget_exceeded' });
    expect(refusal(() => budgets.admit('x', PAYER, [LOCAL], demand({ images: 1, outputTokens: 1 })))).toMatchObject({ code: 'budget_exceeded' });
    world.budgets = [budget('1', { measure: 'tokens', limit: 1_000 })];
    budgets.changed();
    expect(budgets.admit('x', PAYER, [LOCAL], demand({ outputTokens: undefined })).localBound).toBeUndefined();
  });

  it('warns of what is used already where its limit is lowered, and after a crash that swallowed the warning', async () => {
    world.budgets = [budget('1', { limit: 100 * COST })];
    (await begin()).end(OK);
    expect(world.crossings).toEqual([]);
    world.budgets = [budget('1', { limit: COST })];
    budgets.changed();
    // Nothing fits any more, so no settlement would come to tell it.
    expect(refusal(() => budgets.admit('x', PAYER, [CLOUD], demand()))).toMatchObject({ code: 'budget_exceeded' });
    expect(world.crossings.map(({ threshold, used }) => [threshold, used])).toEqual([[80, COST]]);
    recorder.flush();
    start();
    expect(standing().used).toBe(COST);
    expect(world.crossings).toHaveLength(2);
  });

  it('that is lowered, raised, moved and removed in mid-stream keeps what runs, and its end', async () => {
    world.budgets = [budget('1'), budget('2', { scope: 'team:a' }), budget('3', { scope: 'organisation', period: 'total' })];
    const running = [await begin(), await begin(), await begin()];
    const held = running[0]!.admission.reserved;
    world.budgets = [budget('1', { limit: 1 }), budget('3', { scope: 'organisation', period: 'total' })];
    budgets.changed();
    expect(budgets.standings().map(({ used, reserved }) => [used, reserved])).toEqual([[0, 3 * held], [0, 3 * held]]);
    running.pop()!.end(OK);
    world.zone = 'Pacific/Apia';
    world.budgets = [budget('1'), budget('2', { scope: 'team:b' }), budget('4', { scope: 'team:a', period: 'day' })];
    budgets.changed();
    expect(budgets.standings().map(({ used, reserved }) => [used, reserved])).toEqual([[COST, 2 * held], [0, 0], [COST, 2 * held]]);
    // The key belongs to another department now: what runs is still the old one's.
    const moved = await begin({ payer: { ...PAYER, team: 'b' } });
    for (const one of [...running, moved]) one.end(OK);
    expect(budgets.standings().map(({ used, reserved }) => [used, reserved])).toEqual([[4 * COST, 0], [COST, 0], [3 * COST, 0]]);
    start();
    expect(budgets.standings().map(({ used, reserved }) => [used, reserved])).toEqual([[4 * COST, 0], [COST, 0], [3 * COST, 0]]);
  });

  it('does not begin anew where the clock is set back, by a day or a month, also over a restart', async () => {
    world.budgets = [budget('1', { period: 'day', limit: 4 * COST }), budget('2', { limit: 9 * COST })];
    const spend = async (times: number): Promise<void> => {
      for (let index = 0; index < times; index++) (await begin()).end(OK);
    };
    await spend(2);
    for (const back of [DAY, 31 * DAY]) {
      world.now = START - back;
      expect(standing()).toMatchObject({ used: 2 * COST, start: Date.parse('2026-10-30T23:00:00Z') });
      recorder.flush();
      start();
      expect([standing('1').used, standing('2').used]).toEqual([2 * COST, 2 * COST]);
    }
    await spend(1);
    expect(standing().used).toBe(3 * COST);
    expect(refusal(() => [0, 1].map(() => budgets.admit('x', PAYER, [CLOUD], demand())))).toMatchObject({ code: 'budget_exceeded' });
    // And goes on once the clock is right: after midnight in Zurich a day and a month begin.
    world.now = START + 600_000;
    expect([standing('1').used, standing('2').used]).toEqual([0, 0]);
  });

  it('keeps a request that runs over the end of a month, and over the hour that comes twice, where it began', async () => {
    world.budgets = [budget('1'), budget('2', { period: 'day' })];
    const late = await begin();
    world.now = START + 600_001;
    const early = await begin();
    expect(budgets.standings().map(({ used, reserved }) => [used, reserved])).toEqual([[0, early.admission.reserved], [0, early.admission.reserved]]);
    late.end(OK);
    expect(standing().used).toBe(0);
    early.end(OK);
    expect([standing('1').used, standing('2').used]).toEqual([COST, COST]);
    // What a killed process had begun in the old month is charged to it.
    world.now = START - 1;
    recorder.flush();
    world.now = START + 600_002;
    await begin();
    recorder.close();
    recorder = createRecorder({ store, now: () => world.now });
    start();
    expect(standing().used).toBe(COST + late.admission.reserved);
    const rows = store.db.prepare<[], { quarter: number; cost: number }>('SELECT quarter, sum(cost) AS cost FROM usage GROUP BY quarter').all();
    expect(rows.map(({ cost }) => cost)).toEqual([COST, COST + late.admission.reserved]);
  });

  it('counts an attempt that may be billed also where the bundled model answered, and says of what no price is known', async () => {
    world.budgets = [budget('1'), budget('2', { measure: 'requests', limit: 100 }), budget('3', { measure: 'tokens' })];
    const { admission, end, id } = await begin({ plan: [CLOUD, LOCAL] });
    lose(admission, CLOUD);
    end({ outcome: 'ok', ...LOCAL, usage: { promptTokens: 7, completionTokens: 3, estimated: false } });
    const expected = [admission.reserved, 1, 200];
    expect(budgets.standings().map(({ used }) => used)).toEqual(expected);
    start();
    expect(budgets.standings().map(({ used }) => used)).toEqual(expected);
    expect(recorder.get(id)).toMatchObject({ cost: admission.reserved, provider: 'local', model: 'small', usageEstimated: true });
    const unpriced = { provider: 'cloud', model: 'unpriced' };
    const lost = await begin({ plan: [unpriced] });
    lose(lost.admission, unpriced);
    lost.end({ outcome: 'error' });
    recorder.flush();
    expect(recorder.get(lost.id)).toMatchObject({ cost: null, usageEstimated: true });
    expect(usage.groups(0, Infinity, [], { outcome: 'error' })).toMatchObject([{ unpriced: 1, cost: 0 }]);
  });

  it('of tokens that counts the bundled model too holds its answer beside a lost attempt; one that does not is charged the lost attempt alone', async () => {
    const lost = async (): Promise<Running> => {
      const running = await begin({ plan: [CLOUD, LOCAL] });
      lose(running.admission, CLOUD);
      return running;
    };
    const localAnswer: Spent = { outcome: 'ok', ...LOCAL, usage: { promptTokens: 90, completionTokens: 60, estimated: false } };
    world.budgets = [budget('1', { measure: 'tokens', limit: 400, covers: 'all' })];
    const first = await lost();
    expect(standing().reserved).toBe(200);
    expect(refusal(() => first.admission.charge.begin(LOCAL))).toEqual({});
    expect(standing().reserved).toBe(400);
    first.end(localAnswer);
    expect(standing()).toMatchObject({ used: 350, reserved: 0 });
    world.budgets = [budget('2', { measure: 'tokens', limit: 700, covers: 'all' })];
    budgets.changed();
    const second = await lost();
    await begin({ plan: [CLOUD], promptTokens: 40 });
    expect(refusal(() => second.admission.charge.begin(LOCAL))).toMatchObject({ code: 'budget_exceeded' });
    second.end({ outcome: 'error' });
    world.budgets = [budget('3', { measure: 'tokens', limit: 1_000, scope: 'team:a' })];
    budgets.changed();
    const before = standing('3').used;
    const third = await lost();
    expect(refusal(() => third.admission.charge.begin(LOCAL))).toEqual({});
    third.end(localAnswer);
    expect(standing('3').used - before).toBe(200);
  });

  it('says which max_tokens would fit of money and of tokens, and none where that would not help', () => {
    const hint = (more: Partial<Demand> = {}, plan = [CLOUD]) => refusal(() => budgets.admit('x', PAYER, plan, demand(more))).details;
    world.budgets = [budget('1'), budget('2', { measure: 'tokens', limit: 150 })];
    expect(hint()).toMatchObject({ hint: 'With max_tokens of 50 or less it would fit.', budget: { max_tokens: 50 } });
    expect(hint({ promptTokens: 150 })!.hint).toBe('Ask for the model "local", which this budget does not count, or let an administrator raise the budget.');
    world.budgets = [budget('1'), budget('2', { measure: 'requests', limit: 1 })];
    budgets.changed();
    budgets.admit('y', PAYER, [CLOUD], demand());
    expect(hint()!.budget).not.toHaveProperty('max_tokens');
    world.budgets = [budget('2', { measure: 'tokens', limit: 150, covers: 'all' })];
    budgets.changed();
    expect(hint({ promptTokens: 150 }, [LOCAL])!.hint).toBe('Let an administrator raise the budget.');
  });

  it('that fits one of two deployments leaves the other out, of tokens as of money', () => {
    world.budgets = [budget('1', { measure: 'tokens', limit: 10_000 })];
    const small = { provider: 'cloud', model: 'small-context' };
    expect(budgets.admit('x', PAYER, [CLOUD, small], demand({ documents: true })).plan).toEqual([small]);
  });

  it('is charged what a killed process had set aside, also where the bundled model came first in the plan', async () => {
    world.budgets = [budget('1')];
    const { admission } = await begin({ plan: [LOCAL, CLOUD] });
    recorder.close();
    recorder = createRecorder({ store, now: () => world.now });
    start();
    expect(standing().used).toBe(admission.reserved);
  });

  it('knows no cost of an unpriced request that a crash cut off, and its tokens', async () => {
    world.budgets = [budget('1', { measure: 'tokens' })];
    const { id } = await begin({ plan: [{ provider: 'cloud', model: 'unpriced' }, LOCAL] });
    recorder.close();
    recorder = createRecorder({ store, now: () => world.now });
    start();
    expect(recorder.get(id)).toMatchObject({ outcome: 'interrupted', cost: null, usageEstimated: true });
    expect(usage.groups(0, Infinity, [], {})).toMatchObject([{ unpriced: 1, cost: 0 }]);
    expect(standing().used).toBe(200);
  });

  it('counts all that a hidden thought can take where a stream of it broke off without numbers', async () => {
    world.budgets = [budget('1')];
    const thinks = { provider: 'cloud', model: 'thinks' };
    const { admission, end, id } = await begin({ plan: [thinks], outputTokens: 5_000 });
    end({ outcome: 'aborted', ...thinks, usage: { promptTokens: 8, completionTokens: 0, estimated: true } });
    recorder.flush();
    expect(recorder.get(id)).toMatchObject({ cost: 8 * 1_000 + 5_000 * 2_000, promptTokens: 8, completionTokens: 5_000, usageEstimated: true });
    expect(admission.reserved).toBeGreaterThan(standing().used);
    // With the provider's numbers they count.
    (await begin({ plan: [thinks], outputTokens: 5_000 })).end({ ...OK, ...thinks });
    expect(standing().used).toBe(8 * 1_000 + 5_000 * 2_000 + COST);
  });

  it('is read in one pass with ten thousand others, with the same numbers as by itself', async () => {
    const insert = store.db.prepare("INSERT INTO usage VALUES (?, ?, ?, ?, ?, ?, 'internal', ?, 1, 1, 1, 0, ?, ?, 0, 0, 0, 0, 0)");
    const quarter = Math.floor(START / 900_000);
    const people = ['Anna', 'k1', '', 'a:b', "O'Neil"];
    store.transaction(() => {
      for (let index = 0; index < 3_000; index++) insert.run(quarter - (index % 700), `k${index % 50}`, index % 3 === 0 ? '' : `a${index % 7}`, index % 2 === 0 ? '' : `person:${people[index % 5]}`, index % 4 === 0 ? 'local' : 'cloud', `m${index}`, index % 11 === 0 ? 'refused' : 'ok', index, index * 13);
    });
    const scopes = ['organisation', ...Array.from({ length: 60 }, (_, index) => `key:k${index}`), ...Array.from({ length: 8 }, (_, index) => `team:a${index}`), ...people.map((name) => `person:${name}`), 'application:Anna'];
    const all = scopes.flatMap((scope) => (['money', 'tokens', 'requests'] as const).flatMap((measure) => (['cloud', 'all'] as const).flatMap((covers) => (['day', 'month', 'total'] as const).map((period) => budget(`${scope} ${measure} ${covers} ${period}`, { scope, measure, covers, period })))));
    world.budgets = all;
    const together = budgets.standings();
    expect(together.map(({ used }) => used)).toEqual(together.map((span) => usage.usedIn([{ budget: span.budget, span }])[0]));
    expect(new Set(together.map(({ used }) => used)).size).toBeGreaterThan(100);
    // A change reads what is new, and nothing else.
    store.db.prepare('DELETE FROM usage').run();
    world.budgets = [...all, budget('new', { scope: 'key:k1' })];
    budgets.changed();
    expect(budgets.standings().map(({ used }) => used)).toEqual([...together.map(({ used }) => used), 0]);
  });
});

describe('rates', () => {
  it('count a request that a budget refused not at all: its second try is its first', () => {
    world.budgets = [budget('1', { limit: 1 })];
    world.limits = [{ scope: 'key:k', requestsPerMinute: 1, tokensPerMinute: null, concurrent: 1 }];
    for (let index = 0; index < 3; index++) expect(refusal(() => budgets.admit('x', PAYER, [CLOUD], demand()))).toMatchObject({ code: 'budget_exceeded' });
    const { charge } = budgets.admit('x', PAYER, [LOCAL], demand());
    expect(refusal(() => budgets.admit('x', PAYER, [LOCAL], demand()))).toMatchObject({ code: 'rate_limit_exceeded' });
    charge.settle({ outcome: 'ok', ...LOCAL });
    world.now += 59_000;
    expect(refusal(() => budgets.admit('x', PAYER, [LOCAL], demand()))).toMatchObject({ code: 'rate_limit_exceeded', details: { retryAfterSeconds: 1 } });
    world.now += 1_000;
    expect(refusal(() => budgets.admit('x', PAYER, [LOCAL], demand()))).toEqual({});
  });

  it('put tokens per minute right at the end: what was set down too high at its beginning, what was too low from then on', () => {
    world.limits = [{ scope: 'team:a', requestsPerMinute: null, tokensPerMinute: 1_000, concurrent: null }];
    const big = budgets.admit('x', PAYER, [CLOUD], demand({ promptTokens: 8_000 }));
    expect(refusal(() => budgets.admit('x', PAYER, [CLOUD], demand()))).toMatchObject({ code: 'rate_limit_exceeded' });
    big.charge.settle(OK);
    const next = budgets.admit('x', PAYER, [CLOUD], demand({ promptTokens: 3_100 }));
    // Attack: a stream of more than a minute, whose tokens would be of no minute.
    world.now += 61_000;
    next.charge.settle({ ...OK, usage: { promptTokens: 775, completionTokens: 30_000, estimated: false } });
    expect(refusal(() => budgets.admit('x', PAYER, [CLOUD], demand()))).toMatchObject({ code: 'rate_limit_exceeded', details: { retryAfterSeconds: 60 } });
  });
});

describe('a report', () => {
  it('of half a year in quarters of an hour adds up to the same by every step, and lets requests in between', async () => {
    const insert = store.db.prepare("INSERT INTO usage VALUES (?, ?, '', '', 'cloud', 'm', 'internal', 'ok', 1, 1, 1, 0, 2, ?, 0, 0, 0, 0, 0)");
    const last = Math.floor(START / 900_000);
    let cost = 0;
    store.transaction(() => {
      for (let index = 0; index < 20_000; index++) {
        insert.run(last - ((index * 11) % 17_500), `k${Math.floor(index / 17_500)}`, index);
        cost += index;
      }
    });
    // An odd beginning and end: the quarters that they lie in belong to it, once.
    const ask = (more: Partial<Parameters<typeof usageReport>[1]> = {}) => usageReport(usage, { from: 7, to: START + DAY + 7, by: ['key'], filter: {}, timeZone: ZONE, ...more });
    for (const step of [undefined, 'month', 'week', 'day'] as const) {
      const { total, rows } = await ask({ ...(step && { step, timeZone: step === 'day' ? 'Asia/Kathmandu' : ZONE }) });
      expect([total.cost, total.requests, rows.reduce((sum, row) => sum + row.cost, 0)]).toEqual([cost, 20_000, cost]);
    }
    const day = await ask({ from: START - 3 * DAY - 1, to: START - 2 * DAY, by: [] });
    expect(day.total.requests).toBe((await ask({ from: START - 3 * DAY - 1, to: START - 2 * DAY, by: [], step: 'hour' })).total.requests);
    // A disk that takes its time.
    let turns = 0;
    const slow: UsageReader = {
      ...usage,
      groups(...asked) {
        for (const until = performance.now() + 30; performance.now() < until; );
        setImmediate(() => turns++);
        return usage.groups(...asked);
      },
    };
    await usageReport(slow, { from: START - 5 * DAY, to: START, by: [], filter: {}, timeZone: ZONE });
    expect(turns).toBeGreaterThanOrEqual(5);
  });
});
