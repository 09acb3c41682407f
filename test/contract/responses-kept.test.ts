import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post } from '../support/office.ts';

const MB = 1024 * 1024;
const home = mkdtempSync(join(tmpdir(), 'gh-'));
let gateway: Gateway;
let mock: Mock;
let key: string;

beforeAll(async () => {
  writeFileSync(join(home, 'gatehouse.json'), JSON.stringify({ limits: { bodyLimitBytes: 4 * MB } }));
  [gateway, mock] = await Promise.all([startGateway({ home }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  key = await makeKey(gateway, 'a tool that goes on', '--floor', 'internal');
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), mock?.stop()]);
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => mock.reset());

interface Response { id: string; output: { id: string }[] }
const ask = (input: unknown, previous?: string) => post(gateway, key, '/v1/responses', { model: 'fast', input, previous_response_id: previous });
const answerTo = async (input: unknown, previous?: string) => (await ask(input, previous)).json() as Promise<Response>;
const large = 'Guten Tag. '.repeat(1.5 * MB / 11);
const tooLarge = { error: { code: 'request_too_large', message: expect.stringMatching(/^What this request goes on from is more than 4 MB\. Begin a new conversation/) as string } };

it('goes on from no more than could have been sent', async () => {
  const first = await answerTo(large);
  const second = await answerTo(large, first.id);
  const third = await answerTo('So?', second.id);
  expect(mock.requests.at(-1)!.json.messages).toHaveLength(5);
  const fourth = await answerTo(large, third.id);
  mock.reset();
  const refused = await ask('And?', fourth.id);
  expect([refused.status, (await refused.json()) as ErrorBody]).toMatchObject([413, tooLarge]);
  expect(mock.requests).toHaveLength(0);
});

it('opens an answer once, however often its items are named', async () => {
  const { output: [item] } = await answerTo(large);
  const named = (times: number) => ask([...Array.from({ length: times }, () => ({ type: 'item_reference', id: item!.id })), { role: 'user', content: 'So?' }]);
  const started = performance.now();
  expect((await named(5_000)).status).toBe(200);
  expect(performance.now() - started).toBeLessThan(10_000);
  const refused = await named(50_000);
  expect([refused.status, (await refused.json()) as ErrorBody]).toMatchObject([413, tooLarge]);
});
