import Database from 'better-sqlite3';
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type CliResult, type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

/** Above what is read whole at the start. */
const FILLER_ROWS = 40;
const PAGE = 4096;

let office: string;
let key: string;
let revoked: string;
let recoveryKey: string;
let backup: string;
let mock: Mock;
let pages: Map<string, number>;

/** An office with a large database; each test hurts a copy of it. */
beforeAll(async () => {
  office = mkdtempSync(join(tmpdir(), 'gh-'));
  mock = await startMock();
  const gateway = await startGateway({ home: office });
  recoveryKey = (await gateway.waitFor(/(?:[0-9A-Z]{5}-){7}[0-9A-Z]{5}/))[0];
  await approveMock(gateway, mock);
  key = await makeKey(gateway, 'crm', '--floor', 'public');
  await gateway.cliJson(['prices', 'set', 'mock/gpt-4o-mini', '--input', '1', '--output', '2']);
  await gateway.cliJson(['budgets', 'set', '--money', '20', '--per', 'month']);
  const lost = await gateway.cliJson<{ id: string; key: string }>(['keys', 'create', '--name', 'lost laptop', '--floor', 'public']);
  revoked = lost.key;
  expect((await ask(gateway)).status).toBe(200);
  backup = (await gateway.cliJson<{ name: string }>(['backup', 'create'])).name;
  await gateway.cliJson(['keys', 'revoke', lost.id]);
  await gateway.stop();
  const db = new Database(join(office, 'gatehouse.db'));
  const fill = db.prepare('INSERT INTO aliases (name, deployments) VALUES (?, ?)');
  for (let row = 0; row < FILLER_ROWS; row++) fill.run(`alias-${row}`, JSON.stringify(['local/x', 'y'.repeat(1024 * 1024)]));
  pages = new Map(db.prepare<[], { name: string; rootpage: number }>('SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0').all().map(({ name, rootpage }) => [name, rootpage]));
  db.exec('DELETE FROM aliases');
  db.close();
});
afterAll(async () => {
  await mock?.stop();
  rmSync(office, { recursive: true, force: true });
});

function hurt(table: string): string {
  const home = mkdtempSync(join(tmpdir(), 'gh-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  cpSync(office, home, { recursive: true, filter: (path) => !path.endsWith('.sock') });
  const file = openSync(join(home, 'gatehouse.db'), 'r+');
  writeSync(file, Buffer.alloc(PAGE, 0xa5), 0, PAGE, (pages.get(table)! - 1) * PAGE);
  closeSync(file);
  return home;
}

async function started(home: string): Promise<Gateway> {
  const gateway = await startGateway({ home });
  onTestFinished(async () => void (await gateway.stop()));
  return gateway;
}

async function ask(gateway: Gateway, as = key): Promise<{ status: number; code: string | undefined }> {
  const answer = await post(gateway, as, '/v1/chat/completions', { model: 'mock/gpt-4o-mini', messages: USER });
  return { status: answer.status, code: ((await answer.json()) as Partial<ErrorBody>).error?.code };
}

const told = ({ code, stdout, stderr }: CliResult): [number, string] => [code, `${stdout}${stderr}`];
const DAMAGED = /gatehouse\.db is damaged\.\s+Stop Gatehouse, move gatehouse\.db and the files gatehouse\.db-\* beside it/;

it('of the ledger: whoever asks is told what to do, nothing is sent, and the process goes on and ends in order', async () => {
  const gateway = await started(hurt('usage'));
  expect(await ask(gateway)).toEqual({ status: 503, code: 'storage_unavailable' });
  for (const args of [['usage', '--by', 'team'], ['budgets', 'list']]) expect(told(await gateway.cli(args))).toEqual([1, expect.stringMatching(DAMAGED)]);
  expect((await gateway.cli(['doctor'])).stdout).toMatch(/FAILED +Database: .*is damaged/);
  expect(await gateway.stop()).toBe(0);
  expect(gateway.stdout()).toMatch(/Stopped\.\s*$/);
  expect(gateway.stdout()).not.toContain('SqliteError');
});

it.each(['audit', 'virtual_keys', 'budgets'])('of %s: the start says so and ends, instead of a stack', async (table) => {
  const home = hurt(table);
  // One that still listens says it before its first key.
  const said = await startGateway({ home }).then(async (gateway) => {
    await gateway.waitFor(/Stop Gatehouse/);
    await gateway.stop();
    return gateway.stdout();
  }, (error: Error) => error.message);
  expect(said).toMatch(DAMAGED);
  expect(said).not.toContain('SqliteError');
});

it('is in no backup: the good ones are kept, and the office is told', async () => {
  const gateway = await started(hurt('conversations'));
  const before = await gateway.cliJson<{ backups: { name: string }[] }>(['backup', 'list']);
  expect(told(await gateway.cli(['backup', 'create']))).toEqual([1, expect.stringMatching(DAMAGED)]);
  expect(readdirSync(join(gateway.home, 'backups'))).toEqual([backup]);
  expect(before.backups.map(({ name }) => name)).toEqual([backup]);
  expect((await gateway.cli(['doctor'])).stdout).toMatch(/FAILED +Backups: The last backup failed: .*is damaged/);
});

it('what the message says to do brings the office back, and no revoked key', async () => {
  const home = hurt('policies');
  await expect(startGateway({ home })).rejects.toThrow(DAMAGED);
  mkdirSync(join(home, 'aside'));
  for (const name of readdirSync(home).filter((entry) => /^gatehouse\.db(-|$)/.test(entry))) renameSync(join(home, name), join(home, 'aside', name));
  const fresh = await started(home);
  await fresh.cliJson(['backup', 'restore', join(home, 'backups', backup)], recoveryKey);
  await fresh.stop();
  const gateway = await started(home);
  for (const { id, name } of await gateway.cliJson<{ id: string; name: string }[]>(['keys', 'list'])) if (name === 'crm') await gateway.cliJson(['keys', 'update', id, '--enable']);
  expect([await ask(gateway), await ask(gateway, revoked)]).toEqual([{ status: 200, code: undefined }, { status: 401, code: 'invalid_api_key' }]);
  expect(await gateway.cliJson(['audit', 'verify'])).toMatchObject({ intact: true });
});
