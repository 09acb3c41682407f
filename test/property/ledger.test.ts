import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Admission, createBudgets } from '../../gateway/budget/budgets.ts';
import { usageReport } from '../../gateway/budget/report.ts';
import type { Overrun } from '../../gateway/budget/budgets.ts';
import { formatDeployment } from '../../gateway/core/deployment.ts';
import { newId } from '../../gateway/core/ids.ts';
import type { DeploymentRef, ProviderConfig } from '../../gateway/core/model.ts';
import type { Budget, Payer } from '../../gateway/core/spending.ts';
import type { Price } from '../../gateway/prices/types.ts';
import { openStore } from '../../gateway/store/open.ts';
import { createMetrics } from '../../gateway/trace/export/metrics.ts';
import { createRecorder } from '../../gateway/trace/recorder.ts';
import type { TraceAttempt } from '../../gateway/trace/types.ts';
import { type UsageDimension, usageReader } from '../../gateway/trace/usage-reader.ts';
import { settings } from './settings.ts';

const START = Date.parse('2026-10-30T12:00:00Z');
const ZONES = ['Europe/Zurich', 'Pacific/Auckland', 'America/St_Johns'];
const PERIODS = ['day', 'week', 'month', 'total'] as const;
const PAYERS: Payer[] = [
  { keyId: 'k1', team: 'a', ownerKind: 'person', owner: 'Anna' },
  { keyId: 'k2', team: 'a', ownerKind: 'application', owner: 'CRM' },
  { keyId: 'k3', team: null, ownerKind: 'team', owner: '' },
];
const budget = (id: string, scope: string, more: Partial<Budget>): Budget => ({ id, scope, measure: 'money', amount: '1', limit: 1e15, period: 'month', hard: true, alertAt: [], covers: 'cloud', createdAt: 0, updatedAt: 0, ...more });
const BUDGETS = [budget('1', 'organisation', {}), budget('2', 'team:a', { measure: 'tokens', covers: 'all', period: 'week' }), budget('3', 'person:Anna', { limit: 60_000_000, period: 'day' }), budget('4', 'key:k3', { measure: 'requests', limit: 9, period: 'total' })];
const PRICES: Record<string, Price | undefined> = {
  cheap: { id: 'cheap', source: 'office', imageTokens: 0, tiers: [{ above: 0, rates: { input: 37_500_001, output: 150_000_003, cached: 3_333_333 } }] },
  dear: { id: 'dear', source: 'office', imageTokens: 0, tiers: [{ above: 0, rates: { input: 5_000_000_000, output: 25_000_000_007 } }] },
  unknown: undefined,
};

const tokens = fc.integer({ min: 0, max: 3_000 });
const request = fc.record({
  do: fc.constant('ask' as const),
  who: fc.nat({ max: 2 }),
  plan: fc.uniqueArray(fc.constantFrom('cheap', 'dear', 'unknown', 'local'), { minLength: 1, maxLength: 3 }),
  bytes: fc.integer({ min: 2, max: 4_000 }),
  output: fc.option(fc.integer({ min: 1, max: 3_000 }), { nil: undefined }),
});
const step = fc.oneof(
  { weight: 6, arbitrary: request },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('end' as const), which: fc.nat(), how: fc.constantFrom('ok', 'estimated', 'absurd', 'nothing', 'aborted'), prompt: tokens, completion: tokens, cached: tokens }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fail' as const), which: fc.nat(), billed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const), zone: fc.constantFrom(...ZONES), which: fc.nat({ max: 3 }), period: fc.constantFrom(...PERIODS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 40 * 3_600_000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: -30 * 3_600_000, max: 0 }) }) },
);

/** A database with everything that counts money on it; `crash` leaves what runs behind, as kill -9 does. */
function office(folder: string, clock: { now: number }, rules: Rules) {
  const store = openStore({ path: join(folder, 'gatehouse.db') });
  const recorder = createRecorder({ store });
  const usage = usageReader(store);
  const overruns: Overrun[] = [];
  const metrics = createMetrics({ recorder, knownModel: () => true, version: '0' });
  metrics.enable(true);
  const budgets = createBudgets({
    budgets: () => rules.budgets, limits: () => [], rules: () => ({ overBudget: 'refuse', unpriced: 'allow', outputTokens: 500 }), timeZone: () => rules.zone,
    prices: { find: (_, model) => PRICES[model] }, provider: (id) => ({ id }) as ProviderConfig, hidesThoughts: () => false, now: () => clock.now, monotonic: () => clock.now, newest: usage.newest,
    usedIn: (asked) => {
      recorder.flush();
      return usage.usedIn(asked);
    },
    nameOf: (scope) => scope, onCrossing: () => {}, onOverrun: (overrun) => overruns.push(overrun), raise: (id, reserved, reservedTokens) => recorder.raise({ id, reserved, reservedTokens }),
  });
  return { store, recorder, usage, budgets, overruns, metrics };
}

type Office = ReturnType<typeof office>;
interface Running { id: string; admission: Admission; attempts: TraceAttempt[] }
interface Rules { zone: string; budgets: Budget[] }

async function ask({ recorder, budgets }: Office, clock: { now: number }, drawn: { who: number; plan: string[]; bytes: number; output: number | undefined }): Promise<Running | undefined> {
  const payer = PAYERS[drawn.who]!;
  const plan = drawn.plan.map((model): DeploymentRef => (model === 'local' ? { provider: 'local', model: 'llama' } : { provider: 'cloud', model }));
  const id = newId('trc', clock.now);
  let admission: Admission;
  try {
    admission = budgets.admit(id, payer, plan, { promptTokens: drawn.bytes, images: 0, documents: false, outputTokens: drawn.output, choices: 1, predictedTokens: 0, opaque: false });
  } catch {
    return undefined;
  }
  const { reserved, reservedTokens, chargedAt } = admission;
  const owner = payer.owner === '' ? null : `${payer.ownerKind}:${payer.owner}`;
  await recorder.begin({ id, time: clock.now, keyId: payer.keyId, team: payer.team, owner, endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow', policyVersion: 1, requestedModel: 'x', streamed: false, plan: admission.plan.map(({ provider, model }) => `${provider}/${model}`), reserved, reservedTokens, chargedAt });
  return { id, admission, attempts: [] };
}

/** Every way of adding it up, side by side. */
async function sums({ store, usage, budgets, recorder }: Office, { zone }: Rules): Promise<{ traces: number; reports: number[]; budgets: [string, number, number][] }> {
  recorder.flush();
  const traces = store.db.prepare<[], number>('SELECT coalesce(sum(cost), 0) FROM traces').pluck().get()!;
  const span = { from: 0, to: START + 1e11, timeZone: zone, filter: {} };
  const by: UsageDimension[][] = [[], ['team'], ['owner', 'model'], ['key', 'provider', 'outcome']];
  const reports = await Promise.all(by.flatMap((dimensions) => [undefined, 'day' as const, 'month' as const].map(async (one) => {
    const { rows, total } = await usageReport(usage, { ...span, by: dimensions, ...(one && { step: one }) });
    return rows.reduce((sum, row) => sum + row.cost, 0) === total.cost ? total.cost : Number.NaN;
  })));
  return { traces, reports: [...new Set(reports)], budgets: budgets.standings().map((standing) => [standing.budget.id, standing.used, usage.usedIn([{ budget: standing.budget, span: standing }])[0]!]) };
}

/** By the provider whose bill it is on, of what has ended in these processes; a crash's endings are none of theirs. */
function billed(offices: readonly Office[], { store }: Office): { metrics: Record<string, number>; ledger: Record<string, number> } {
  const metrics: Record<string, number> = {};
  for (const office of offices) {
    for (const [, provider, usd] of office.metrics.text().matchAll(/^gatehouse_cost_usd_total\{provider="([^"]*)".*\} (\S+)$/gm)) if (Number(usd) > 0) metrics[provider!] = (metrics[provider!] ?? 0) + Math.round(Number(usd) * 1e9);
  }
  const rows = store.db.prepare<[], { provider: string; cost: number }>("SELECT provider, sum(cost) AS cost FROM usage WHERE outcome <> 'interrupted' GROUP BY provider HAVING sum(cost) > 0").all();
  return { metrics, ledger: Object.fromEntries(rows.map(({ provider, cost }) => [provider, cost])) };
}

it('traces, ledger, reports, metrics and budgets agree to the nano-dollar, through crashes, clocks set back, month ends and changes of zone and periods', async () => {
  let ended = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const folder = mkdtempSync(join(tmpdir(), 'gh-'));
      const clock = { now: START };
      const rules: Rules = { zone: ZONES[0]!, budgets: BUDGETS };
      let here = office(folder, clock, rules);
      let running: Running[] = [];
      const gone: Office[] = [];
      try {
        for (const one of steps) {
          if (one.do === 'wait') clock.now = Math.max(START - 1e9, clock.now + one.ms);
          else if (one.do === 'ask') {
            const begun = await ask(here, clock, one);
            if (begun) running.push(begun);
          } else if (one.do === 'crash') {
            // The process is gone: its connection and its journal's file handle with it, nothing in memory is written.
            here.store.close();
            gone.push(here);
            here = office(folder, clock, rules);
            running = [];
          } else if (one.do === 'change') {
            rules.zone = one.zone;
            rules.budgets = rules.budgets.with(one.which, { ...rules.budgets[one.which]!, period: one.period });
            here.budgets.changed();
          } else if (running.length > 0) {
            const [{ id, admission, attempts }] = running.splice(one.which % running.length, 1) as [Running];
            const { plan, charge } = admission;
            if (one.do === 'fail') {
              try {
                await charge.begin(plan[0]!);
                charge.sent();
                const cost = charge.over(one.billed);
                attempts.push({ deployment: formatDeployment(plan[0]!), startedAt: clock.now, ms: 1, error: 'provider_error', ...(cost > 0 && { cost }) });
              } catch {
                // It did not fit: nothing was sent.
              }
              running.push({ id, admission, attempts });
              continue;
            }
            const { provider, model } = plan.at(-1)!;
            const answered = one.how !== 'nothing' && one.how !== 'aborted';
            const usage = { promptTokens: one.how === 'absurd' ? 9e15 : one.prompt, completionTokens: one.completion, cachedTokens: one.cached, estimated: one.how === 'estimated' };
            const outcome = answered ? 'ok' : one.how === 'aborted' ? 'aborted' : 'error';
            const settled = charge.settle({ outcome, ...(answered && { provider, model, usage }) });
            if (answered) attempts.push({ deployment: formatDeployment(plan.at(-1)!), startedAt: clock.now, ms: 1, status: 200 });
            here.recorder.end(id, { outcome, ...(answered && { provider, model, ...usage }), ...settled, attempts });
            ended++;
          }
          const { traces, reports, budgets } = await sums(here, rules);
          if (reports.length !== 1 || reports[0] !== traces) throw new Error(`traces say ${traces}, reports ${reports.join()}`);
          const bills = billed([...gone, here], here);
          expect(bills.metrics).toEqual(bills.ledger);
          for (const [id, memory, ledger] of budgets) if (memory !== ledger) throw new Error(`budget ${id} says ${memory}, the ledger ${ledger}`);
        }
      } finally {
        here.recorder.close();
        here.store.close();
        // They stop trying.
        for (const { recorder } of gone) expect(() => recorder.close()).not.toThrow(TypeError);
        rmSync(folder, { recursive: true });
      }
    }),
    settings(200),
  );
  expect(ended).toBeGreaterThan(250);
});
