import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

const home = mkdtempSync(join(tmpdir(), 'gh-'));
let gateway: Gateway;
let mock: Mock;
let key: string;

beforeAll(async () => {
  writeFileSync(join(home, 'gatehouse.json'), '{"limits":{"concurrentRequests":2},"timeouts":{"totalMs":1500,"remotePlainMs":600}}');
  [gateway, mock] = await Promise.all([startGateway({ home }), startMock()]);
  await approveMock(gateway, mock);
  key = await makeKey(gateway, 'tool', '--floor', 'internal');
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), mock?.stop()]);
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => mock.reset());

const ask = (model: string, over: object = {}) => post(gateway, key, '/v1/chat/completions', { model, messages: USER, ...over });
const lastTrace = async () => (await gateway.cliJson<object[]>(['traces', 'list', '--limit', '1']))[0];

describe('what gatehouse.json bounds', () => {
  it('an answer that is not streamed: then the next deployment is asked', async () => {
    await gateway.cliJson(['models', 'alias', 'backup', 'mock/hang', 'mock/gpt-4o']);
    const answer = await ask('backup');
    expect([answer.status, answer.headers.get('x-gatehouse-model')]).toEqual([200, 'gpt-4o']);
    await expect.poll(lastTrace).toMatchObject({ attempts: [{ deployment: 'mock/hang', error: 'deadline_exceeded' }, { deployment: 'mock/gpt-4o', status: 200 }] });
  });

  it('requests at once: one more is a 503 that says when to come again, and nothing of it is sent', async () => {
    const streams = await Promise.all([ask('mock/slow-chunks-200', { stream: true }), ask('mock/slow-chunks-200', { stream: true })]);
    const answer = await ask('mock/gpt-4o');
    expect([answer.status, ((await answer.json()) as ErrorBody).error.code, answer.headers.get('retry-after'), answer.headers.get('x-gatehouse-class')]).toEqual([503, 'server_busy', '1', 'internal']);
    expect(mock.requests).toHaveLength(2);
    await expect.poll(lastTrace).toMatchObject({ outcome: 'refused', errorCode: 'server_busy' });
    for (const stream of streams) await stream.body?.cancel();
    await expect.poll(async () => (await ask('mock/gpt-4o')).status).toBe(200);
  });

  it('the time of a whole request, with all its tries', async () => {
    const began = performance.now();
    const answer = await ask('mock/slow-first-token-8000', { stream: true });
    const { error } = (await answer.json()) as ErrorBody;
    expect([answer.status, error.code, error.message]).toEqual([504, 'deadline_exceeded', expect.stringContaining('longer than 1.5 s')]);
    expect(performance.now() - began).toBeLessThan(4_000);
    await expect.poll(lastTrace).toMatchObject({ outcome: 'error', errorCode: 'deadline_exceeded' });
    await expect.poll(() => mock.requests[0]!.aborted).toBe(true);
  });

  it('and of a stream, which ends with the error and without its marker', async () => {
    const text = await (await ask('mock/slow-chunks-3000', { stream: true })).text();
    expect(text).toContain('deadline_exceeded');
    expect(text).not.toContain('[DONE]');
  });
});
