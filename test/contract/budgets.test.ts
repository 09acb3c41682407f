import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

let mock: Mock;
let gateway: Gateway;

beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.stop());

beforeEach(async () => {
  mock.reset();
  gateway = await startGateway();
  await approveMock(gateway, mock);
});
afterEach(() => gateway.stop());

interface Standing { budget: { id: string; scope: string; limit: number }; used: number; reserved: number }
interface Traced { id: string; outcome: string; cost: number | null; reserved: number | null; usageEstimated: boolean | null; errorCode: string | null; team: string | null; owner: string | null; price: string | null; promptTokens: number | null }
type BudgetError = ErrorBody & { gatehouse: { budget: Record<string, unknown> & { max_tokens?: number } } };

const standings = (): Promise<Standing[]> => gateway.cliJson<Standing[]>(['budgets', 'list']);
const traces = (): Promise<Traced[]> => gateway.cliJson<Traced[]>(['traces', 'list', '--limit', '1000']);
/** Whole dollars per million tokens: 1 token in is 1,000 nano-dollars, 1 token out is 2,000. */
const price = (model = 'mock/*') => gateway.cliJson(['prices', 'set', model, '--input', '1', '--output', '2']);
const ask = (key: string, body: Record<string, unknown> = {}, headers?: Record<string, string>) => post(gateway, key, '/v1/chat/completions', { model: 'mock/gpt-4o', messages: USER, max_tokens: 100, ...body }, headers);

it('settles by the provider’s numbers, for every budget that the key falls under, and says so in trace and usage', async () => {
  await price();
  const team = await gateway.cliJson<{ id: string }>(['teams', 'create', '--name', 'Litigation']);
  for (const whose of [[], ['--team', 'Litigation'], ['--person', 'Anna']]) await gateway.cliJson(['budgets', 'set', '--money', '1', ...whose]);
  const key = await makeKey(gateway, 'tool', '--floor', 'internal', '--team', 'Litigation', '--owner', 'Anna', '--for', 'person');
  const answer = await ask(key);
  const { usage } = (await answer.json()) as { usage: { prompt_tokens: number; completion_tokens: number } };
  expect(answer.status).toBe(200);
  const cost = usage.prompt_tokens * 1_000 + usage.completion_tokens * 2_000;
  expect((await traces())[0]).toMatchObject({ outcome: 'ok', cost, usageEstimated: false, team: team.id, owner: 'person:Anna' });
  expect((await traces())[0]!.reserved).toBeGreaterThanOrEqual(cost);
  expect((await standings()).map(({ budget, used, reserved }) => [budget.scope, used, reserved])).toEqual([['organisation', cost, 0], [`team:${team.id}`, cost, 0], ['person:Anna', cost, 0]]);
  const usageOf = await gateway.cliJson<{ total: { cost: number; requests: number } }>(['usage', '--by', 'team,owner,model']);
  expect(usageOf.total).toMatchObject({ cost, requests: 1 });
});

it('charges nothing where the client hangs up while its text is still looked at, before anything is sent', async () => {
  await price();
  await gateway.cliJson(['budgets', 'set', '--money', '1000']);
  const key = await makeKey(gateway, 'tool', '--floor', 'internal');
  const body = JSON.stringify({ model: 'mock/gpt-4o', max_tokens: 100, messages: [{ role: 'user', content: Array.from({ length: 1_100_000 }, (_, index) => `word${index % 7_919}`).join(' ') }] });
  const asked = request(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'content-length': body.length } });
  asked.on('error', () => {});
  asked.end(body, () => setTimeout(() => asked.destroy(), 100));
  await expect.poll(async () => (await traces())[0]?.outcome, { timeout: 20_000 }).toBe('aborted');
  expect(mock.connections()).toBe(0);
  expect((await traces())[0]).toMatchObject({ errorCode: 'client_closed', cost: 0 });
  expect((await standings())[0]).toMatchObject({ used: 0, reserved: 0 });
});

it('refuses what may not fit before anything is sent, with all numbers and the bound that would fit', async () => {
  await price();
  const { id } = await gateway.cliJson<{ id: string }>(['budgets', 'set', '--money', '0.01', '--per', 'day']);
  const key = await makeKey(gateway, 'tool', '--floor', 'internal');
  const answer = await ask(key, { max_tokens: 5_000 });
  const { error, gatehouse } = (await answer.json()) as BudgetError;
  expect([answer.status, answer.headers.get('x-should-retry'), error.code]).toEqual([429, 'false', 'budget_exceeded']);
  expect(error.message).toMatch(/budget of the office for today: limit USD 0\.01, used USD 0\.00, reserved USD 0\.00, .*It begins anew on \d{4}-\d\d-\d\d 00:00/);
  expect(gatehouse.budget).toMatchObject({ id, measure: 'money', limit: 10_000_000, used: 0, reserved: 0 });
  expect(mock.connections()).toBe(0);
  const fits = gatehouse.budget.max_tokens!;
  expect(error.message).toContain(`max_tokens of ${fits}`);
  expect((await ask(key, { max_tokens: fits + 1 })).status).toBe(429);
  expect((await ask(key, { max_tokens: fits })).status).toBe(200);
  expect((await traces()).map(({ outcome, cost }) => [outcome, cost === 0])).toEqual([['ok', false], ['refused', true], ['refused', true]]);
});

it('bounds the answer itself where the client does not, and says so', async () => {
  await price();
  await gateway.cliJson(['budgets', 'set', '--money', '5']);
  await gateway.cliJson(['budgets', 'rules', '--output-tokens', '300']);
  const key = await makeKey(gateway, 'tool', '--floor', 'internal');
  const answer = await ask(key, { max_tokens: undefined });
  expect(answer.headers.get('x-gatehouse-warning')).toContain('bounded to 300 tokens');
  expect(mock.requests[0]!.json['max_tokens']).toBe(300);
  const own = await ask(key, { max_tokens: 20 });
  expect([own.headers.get('x-gatehouse-warning'), mock.requests[1]!.json['max_tokens']]).toEqual([null, 20]);
});

it('refuses a model without a price under a money budget, and uses it where the office allows that', async () => {
  await gateway.cliJson(['budgets', 'set', '--money', '5', '--soft']);
  const key = await makeKey(gateway, 'tool', '--floor', 'internal');
  const answer = await ask(key);
  expect([answer.status, ((await answer.json()) as ErrorBody).error.code, mock.connections()]).toEqual([403, 'model_unpriced', 0]);
  await gateway.cliJson(['budgets', 'rules', '--unpriced', 'allow']);
  expect((await ask(key)).status).toBe(200);
  const [newest] = await traces();
  expect([newest!.cost, newest!.price]).toEqual([null, null]);
  const report = await gateway.cliJson<{ total: { unpriced: number; cost: number; countedTokens: number } }>(['usage']);
  expect(report.total).toMatchObject({ unpriced: 1, cost: 0 });
  expect(report.total.countedTokens).toBeGreaterThan(0);
});

it('counts in full what the provider may have billed without saying, and estimates what was streamed', async () => {
  await price();
  await gateway.cliJson(['budgets', 'set', '--money', '5']);
  const key = await makeKey(gateway, 'tool', '--floor', 'internal');
  await (await ask(key, { model: 'mock/cut-stream', stream: true })).text();
  const [cut] = await traces();
  expect(cut).toMatchObject({ outcome: 'error', usageEstimated: true });
  expect(cut!.cost).toBeGreaterThan(0);
  expect(cut!.cost).toBeLessThan(cut!.reserved!);
  await ask(key, { model: 'mock/error-400' });
  expect((await traces())[0]).toMatchObject({ outcome: 'error', cost: 0 });
  await ask(key, { model: 'mock/cut-plain' });
  const [lost] = await traces();
  // Three attempts, none with numbers: each counts in full.
  expect(lost).toMatchObject({ outcome: 'error', usageEstimated: true, reserved: lost!.cost });
  expect((await standings())[0]).toMatchObject({ used: cut!.cost! + lost!.cost!, reserved: 0 });
});

it('keeps to requests and tokens a minute and at once, with retry-after', async () => {
  await gateway.cliJson(['budgets', 'limit', '--requests-per-minute', '2']);
  const key = await makeKey(gateway, 'tool', '--floor', 'internal');
  expect([(await ask(key)).status, (await ask(key)).status]).toEqual([200, 200]);
  const third = await ask(key);
  expect([third.status, ((await third.json()) as ErrorBody).error.code]).toEqual([429, 'rate_limit_exceeded']);
  expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(30);
  await gateway.cliJson(['budgets', 'limit', '--requests-per-minute', 'none', '--concurrent', '1']);
  const running = await ask(key, { model: 'mock/slow-chunks-3000', stream: true });
  expect((await ask(key)).status).toBe(429);
  await running.body!.cancel();
  await expect.poll(async () => (await ask(key)).status, { timeout: 10_000 }).toBe(200);
  expect(mock.requests).toHaveLength(4);
});

it('lets exactly as many of 1,000 requests through at once as three nested budgets have room for', async () => {
  await price();
  await gateway.cliJson(['teams', 'create', '--name', 'Litigation']);
  const key = await makeKey(gateway, 'tool', '--floor', 'internal', '--team', 'Litigation', '--owner', 'Anna', '--for', 'person');
  const first = await ask(key);
  expect(first.status).toBe(200);
  const [{ cost, reserved }] = (await traces()) as [Traced];
  const limit = 97 * cost! + reserved!;
  const dollars = (limit / 1e9).toFixed(9);
  for (const [whose, amount] of [[[], dollars], [['--team', 'Litigation'], (2 * limit / 1e9).toFixed(9)], [['--person', 'Anna'], '1']] as const) await gateway.cliJson(['budgets', 'set', '--money', amount, '--per', 'total', ...whose]);
  const statuses = await Promise.all(Array.from({ length: 1_000 }, async () => {
    const answer = await ask(key);
    await answer.text();
    return answer.status;
  }));
  expect([...new Set(statuses)].sort((a, b) => a - b)).toEqual([200, 429]);
  const after = await standings();
  const ok = 1 + statuses.filter((status) => status === 200).length;
  // One after the other, what is left takes more: each request gives back what it did not need.
  let more = 0;
  while ((await ask(key)).status === 200) more++;
  expect(ok + more).toBe(98);
  expect((await standings()).map(({ used, reserved: held }) => [used, held])).toEqual(after.map(() => [98 * cost!, 0]));
  expect(mock.requests).toHaveLength(98);
  const usage = await gateway.cliJson<{ total: { cost: number } }>(['usage', '--by', 'key,model,outcome', '--step', 'hour']);
  expect(usage.total.cost).toBe(98 * cost!);
});
