import { rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { adminCall } from '../support/admin-call.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { startMailServer } from '../support/mail-server.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { filesHolding } from '../support/temporary-store.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

let mock: Mock;
let gateway: Gateway;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

interface Got { headers: IncomingHttpHeaders; body: string }

/** Remembers what was posted; says 503 so many times first. */
async function startReceiver() {
  const got: Got[] = [];
  let failures = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => { body += text; }).on('end', () => {
      got.push({ headers: request.headers, body });
      response.writeHead(failures-- > 0 ? 503 : 204).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, fail: (times: number) => { failures = times; }, stop: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
}

beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.stop());
beforeEach(async () => {
  receiver = await startReceiver();
  gateway = await startGateway();
  await approveMock(gateway, mock);
  await gateway.cliJson(['prices', 'set', 'mock/*', '--input', '1', '--output', '2']);
});
afterEach(async () => {
  await gateway.stop();
  await receiver.stop();
});

it('tells once per period and threshold, in the list, the audit log and by a webhook that the official library verifies', async () => {
  const call = await adminCall(gateway);
  const { secret } = await call<{ secret: string }>('PUT', '/spending/webhook', { webhook: { url: receiver.url, enabled: true } });
  expect(await call('POST', '/spending/webhook/test')).toEqual({ ok: true, problem: null });
  await gateway.cliJson(['teams', 'create', '--name', 'Litigation']);
  const key = await makeKey(gateway, 'tool', '--floor', 'internal', '--team', 'Litigation');
  const ask = async (): Promise<number> => (await post(gateway, key, '/v1/chat/completions', { model: 'mock/gpt-4o', messages: USER, max_tokens: 20 })).status;
  await ask();
  const { total } = await gateway.cliJson<{ total: { cost: number } }>(['usage']);
  // Four requests of what the first one has cost; the third crosses 60 %, the fourth crosses nothing new.
  await gateway.cliJson(['budgets', 'set', '--money', ((5 * total.cost) / 1e9).toFixed(9), '--soft', '--alert-at', '60,100', '--team', 'Litigation']);
  receiver.fail(1);
  expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 200]);
  await expect.poll(() => receiver.got.filter(({ body }) => body.includes('budget.alert')).length, { timeout: 20_000 }).toBe(2);
  const verified = receiver.got.map(({ headers, body }) => new Webhook(secret).verify(body, headers as Record<string, string>) as { id: string; type: string; data: Record<string, unknown> });
  expect(verified.map(({ type }) => type)).toEqual(['test', 'budget.alert', 'budget.alert']);
  // Tried again as the same message.
  expect(verified[1]!.id).toBe(verified[2]!.id);
  expect(verified[2]!.data).toMatchObject({ threshold: 60, name: 'Litigation', measure: 'money', used: 3 * total.cost });
  const { alerts } = await call<{ alerts: { threshold: number; seenBy: string | null }[] }>('GET', '/spending');
  expect(alerts.map(({ threshold, seenBy }) => [threshold, seenBy])).toEqual([[60, null]]);
  const { records } = await call<{ records: { action: string; detail: { threshold: number } }[] }>('GET', '/audit?action=budget.alert');
  expect(records.map(({ detail }) => detail.threshold)).toEqual([60]);
  expect(() => new Webhook(secret).verify(receiver.got[1]!.body.replace('60', '61'), receiver.got[1]!.headers as Record<string, string>)).toThrow();
});

it('posts a warning that nobody took before a crash after the next start, as the same message', async () => {
  const call = await adminCall(gateway);
  await call('PUT', '/spending/webhook', { webhook: { url: receiver.url, enabled: true } });
  await gateway.cliJson(['budgets', 'set', '--money', '0.000001', '--soft', '--alert-at', '100']);
  const key = await makeKey(gateway, 'tool', '--floor', 'internal');
  receiver.fail(1);
  expect((await post(gateway, key, '/v1/chat/completions', { model: 'mock/gpt-4o', messages: USER, max_tokens: 20 })).status).toBe(200);
  await expect.poll(() => receiver.got.length, { timeout: 20_000 }).toBe(1);
  const { home } = gateway;
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  await gateway.kill9();
  gateway = await startGateway({ home });
  await expect.poll(() => receiver.got.length, { timeout: 20_000 }).toBe(2);
  await gateway.stop();
  gateway = await startGateway({ home });
  // Taken: another start posts nothing.
  await new Promise((next) => setTimeout(next, 1_500));
  expect(receiver.got).toHaveLength(2);
  const [first, second] = receiver.got.map(({ headers, body }) => [headers['webhook-id'], (JSON.parse(body) as { data: object }).data]);
  expect(second).toEqual(first);
});

it('refuses an address that would carry names through the internet in clear, and keeps a secret to itself', async () => {
  const call = await adminCall(gateway);
  for (const url of ['http://hooks.example.com/x', 'ftp://a', 'https://user:word@hooks.example.com/', 'no address']) {
    await expect(call('PUT', '/spending/webhook', { webhook: { url, enabled: true } })).rejects.toThrow('400');
  }
  expect(await call('PUT', '/spending/webhook', { webhook: { url: receiver.url, enabled: true } })).toMatchObject({ secret: expect.stringMatching(/^whsec_/) });
  expect(await call('PUT', '/spending/webhook', { webhook: { enabled: false } })).toEqual({ secret: null });
  expect(await call('GET', '/spending/webhook')).toMatchObject({ webhook: { origin: new URL(receiver.url).origin, enabled: false } });
  expect(JSON.stringify(await call('GET', '/audit?limit=100'))).not.toMatch(/whsec_|\/hook/);
  expect(filesHolding(gateway.home, receiver.url)).toEqual([]);
});

it('mails each warning in the office’s language, with a password that is never shown again', async () => {
  const server = await startMailServer();
  const call = await adminCall(gateway);
  try {
    await call('PATCH', '/settings', { language: 'de' });
    const mail = { host: '127.0.0.1', port: server.port, security: 'none', user: 'office', from: 'gatehouse@kanzlei.example', to: ['anna@kanzlei.example', 'beat@kanzlei.example'], enabled: true };
    await call('PUT', '/spending/mail', { mail: { ...mail, password: 'mail-secret' } });
    expect(await call('POST', '/spending/mail/test')).toEqual({ ok: true, problem: null });
    // Without a password the stored one stays, as long as it is for the same server and user.
    await call('PUT', '/spending/mail', { mail });
    expect(await call('GET', '/spending/mail')).toMatchObject({ mail: { hasPassword: true, user: 'office' } });
    await gateway.cliJson(['teams', 'create', '--name', 'Prozesse\nBcc: x@evil.example']);
    const [team] = await gateway.cliJson<{ id: string }[]>(['teams', 'list']);
    await gateway.cliJson(['budgets', 'set', '--money', '0.00001', '--soft', '--alert-at', '100', '--team', team!.id]);
    const key = await makeKey(gateway, 'tool', '--floor', 'internal', '--team', team!.id);
    expect((await post(gateway, key, '/v1/chat/completions', { model: 'mock/gpt-4o', messages: USER, max_tokens: 20 })).status).toBe(200);
    await expect.poll(() => server.messages.length, { timeout: 20_000 }).toBe(2);
    const [, warning] = server.messages;
    expect(warning).toMatchObject({ user: 'office', to: ['anna@kanzlei.example', 'beat@kanzlei.example'] });
    const [head, body] = warning!.text.split('\r\n\r\n') as [string, string];
    expect(head).toMatch(/^Subject: .*Budget/m);
    expect(head).not.toMatch(/^Bcc:/im);
    expect(body).toContain('100 % seiner Grenze');
    await call('PUT', '/spending/mail', { mail: { ...mail, host: 'localhost' } });
    expect(await call('GET', '/spending/mail')).toMatchObject({ mail: { hasPassword: false } });
    // What went encrypted is not sent in clear, for somebody else to hear.
    await call('PUT', '/spending/mail', { mail: { ...mail, security: 'tls', password: 'mail-secret' } });
    await call('PUT', '/spending/mail', { mail });
    expect(await call('GET', '/spending/mail')).toMatchObject({ mail: { hasPassword: false } });
    expect(JSON.stringify([await call('GET', '/spending/mail'), await call('GET', '/audit?limit=200')])).not.toContain('mail-secret');
    expect(filesHolding(gateway.home, 'mail-secret')).toEqual([]);
  } finally {
    await server.stop();
  }
});

it('says what a mail server refuses, and sends nothing in clear outside the building', async () => {
  const server = await startMailServer({ refuse: true });
  const call = await adminCall(gateway);
  const mail = { host: '127.0.0.1', port: server.port, security: 'none', from: 'a@b.example', to: ['c@d.example'], enabled: true };
  try {
    await call('PUT', '/spending/mail', { mail });
    expect(await call('POST', '/spending/mail/test')).toEqual({ ok: false, problem: 'the mail server answered 550' });
    await call('PUT', '/spending/mail', { mail: { ...mail, port: 1 } });
    expect(await call('POST', '/spending/mail/test')).toEqual({ ok: false, problem: expect.stringContaining('cannot be reached') });
    await call('PUT', '/spending/mail', { mail: { ...mail, security: 'starttls' } });
    expect(await call('POST', '/spending/mail/test')).toMatchObject({ ok: false });
    expect(server.messages).toEqual([]);
    for (const wrong of [{ host: 'mail.example.com' }, { from: 'nobody' }, { to: [] }, { to: ['a@b.example, c@d.example'] }, { host: 'a b' }]) await expect(call('PUT', '/spending/mail', { mail: { ...mail, ...wrong } })).rejects.toThrow('400');
  } finally {
    await server.stop();
  }
});
