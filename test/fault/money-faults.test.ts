import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askAdmin } from '../support/admin-socket.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { needs } from '../support/needs.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

/** So many attempts have reached the provider when the process is killed; four requests make twelve. */
const KILLS = [0, 1, 4, 6, 9, 11];

let home: string;
let gateway: Gateway | undefined;
let mock: Mock;
let key: string;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'gh-'));
  mock = await startMock();
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  await mock.stop();
  if (readFileSync('/proc/mounts', 'utf8').includes(` ${home} `)) execFileSync('umount', ['--lazy', home]);
  rmSync(home, { recursive: true, force: true });
});

async function begin(): Promise<void> {
  gateway = await startGateway({ home });
  await approveMock(gateway, mock);
  await gateway.cliJson(['prices', 'set', 'mock/*', '--input', '1', '--output', '2']);
  await gateway.cliJson(['budgets', 'set', '--money', '1000', '--per', 'total']);
  key = await makeKey(gateway, 'tool', '--floor', 'internal');
}

interface Row { id: string; session: string; outcome: string | null; cost: number; reserved: number | null }

/** Every way in which the money is written down. */
async function books(): Promise<{ rows: Row[]; traces: number; ledger: number; budget: number; reserved: number; sent: string[]; intact: boolean; mismatch: unknown }> {
  const { budgets: [standing] } = (await askAdmin(home, 'GET', '/spending')) as { budgets: [{ used: number; reserved: number }] };
  const { intact } = (await askAdmin(home, 'GET', '/audit/verify')) as { intact: boolean };
  const { problem: mismatch } = (await askAdmin(home, 'GET', '/audit/reconciliation')) as { problem: unknown };
  const db = new Database(join(home, 'gatehouse.db'), { readonly: true });
  const rows = db.prepare<[], Row>('SELECT id, session, outcome, cost, reserved FROM traces').all();
  const ledger = db.prepare<[], number>('SELECT coalesce(sum(cost), 0) FROM usage').pluck().get()!;
  const sent = db.prepare<[], string>("SELECT json_extract(detail, '$.trace') FROM audit WHERE action = 'request.sent'").pluck().all();
  db.close();
  return { rows, traces: rows.reduce((sum, { cost }) => sum + cost, 0), ledger, budget: standing.used, reserved: standing.reserved, sent, intact, mismatch };
}

const ask = (body: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Response> => post(gateway!, key, '/v1/chat/completions', { model: 'mock/gpt-4o', messages: USER, max_tokens: 50, ...body }, headers);

needs('linux', 'root')('a full disk', () => {
  it('under a budget: what was sent is in every book, what was not is in none, and nothing stays reserved', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=700', 'tmpfs', home]);
    await begin();
    const running = ['slow-chunks-100', 'slow-first-token-700', 'hang-stream'].map((model) => ask({ model: `mock/${model}`, stream: true }));
    await expect.poll(() => mock.requests.length, { timeout: 20_000 }).toBe(3);
    const filler = openSync(join(home, 'filler'), 'w');
    for (let size = 1024 * 1024; size >= 512; size /= 2) {
      try {
        for (;;) if (writeSync(filler, Buffer.alloc(size)) < size) break;
      } catch {
        // Full, for this size.
      }
    }
    closeSync(filler);
    let last = await ask();
    for (let count = 0; last.status === 200 && count < 2_000; count++) last = await ask();
    expect(last.status).toBe(503);
    const sent = mock.requests.length;
    // With a session whose class is not known yet too, and with attempts that would have to raise what they hold.
    const refused = await Promise.all(Array.from({ length: 30 }, (_, index) => ask(index % 3 === 0 ? { model: 'mock/cut-plain' } : {}, index % 2 === 0 ? { 'x-gatehouse-session': `new ${index}` } : {})));
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
    expect(mock.requests).toHaveLength(sent);
    for (const one of running.slice(0, 2)) expect(await (await one).text()).toContain('[DONE]');
    await (await running[2]!).body!.cancel();
    rmSync(join(home, 'filler'));
    expect((await ask()).status).toBe(200);
    await expect.poll(async () => (await books()).reserved, { timeout: 20_000 }).toBe(0);
    const { rows, traces, ledger, budget, sent: recorded, intact, mismatch } = await books();
    expect([ledger, budget]).toEqual([traces, traces]);
    expect([intact, mismatch]).toEqual([true, null]);
    const refusedIds = new Set(refused.map((one) => one.headers.get('x-gatehouse-trace-id')));
    expect(rows.filter(({ id }) => refusedIds.has(id))).toEqual([]);
    expect([rows.length, recorded.length, new Set(recorded).size]).toEqual([mock.requests.length, mock.requests.length, mock.requests.length]);
  });
});

it(`${KILLS.length} times kill -9 amid retries: each costs all that was set aside by then, never less than its attempts could`, async () => {
  await begin();
  // What one attempt can cost.
  const { reserved: single } = (await askAdmin(home, 'GET', `/traces/${(await ask()).headers.get('x-gatehouse-trace-id')}`)) as { reserved: number };
  const seen = new Map<string, number>();
  let raised = 0;
  for (const [round, attempts] of KILLS.entries()) {
    mock.reset();
    const running = Array.from({ length: 4 }, (_, index) => ask({ model: `mock/cut-plain-${round}-${index}` }, { 'x-gatehouse-session': `${round}-${index}` }).catch(() => {}));
    while (mock.requests.length < attempts) await sleep(2);
    await gateway!.kill9();
    await Promise.all(running);
    for (const { json } of mock.requests) seen.set(String(json['model']), (seen.get(String(json['model'])) ?? 0) + 1);
    gateway = await startGateway({ home });
  }
  const { rows, traces, ledger, budget, reserved, intact } = await books();
  expect([ledger, budget, reserved, intact]).toEqual([traces, traces, 0, true]);
  for (const { session, outcome, cost, reserved: held } of rows.filter((row) => row.session !== null)) {
    const attempts = seen.get(`cut-plain-${session}`) ?? 0;
    expect(cost, `${session} ${outcome}`).toBe(held);
    expect(cost, `${session} ${outcome}, ${attempts} attempts`).toBeGreaterThanOrEqual(attempts * single);
    if (outcome === 'interrupted' && attempts > 1) raised++;
  }
  expect(raised).toBeGreaterThan(0);
});

it.each<[string, (path: string) => void]>([
  ['gone', (path) => rmSync(path)],
  ['garbage, with lines that only look right', (path) => appendFileSync(path, `\u0000\u0001{"id":\n{"id":"a","time":1,"plan":"x"}\n{"raise":{"id":"a"}}\n[]\nnull\n${'x'.repeat(100_000)}\n{"id":"half`)],
])('a journal that is %s keeps nobody from starting, and what stood in it whole is charged', async (name, harm) => {
  await begin();
  const running = ask({ model: 'mock/hang-stream', stream: true }, { 'x-gatehouse-session': 'whole' });
  await running;
  await askAdmin(home, 'GET', '/traces');
  const late = ask({ model: 'mock/hang' }, { 'x-gatehouse-session': 'late' }).catch(() => {});
  await expect.poll(() => mock.requests.length, { timeout: 20_000 }).toBe(2);
  await gateway!.kill9();
  await late;
  harm(join(home, 'gatehouse.db-intents'));
  gateway = await startGateway({ home });
  const { rows, traces, ledger, budget, reserved } = await books();
  expect([ledger, budget, reserved]).toEqual([traces, traces, 0]);
  expect(rows.find(({ session }) => session === 'whole')).toMatchObject({ outcome: 'interrupted' });
  if (name !== 'gone') expect(rows.find(({ session }) => session === 'late')).toMatchObject({ outcome: 'interrupted' });
  for (const { cost, reserved: held } of rows) expect(cost).toBe(held);
});
