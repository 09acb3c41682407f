import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

/** 1,000 in the long run. */
const KILLS = Number(process.env['GATEHOUSE_KILLS'] ?? 40);
const STREAMS = 4;

/** Starts a stream and reads it to its end, or to the gateway's. */
async function stream(gateway: Gateway, key: string, id: string): Promise<void> {
  const model = ['mock/slow-chunks-200', 'mock/chunks-50', 'mock/slow-first-token-800', 'mock/gpt-4o'][Number(id.split('-')[1]) % 4]!;
  const answer = await post(gateway, key, '/v1/chat/completions', { model, stream: true, user: id, messages: USER }, { 'x-gatehouse-session': id });
  await answer.text();
}

/** When a round's kill comes: at once, a little after the provider was reached, or once a stream is over; the others run for most of a second, so the kill finds them running however slow the machine is. */
async function untilKill(round: number, mock: Mock, running: Promise<void>[]): Promise<void> {
  const reached = mock.requests.length;
  if (round % 4 === 0) await sleep((round * 37) % 120);
  else if (round % 4 === 3) await Promise.race(running);
  else {
    await vi.waitFor(() => expect(mock.requests.length).toBeGreaterThan(reached), { timeout: 30_000, interval: 1 });
    await sleep((round * 37) % 120 + Math.random() * 10);
  }
}

it(`${KILLS} times kill -9 amid ${STREAMS} streams: after the restart every request that reached the provider has one ending, one settlement and a record`, async () => {
  const home = mkdtempSync(join(tmpdir(), 'gh-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const mock = await startMock();
  onTestFinished(() => mock.stop());
  let gateway = await startGateway({ home, startWithin: 60_000 });
  await approveMock(gateway, mock);
  const key = await makeKey(gateway, 'tool', '--floor', 'internal');
  await gateway.cliJson(['prices', 'set', 'mock/*', '--input', '1', '--output', '2']);
  await gateway.cliJson(['budgets', 'set', '--money', '1000', '--per', 'total']);
  let opened = 0;
  for (let round = 0; round < KILLS; round++) {
    const running = Array.from({ length: STREAMS }, (_, index) => stream(gateway, key, `${round}-${index}`).catch(() => {}));
    opened += STREAMS;
    await untilKill(round, mock, running);
    await gateway.kill9();
    await Promise.all(running);
    gateway = await startGateway({ home, startWithin: 60_000 });
  }
  const [standing] = await gateway.cliJson<{ used: number; reserved: number }[]>(['budgets', 'list']);
  const verdict = await gateway.cliJson<{ intact: boolean }>(['audit', 'verify']);
  await gateway.stop();

  const db = new Database(join(home, 'gatehouse.db'), { readonly: true });
  const rows = db.prepare<[], { session: string; outcome: string | null }>('SELECT session, outcome FROM traces WHERE session IS NOT NULL').all();
  const settled = db.prepare<[], { id: string; outcome: string; cost: number | null; reserved: number | null; usage_estimated: number }>('SELECT id, outcome, cost, reserved, usage_estimated FROM traces WHERE session IS NOT NULL').all();
  const ledger = db.prepare<[], { requests: number; cost: number }>('SELECT sum(requests) AS requests, sum(cost) AS cost FROM usage').get()!;
  const recorded = new Set(db.prepare<[], string>("SELECT json_extract(detail, '$.trace') FROM audit WHERE action IN ('request.sent', 'request.interrupted')").pluck().all());
  db.close();
  const reached = mock.requests.filter((request) => request.path.endsWith('/chat/completions')).map((request) => String(request.json.user));
  expect(rows.filter((row) => row.outcome === null)).toEqual([]);
  expect(new Set(rows.map((row) => row.session)).size).toBe(rows.length);
  const known = new Set(rows.map((row) => row.session));
  expect(reached.filter((id) => !known.has(id))).toEqual([]);
  // The kills must have hit both: streams that ran, and streams that were over.
  expect(rows.filter((row) => row.outcome === 'interrupted').length).toBeGreaterThan(KILLS / 2);
  expect(rows.filter((row) => row.outcome === 'ok').length).toBeGreaterThan(0);
  expect(reached.length).toBeLessThanOrEqual(opened);

  // What no numbers came for costs all that was set aside; ledger, budget and traces say the same to the nano-dollar.
  const interrupted = settled.filter((row) => row.outcome === 'interrupted');
  expect(interrupted.filter((row) => !row.reserved || row.cost !== row.reserved || row.usage_estimated !== 1)).toEqual([]);
  const total = settled.reduce((sum, row) => sum + row.cost!, 0);
  expect(ledger).toEqual({ requests: settled.length, cost: total });
  expect(standing).toMatchObject({ used: total, reserved: 0 });
  expect(verdict.intact).toBe(true);
  expect(settled.filter((row) => row.outcome !== 'refused' && !recorded.has(row.id))).toEqual([]);
}, 60_000 + KILLS * 3_000);
