import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type ErrorBody, makeKey, post, USER } from '../support/office.ts';

const MB = 1024 * 1024;
const home = mkdtempSync(join(tmpdir(), 'gh-'));
let gateway: Gateway;
let key: string;
let answer: (response: ServerResponse) => void;
/** No mock of a provider would send such things; this one answers as the test says. */
const provider = createServer((incoming, response) => void incoming.resume().on('end', () => answer(response)));

beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  writeFileSync(join(home, 'gatehouse.json'), JSON.stringify({ timeouts: { remoteIdleMs: 5_000 } }));
  gateway = await startGateway({ home });
  await gateway.cliJson(['providers', 'add', '--name', 'big', '--kind', 'openai-compatible', '--base-url', `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`, '--region', 'eu'], 'sk-of-the-office');
  await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'big']);
  key = await makeKey(gateway, 'tool', '--floor', 'public');
});
afterAll(async () => {
  provider.close();
  await gateway?.stop();
  rmSync(home, { recursive: true, force: true });
});

const ask = (path = '/v1/chat/completions', body: object = { messages: USER }) => post(gateway, key, path, { model: 'big/m', ...body });
const lives = async () => expect((await gateway.cliJson<{ pid: number }>(['status'])).pid).toBe(gateway.pid);
/** An answer with this behind its text. */
const plain = (content: string, more = '') => `{"id":"a","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"${content}"}}]${more},"usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}`;
const sendJson = (text: string) => (response: ServerResponse) => void response.setHeader('content-type', 'application/json').end(text);

describe('a provider', () => {
  /** Of each the same, all at once; gives the lengths of what came. */
  const askMany = (times: number, path: string, body: object): Promise<number[]> => Promise.all(Array.from({ length: times }, async () => (await (await ask(path, body)).arrayBuffer()).byteLength));
  // Letters of two bytes take twice the memory.
  it.each([
    ['six answers of 60 MB', 6, '/v1/messages', { messages: USER, max_tokens: 9 }, 30],
    ['a hundred answers of 4 MB', 100, '/v1/responses', { input: 'x' }, 2],
  ] as const)('sends %s at once: they are passed on whole, a few at a time', async (_name, times, path, body, million) => {
    answer = sendJson(plain('ж'.repeat(million * MB)));
    expect(Math.min(...(await askMany(times, path, body)))).toBeGreaterThan(2 * million * MB);
    await lives();
  });

  it('sends forty streams of large events at once: they are passed on whole, a few at a time', async () => {
    const event = (delta: object, finish: string | null) => `data: ${JSON.stringify({ id: 'a', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    const events = [event({ content: 'x', unknown: 'ж'.repeat(4 * MB) }, null), event({}, 'stop'), 'data: [DONE]\n\n'];
    answer = (response) => void pipeline(Readable.from(events), response.setHeader('content-type', 'text/event-stream')).catch(() => {});
    expect(Math.min(...(await askMany(40, '/v1/chat/completions', { messages: USER, stream: true })))).toBeGreaterThan(6 * MB);
    await lives();
  });

  it('sends a large answer to a client that never reads it: the next one is answered all the same', async () => {
    answer = sendJson(plain('a'.repeat(60 * MB)));
    const deaf = request(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } }, (response) => response.pause());
    deaf.on('error', () => {}).end(JSON.stringify({ model: 'big/m', messages: USER }));
    await once(deaf, 'response');
    expect(await askMany(1, '/v1/chat/completions', { messages: USER })).toEqual([expect.any(Number)]);
    await lives();
    deaf.destroy();
  });

  it.each([['empty lists', '[],'], ['lists in lists of numbers', '[1],'], ['little texts', '"ab",'], ['objects', '{"a":1},'], ['numbers', '1,'], ['numbers and a text', '1.5,']])('that answers with millions of %s ends that request and no other', async (_name, unit) => {
    answer = sendJson(plain('x', `,"y":["text",${unit.repeat(Math.floor((60 * MB) / unit.length))}0]`));
    const refused = await ask();
    expect([refused.status, ((await refused.json()) as ErrorBody).error.code]).toEqual([502, 'provider_error']);
    await lives();
  });

  it.each([['empty lists', '[],'], ['little texts', '"ab",']])('that streams an event of millions of %s ends that request and no other', async (_name, unit) => {
    const event = `data: {"id":"a","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"x"},"y":[${unit.repeat(Math.floor((15 * MB) / unit.length))}0]}]}\n\n`;
    answer = (response) => void response.setHeader('content-type', 'text/event-stream').end(event);
    const refused = await ask(undefined, { messages: USER, stream: true });
    expect([refused.status, ((await refused.json()) as ErrorBody).error.code]).toEqual([502, 'provider_error']);
    await lives();
  });

  it.each([['/v1/chat/completions', 'content'], ['/v1/responses', 'content'], ['/v1/messages', 'content'], ['/v1/responses', 'nothing_that_is_known']])('that streams without an end is cut off (%s, %s)', async (path, member) => {
    const event = `data: {"id":"a","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"${member}":"${'a'.repeat(MB)}"},"finish_reason":null}]}\n\n`;
    let sent = 0;
    const events = function* () {
      for (sent = 0; sent < 1_000; sent++) yield event;
    };
    answer = (response) => void pipeline(Readable.from(events()), response.setHeader('content-type', 'text/event-stream')).catch(() => {});
    const streamed = await ask(path, { stream: true, ...(path === '/v1/responses' ? { input: 'x' } : { messages: USER, max_tokens: 9 }) });
    let last = '';
    for await (const piece of streamed.body!) last = (last + Buffer.from(piece as Uint8Array).toString()).slice(-2_000);
    expect(last).toContain('did not come to an end');
    expect(sent).toBeLessThan(300);
    await lives();
  });
});
