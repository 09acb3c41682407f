import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

/** What the faulty provider answers, by the model's name. */
const FAULTS: Record<string, (response: ServerResponse) => void> = {
  'error-first': (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {"error":{"message":"overloaded"}}\n\n'),
  'not-json-first': (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: <html>\n\n'),
  'empty-stream': (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(),
  'comment-only': (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(': keep-alive\n\n'),
  'no-choices': (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"error":null}'),
  'broken-choices': (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":[null]}'),
  'empty-body': (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(),
  'closed-at-once': (response) => response.destroy(),
  'html-502': (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>Bad gateway</h1></html>'),
};
const STREAMED = ['error-first', 'not-json-first', 'empty-stream', 'comment-only', 'closed-at-once', 'html-502'];
const PLAIN = ['no-choices', 'broken-choices', 'empty-body', 'closed-at-once', 'html-502'];

let gateway: Gateway;
let mock: Mock;
let key: string;
let faulty: Server;

beforeAll(async () => {
  faulty = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => (text += part)).on('end', () => FAULTS[(JSON.parse(text) as { model: string }).model]!(response));
  });
  await new Promise<void>((done) => faulty.listen(0, '127.0.0.1', done));
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  const url = `http://127.0.0.1:${(faulty.address() as AddressInfo).port}/v1`;
  await gateway.cliJson(['providers', 'add', '--name', 'faulty', '--kind', 'openai-compatible', '--base-url', url, '--region', 'eu'], 'sk-secret-of-faulty');
  await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'faulty']);
  await approveMock(gateway, mock, Object.fromEntries(Object.keys(FAULTS).map((name) => [`then-${name}`, [`faulty/${name}`, 'mock/gpt-4o']])));
  key = await makeKey(gateway, 'tool', '--floor', 'internal');
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), mock?.stop()]);
  faulty.closeAllConnections();
  faulty.close();
});

const cases = [...STREAMED.map((name): [string, boolean] => [name, true]), ...PLAIN.map((name): [string, boolean] => [name, false])];

describe('a provider that answers nonsense before the first byte', () => {
  it.each(cases)('(%s, streamed: %s) is a 502 where it is alone, in words of ours', async (name, stream) => {
    const answer = await post(gateway, key, '/v1/chat/completions', { model: `faulty/${name}`, messages: USER, stream });
    const text = await answer.text();
    expect([answer.status, (JSON.parse(text) as ErrorBody).error.code]).toEqual([502, 'provider_error']);
    expect(text).not.toMatch(/sk-secret|<h|node:/);
  });

  it.each(cases)('(%s, streamed: %s) is passed over for the next deployment', async (name, stream) => {
    const answer = await post(gateway, key, '/v1/chat/completions', { model: `then-${name}`, messages: USER, stream });
    expect([answer.status, answer.headers.get('x-gatehouse-provider')]).toEqual([200, 'mock']);
    expect(await answer.text()).toContain('Paris');
  });
});
