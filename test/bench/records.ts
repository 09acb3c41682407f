/** What money, traces and the audit log cost, and how a large office's million of each is searched and checked. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditLog } from '../../gateway/audit/log.ts';
import { sentDetail } from '../../gateway/audit/requests.ts';
import { createBudgets } from '../../gateway/budget/budgets.ts';
import { chatDemand } from '../../gateway/budget/demand.ts';
import { systemClock } from '../../gateway/core/clock.ts';
import { keyedDigest } from '../../gateway/core/hmac.ts';
import { newId } from '../../gateway/core/ids.ts';
import type { ProviderConfig } from '../../gateway/core/model.ts';
import type { Budget, Payer } from '../../gateway/core/spending.ts';
import type { Price } from '../../gateway/prices/types.ts';
import { openStore, type Store } from '../../gateway/store/open.ts';
import { createRecorder } from '../../gateway/trace/recorder.ts';
import { traceRows } from '../../gateway/trace/rows.ts';
import type { TraceFilter, TraceIntent } from '../../gateway/trace/types.ts';
import { usageReader } from '../../gateway/trace/usage-reader.ts';
import type { Figure } from './classify.ts';
import { median, quantile } from './scenario.ts';

const MILLION = 1_000_000;
const DAYS_90 = 90 * 86_400_000;
const START = Date.parse('2026-08-01T00:00:00Z');
const RESERVE_MAX_US = 12;
const BATCH = 5_000;
const SEARCH_MAX_MS = 100;

export async function measureRecords(quick: boolean): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gh-bench-'));
  try {
    return [...(await money(folder, quick ? 5 : 9)), ...traces(folder, quick ? MILLION / 10 : MILLION)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

const PAYER: Payer = { keyId: 'key_0k3jf83hf83hf83hf83hf8', team: 'team_0k3jf83hf83hf83hf83h', ownerKind: 'person', owner: 'Anna' };
const PRICE: Price = { id: 'office 2026-08-01', source: 'office', imageTokens: 6_000, tiers: [{ above: 0, rates: { input: 150_000_000, output: 600_000_000, cached: 75_000_000 } }] };
const BODY = { model: 'fast', messages: [{ role: 'user' as const, content: 'A letter of about two kilobytes. '.repeat(62) }], max_tokens: 500 };

function budget(id: string, scope: string): Budget {
  return { id, scope, measure: 'money', amount: '1', limit: 1e15, period: 'month', hard: true, alertAt: [80], covers: 'cloud', createdAt: 0, updatedAt: 0 };
}

/** Requests through recorder and journal in groups of eight, with money and audit record, and without: what is between them is their price. */
async function money(folder: string, rounds: number): Promise<Figure[]> {
  const store = openStore({ path: join(folder, 'money.db') });
  const audit = createAuditLog(store, systemClock);
  const recorder = createRecorder({ store, audit: audit.appendAll });
  const usage = usageReader(store);
  const budgets = createBudgets({
    budgets: () => BUDGETS, limits: () => [], rules: () => ({ overBudget: 'refuse', unpriced: 'refuse', outputTokens: 4_096 }), timeZone: () => 'Europe/Zurich', prices: { find: () => PRICE },
    provider: (id) => ({ id }) as ProviderConfig, hidesThoughts: () => false, ...systemClock, newest: usage.newest, usedIn: usage.usedIn, nameOf: (scope) => scope, onCrossing: () => {}, onOverrun: () => {}, raise: () => Promise.resolve(),
  });
  const plan = [{ provider: 'cloud', model: 'gpt' }];
  // As it goes out.
  const text = Buffer.from(JSON.stringify(BODY));
  const mark = keyedDigest(randomBytes(32));
  const answered = { provider: 'cloud', model: 'gpt', outcome: 'ok' as const };
  const counts = { promptTokens: 500, completionTokens: 20 };

  const plainly = async (id: string, time: number): Promise<() => void> => {
    await recorder.begin(intent(id, time));
    return () => recorder.end(id, { ...answered, ...counts, totalMs: 5, httpStatus: 200 });
  };
  const withMoney = async (id: string, time: number): Promise<() => void> => {
    const { charge, reserved, reservedTokens, chargedAt } = budgets.admit(id, PAYER, plan, chatDemand(BODY, text.length));
    await recorder.begin({ ...intent(id, time), reserved, reservedTokens, chargedAt });
    return () => {
      void charge.begin(plan[0]!);
      const hmac = mark(text, 'base64url');
      recorder.note({ time, actor: PAYER.keyId, action: 'request.sent', detail: sentDetail({ trace: id, key: PAYER.keyId, owner: 'person:Anna', team: PAYER.team, dataClass: 'internal', why: WHY, policyVersion: 3, decision: 'allow', provider: 'cloud', origin: 'https://api.example.com', region: 'eu', contract: 'c-1', bytes: text.length, hmac }) });
      recorder.end(id, { ...answered, ...counts, totalMs: 5, httpStatus: 200, ...charge.settle({ ...answered, usage: { ...counts, estimated: false } }) });
    };
  };
  const round = async (one: typeof plainly, requests: number): Promise<number> => {
    const before = worked();
    for (let done = 0; done < requests; done += 8) {
      const ends = await Promise.all(Array.from({ length: 8 }, () => one(newId('trc'), Date.now())));
      for (const end of ends) end();
    }
    recorder.flush();
    return (worked() - before) / requests;
  };
  for (const one of [plainly, withMoney]) await round(one, 16_000);
  const differences: number[] = [];
  for (let index = 0; index < rounds; index++) {
    const without = await round(plainly, 8_000);
    differences.push((await round(withMoney, 8_000)) - without);
  }
  const alone: number[] = [];
  for (let index = 0; index < rounds; index++) {
    const before = worked();
    for (let one = 0; one < 40_000; one++) budgets.admit('x', PAYER, plan, chatDemand(BODY, text.length)).charge.settle({ ...answered, usage: { ...counts, estimated: false } });
    alone.push((worked() - before) / 40_000);
  }
  recorder.close();
  store.close();
  const whole = median(differences);
  return [
    { what: 'reserve and settle over four nested budgets, alone', figure: `${median(alone).toFixed(1)} µs` },
    { what: '… with the audit record (HMAC of a 2 KB body, chain, insert), the ledger and their columns in the trace', figure: `${whole.toFixed(1)} µs`, bound: `≤ ${RESERVE_MAX_US} µs`, met: whole <= RESERVE_MAX_US },
  ];
}

const BUDGETS = [budget('1', 'organisation'), budget('2', `team:${PAYER.team!}`), budget('3', 'person:Anna'), budget('4', `key:${PAYER.keyId}`)];
const WHY = { code: 'allowed', provider: 'Cloud', dataClass: 'internal' } as const;

function intent(id: string, time: number): TraceIntent {
  return { id, time, keyId: PAYER.keyId, keyName: 'Key', team: PAYER.team, owner: 'person:Anna', endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow', why: WHY, policyVersion: 3, requestedModel: 'fast', session: null, streamed: false, plan: ['cloud/gpt'] };
}

const QUERIES: Record<string, TraceFilter> = {
  everything: {}, key: { keyId: 'key_3' }, 'rare key': { keyId: 'key_199' }, 'no such key': { keyId: 'none' }, department: { team: 'team_5' }, person: { owner: 'person:P44' }, class: { dataClass: 'secret' }, error: { outcome: 'error' },
  interrupted: { outcome: 'interrupted' }, provider: { provider: 'openai' }, cost: { minCost: 1_999_500 }, latency: { minMs: 30_000 }, text: { text: 'Key 199' }, 'no such text': { text: 'zzz' }, 'a day': { since: START + DAYS_90 / 2, until: START + DAYS_90 / 2 + 86_400_000 }, failed: { place: 'failed' }, 'no such model': { model: 'nothing' },
};

/** Of 90 days and 200 keys: up to a dozen pages of each filter, one after the other. */
function traces(folder: string, count: number): Figure[] {
  const path = join(folder, 'traces.db');
  const store = openStore({ path });
  const rows = traceRows(store);
  fill(store, rows, count);
  const bytes = statSync(path).size / count;
  const times: number[] = [];
  let slowest = { name: '', ms: 0 };
  for (const [name, filter] of Object.entries(QUERIES)) {
    for (let page = 0, before: string | undefined; page < 12; page++) {
      const begun = performance.now();
      const { next } = rows.search({ ...filter, limit: 100, ...(before !== undefined && { before }) });
      const took = performance.now() - begun;
      times.push(took);
      if (took > slowest.ms) slowest = { name, ms: took };
      if (next === undefined) break;
      before = next;
    }
  }
  store.close();
  const p95 = quantile(times, 0.95);
  return [
    { what: `a page of ${count.toLocaleString('en')} traces, by ${Object.keys(QUERIES).length} filters`, figure: `p95 ${p95.toFixed(0)} ms, slowest ${slowest.ms.toFixed(0)} ms (${slowest.name})`, bound: `p95 ≤ ${SEARCH_MAX_MS} ms`, met: p95 <= SEARCH_MAX_MS },
    { what: '… the database grows by', figure: `${bytes.toFixed(0)} bytes a trace, its part of the ledger in it` },
  ];
}

function fill(store: Store, rows: ReturnType<typeof traceRows>, count: number): void {
  let seed = 1;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const some = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  for (let begin = 0; begin < count; begin += BATCH) {
    store.transaction(() => {
      for (let done = begin; done < Math.min(begin + BATCH, count); done++) {
        const time = START + Math.floor((done / count) * DAYS_90);
        const key = Math.floor(random() ** 3 * 200);
        const local = random() < 0.4;
        rows.insertEnded(
          { ...intent(newId('trc', time), time), keyId: `key_${key}`, keyName: `Key ${key}`, team: `team_${key % 12}`, owner: `person:P${key % 60}`, dataClass: some(['public', 'internal', 'confidential', 'secret'] as const), decision: local ? 'local' : 'allow', reserved: 3_000_000, reservedTokens: 5_000 },
          { outcome: random() < 0.001 ? 'error' : 'ok', provider: local ? 'local' : 'openai', model: local ? 'llama' : 'gpt-4o-mini', attempts: [{ deployment: 'openai/gpt-4o-mini', startedAt: time, ms: 900, status: 200 }], promptTokens: 900, completionTokens: 200, firstTokenMs: 200, totalMs: 900 + Math.floor(random() * random() * 30_000), httpStatus: 200, cost: local ? 0 : Math.floor(random() * 2_000_000), price: local ? null : PRICE.id },
        );
      }
      rows.settle();
    });
  }
}
