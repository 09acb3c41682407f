import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type ErrorBody, makeKey, post, USER } from '../support/office.ts';

const MB = 1024 * 1024;
let gateway: Gateway;
let key: string;
let answer: (response: ServerResponse) => void;
/** No mock of a provider would send such things; this one answers as the test says. */
const provider = createServer((request, response) => void request.resume().on('end', () => answer(response)));

beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  gateway = await startGateway();
  await gateway.cliJson(['providers', 'add', '--name', 'big', '--kind', 'openai-compatible', '--base-url', `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`, '--region', 'eu'], 'sk-of-the-office');
  await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'big']);
  key = await makeKey(gateway, 'tool', '--floor', 'public');
});
afterAll(async () => {
  provider.close();
  await gateway?.stop();
});

const ask = (path = '/v1/chat/completions', body: object = { messages: USER }) => post(gateway, key, path, { model: 'big/m', ...body });
const lives = async () => expect((await gateway.cliJson<{ pid: number }>(['status'])).pid).toBe(gateway.pid);
/** An answer with this behind its text. */
const plain = (content: string, more = '') => `{"id":"a","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"${content}"}}]${more},"usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}`;
const sendJson = (text: string) => (response: ServerResponse) => void response.setHeader('content-type', 'application/json').end(text);

describe('a provider', () => {
  it('whose eight answers of 60 MB come at once is passed on whole', async () => {
    answer = sendJson(plain('a'.repeat(60 * MB)));
    const lengths = await Promise.all(Array.from({ length: 8 }, async () => (await (await ask()).arrayBuffer()).byteLength));
    expect(Math.min(...lengths)).toBeGreaterThan(60 * MB);
    await lives();
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

  it.each(['/v1/chat/completions', '/v1/responses', '/v1/messages'])('that streams without an end is cut off (%s)', async (path) => {
    const event = `data: {"id":"a","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"${'a'.repeat(MB)}"},"finish_reason":null}]}\n\n`;
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
