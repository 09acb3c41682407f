/** What the reviewers tried: each of these once got through, or would if its guard were taken away. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

const PROVIDER_KEY = 'sk-of-the-office';
const PROMPT = 'marked-prompt-7f3a';
let home: string;
let gateway: Gateway;
let mock: Mock;
let key: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'gh-'));
  writeFileSync(join(home, 'gatehouse.json'), JSON.stringify({ timeouts: { remoteIdleMs: 1_000 } }));
  [gateway, mock] = await Promise.all([startGateway({ home, env: { MARKED: 'marked-environment' } }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  key = await makeKey(gateway, 'tool');
});
beforeEach(() => mock.reset());
afterAll(async () => {
  await Promise.all([gateway?.stop(), mock?.stop()]);
  rmSync(home, { recursive: true, force: true });
});

const chat = (over: object = {}, headers: Record<string, string> = {}) => post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: USER, ...over }, headers);
const user = (content: unknown) => ({ messages: [{ role: 'user', content }] });

async function refusal(answer: Response | Promise<Response>): Promise<[number, string, string | null]> {
  const { error } = (await (await answer).json()) as ErrorBody;
  return [(await answer).status, error.code, error.param];
}

/** Bytes as they are written, over a socket of its own; what came back once it has been closed, or after `ms`. */
function raw(text: string, ms = 3_000): Promise<{ text: string; closed: boolean }> {
  return new Promise((done) => {
    let came = '';
    const socket = open((part) => { came += part; }, false);
    const end = (closed: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      done({ text: came, closed });
    };
    const timer = setTimeout(() => end(false), ms);
    socket.on('close', () => end(true));
    socket.write(text);
  });
}

/** `stays`: the client keeps its side open, whatever the gateway does. */
function open(onData: (part: string) => void, stays = true): Socket {
  const socket = connect({ port: gateway.port, host: '127.0.0.1', allowHalfOpen: stays });
  socket.setEncoding('utf8').on('data', onData).on('error', () => {});
  return socket;
}

async function until(holds: () => boolean | Promise<boolean>, ms = 8_000): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(25)) if (await holds()) return true;
  return false;
}

describe('what is decided on is what is sent', () => {
  it.each<[string, object, string]>([
    ['another model, spelled Model', { Model: 'other' }, 'model'],
    ['other messages, spelled with a long s', { 'me\u017f\u017fages': USER }, 'messages'],
    ['a role, spelled Role', { messages: [{ role: 'user', Role: 'system', content: 'x' }] }, 'messages[0].role'],
    ['an address, spelled URL', user([{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', URL: 'https://evil.example/a.png' } }]), 'messages[0].content[0].image_url.url'],
    ['a text that carries an address', user([{ type: 'text', text: 'x', image_url: { url: 'https://evil.example/a.png' } }]), 'messages[0].content[0].image_url'],
    ['a name that steers a terminal', { model: 'mock/\u001b[2J' }, 'model'],
  ])('%s is a 400', async (_name, over, param) => {
    expect(await refusal(chat(over))).toEqual([400, 'invalid_request', param]);
    expect(mock.connections()).toBe(0);
  });

  it.each(['models', 'fallbacks', 'route', 'provider', 'api_base', 'base_url', 'extra_body', 'kv_transfer_params'])('%s, by which the provider would pass it on, is a 400', async (name) => {
    expect(await refusal(chat({ [name]: ['elsewhere/model'] }))).toEqual([400, 'unsupported_parameter', name]);
    expect(await refusal(post(gateway, key, '/v1/embeddings', { model: 'fast', input: 'x', [name]: 'y' }))).toEqual([400, 'unsupported_parameter', name]);
    expect(mock.connections()).toBe(0);
  });

  it.each(['plugins', 'search_parameters', 'enable_search', 'data_sources', 'mcp_servers'])('%s, a search of the provider, is a 400', async (name) => {
    expect(await refusal(chat({ [name]: [{}] }))).toEqual([400, 'hosted_tool', name]);
    expect(mock.connections()).toBe(0);
  });

  it('an address behind a hundred blanks is still an address', async () => {
    expect(await refusal(chat(user([{ type: 'file', file: { file_data: `${' '.repeat(120)}https://evil.example/x` } }])))).toEqual([400, 'content_by_reference', 'messages[0].content[0].file.file_data']);
  });
});

describe('a class is never passed over', () => {
  it.each<[string, Record<string, string>]>([
    ['in capitals', { 'x-gatehouse-tags': 'Confidential' }],
    ['in capitals behind class:', { 'x-gatehouse-tags': 'x, Class: SECRET' }],
  ])('a tag %s', async (_name, headers) => {
    expect((await chat({}, headers)).headers.get('x-gatehouse-class')).toMatch(/confidential|secret/);
    expect(mock.connections()).toBe(0);
  });

  it('a tag that names no class, or is no text, is a 400', async () => {
    expect(await refusal(chat({}, { 'x-gatehouse-tags': 'class:geheim' }))).toEqual([400, 'invalid_request', 'tags']);
    expect(await refusal(chat({ metadata: { tags: [['confidential']] } }))).toEqual([400, 'invalid_request', 'metadata.tags']);
    expect(mock.connections()).toBe(0);
  });

  it("an embeddings body's own tags", async () => {
    const answer = await post(gateway, key, '/v1/embeddings', { model: 'fast', input: 'x', metadata: { tags: ['confidential'] } });
    expect([answer.status, answer.headers.get('x-gatehouse-class')]).toEqual([403, 'confidential']);
    expect(mock.connections()).toBe(0);
  });
});

describe('a key that is gone', () => {
  it('does not outlive its revocation on a slow body', async () => {
    const made = await gateway.cliJson<{ id: string; key: string }>(['keys', 'create', '--name', 'leaver']);
    const body = JSON.stringify({ model: 'fast', messages: USER });
    let came = '';
    const socket = open((part) => { came += part; });
    socket.write(`POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${made.key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`);
    // The guard has seen the key once it is marked as used.
    expect(await until(async () => JSON.stringify(await gateway.cliJson(['keys', 'list'])).includes(made.id) && (await lastUsed(made.id)))).toBe(true);
    await gateway.cliJson(['keys', 'revoke', made.id]);
    socket.write(body.slice(10));
    expect(await until(() => came.includes('\r\n\r\n{'))).toBe(true);
    socket.destroy();
    expect(came).toMatch(/^HTTP\/1\.1 401 [^]*invalid_api_key/);
    expect(mock.connections()).toBe(0);
  });

  async function lastUsed(id: string): Promise<boolean> {
    const answer = await gateway.cliJson<{ keys: { id: string; lastUsedAt: number | null }[] } | { id: string; lastUsedAt: number | null }[]>(['keys', 'list']);
    return (Array.isArray(answer) ? answer : answer.keys).some((row) => row.id === id && row.lastUsedAt !== null);
  }
});

describe('an answer always comes, and once', () => {
  it.each([false, true])('also where the model has a name that no header can hold (stream: %s)', async (stream) => {
    const answer = await chat({ model: 'mock/模型 ä', stream });
    expect([answer.status, answer.headers.get('x-gatehouse-model')]).toEqual([200, `${encodeURIComponent('模型')} ${encodeURIComponent('ä')}`]);
    expect(await answer.text()).toContain('Paris');
  });

  it('a client that never reads loses its place', async () => {
    const body = JSON.stringify({ model: 'mock/chunks-120000', stream: true, messages: USER });
    const socket = open(() => {});
    socket.pause();
    socket.write(`POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    expect(await until(() => mock.requests[0]?.aborted === true)).toBe(true);
    socket.destroy();
    const ending = async () => (await gateway.cliJson<{ outcome: string | null }[] | { traces: { outcome: string | null }[] }>(['traces', 'list', '--limit', '1']));
    expect(await until(async () => JSON.stringify(await ending()).includes('"aborted"'))).toBe(true);
  });

  it.skipIf(process.platform !== 'linux')('clients that send rubbish and stay hold no socket', async () => {
    const count = () => readdirSync(`/proc/${gateway.pid}/fd`).length;
    const before = count();
    const sockets = Array.from({ length: 40 }, () => {
      const socket = open(() => {});
      socket.write('RUBBISH\r\n\r\n');
      return socket;
    });
    expect(await until(() => count() > before + 30)).toBe(true);
    expect(await until(() => count() < before + 5)).toBe(true);
    for (const socket of sockets) socket.destroy();
  });
});

describe('memory', () => {
  it.skipIf(process.platform !== 'linux')('does not grow with a body that comes byte by byte', async () => {
    const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8'))?.[1]) / 1024;
    const before = resident();
    let came = '';
    const socket = open((part) => { came += part; });
    socket.write(`POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const chunks = '1\r\n \r\n'.repeat(10_000);
    for (let sent = 0; sent < 80; sent++) await new Promise<void>((next) => { socket.write(chunks, () => next()); });
    socket.write('2\r\n{}\r\n0\r\n\r\n');
    expect(await until(() => came.includes('\r\n\r\n'))).toBe(true);
    socket.destroy();
    expect(came).toMatch(/^HTTP\/1\.1 400 /);
    expect(resident() - before).toBeLessThan(100);
  });
});

describe('the door', () => {
  it.each<[string, string, RegExp]>([
    ['HTTP/1.0 without Host', 'GET /v1/models HTTP/1.0\r\n', /^HTTP\/1\.1 403 [^]*host_not_allowed/],
    ['a URL that no router reads', 'GET /v1/models/%zz HTTP/1.1\r\nHost: evil.example\r\n', /^HTTP\/1\.1 400 [^]*x-gatehouse-trace-id[^]*"invalid_request"/],
    ['an empty key in the path', 'GET /k//v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n', /^HTTP\/1\.1 404 /],
    ['two class prefixes', 'POST /confidential/public/v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n', /^HTTP\/1\.1 404 /],
    ['TRACE', 'TRACE /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n', /^HTTP\/1\.1 40[14] /],
    ['an upgrade', 'GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n', /^HTTP\/1\.1 401 /],
  ])('%s', async (_name, head, expected) => {
    expect((await raw(`${head}Connection: close\r\n\r\n`, 1_000)).text).toMatch(expected);
  });

  it('CONNECT is closed without a word', async () => {
    expect(await raw('CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')).toEqual({ text: '', closed: true });
  });

  it('says no key back', async () => {
    const answers = /^HTTP\/1\.1 (?:40[04] |200 [^]*\r\n\r\nOllama is running$)/;
    for (const path of [`/k/${key}`, `//k/${key}/v1/models`, `/K/${key}/v1/models`, `/%zz/${key}`]) {
      const { text } = await raw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
      expect([path, text]).toEqual([path, expect.stringMatching(answers)]);
      expect(text).not.toContain(key.slice(6));
    }
  });

  it('opens the admin API to no page and no virtual key, under no foreign name', async () => {
    const ask = (headers: string) => raw(`GET /admin/api/keys HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);
    expect((await ask(`Host: 127.0.0.1:${gateway.port}\r\nAuthorization: Bearer ${key}\r\n`)).text).toMatch(/^HTTP\/1\.1 401 /);
    expect((await ask(`Host: 127.0.0.1:${gateway.port}\r\nOrigin: http://localhost:3000\r\n`)).text).toMatch(/^HTTP\/1\.1 403 /);
    expect((await ask('Host: evil.example\r\n')).text).toMatch(/^HTTP\/1\.1 403 /);
  });
});

describe('secrets', () => {
  it("a provider's error that quotes its key does not reach the client", async () => {
    const quoting = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: `no such key: ${request.headers.authorization}` } })));
    });
    await new Promise<void>((done) => { quoting.listen(0, '127.0.0.1', done); });
    try {
      await gateway.cliJson(['providers', 'add', '--name', 'quoting', '--kind', 'openai-compatible', '--base-url', `http://127.0.0.1:${(quoting.address() as AddressInfo).port}/v1`, '--region', 'eu'], 'sk-quoted-by-them');
      await gateway.cliJson(['policy', 'allow', '--class', 'public', '--provider', 'quoting']);
      const told = await (await chat({ model: 'quoting/m' })).text();
      expect(told).toContain('no such key');
      expect(told).not.toContain('sk-quoted-by-them');
    } finally {
      quoting.closeAllConnections();
      quoting.close();
    }
  });

  it('no prompt, key or credential lies in clear in the data folder or in what was written', async () => {
    await chat(user(PROMPT));
    await chat({ ...user(PROMPT), model: 'mock/error-400' });
    await chat({ ...user(PROMPT), model: 'mock/not-json' }, { 'x-gatehouse-class': 'confidential' });
    await gateway.cliJson(['traces', 'list']);
    expect(mock.requests.filter(({ text }) => text.includes(PROMPT))).toHaveLength(2);
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.some((file) => file.endsWith('-wal') || file.endsWith('.db') || file.endsWith('.sqlite'))).toBe(true);
    for (const file of files) {
      const bytes = readFileSync(file);
      for (const secret of [PROMPT, key, PROVIDER_KEY]) expect([file, bytes.includes(secret)]).toEqual([file, false]);
    }
    for (const secret of [PROMPT, key, PROVIDER_KEY]) expect(gateway.stdout()).not.toContain(secret);
  });

  it.skipIf(process.platform !== 'linux')('no child is given the environment, or a key as an argument', () => {
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === gateway.pid);
    expect(children.length).toBeGreaterThan(0);
    for (const child of children) {
      expect(readFileSync(`/proc/${child}/environ`, 'utf8')).not.toContain('marked-environment');
      expect(readFileSync(`/proc/${child}/cmdline`, 'utf8')).not.toMatch(/sk-gh-|sk-of-the-office/);
    }
  });

  function parentOf(pid: string): number {
    try {
      return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
    } catch {
      return 0;
    }
  }
});
