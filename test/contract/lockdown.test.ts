import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

let gateway: Gateway;
let mock: Mock;
let key: string;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  key = await makeKey(gateway, 'internal tool', '--floor', 'internal');
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));
beforeEach(() => mock.reset());

const ask = (model: string, extra: object = {}) => post(gateway, key, '/v1/chat/completions', { model, messages: USER, ...extra });

describe('while nothing leaves the building', () => {
  it('no request of any class reaches a provider, and streams on their way are ended', async () => {
    const running = await ask('mock/slow-chunks-3000', { stream: true });
    expect(running.status).toBe(200);
    const stream = running.text();
    const hanging = ask('mock/hang');
    while (mock.requests.length < 2) await new Promise((done) => setTimeout(done, 5));
    await gateway.cliJson(['lockdown', 'on']);
    expect(await stream).toMatch(/"code":"lockdown"[^\n]*\n\n$/);
    const hung = await hanging;
    expect([hung.status, ((await hung.json()) as ErrorBody).error.code]).toEqual([403, 'lockdown']);

    mock.reset();
    const connections = mock.connections();
    for (const [path, body] of [['/v1/chat/completions', { model: 'fast', messages: USER }], ['/public/v1/chat/completions', { model: 'mock/x', messages: USER, stream: true }], ['/v1/embeddings', { model: 'mock/text-embedding-3-small', input: 'x' }]] as const) {
      const answer = await post(gateway, key, path, body);
      expect([path, answer.status, answer.headers.get('x-gatehouse-decision')]).toEqual([path, 403, 'refuse']);
      expect(await answer.json()).toMatchObject({ error: { code: 'lockdown' }, gatehouse: { rule: 'lockdown: nothing leaves the building' } });
    }
    expect([mock.requests, mock.connections()]).toEqual([[], connections]);
    const [trace] = await gateway.cliJson<{ outcome: string; errorCode: string; rule: string }[]>(['traces', 'list', '--limit', '1']);
    expect(trace).toMatchObject({ outcome: 'refused', errorCode: 'lockdown', rule: 'lockdown: nothing leaves the building' });

    await gateway.cliJson(['lockdown', 'off']);
    expect((await ask('fast')).status).toBe(200);
  });
});

describe('the chat of the UI', () => {
  it('uses the data API with a key of its session, from its own pages alone', async () => {
    const { token: link } = await gateway.cliJson<{ token: string }>(['admin', 'link', '--name', 'Anna', '--role', 'admin']);
    const admin = async (method: string, path: string, body: unknown, token?: string) => {
      const response = await fetch(`${gateway.url}/admin/api${path}`, { method, headers: { 'content-type': 'application/json', origin: gateway.url, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) });
      return (await response.json()) as { token: string; key: string };
    };
    const { token } = await admin('POST', '/session', { token: link });
    const { key: own } = await admin('POST', '/ask/key', { floor: 'internal' }, token);
    const chat = (headers: Record<string, string>, authorization = own) => post(gateway, authorization, '/v1/chat/completions', { model: 'fast', messages: USER }, headers);
    const page = await chat({ origin: gateway.url, 'sec-fetch-site': 'same-origin' });
    expect([page.status, page.headers.get('x-gatehouse-class')]).toEqual([200, 'internal']);
    for (const headers of [{}, { origin: 'http://127.0.0.1:3000' }, { origin: 'null' }, { origin: `http://localhost:${gateway.port}` }] as Record<string, string>[]) expect((await chat(headers)).status).toBe(403);
    expect((await chat({ origin: gateway.url }, token)).status).toBe(401);
    const [trace] = await gateway.cliJson<{ keyName: string }[]>(['traces', 'list', '--limit', '1']);
    expect(trace!.keyName).toBe('Ask (Anna)');
    await admin('DELETE', '/session', {}, token);
    expect((await chat({ origin: gateway.url })).status).toBe(401);
  });
});
