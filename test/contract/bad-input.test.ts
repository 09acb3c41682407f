import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

let gateway: Gateway;
let mock: Mock;
let key: string;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  key = await makeKey(gateway, 'tool', '--ceiling', 'internal');
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));

const chat = (over: object): object => ({ model: 'fast', messages: USER, ...over });
const user = (content: unknown): object => chat({ messages: [{ role: 'user', content }] });

async function refusal(answer: Response): Promise<[number, string, string | null]> {
  const { error, gatehouse } = (await answer.json()) as ErrorBody;
  expect(gatehouse.trace_id).toBe(answer.headers.get('x-gatehouse-trace-id'));
  for (const name of ['class', 'decision', 'provider', 'model']) expect(answer.headers.get(`x-gatehouse-${name}`)).not.toBeNull();
  return [answer.status, error.code, error.param];
}

/** One request over a bare socket or Node's client: fetch forbids these headers. */
function raw(options: { host?: string; method?: string; path?: string; headers?: Record<string, string>; body?: string | Buffer }): Promise<{ status: number; code: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { host: '127.0.0.1', port: gateway.port, method: options.method ?? 'POST', path: options.path ?? '/v1/chat/completions', headers: { host: options.host ?? `127.0.0.1:${gateway.port}`, authorization: `Bearer ${key}`, 'content-type': 'application/json', ...options.headers } },
      (response) => {
        let text = '';
        response.on('data', (part) => (text += part)).on('end', () => {
          const { error } = JSON.parse(text) as ErrorBody;
          resolve({ status: response.statusCode ?? 0, code: error.code ?? text });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body ?? JSON.stringify(chat({})));
  });
}

describe('hostile JSON', () => {
  it.each<[string, string]>([
    ['__proto__', '{"model":"fast","messages":[{"role":"user","content":"x"}],"__proto__":{"stream":true}}'],
    ['depth 10,000', `{"model":"fast","messages":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['duplicate keys', '{"model":"fast","model":"mock/other","messages":[{"role":"user","content":"x"}]}'],
    ['a lone surrogate', '{"model":"fast","messages":[{"role":"user","content":"\\ud800"}]}'],
    ['a number that would change', '{"model":"fast","seed":9007199254740993,"messages":[{"role":"user","content":"x"}]}'],
    ['no JSON', 'model=fast'],
    ['an empty body', ''],
  ])('%s', async (_name, body) => {
    expect((await refusal(await post(gateway, key, '/v1/chat/completions', body))).slice(0, 2)).toEqual([400, 'invalid_json']);
  });
});

describe('a request that is not one', () => {
  it.each<[string, object, number, string, string | null]>([
    ['no messages', chat({ messages: [] }), 400, 'invalid_request', 'messages'],
    ['no model', { messages: USER }, 400, 'invalid_request', 'model'],
    ['an unknown role', chat({ messages: [{ role: 'root', content: 'x' }] }), 400, 'invalid_request', 'messages[0].role'],
    ['an unknown part', user([{ type: 'hologram', hologram: 'x' }]), 400, 'invalid_request', 'messages[0].content[0].type'],
    ['a number as content', user(7), 400, 'invalid_request', 'messages[0].content'],
    ['an image by URL', user([{ type: 'image_url', image_url: { url: 'https://evil.example/x.png' } }]), 400, 'content_by_reference', 'messages[0].content[0].image_url.url'],
    ['a file by id', user([{ type: 'file', file: { file_id: 'file-1' } }]), 400, 'content_by_reference', 'messages[0].content[0].file.file_id'],
    ['a stored conversation', chat({ previous_response_id: 'resp_1' }), 400, 'content_by_reference', 'previous_response_id'],
    ['web search', chat({ web_search_options: {} }), 400, 'hosted_tool', 'web_search_options'],
    ['a hosted tool', chat({ tools: [{ type: 'mcp', server_url: 'https://evil.example' }] }), 400, 'hosted_tool', 'tools[0].type'],
    ['a temperature of 3', chat({ temperature: 3 }), 400, 'invalid_request', 'temperature'],
    ['half a token', chat({ max_tokens: 0.5 }), 400, 'invalid_request', 'max_tokens'],
    ['a tool result without its call', chat({ messages: [{ role: 'tool', content: 'x' }] }), 400, 'invalid_request', 'messages[0].tool_call_id'],
    ['an unknown model', chat({ model: 'gpt-99' }), 404, 'model_not_found', 'model'],
    ['an unknown provider', chat({ model: 'nowhere/gpt' }), 404, 'model_not_found', 'model'],
  ])('%s', async (_name, body, status, code, param) => {
    expect(await refusal(await post(gateway, key, '/v1/chat/completions', body))).toEqual([status, code, param]);
  });

  it('an unknown class in the header', async () => {
    expect(await refusal(await post(gateway, key, '/v1/chat/completions', chat({}), { 'x-gatehouse-class': 'top' }))).toEqual([400, 'invalid_request', 'x-gatehouse-class']);
  });

  it('another content type', async () => {
    expect((await refusal(await post(gateway, key, '/v1/chat/completions', 'x', { 'content-type': 'text/plain' }))).slice(0, 2)).toEqual([415, 'unsupported_media_type']);
  });

  it('an unknown path', async () => {
    expect((await refusal(await post(gateway, key, '/v1/nothing', {}))).slice(0, 2)).toEqual([404, 'not_found']);
  });

  it('is in the trace once its class is known, and never at the provider', async () => {
    const answer = await post(gateway, key, '/v1/chat/completions', chat({ model: 'gpt-99' }));
    const id = answer.headers.get('x-gatehouse-trace-id');
    await expect.poll(async () => (await gateway.cliJson<{ id: string; outcome: string; errorCode: string }[]>(['traces', 'list', '--limit', '5'])).find((trace) => trace.id === id)).toMatchObject({ outcome: 'refused', errorCode: 'model_not_found' });
    expect(mock.requests).toHaveLength(0);
  });
});

describe('keys', () => {
  it.each(['', 'sk-gh-unknown', `sk-gh-${'A'.repeat(43)}`, 'x'.repeat(800)])('"%s" is a 401', async (wrong) => {
    const answer = await post(gateway, wrong, '/v1/chat/completions', chat({}));
    expect((await refusal(answer)).slice(0, 2)).toEqual([401, 'invalid_api_key']);
  });

  it('a disabled one and one that has run out are a 401', async () => {
    const { id, key: disabled } = await gateway.cliJson<{ id: string; key: string }>(['keys', 'create', '--name', 'off', '--ceiling', 'internal']);
    expect((await post(gateway, disabled, '/v1/chat/completions', chat({}))).status).toBe(200);
    await gateway.cliJson(['keys', 'update', id, '--disable']);
    expect((await post(gateway, disabled, '/v1/chat/completions', chat({}))).status).toBe(401);
    mock.reset();
  });

  it('an admin session is no virtual key, and a virtual key no admin session', async () => {
    const { url } = await gateway.cliJson<{ url: string }>(['admin', 'link', '--name', 'Anna', '--role', 'admin']);
    const link = /ghl_[\w-]+/.exec(url)![0];
    const session = (await (await fetch(`${gateway.url}/admin/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token: link }) })).json()) as { token: string };
    expect((await fetch(`${gateway.url}/admin/api/keys`, { headers: { authorization: `Bearer ${session.token}` } })).status).toBe(200);
    expect((await fetch(`${gateway.url}/admin/api/keys`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(401);
    expect((await post(gateway, session.token, '/v1/chat/completions', chat({}))).status).toBe(401);
    expect((await fetch(`${gateway.url}/k/${session.token}/admin/api/keys`)).status).toBe(404);
  });
});

describe('the door', () => {
  it.each(['evil.example', `evil.example:4141`, '127.0.0.1.evil.example', '0x7f000001'])('Host "%s" is refused', async (host) => {
    expect(await raw({ host })).toEqual({ status: 403, code: 'host_not_allowed' });
  });

  it.each(['127.0.0.1', 'localhost:4141', '[::1]:80', 'LOCALHOST'])('Host "%s" is let in', async (host) => {
    expect((await raw({ host, method: 'GET', path: '/v1/nothing', body: '' })).code).toBe('not_found');
  });

  it.each([{ origin: 'null' }, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }] as Record<string, string>[])('%j is refused, on the data API and the admin API', async (headers) => {
    expect(await raw({ headers })).toEqual({ status: 403, code: 'origin_not_allowed' });
    expect(await raw({ headers, path: '/admin/api/session', body: '{"token":"x"}' })).toEqual({ status: 403, code: 'origin_not_allowed' });
  });

  it('refuses before it reads the body', async () => {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n');
    const first = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.destroy();
    expect(first.toString()).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('answers what is not HTTP, and two framings of one body', async () => {
    const ask = (text: string) => new Promise<string>((resolve) => {
      const socket = connect(gateway.port, '127.0.0.1');
      let all = '';
      socket.on('data', (part) => (all += part)).on('close', () => resolve(all)).on('error', () => {});
      socket.end(text);
    });
    expect(await ask('HELLO\r\n\r\n')).toContain('"code":"bad_framing"');
    // The headers of every answer and error, also where no route was reached.
    for (const text of ['HELLO\r\n\r\n', 'GET /v1/%zz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n']) {
      const answer = await ask(text);
      for (const line of [/^x-gatehouse-trace-id: trc_/m, /^x-gatehouse-class: none/m, /^x-gatehouse-decision: refuse/m, /^x-gatehouse-provider: none/m, /^x-gatehouse-model: none/m]) expect([text, answer]).toEqual([text, expect.stringMatching(line)]);
    }
    expect(await ask('POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')).toContain('"code":"bad_framing"');
  });
});

describe('large and slow bodies', () => {
  const rss = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8'))![1]) / 1024;

  it('a gzip bomb is refused without being unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(await raw({ headers: { 'content-encoding': 'gzip' }, body: bomb })).toEqual({ status: 415, code: 'unsupported_media_type' });
  });

  it.runIf(process.platform === 'linux').each([['with its length', true], ['in chunks', false]])('100 MB %s are refused with at most 32 MB of growth', async (_name, known) => {
    const before = rss();
    let peak = before;
    const timer = setInterval(() => (peak = Math.max(peak, rss())), 5);
    onTestFinished(() => clearInterval(timer));
    const status = await new Promise<number>((resolve, reject) => {
      const headers: Record<string, string> = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...(known ? { 'content-length': '100000000' } : { 'transfer-encoding': 'chunked' }) };
      const outgoing = httpRequest({ host: '127.0.0.1', port: gateway.port, method: 'POST', path: '/v1/chat/completions', headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      // Once the answer is there, it does not matter how the rest of the body fares.
      outgoing.on('error', reject);
      const piece = Buffer.alloc(1_000_000, 0x20);
      let sent = 0;
      const pump = (): void => {
        while (sent < 100) {
          sent++;
          if (!outgoing.write(piece)) return void outgoing.once('drain', pump);
        }
        outgoing.end();
      };
      pump();
    });
    expect(status).toBe(413);
    expect(peak - before).toBeLessThanOrEqual(32);
  });

  it('a body that does not arrive is a 408', async () => {
    const home = mkdtempSync(join(tmpdir(), 'gh-'));
    writeFileSync(join(home, 'gatehouse.json'), '{"timeouts":{"requestBodyMs":600}}');
    const slow = await startGateway({ home });
    try {
      const slowKey = await makeKey(slow, 'slow');
      const socket = connect(slow.port, '127.0.0.1');
      let all = '';
      socket.on('data', (part) => (all += part)).on('error', () => {});
      socket.write(`POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${slowKey}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"mod`);
      await new Promise((resolve) => socket.on('close', resolve));
      expect(all).toMatch(/^HTTP\/1\.1 408 /);
      expect(all).toContain('"code":"request_timeout"');
    } finally {
      await slow.stop();
      rmSync(home, { recursive: true, force: true });
    }
  });

  it('and after all of this the gateway answers as before', async () => {
    const answer = await post(gateway, key, '/v1/chat/completions', chat({}));
    expect(answer.status).toBe(200);
  });
});
