import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

let gateway: Gateway;
let mock: Mock;
let key: string;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  key = await makeKey(gateway, 'crm', '--floor', 'internal');
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));

const ask = (model: string, extra: object = {}) => post(gateway, key, '/v1/chat/completions', { model, messages: USER, ...extra });

it('an administrator ends a request that runs: its program learns why, and the log who', async () => {
  const [stopped, other] = await Promise.all([ask('mock/slow-chunks-3000', { stream: true }), ask('mock/slow-chunks-300', { stream: true })]);
  const id = stopped.headers.get('x-gatehouse-trace-id')!;
  expect(await gateway.cli(['traces', 'stop', id])).toMatchObject({ code: 0, stdout: `${id} is stopped.\n` });
  expect(await stopped.text()).toMatch(/"code":"request_stopped"[^\n]*\n\n$/);
  expect(await other.text()).toContain('[DONE]');
  expect(await gateway.cliJson(['traces', 'show', id])).toMatchObject({ outcome: 'error', errorCode: 'request_stopped', usageEstimated: true });
  const records = await gateway.cliJson<{ action: string; detail: object }[]>(['audit', 'list', '--limit', '20']);
  expect(records.filter(({ action }) => action === 'traces.stop').map(({ detail }) => detail)).toEqual([expect.objectContaining({ trace: id, dataClass: 'internal' })]);
});

it('one that waits for its first word is not tried again, by nobody', async () => {
  mock.reset();
  const waiting = ask('mock/hang');
  while (mock.requests.length === 0) await new Promise((done) => setTimeout(done, 5));
  const [trace] = await gateway.cliJson<{ id: string; outcome: null }[]>(['traces', 'list', '--limit', '1']);
  expect(trace!.outcome).toBeNull();
  await gateway.cliJson(['traces', 'stop', trace!.id]);
  const answer = await waiting;
  expect([answer.status, answer.headers.get('x-should-retry'), ((await answer.json()) as ErrorBody).error.code]).toEqual([403, 'false', 'request_stopped']);
  expect(mock.requests).toHaveLength(1);
});

it('says so where there is nothing to stop', async () => {
  const ended = await ask('fast');
  await ended.text();
  expect(await gateway.cli(['traces', 'stop', ended.headers.get('x-gatehouse-trace-id')!])).toMatchObject({ code: 1, stderr: expect.stringContaining('This request has ended already.') });
  expect(await gateway.cli(['traces', 'stop', 'trc_unknown'])).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no trace "trc_unknown".') });
});
