import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askAdmin } from '../support/admin-socket.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

let home: string;
let gateway: Gateway | undefined;
let mock: Mock;
let key: string;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'gh-'));
  [gateway, mock] = await Promise.all([startGateway({ home }), startMock()]);
  await approveMock(gateway, mock);
  await askAdmin(home, 'POST', '/recognition/lists', { name: 'words', kind: 'word', dataClass: 'secret', text: 'Kürbiswald' });
  key = await makeKey(gateway, 'tool', '--floor', 'internal');
});
afterEach(async () => {
  await gateway?.stop();
  await mock.stop();
  rmSync(home, { recursive: true, force: true });
});

/** Starts again with what `damage` leaves of the database. */
async function startWith(damage: string, ...values: unknown[]): Promise<string> {
  await gateway!.stop();
  gateway = undefined;
  const db = new Database(join(home, 'gatehouse.db'));
  db.prepare(damage).run(...values);
  db.close();
  return startGateway({ home }).then((started) => {
    gateway = started;
    return 'started';
  }, (error: Error) => error.message);
}

const ask = (content: string): Promise<Response> => post(gateway!, key, '/v1/chat/completions', { model: 'mock/gpt-4o', messages: [{ role: 'user', content }] });

it.each(['', '[]', '{"cells":[{"provider":"mock","dataClass":"internal","action":"allow"}]}'])('rules that say "%s" after a restart let nothing out, and the start says what to do', async (body) => {
  expect((await ask(USER[0]!.content)).status).toBe(200);
  mock.reset();
  const said = await startWith('UPDATE policies SET body = ? WHERE version = (SELECT max(version) FROM policies)', body);
  expect(said).toContain('the gateway ended (1)');
  expect(said).toMatch(/of the data rules in the database is damaged\.\n.*backup/);
  expect(said).not.toMatch(/\n\s+at /);
  expect(mock.connections()).toBe(0);
});

it('words that cannot be opened after a restart make every request count as secret, and its output says so', async () => {
  expect(await startWith('UPDATE word_lists SET sealed = zeroblob(80)')).toBe('started');
  mock.reset();
  const answer = await ask('Guten Tag');
  expect([answer.headers.get('x-gatehouse-class'), answer.headers.get('x-gatehouse-provider')]).toEqual(['secret', 'none']);
  expect(mock.connections()).toBe(0);
  expect(gateway!.stdout()).toContain("The office's own words cannot be read");
  expect(gateway!.stdout()).not.toContain('Kürbiswald');
});
