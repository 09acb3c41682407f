import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adminCall } from '../support/admin-call.ts';
import { askAdmin } from '../support/admin-socket.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, post, USER } from '../support/office.ts';

let home: string;
let mock: Mock;
let gateway: Gateway;
let cases = 0;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'gh-'));
  mock = await startMock();
  // A local model that answers at once.
  const ollama = join(home, 'small-ollama');
  writeFileSync(ollama, `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, '../support/small-ollama.mjs')}' "$@"\n`, { mode: 0o700 });
  gateway = await startGateway({ home, env: { GATEHOUSE_OLLAMA: ollama, GATEHOUSE_STARTER: 'none' } });
  await approveMock(gateway, mock, { 'lost-then-local': ['mock/cut-plain', 'local/small:1b'] });
  // 1 token in is 1,000 nano-dollars, 1 token out is 2,000.
  await admin('PUT', '/prices/office', { deployment: 'mock/*', input: '1', output: '2' });
});
afterAll(async () => {
  await gateway.stop();
  await mock.stop();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => mock.reset());

interface Standing { budget: { id: string; scope: string; limit: number; measure: string }; used: number; reserved: number }
interface Traced { id: string; time: number; outcome: string; cost: number | null; reserved: number; usageEstimated: boolean | null; promptTokens: number | null; completionTokens: number | null; cachedTokens: number | null; reasoningTokens: number | null; errorCode: string | null; provider: string | null; model: string | null; traceparent: string | null; attempts: { deployment: string }[] }
interface RecordRow { seq: number; actor: string; action: string; detail: Record<string, unknown> }
interface Case { key: string; id: string; ask(body?: Record<string, unknown>, headers?: Record<string, string>): Promise<Response>; standing(measure?: string): Promise<Standing>; budget(input?: Record<string, unknown>): Promise<{ id: string }>; trace(answer: Response): Promise<Traced> }

const admin = <T>(method: string, path: string, body?: object): Promise<T> => askAdmin(home, method, path, body) as Promise<T>;
const standings = async (): Promise<Standing[]> => (await admin<{ budgets: Standing[] }>('GET', '/spending')).budgets;
const records = async (trace: string): Promise<RecordRow[]> => {
  // Writes what waits.
  await admin('GET', '/audit/reconciliation');
  return (await admin<{ records: RecordRow[] }>('GET', '/audit?limit=2000')).records.filter(({ detail }) => detail['trace'] === trace);
};

/** A key with a budget of its own, ten dollars in total unless said otherwise. */
async function aCase(input: Record<string, unknown> = {}, key: Record<string, unknown> = {}): Promise<Case> {
  const made = await admin<{ id: string; key: string }>('POST', '/keys', { name: `case ${++cases}`, floor: 'internal', ...key });
  const scope = `key:${made.id}`;
  const budget = (more: Record<string, unknown> = {}): Promise<{ id: string }> => admin('PUT', '/spending/budgets', { scope, measure: 'money', amount: '10', period: 'total', ...more });
  await budget(input);
  return {
    ...made,
    budget,
    ask: (body = {}, headers = {}) => post(gateway, made.key, '/v1/chat/completions', { model: 'mock/gpt-4o', messages: USER, max_tokens: 100, ...body }, headers),
    standing: async (measure = 'money') => (await standings()).find((one) => one.budget.scope === scope && one.budget.measure === measure)!,
    trace: (answer) => admin<Traced>('GET', `/traces/${answer.headers.get('x-gatehouse-trace-id')}`),
  };
}

const usages = (...list: unknown[]): string => `mock/usages:${JSON.stringify(list)}`;
const codeOf = async (answer: Response): Promise<string | undefined> => ((await answer.json()) as Partial<ErrorBody>).error?.code;

describe('what a provider reports', () => {
  const fine = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };
  const FINE = 10 * 1_000 + 20 * 2_000;

  it.each<[string, string, object[], number | 'estimated' | 'full']>([
    ['nothing', 'no-usage', [], 'estimated'],
    ['negative tokens', '', [{ ...fine, completion_tokens: -20 }], 'estimated'],
    ['fractions', '', [{ ...fine, prompt_tokens: 10.5 }], 'estimated'],
    ['strings', '', [{ prompt_tokens: '10', completion_tokens: '20' }], 'estimated'],
    ['null and lists', '', [{ prompt_tokens: null, completion_tokens: [20] }], 'estimated'],
    ['the total alone', '', [{ total_tokens: 30 }], 'estimated'],
    ['no prompt at all', '', [{ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }], 'estimated'],
    ['nine quadrillion tokens', '', [{ prompt_tokens: 9e15, completion_tokens: 9e15 }], 'full'],
    ['more than a number holds', '', [{ prompt_tokens: 1e308, completion_tokens: 20 }], 'estimated'],
    ['more cached than read', '', [{ ...fine, prompt_tokens_details: { cached_tokens: 1_000_000 } }], FINE],
    ['negative cached', '', [{ ...fine, prompt_tokens_details: { cached_tokens: -5 } }], 'estimated'],
    ['more reasoning than written', '', [{ ...fine, completion_tokens_details: { reasoning_tokens: 1e9 } }], FINE],
    ['half a token of reasoning, and words for details', '', [{ ...fine, prompt_tokens_details: 'many', completion_tokens_details: { reasoning_tokens: 0.5, audio_tokens: 1e15 } }], FINE],
    ['numbers that grow', '', [{ prompt_tokens: 10, completion_tokens: 1 }, { prompt_tokens: 10, completion_tokens: 7 }, fine], FINE],
    ['numbers that shrink at the end', '', [fine, { prompt_tokens: 1, completion_tokens: 0 }], FINE],
  ])('%s: one settlement, the same in trace, usage and budget; nothing stays reserved', async (_name, model, list, expected) => {
    const { ask, standing, trace, id } = await aCase();
    let sum = 0;
    for (const stream of [false, true]) {
      // A plain answer has one.
      const given = stream ? list : list.slice(0, 1);
      const answer = await ask({ model: model === '' ? usages(...given) : `mock/${model}`, stream });
      expect(answer.status).toBe(200);
      await answer.text();
      const traced = await trace(answer);
      expect(traced.outcome).toBe('ok');
      if (expected === 'estimated') {
        expect(traced).toMatchObject({ usageEstimated: true });
        expect(traced.cost).toBeGreaterThan(10_000);
        expect(traced.cost).toBeLessThan(traced.reserved);
      } else if (expected === 'full') expect(traced).toMatchObject({ usageEstimated: true, cost: traced.reserved, promptTokens: null });
      else if (stream || list.length === 1) expect(traced).toMatchObject({ usageEstimated: false, cost: expected });
      sum += traced.cost!;
    }
    expect(await standing()).toMatchObject({ used: sum, reserved: 0 });
    const report = await admin<{ total: { cost: number; requests: number } }>('GET', `/usage?from=0&to=${Date.now() + 9e5}&key=${id}`);
    expect(report.total).toMatchObject({ cost: sum, requests: 2 });
  });

  it('after the end of its stream counts for nothing, and spoils nothing', async () => {
    const { ask, trace } = await aCase();
    const answer = await ask({ model: 'mock/late-usage:{"prompt_tokens":1,"completion_tokens":90000}', stream: true });
    const text = await answer.text();
    expect(text).toMatch(/\[DONE\]\s*$/);
    expect(await trace(answer)).toMatchObject({ outcome: 'ok', usageEstimated: true });
    expect((await trace(answer)).completionTokens).toBeLessThan(100);
  });

  it('above what could be is settled in full, told and recorded, and nothing more goes out', async () => {
    const { ask, standing, trace, budget } = await aCase({ amount: '0.001' });
    await budget({ measure: 'requests', amount: '1000' });
    const answer = await ask({ model: usages({ prompt_tokens: 90_000, completion_tokens: 40_000 }) });
    expect(answer.status).toBe(200);
    const cost = 90_000 * 1_000 + 40_000 * 2_000;
    expect(await trace(answer)).toMatchObject({ cost, usageEstimated: false });
    expect(await standing()).toMatchObject({ used: cost, reserved: 0, budget: { limit: 1_000_000 } });
    const sent = mock.requests.length;
    expect([(await ask({ max_tokens: 1 })).status, mock.requests.length]).toEqual([429, sent]);
    const id = answer.headers.get('x-gatehouse-trace-id')!;
    await expect.poll(async () => (await records(id)).map(({ action }) => action).sort()).toEqual(['budget.overrun', 'request.sent']);
    const { alerts } = await admin<{ alerts: { budget: string; detail: { trace?: string; cost?: number } }[] }>('GET', '/spending');
    expect(alerts.filter(({ detail }) => detail.trace === id)).toMatchObject([{ budget: '', detail: { cost } }]);
    // What costs nothing is answered still.
    expect((await ask({ model: 'local' })).status).toBe(200);
  });

  it('an error of status 200, and one in mid-stream, are charged, never free', async () => {
    const { ask, standing, trace } = await aCase();
    const broken = await ask({ model: 'mock/error-200' });
    expect(broken.status).toBe(502);
    expect(await trace(broken)).toMatchObject({ outcome: 'error', usageEstimated: true, cost: (await trace(broken)).reserved });
    const cut = await ask({ model: 'mock/error-in-stream', stream: true });
    await cut.text();
    expect((await trace(cut)).cost).toBeGreaterThan(0);
    expect(await standing()).toMatchObject({ used: (await trace(broken)).cost! + (await trace(cut)).cost!, reserved: 0 });
  });

  it('what was thought aloud and then cut off is estimated too', async () => {
    const { ask, trace } = await aCase();
    const answer = await ask({ model: 'mock/cut-stream-thinks-40000', stream: true, max_tokens: 50_000 });
    await answer.text();
    const traced = await trace(answer);
    expect(traced).toMatchObject({ outcome: 'error', usageEstimated: true });
    expect(traced.completionTokens).toBeGreaterThan(9_000);
  });

  it('an attempt that broke off counts for the budget also where the local model has answered in its place', async () => {
    const { ask, standing, trace, budget, id } = await aCase();
    await budget({ measure: 'tokens', amount: '1000000' });
    const answer = await ask({ model: 'lost-then-local' });
    expect([answer.status, answer.headers.get('x-gatehouse-provider')]).toEqual([200, 'local']);
    const { cost } = await trace(answer);
    expect(cost).toBeGreaterThan(0);
    expect(await standing()).toMatchObject({ used: cost, reserved: 0 });
    expect((await standing('tokens')).used).toBeGreaterThan(200);
    // The ledger says the same after the budgets have been read anew.
    await budget({ measure: 'requests', amount: '5' });
    expect(await standing()).toMatchObject({ used: cost, reserved: 0 });
    expect((await standing('tokens')).used).toBeGreaterThan(200);
    const report = await admin<{ total: { cost: number } }>('GET', `/usage?from=0&to=${Date.now() + 9e5}&key=${id}`);
    expect(report.total.cost).toBe(cost);
  });
});

describe('what a client asks for', () => {
  it.each([0, -1, 1.5, 1e9, '100', true, [100]])('a bound of %j is refused before anything is reserved', async (bound) => {
    const { ask, standing } = await aCase();
    for (const name of ['max_tokens', 'max_completion_tokens']) {
      const answer = await ask({ max_tokens: undefined, [name]: bound });
      expect([answer.status, await codeOf(answer)]).toEqual([400, 'invalid_request']);
    }
    expect(await standing()).toMatchObject({ used: 0, reserved: 0 });
    expect(mock.requests).toHaveLength(0);
  });

  it('of two bounds the larger counts, times the answers', async () => {
    const { ask, trace } = await aCase();
    const reserved = async (body: Record<string, unknown>): Promise<number> => (await trace(await ask(body))).reserved;
    const one = await reserved({ max_tokens: 1 });
    expect(await reserved({ max_tokens: 1, max_completion_tokens: 5_000 })).toBeGreaterThanOrEqual(one + 4_999 * 2_000);
    expect(await reserved({ max_tokens: 5_000, max_completion_tokens: 1 })).toBeGreaterThanOrEqual(one + 4_999 * 2_000);
    expect(await reserved({ max_tokens: 1_000, n: 4 })).toBeGreaterThanOrEqual(one + 3_999 * 2_000);
    const many = await ask({ max_tokens: 100_000, n: 128, stream: true });
    expect([many.status, await codeOf(many)]).toEqual([429, 'budget_exceeded']);
  });

  it('a dearer tier of service is left out, and said; a text that it predicts counts as answer', async () => {
    const { ask, trace } = await aCase();
    const dear = await ask({ service_tier: 'priority' });
    expect([dear.status, mock.requests.at(-1)!.json['service_tier'], dear.headers.get('x-gatehouse-warning')]).toEqual([200, undefined, expect.stringContaining('service_tier')]);
    await ask({ service_tier: 'flex' });
    expect(mock.requests.at(-1)!.json['service_tier']).toBe('flex');
    const [plain, predicting] = [await trace(await ask()), await trace(await ask({ prediction: { type: 'content', content: 'x'.repeat(5_000) } }))];
    expect(predicting.reserved - plain.reserved).toBeGreaterThan(5_000 * 3_000);
  });

  it('forged ids and trace contexts change neither the charge nor the id', async () => {
    const { ask, trace, standing } = await aCase();
    const first = await ask();
    const id = first.headers.get('x-gatehouse-trace-id')!;
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const second = await ask({}, { 'x-request-id': id, 'x-gatehouse-trace-id': id, 'x-gatehouse-provider': 'local', traceparent: parent });
    const odd = await ask({}, { traceparent: `${parent}\t00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`, 'x-gatehouse-session': id });
    expect(new Set([first, second, odd].map((answer) => answer.headers.get('x-gatehouse-trace-id'))).size).toBe(3);
    const all = [await trace(first), await trace(second), await trace(odd)];
    expect(all.map(({ cost }) => cost)).toEqual(Array(3).fill(all[0]!.cost));
    expect(all.map(({ traceparent }) => traceparent)).toEqual([null, parent, null]);
    expect((await standing()).used).toBe(3 * all[0]!.cost!);
  });

  it('one that could not begin, as the database was busy, holds nothing back', async () => {
    const { ask, standing, id } = await aCase({}, { floor: 'public' });
    await admin('PUT', '/spending/limits', { scope: `key:${id}`, requestsPerMinute: null, tokensPerMinute: null, concurrent: 2 });
    for (let index = 0; index < 2; index++) expect((await ask({}, { 'x-gatehouse-session': `risen ${index}` })).status).toBe(200);
    const other = new Database(join(home, 'gatehouse.db'));
    other.exec('BEGIN IMMEDIATE');
    try {
      for (const headers of [0, 1].flatMap((index): Record<string, string>[] => [{ 'x-gatehouse-session': `never seen ${index}` }, { 'x-gatehouse-session': `risen ${index}`, 'x-gatehouse-class': 'internal' }])) {
        const refused = await ask({}, headers);
        expect([refused.status, await codeOf(refused)]).toEqual([503, 'storage_unavailable']);
      }
    } finally {
      other.exec('ROLLBACK');
      other.close();
    }
    expect(await standing()).toMatchObject({ reserved: 0 });
    expect((await ask()).status).toBe(200);
  });
});

describe('a hostile office', () => {
  const NAMES = ["=cmd|' /C calc'!A0", '+1+1', '-2', '@SUM(A1)', '\tx', 'a\r\nx-injected: 1', 'b\u2028c', '\u{1f4a3}\u{1f1e8}\u{1f1ed}', '<img src=x onerror=alert(1)>', '\u001b[2J\u001b]0;owned\u0007', 'n'.repeat(120), '"quoted", and more'];
  const model = (name: string): string => `mock/${name.replace(/\p{Cc}|\p{Zl}/gu, '_')}`;
  const made: { name: string; one: Case }[] = [];

  beforeAll(async () => {
    for (const name of NAMES) {
      // A department's name is brought into one line by the office already.
      const team = await admin<{ id: string }>('PUT', '/spending/teams', { name, costCentre: name });
      made.push({ name, one: await aCase({}, { name, owner: name, ownerKind: 'person', team: team.id }) });
      await admin('PUT', '/spending/budgets', { scope: `person:${name.trim()}`, measure: 'requests', amount: '1', period: 'total' });
    }
  });

  it('comes back as text from every answer, refusal and warning, in one line of the headers', async () => {
    for (const { name, one } of made) {
      const answers = [
        await one.ask({ model: model(name), max_tokens: undefined, service_tier: name }, { 'x-gatehouse-tags': encodeURIComponent(name).slice(0, 90) }),
        await one.ask({ model: model(name), metadata: { tags: [name.slice(0, 100)] } }),
        await one.ask({ model: name }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 429, /\p{Cc}|\p{Zl}/u.test(name) ? 400 : 404]);
      for (const answer of answers) {
        expect(answer.headers.has('x-injected')).toBe(false);
        for (const [, value] of answer.headers) expect(value).toMatch(/^[\x20-\x7e]*$/);
        const body = (await answer.json()) as ErrorBody;
        if (answer.status === 429) expect(body.error.message).toContain(`"${name.trim()}"`);
      }
    }
  });

  it('stays text in usage, tables, the terminal and the lines of the log', async () => {
    const query = `from=0&to=${Date.now() + 9e5}`;
    const { rows } = await admin<{ rows: { groups: Record<string, string>; requests: number; cost: number }[] }>('GET', `/usage?${query}&by=owner,model`);
    for (const { name } of made) expect(rows.filter(({ groups }) => groups['owner'] === `person:${name.trim()}` && groups['model'] === model(name).slice(5))).toMatchObject([{ requests: 1 }]);
    const { rows: tags } = await admin<{ rows: { groups: { tag: string } }[] }>('GET', `/usage?${query}&by=tag`);
    expect(tags.map(({ groups }) => groups.tag)).toEqual(expect.arrayContaining(NAMES.map((name) => name.trim().slice(0, 100))));
    for (const command of [['usage', '--by', 'owner,model'], ['usage', '--by', 'key'], ['budgets', 'list'], ['keys', 'list'], ['teams', 'list'], ['traces', 'list', '--limit', '100'], ['audit', 'list']]) {
      const { code, stdout, stderr } = await gateway.cli(command);
      expect([code, stderr]).toEqual([0, '']);
      // eslint-disable-next-line no-control-regex -- these would steer the terminal, or forge a row
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028]|^x-injected/m);
    }
    const table = await gateway.cli(['traces', 'export']);
    expect(table.code, table.stderr).toBe(0);
    const cells = [...table.stdout.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^,\r\n]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    expect(cells.filter((cell) => cell.includes("=cmd|'"))).not.toEqual([]);
    expect(cells.filter((cell) => /^[\s]*[=+\-@]/.test(cell) && Number.isNaN(Number(cell)))).toEqual([]);
    for (const odd of ['\u001b[2J', 'x-injected']) expect(gateway.stdout()).not.toContain(odd);
    expect(await admin('GET', '/audit/verify')).toMatchObject({ intact: true });
  });
});

describe('five hundred requests at once', () => {
  it('of which many are cut off, fail and are tried again, under three nested budgets: never above a limit, nothing left over, all books the same', async () => {
    const team = await admin<{ id: string }>('PUT', '/spending/teams', { name: 'Runaway' });
    // Some hundred of them fit.
    const { key, id } = await aCase({ amount: '0.05' }, { team: team.id, owner: 'Runaway', ownerKind: 'person' });
    for (const [scope, amount] of [[`team:${team.id}`, '0.04'], ['person:Runaway', '0.03']]) await admin('PUT', '/spending/budgets', { scope, measure: 'money', amount, period: 'total' });
    const mine = async (): Promise<Standing[]> => (await standings()).filter(({ budget: { scope } }) => [`key:${id}`, `team:${team.id}`, 'person:Runaway'].includes(scope));
    let seed = 20_261_121;
    const random = (): number => ((seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647);
    let over = 0;
    let samples = 0;
    const asking = new AbortController();
    const sampling = (async () => {
      while (!asking.signal.aborted) {
        for (const { used, reserved, budget } of await mine()) if (used + reserved > budget.limit || reserved < 0) over++;
        samples++;
      }
    })();
    const statuses = await Promise.all(Array.from({ length: 500 }, async (_, index) => {
      const kind = ['gpt-4o', 'slow-chunks-5', `flaky-1-${index}`, 'slow-first-token-30', `cut-plain-${index}`, 'cut-stream', 'error-400'][Math.floor(random() * 7)]!;
      const abort = new AbortController();
      const wait = random() * 400;
      if (random() < 0.5) setTimeout(() => abort.abort(), wait);
      const body = JSON.stringify({ model: `mock/${kind}`, messages: USER, max_tokens: 50, stream: kind === 'cut-stream' || random() < 0.5 });
      try {
        const answer = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', signal: abort.signal, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body });
        await answer.text();
        return answer.status;
      } catch {
        return 0;
      }
    }));
    asking.abort();
    await sampling;
    expect(new Set(statuses)).toContain(429);
    expect([over, samples > 5]).toEqual([0, true]);
    await expect.poll(async () => (await mine()).map(({ reserved }) => reserved), { timeout: 20_000 }).toEqual([0, 0, 0]);
    const { traces } = await admin<{ traces: Traced[] }>('GET', `/traces?limit=1000&keyId=${id}`);
    const spent = traces.reduce((sum, { cost }) => sum + cost!, 0);
    expect(traces.filter(({ outcome }) => outcome === null)).toEqual([]);
    expect((await mine()).map(({ used }) => used)).toEqual([spent, spent, spent]);
    const report = await admin<{ total: { cost: number; requests: number } }>('GET', `/usage?from=0&to=${Date.now() + 9e5}&key=${id}`);
    expect(report.total).toMatchObject({ cost: spent, requests: traces.length });
  });
});

describe('an auditor', () => {
  it('sees what was spent, and can neither change it nor see keys, contents or addresses', async () => {
    const auditor = await adminCall(gateway, 'Rita', 'auditor');
    const { budgets: seen } = await auditor<{ budgets: Standing[] }>('GET', '/spending');
    expect(seen.length).toBeGreaterThan(0);
    const before = JSON.stringify(await admin('GET', '/keys'));
    const [{ budget }] = seen as [Standing];
    const denied: [string, string, object?][] = [
      ['PUT', '/spending/budgets', { scope: 'organisation', measure: 'money', amount: '1000000', period: 'total' }],
      ['PUT', '/spending/budgets', { ...budget, amount: '1000000' }],
      ['DELETE', `/spending/budgets/${budget.id}`],
      ['PUT', '/spending/limits', { scope: 'organisation', requestsPerMinute: null, tokensPerMinute: null, concurrent: null }],
      ['PUT', '/spending/rules', { overBudget: 'local', unpriced: 'allow', outputTokens: 1 }],
      ['PUT', '/spending/currency', { code: 'EUR', perUsd: '0.000000001', date: '2026-11-21' }],
      ['PUT', '/spending/teams', { name: 'Mine' }],
      ['PUT', '/prices/office', { deployment: 'mock/*', input: '0', output: '0' }],
      ['GET', '/spending/webhook'], ['GET', '/keys'], ['POST', '/keys', { name: 'mine' }],
      ['GET', `/contents/${mock.requests.length}`], ['POST', '/spending/alerts/seen'],
    ];
    for (const [method, path, body] of denied) await expect(auditor(method, path, body), `${method} ${path}`).rejects.toThrow(/: (403|404) /);
    expect((await standings()).map(({ budget: { id, limit } }) => [id, limit])).toEqual(seen.map(({ budget: { id, limit } }) => [id, limit]));
    expect(JSON.stringify(await admin('GET', '/keys'))).toBe(before);
  });

  it('finds each refusal once, and each body that left with its length and its mark, tried again, fallen back, embedded and local ones too', async () => {
    await admin('PUT', '/aliases/falls-back', { deployments: ['mock/error-500', 'mock/gpt-4o'] });
    const { ask, key, id } = await aCase();
    const send = (path: string, body: object): Promise<Response> => post(gateway, key, path, body);
    const sent = [
      await ask({ model: 'mock/flaky-2-audited' }),
      await ask({ model: 'falls-back' }),
      await send('/v1/embeddings', { model: 'mock/text-embedding-3-small', input: ['Zürich', 'Genève'] }),
      await ask({ model: 'local' }),
    ];
    expect(sent.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await admin('PUT', '/spending/budgets', { scope: `key:${id}`, measure: 'requests', amount: '1', period: 'total' });
    await admin('PUT', '/spending/limits', { scope: `key:${id}`, requestsPerMinute: null, tokensPerMinute: 1, concurrent: null });
    const limited = await ask({}, {});
    await admin('PUT', '/spending/limits', { scope: `key:${id}`, requestsPerMinute: null, tokensPerMinute: null, concurrent: null });
    const refused = [limited, await ask(), await ask({ model: 'nowhere' }), await ask({ model: 'mock/gpt-4o' }, { 'x-gatehouse-session': 's' })];
    expect(refused.map(({ status }) => status)).toEqual([429, 429, 404, 429]);
    for (const answer of refused) expect((await records(answer.headers.get('x-gatehouse-trace-id')!)).map(({ action, actor }) => [action, actor])).toEqual([['request.refused', id]]);
    const bodies = [...mock.requests];
    for (const answer of sent) {
      const mine = (await records(answer.headers.get('x-gatehouse-trace-id')!)).sort((a, b) => a.seq - b.seq);
      expect(mine.every(({ action }) => action === 'request.sent')).toBe(true);
      if (answer.headers.get('x-gatehouse-provider') === 'local') {
        expect(mine).toMatchObject([{ detail: { provider: 'local', decision: 'local' } }]);
        continue;
      }
      const left = bodies.splice(0, mine.length);
      expect(mine.map(({ detail }) => detail['bytes'])).toEqual(left.map(({ text }) => Buffer.byteLength(text)));
      // The same body has the same mark, another one another.
      expect(new Set(mine.map(({ detail }) => detail['hmac'])).size).toBe(new Set(left.map(({ text }) => text)).size);
    }
    expect(bodies).toEqual([]);
    expect(await admin('GET', '/audit/reconciliation')).toMatchObject({ problem: null });
  });
});
