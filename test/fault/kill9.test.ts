import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

const KILLS = 40;
const STREAMS = 4;

let home: string;
let mock: Mock;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'gh-'));
  mock = await startMock();
});
afterAll(async () => {
  await mock?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** Starts a stream and reads it to its end, or to the gateway's. */
async function stream(gateway: Gateway, key: string, id: string): Promise<void> {
  const model = ['mock/slow-chunks-5', 'mock/chunks-50', 'mock/slow-first-token-30', 'mock/gpt-4o'][Number(id.split('-')[1]) % 4]!;
  const answer = await post(gateway, key, '/v1/chat/completions', { model, stream: true, user: id, messages: USER }, { 'x-gatehouse-session': id });
  await answer.text();
}

it(`${KILLS} times kill -9 amid ${STREAMS} streams: after the restart every request that reached the provider has one ending`, async () => {
  let gateway = await startGateway({ home });
  await approveMock(gateway, mock);
  const key = await makeKey(gateway, 'tool', '--floor', 'internal');
  let opened = 0;
  for (let round = 0; round < KILLS; round++) {
    const running = Array.from({ length: STREAMS }, (_, index) => stream(gateway, key, `${round}-${index}`).catch(() => {}));
    opened += STREAMS;
    // The points are spread over a stream's life, a little different each time.
    await sleep((round * 37) % 240 + Math.random() * 10);
    await gateway.kill9();
    await Promise.all(running);
    gateway = await startGateway({ home });
  }
  await gateway.stop();

  const db = new Database(join(home, 'gatehouse.db'), { readonly: true });
  const rows = db.prepare<[], { session: string; outcome: string | null }>('SELECT session, outcome FROM traces WHERE session IS NOT NULL').all();
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
});
