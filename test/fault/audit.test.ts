import Database from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Output } from '../../gateway/admin/contract.ts';
import { askAdmin } from '../support/admin-socket.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

type Verdict = Extract<Output<'audit.verify'>, { intact: boolean }>;
interface FileVerdict { intact: boolean; records: number; checkpoints: number; problems: { record: number; message: string }[] }

let home: string;
let mock: Mock;
let gateway: Gateway;
let key: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'gh-'));
  mock = await startMock();
  gateway = await startGateway({ home });
  await approveMock(gateway, mock);
  key = await makeKey(gateway, 'tool', '--floor', 'internal', '--ceiling', 'confidential');
  mock.reset();
});
afterAll(async () => {
  await gateway?.stop();
  await mock?.stop();
  rmSync(home, { recursive: true, force: true });
});

const ask = (model: string, more: object = {}, headers: Record<string, string> = {}) =>
  post(gateway, key, '/v1/chat/completions', { model, messages: USER, ...more }, headers).then(async (answer) => ({ status: answer.status, trace: answer.headers.get('x-gatehouse-trace-id'), text: await answer.text().catch(() => '') }));

const records = async (action: string) => (await askAdmin(home, 'GET', `/audit?limit=1000&action=${action}`) as Output<'audit.list'>).records;
const balance = async () => await askAdmin(home, 'GET', '/audit/reconciliation') as Output<'audit.reconciliation'>;
const reached = () => ({ requests: mock.requests.length, bytes: mock.requests.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) });

it('has one record of each attempt that reached a provider, and both sides of the door agree, whatever the provider did', async () => {
  const models = ['gpt-4o', 'error-500', 'error-400', 'flaky-2', 'cut-stream', 'cut-plain', 'no-done', 'not-json', 'redirect', 'chunks-50', 'slow-chunks-5'];
  await Promise.all(models.flatMap((model) => [false, true].map((stream) => ask(`mock/${model}`, { stream, user: 'Zoë 🔒' }))));
  const refused = await ask('mock/gpt-4o', {}, { 'x-gatehouse-class': 'secret' });
  expect(refused.status).toBe(403);

  const sent = await records('request.sent');
  expect(sent.map(({ detail }) => detail['bytes']).reduce<number>((sum, bytes) => sum + Number(bytes), 0)).toBe(reached().bytes);
  expect(sent.length).toBe(reached().requests);
  expect(sent.length).toBeGreaterThan(models.length * 2);
  expect(new Set(sent.map(({ detail }) => `${String(detail['provider'])} ${String(detail['class'])} ${String(detail['region'])} ${String(detail['origin'])}`))).toEqual(new Set([`mock internal eu ${mock.origin}`]));
  expect(await records('request.refused')).toMatchObject([{ detail: { trace: refused.trace, class: 'secret', model: 'mock/gpt-4o', owner: sent[0]!.detail['owner'], policy: sent[0]!.detail['policy'] } }]);
  expect(await balance()).toEqual({ problem: null, balances: [{ origin: mock.origin, sent: reached(), recorded: reached() }] });
  expect((await gateway.cliJson<Output<'status'>>(['status'])).problems).toEqual([]);
  expect(JSON.stringify(await askAdmin(home, 'GET', '/audit?limit=1000'))).not.toMatch(/capital of France|sk-of-the-office|sk-gh-/);
});

it('writes of each request what docs/audit.md says that stands there', async () => {
  const documented = (action: string): string[] => {
    const row = readFileSync(join(import.meta.dirname, '../../docs/audit.md'), 'utf8').split('\n').find((line) => line.startsWith(`| \`${action}\``))!;
    return [...row.split('|').at(-2)!.replaceAll(/\([^)]*\)/g, '').matchAll(/`([^`]+)`/g)].map(([, name]) => name!).sort();
  };
  for (const action of ['request.sent', 'request.refused']) {
    const found = await records(action);
    expect(found.length).toBeGreaterThan(0);
    for (const { detail } of found) expect(Object.keys(detail).sort()).toEqual(documented(action));
  }
});

it('is whole and verifies offline after kill -9 amid streams', async () => {
  for (let round = 0; round < 3; round++) {
    const running = Array.from({ length: 4 }, () => ask('mock/slow-chunks-50', { stream: true }).catch(() => {}));
    await sleep(150 + round * 60);
    await gateway.kill9();
    await Promise.all(running);
    gateway = await startGateway({ home });
  }
  expect((await records('request.interrupted')).length).toBeGreaterThan(0);
  expect(await askAdmin(home, 'GET', '/audit/verify') as Verdict).toMatchObject({ intact: true });
  await ask('mock/gpt-4o');
  expect(await balance()).toMatchObject({ problem: null, balances: [{ sent: { requests: 1 }, recorded: { requests: 1 } }] });

  const file = join(home, 'export.jsonl');
  await gateway.cliJson(['audit', 'export', '--out', file]);
  expect(await gateway.cliJson<FileVerdict>(['audit', 'verify', file])).toMatchObject({ intact: true, problems: [] });
  const bytes = readFileSync(file);
  bytes[bytes.indexOf('"request.sent"') + 3]! ^= 1;
  writeFileSync(file, bytes);
  expect((await gateway.cli(['audit', 'verify', file])).code).toBe(1);
});

it('is signed at the end of a run, and shows at the next start that the log was cut off', async () => {
  await ask('mock/gpt-4o');
  await gateway.stop();
  const db = new Database(join(home, 'gatehouse.db'));
  const newest = db.prepare<[], number>('SELECT max(seq) FROM audit').pluck().get()!;
  expect(db.prepare<[], number>('SELECT max(seq) FROM audit_checkpoints').pluck().get()).toBe(newest);
  db.exec(`DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE seq > ${newest - 2}`);
  db.close();
  gateway = await startGateway({ home });
  expect(await askAdmin(home, 'GET', '/audit/verify') as Verdict).toMatchObject({ intact: false, brokenAt: expect.any(Number) });
  expect((await gateway.cli(['audit', 'verify'])).code).toBe(1);
});
