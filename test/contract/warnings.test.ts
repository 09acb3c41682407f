import { afterAll, beforeAll, expect, it } from 'vitest';
import { askAdmin } from '../support/admin-socket.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { makeKey, post, USER } from '../support/office.ts';

/** A warning names the provider as the office does. */
const NAME = 'Łódź – Büro';
let gateway: Gateway;
let mock: Mock;
let key: string;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await askAdmin(gateway.home, 'POST', '/providers', { id: 'lodz', name: NAME, kind: 'openai-compatible', baseUrl: mock.url, region: 'eu', credential: 'sk-mock' });
  await askAdmin(gateway.home, 'PUT', '/policy/cell', { dataClass: 'internal', provider: 'lodz', action: 'allow', conditions: {} });
  key = await makeKey(gateway, 'tool', '--floor', 'internal');
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), mock?.stop()]);
});

it.each([false, true])('a warning with letters that no header holds does not stop the answer (stream: %s)', async (stream) => {
  const response = await post(gateway, key, '/v1/messages', { model: 'lodz/gpt-4o', max_tokens: 50, messages: USER, top_k: 5, stream }, { 'anthropic-version': '2023-06-01' });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('end_turn');
  expect(decodeURIComponent(response.headers.get('x-gatehouse-warning') ?? '')).toContain(`top_k is ignored by ${NAME}`);
}, 20_000);
