import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

let gateway: Gateway;
let mock: Mock;
let key: string;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o'] });
  key = await makeKey(gateway, 'documents', '--ceiling', 'internal');
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));

it.each([
  ['Latin text', 'Ünd so wéiter. '.repeat(1_100_000)],
  ['text that V8 keeps in two bytes a character', `字${'a plain sentence '.repeat(1_100_000)}`],
])('16 bodies of about 19 MB at once, %s: each is answered or told to come back, and the gateway lives', async (_name, content) => {
  const body = JSON.stringify({ model: 'fast', messages: [{ role: 'user', content }] });
  const statuses = await Promise.all(Array.from({ length: 16 }, () => post(gateway, key, '/v1/chat/completions', body).then(async (answer) => (await answer.text(), answer.status))));
  expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  expect(statuses).toContain(200);
  expect((await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: USER })).status).toBe(200);
  mock.reset();
}, 120_000);

it('clients that go away, while they wait or in mid-body, leave their room to others', async () => {
  const body = JSON.stringify({ model: 'mock/hang', messages: [{ role: 'user', content: 'a plain sentence '.repeat(1_100_000) }] });
  for (let round = 0; round < 2; round++) {
    const abort = new AbortController();
    const leaving = Array.from({ length: 6 }, () => fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', signal: abort.signal, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body }).catch(() => undefined));
    await new Promise((resolve) => setTimeout(resolve, 400));
    abort.abort();
    await Promise.all(leaving);
  }
  expect((await post(gateway, key, '/v1/chat/completions', body.replace('mock/hang', 'fast'))).status).toBe(200);
  mock.reset();
}, 60_000);

it('millions of little values are refused', async () => {
  const body = `{"model":"fast","messages":[${'[],'.repeat(6_000_000)}[]]}`;
  const answer = await post(gateway, key, '/v1/chat/completions', body);
  expect(answer.status).toBe(413);
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8'))![1]) / 1024;
  expect(peak).toBeLessThan(700);
});
