import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProviderHealth } from '../breaker/health.ts';
import { RestingPlaces } from '../breaker/rest.ts';
import { Cancellation } from '../core/cancellation.ts';
import type { ChatRequest } from '../core/chat.ts';
import { systemClock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import { MemoryBudget, MemoryShare } from '../core/memory-budget.ts';
import type { DeploymentRef, Policy, ProviderConfig } from '../core/model.ts';
import { createEgress } from '../egress/egress.ts';
import type { LocalEngine } from '../local/types.ts';
import { decide } from '../policy/decide.ts';
import { AttemptError } from './attempt-error.ts';
import { answerChat, streamChat } from './chat.ts';
import { embed } from './embed.ts';
import { runPlan } from './run.ts';
import type { Call, ChatAsk, ExecuteServices } from './types.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, hit: number) => void;

const CHAT: ChatRequest = { model: 'x', messages: [{ role: 'user', content: 'hi' }] };
const chunk = (content: string): string => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'up', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
const STREAM = `${chunk('Grüezi ')}${chunk('wohl 🏔')}data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: {"id":"c","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}\n\ndata: [DONE]\n\n`;
const plain = (text: string): string => JSON.stringify({ id: 'a', object: 'chat.completion', created: 1, model: 'up', choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }] });

/** Two real servers, `one` and `two`; what each answers is set by the test. */
let servers: Record<string, { server: Server; hits: number; handler: Handler; open: number }>;
let services: ExecuteServices;
let call: Call;

async function serve(): Promise<(typeof servers)[string]> {
  const entry = { server: createServer(), hits: 0, open: 0, handler: ((_q, s) => s.end(plain('ok'))) as Handler };
  entry.server.on('connection', (socket) => {
    entry.open++;
    socket.on('close', () => entry.open--);
  });
  entry.server.on('request', (request, response) => entry.handler(request, response, ++entry.hits));
  await new Promise<void>((resolve) => entry.server.listen(0, '127.0.0.1', resolve));
  return entry;
}

beforeEach(async () => {
  servers = { one: await serve(), two: await serve() };
  const config = (id: string): ProviderConfig => ({
    id, kind: 'openai-compatible', name: id, baseUrl: `http://127.0.0.1:${(servers[id]!.server.address() as AddressInfo).port}/v1`, region: 'eu', headers: { 'x-team': 'a' }, hasCredential: true, contract: {}, models: [], enabled: true,
  });
  const providers = new Map(['one', 'two'].map((id) => [id, config(id)]));
  const policy = { version: 1, cells: ['one', 'two'].map((provider) => ({ dataClass: 'public', provider, action: 'allow', conditions: {} })), otherwise: {}, localModels: {} } as unknown as Policy;
  const plan: DeploymentRef[] = [{ provider: 'one', model: 'm1' }, { provider: 'two', model: 'm2' }];
  const decision = decide(policy, (id) => providers.get(id), 'http://local', { dataClass: 'public', candidates: plan, keyId: 'k', tags: [], clientAddress: '127.0.0.1', now: 0, lockdown: false, pseudonymisable: false });
  if (decision.kind !== 'allow') throw new Error('the fixture must be allowed');
  call = { clearance: decision.clearance, plan, owner: 'k', cancellation: new Cancellation(), attempts: [], memory: new MemoryShare(new MemoryBudget(1024 * 1024)) };
  services = {
    egress: createEgress(), engine: undefined as unknown as LocalEngine, resting: new RestingPlaces({ failures: 3, windowMs: 60_000, restMs: 60_000 }, systemClock), health: new ProviderHealth(systemClock), clock: systemClock,
    provider: (id) => providers.get(id), credential: (id) => `secret-of-${id}`, facts: () => undefined, random: () => 0,
    settings: { retries: 2, backoffMs: 10, maxBackoffMs: 400, maxRetryAfterMs: 500, totalMs: 0, firstByteMs: 600, plainMs: 600, idleMs: 2_000, localFirstByteMs: 1_000 },
  };
});

afterEach(async () => {
  await services.egress.close();
  for (const { server } of Object.values(servers)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const asked = (request: ChatRequest): ChatAsk => ({ request, sealed: new Map(), ownOnly: [], hints: [] });

async function text(): Promise<string> {
  const answered = await streamChat(services, call, asked({ ...CHAT, stream: true }));
  let out = '';
  for await (const batch of answered.value) for (const piece of batch) out += piece.choices[0]?.delta?.content ?? '';
  return out;
}

describe('a plain answer', () => {
  it('of a provider that quotes the credential in its error does not show it to the client', async () => {
    servers.one!.handler = (_request, response) => response.writeHead(400).end('{"error":{"message":"Incorrect API key provided: secret-of-one"}}');
    await expect(answerChat(services, call, asked(CHAT))).rejects.toMatchObject({ code: 'provider_rejected', message: 'one rejected the request (400): Incorrect API key provided: …' });
    await expect(text()).rejects.toMatchObject({ message: 'one rejected the request (400): Incorrect API key provided: …' });
  });

  it('of a provider that quotes the credential in an answer of status 200 does not show it either', async () => {
    const quoting = '{"error":{"message":"Incorrect API key provided: secret-of-one"}}';
    call.plan = [call.plan[0]!];
    servers.one!.handler = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(quoting);
    const refused = await answerChat(services, call, asked(CHAT)).catch((error: unknown) => error as Error);
    expect((refused as Error).message).toContain('Incorrect API key provided: …');
    servers.one!.handler = (_request, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\ndata: ${quoting}\n\n`);
    await expect(text()).rejects.toThrow('Incorrect API key provided: …');
  });

  it('carries the renamed model, the credential and the headers, and the answer names the model that answered', async () => {
    let seen: { body: unknown; authorization: unknown; team: unknown } | undefined;
    servers.one!.handler = (request, response) => {
      let body = '';
      request.on('data', (part) => (body += part)).on('end', () => {
        seen = { body: JSON.parse(body), authorization: request.headers.authorization, team: request.headers['x-team'] };
        response.end(plain('yes'));
      });
    };
    const answered = await answerChat(services, call, asked(CHAT));
    expect(answered.value.model).toBe('m1');
    expect(answered.value.choices[0]!.message.content).toBe('yes');
    expect(seen).toEqual({ body: { model: 'm1', messages: CHAT.messages }, authorization: 'Bearer secret-of-one', team: 'a' });
  });

  it('asks a model that is known not to think for no effort', async () => {
    const seen: unknown[] = [];
    servers.one!.handler = (request, response) => void request.setEncoding('utf8').toArray().then((parts) => {
      seen.push((JSON.parse(parts.join('')) as { reasoning_effort?: string }).reasoning_effort);
      response.end(plain('yes'));
    });
    for (const reasoning of [true, false]) {
      services.facts = () => ({ capabilities: { reasoning } });
      expect((await answerChat(services, call, asked({ ...CHAT, reasoning_effort: 'high' }))).warnings).toEqual(reasoning ? [] : ['reasoning_effort is ignored by this server']);
    }
    expect(seen).toEqual(['high', undefined]);
  });

  it.each([408, 409, 429, 500, 502, 503])('falls back on %i after its retries', async (status) => {
    servers.one!.handler = (_request, response) => response.writeHead(status).end('{"error":{"message":"no"}}');
    const answered = await answerChat(services, call, asked(CHAT));
    expect(answered.deployment.provider).toBe('two');
    expect(servers.one!.hits).toBe(3);
    expect(call.attempts.map((attempt) => [attempt.deployment, attempt.status])).toEqual([['one/m1', status], ['one/m1', status], ['one/m1', status], ['two/m2', 200]]);
  });

  it('waits no longer between its tries than the office has said', async () => {
    Object.assign(services.settings, { retries: 8, maxBackoffMs: 20 });
    services.random = () => 1;
    servers.one!.handler = (_request, response, hit) => response.writeHead(hit < 9 ? 503 : 200).end(plain('at last'));
    const began = performance.now();
    expect((await answerChat(services, { ...call, plan: call.plan.slice(0, 1) }, asked(CHAT))).value.choices[0]!.message.content).toBe('at last');
    expect(performance.now() - began).toBeLessThan(1_800);
  });

  it.each([401, 402, 403])('falls back on %i without a retry: the office’s key or account there is at fault', async (status) => {
    servers.one!.handler = (_request, response) => response.writeHead(status).end('{}');
    expect((await answerChat(services, call, asked(CHAT))).deployment.provider).toBe('two');
    expect([servers.one!.hits, servers.two!.hits]).toEqual([1, 1]);
    call.plan = [call.plan[0]!];
    await expect(answerChat(services, call, asked(CHAT))).rejects.toMatchObject({ code: 'provider_error', status: 502 });
  });

  it.each([400, 404, 413, 422])('does not fall back on %i: the request is at fault', async (status) => {
    servers.one!.handler = (_request, response) => response.writeHead(status).end('{"error":{"message":"bad thing"}}');
    await expect(answerChat(services, call, asked(CHAT))).rejects.toMatchObject({ code: 'provider_rejected', status, message: expect.stringContaining('bad thing') as string });
    expect([servers.one!.hits, servers.two!.hits]).toEqual([1, 0]);
  });

  it.each([
    [400, 'This model\'s maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.'], [400, 'Your input exceeds the context window of this model.'], [400, 'prompt is too long: 210000 tokens > 200000 maximum'],
    [400, 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).'], [400, 'Prompt contains 40000 tokens, too large for model with 32768 maximum context length'], [400, 'too many tokens: size limit exceeded by 77 tokens'],
    [400, 'Input is too long for requested model.'], [413, 'Please reduce the length of the messages or completion.'], [400, 'the request exceeds the available context size'], [422, '`inputs` tokens + `max_new_tokens` must be <= 4097'],
  ])('asks the next model where a prompt is too long for the first (%i %s), which rests for that no more than its provider', async (status, message) => {
    servers.one!.handler = (_request, response) => response.writeHead(status).end(JSON.stringify({ error: { message } }));
    for (let i = 0; i < 3; i++) expect((await answerChat(services, call, asked(CHAT))).deployment.provider).toBe('two');
    expect([servers.one!.hits, services.resting.rests('one/m1'), services.health.of('one').failures]).toEqual([3, false, 0]);
    await expect(answerChat(services, { ...call, plan: call.plan.slice(0, 1) }, asked(CHAT))).rejects.toMatchObject({ code: 'context_length_exceeded', status, message: expect.stringContaining(message) as string, details: { param: 'messages' } });
  });

  it('does not take a bound on the answer for a prompt that is too long', async () => {
    servers.one!.handler = (_request, response) => response.writeHead(400).end('{"error":{"message":"max_tokens must be <= 4096"}}');
    await expect(answerChat(services, call, asked(CHAT))).rejects.toMatchObject({ code: 'provider_rejected' });
    expect(servers.two!.hits).toBe(0);
  });

  it('never follows a redirect', async () => {
    servers.one!.handler = (_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${(servers.two!.server.address() as AddressInfo).port}/` }).end();
    await expect(answerChat(services, { ...call, plan: call.plan.slice(0, 1) }, asked(CHAT))).rejects.toMatchObject({ code: 'provider_error' });
    expect(servers.two!.hits).toBe(0);
  });

  it('falls back when the connection is refused or reset', async () => {
    servers.one!.handler = (request) => request.socket.destroy();
    expect((await answerChat(services, call, asked(CHAT))).deployment.provider).toBe('two');
  });

  it('falls back when time is up, without a retry', async () => {
    servers.one!.handler = () => {};
    expect((await answerChat(services, call, asked(CHAT))).deployment.provider).toBe('two');
    expect(servers.one!.hits).toBe(1);
    expect(call.attempts[0]).toMatchObject({ error: 'deadline_exceeded' });
  });

  it('obeys retry-after', async () => {
    servers.one!.handler = (_request, response, hit) => (hit === 1 ? response.writeHead(429, { 'retry-after-ms': '120' }).end('{}') : response.end(plain('late')));
    const started = performance.now();
    const answered = await answerChat(services, { ...call, plan: call.plan.slice(0, 1) }, asked(CHAT));
    expect(answered.value.choices[0]!.message.content).toBe('late');
    expect(performance.now() - started).toBeGreaterThanOrEqual(115);
  });

  it('does not wait for a long retry-after, and passes it on', async () => {
    servers.one!.handler = (_request, response) => response.writeHead(429, { 'retry-after': '7' }).end('{}');
    await expect(answerChat(services, { ...call, plan: call.plan.slice(0, 1) }, asked(CHAT))).rejects.toMatchObject({ code: 'rate_limit_exceeded', details: { retryAfterSeconds: 7 } });
    expect(servers.one!.hits).toBe(1);
  });

  it.each([429, 500])('does not ask again who says that it is no use (%i), and passes that on', async (status) => {
    servers.one!.handler = (_request, response) => response.writeHead(status, { 'x-should-retry': 'false', 'retry-after-ms': '1' }).end('{}');
    expect((await answerChat(services, call, asked(CHAT))).deployment.provider).toBe('two');
    expect(servers.one!.hits).toBe(1);
    await expect(answerChat(services, { ...call, plan: call.plan.slice(0, 1) }, asked(CHAT))).rejects.toMatchObject({ shouldRetry: false });
  });

  describe('of which one cannot do what is asked for', () => {
    const two = { ...CHAT, n: 2 };
    beforeEach(() => {
      const { provider } = services;
      services.provider = (id) => (id === 'one' ? { ...provider(id)!, kind: 'anthropic' } : provider(id));
    });

    it('asks the next one, and says so', async () => {
      expect((await answerChat(services, call, asked(two))).deployment.provider).toBe('two');
      expect([servers.one!.hits, services.health.of('one').failures]).toEqual([0, 0]);
      expect(call.attempts.map(({ deployment, error }) => [deployment, error])).toEqual([['one/m1', 'unsupported_parameter'], ['two/m2', undefined]]);
    });

    it('tells what went wrong with the other, and what it cannot do itself where there is none', async () => {
      servers.two!.handler = (_request, response) => response.writeHead(503).end('{}');
      for (const plan of [call.plan, call.plan.toReversed()]) await expect(answerChat(services, { ...call, plan }, asked(two))).rejects.toMatchObject({ code: 'provider_error' });
      await expect(answerChat(services, { ...call, plan: call.plan.slice(0, 1) }, asked(two))).rejects.toMatchObject({ code: 'unsupported_parameter', details: { param: 'n' } });
    });
  });

  it('asks the local model once more and not as often as a provider: what ends its runner ends it for everybody', async () => {
    let tries = 0;
    const failing = (): Promise<never> => {
      tries++;
      return Promise.reject(new AttemptError(new GatehouseError('provider_error', 'The runner has ended.'), 'same', 500));
    };
    await expect(runPlan(services, { ...call, plan: [{ provider: 'local', model: 'm' }] }, failing)).rejects.toMatchObject({ code: 'provider_error' });
    expect(tries).toBe(2);
  });

  it('lets a deployment rest after three failures', async () => {
    servers.one!.handler = (_request, response) => response.writeHead(500).end('{}');
    await answerChat(services, call, asked(CHAT));
    expect([services.resting.rests('one/m1'), services.resting.rests('two/m2')]).toEqual([true, false]);
  });

  it.each([
    [401, 'key-refused'], [403, 'key-refused'], [402, 'no-credit'], [408, 'timeout'], [429, 'rate-limited'], [500, 'error'], [302, 'error'], [204, 'error'],
  ])('of status %i counts as a failure of its provider: %s', async (status, code) => {
    servers.one!.handler = (_request, response) => response.writeHead(status, { 'retry-after': '60' }).end('{}');
    await answerChat(services, call, asked(CHAT)).catch(() => {});
    expect(services.health.of('one').failed?.code).toBe(code);
    expect(services.health.of('one').failures).toBeGreaterThan(0);
  });

  it.each([400, 404, 413, 422])('of status %i is the fault of whoever asked', async (status) => {
    servers.one!.handler = (_request, response) => response.writeHead(status).end('{}');
    await expect(answerChat(services, call, asked(CHAT))).rejects.toMatchObject({ code: 'provider_rejected' });
    expect(services.health.of('one')).toMatchObject({ answeredAt: null, failed: null, failures: 0 });
  });

  it('counts the requests that a provider does not answer until it does, however often each was tried, and never the client who goes away', async () => {
    servers.one!.handler = (request) => request.destroy();
    await answerChat(services, call, asked(CHAT));
    expect(services.health.of('one')).toMatchObject({ answeredAt: null, failed: { code: 'bad-answer' }, failures: 1 });
    expect(services.health.of('two')).toMatchObject({ answeredAt: expect.any(Number) as number, failures: 0 });
    await answerChat(services, call, asked(CHAT));
    expect(services.health.of('one').failures).toBe(2);
    servers.one!.handler = (_request, response) => response.end(plain('back'));
    await answerChat(services, call, asked(CHAT));
    expect(services.health.of('one')).toMatchObject({ answeredAt: expect.any(Number) as number, failures: 0 });
    servers.one!.handler = () => call.cancellation.abort();
    await expect(answerChat(services, call, asked(CHAT))).rejects.toMatchObject({ code: 'client_closed' });
    expect(services.health.of('one').failures).toBe(0);
  });

  it('that never comes is one that could not be reached, was too late, or cannot be read', async () => {
    const codeOf = async (): Promise<string | undefined> => {
      await answerChat(services, call, asked(CHAT)).catch(() => {});
      return services.health.of('one').failed?.code;
    };
    servers.one!.handler = () => {};
    expect(await codeOf()).toBe('timeout');
    servers.one!.handler = (_request, response) => response.end('<html>');
    expect(await codeOf()).toBe('bad-answer');
    servers.one!.server.closeAllConnections();
    await new Promise((resolve) => servers.one!.server.close(resolve));
    expect(await codeOf()).toBe('unreachable');
    servers.one!.server.listen(0, '127.0.0.1');
  });

  it('ends the call to the provider when the client goes away', async () => {
    servers.one!.handler = () => call.cancellation.abort();
    await expect(answerChat(services, call, asked(CHAT))).rejects.toMatchObject({ code: 'client_closed' });
    expect(servers.two!.hits).toBe(0);
    // The trace says where it had gone.
    expect(call.attempts).toMatchObject([{ deployment: 'one/m1', error: 'client_closed' }]);
    await expect.poll(() => servers.one!.open).toBe(0);
  });

  it('refuses to send where the clearance does not reach, whatever the plan says', async () => {
    const narrow = { ...call, plan: [{ provider: 'two', model: 'm2' }], clearance: { ...call.clearance } as Call['clearance'] };
    await expect(answerChat(services, narrow, asked(CHAT))).rejects.toMatchObject({ code: 'clearance_violation' });
    expect(servers.two!.hits).toBe(0);
  });
});

describe('embeddings', () => {
  const vectors = (count: number): string => JSON.stringify({ data: Array.from({ length: count }, (_, index) => ({ index, embedding: [index] })) });

  it('are an error where the provider sends another number of vectors than there are inputs', async () => {
    servers.one!.handler = (_request, response) => response.end(vectors(1));
    servers.two!.handler = (_request, response) => response.end(vectors(2));
    const answered = await embed(services, call, { model: 'x', input: ['a', 'b'] });
    expect([answered.deployment.provider, answered.value]).toEqual(['two', { vectors: [[0], [1]], promptTokens: undefined }]);
    expect(call.attempts[0]).toMatchObject({ deployment: 'one/m1', error: 'provider_error' });
  });

  it('take one list of token numbers as one input', async () => {
    servers.one!.handler = (_request, response) => response.end(vectors(1));
    await expect(embed(services, call, { model: 'x', input: [1, 2, 3] })).resolves.toMatchObject({ value: { vectors: [[0]] } });
  });
});

describe('a streamed answer', () => {
  it('is the same however the network cuts it', async () => {
    const bytes = Buffer.from(STREAM);
    for (const step of [1, 2, 3, 7, 50, 1000]) {
      servers.one!.handler = (_request, response) => {
        for (let i = 0; i < bytes.length; i += step) response.write(bytes.subarray(i, i + step));
        response.end();
      };
      expect(await text()).toBe('Grüezi wohl 🏔');
    }
  });

  it('is an error when it is cut off at any byte, never a short answer', async () => {
    const bytes = Buffer.from(STREAM);
    const end = bytes.length - 2;
    services.settings.retries = 0;
    call = { ...call, plan: call.plan.slice(0, 1) };
    for (let cut = 0; cut < end; cut += 1) {
      servers.one!.handler = (_request, response) => response.end(bytes.subarray(0, cut));
      await expect(text(), `cut at ${cut}`).rejects.toMatchObject({ code: 'provider_error' });
    }
  }, 30_000);

  it('falls back before the first event, not after it', async () => {
    servers.one!.handler = (_request, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(': nothing\n\n');
    servers.two!.handler = (_request, response) => response.end(STREAM);
    expect(await text()).toBe('Grüezi wohl 🏔');
    expect(servers.one!.hits).toBe(3);
    const before = servers.two!.hits;
    servers.one!.handler = (_request, response) => response.end(chunk('half'));
    await expect(text()).rejects.toMatchObject({ code: 'provider_error' });
    expect(servers.two!.hits).toBe(before);
  });

  it('falls back when the first event does not come in time, headers or not', async () => {
    servers.one!.handler = (_request, response) => response.writeHead(200).flushHeaders();
    servers.two!.handler = (_request, response) => response.end(STREAM);
    expect(await text()).toBe('Grüezi wohl 🏔');
    expect(call.attempts[0]).toMatchObject({ deployment: 'one/m1', error: 'deadline_exceeded' });
  });

  it('is broken off by an error event', async () => {
    servers.one!.handler = (_request, response) => {
      response.write(chunk('half'));
      setTimeout(() => response.end('data: {"error":{"message":"overloaded"}}\n\ndata: [DONE]\n\n'), 30);
    };
    await expect(text()).rejects.toMatchObject({ code: 'provider_error', message: expect.stringContaining('overloaded') as string });
    // It had begun well, and yet it failed: the page must not show it as well.
    expect(services.health.of('one')).toMatchObject({ failed: { code: 'bad-answer' }, failures: 1 });
  });

  it.each(['data: {"error":{"message":"overloaded"}}\n\n', `${chunk('half')}data: {"error":{"message":"overloaded"}}\n\n`, 'data: <html>\n\n'])('falls back where it is an error before anything has reached the client (%#)', async (stream) => {
    servers.one!.handler = (_request, response) => response.end(stream);
    servers.two!.handler = (_request, response) => response.end(STREAM);
    expect(await text()).toBe('Grüezi wohl 🏔');
    expect(call.attempts[0]).toMatchObject({ deployment: 'one/m1', error: 'provider_error' });
  });

  it('ends at the provider when the client goes away', async () => {
    servers.one!.handler = (_request, response) => void response.write(chunk('a'));
    const answered = await streamChat(services, call, asked({ ...CHAT, stream: true }));
    await answered.value.next();
    call.cancellation.abort();
    await expect(answered.value.next()).rejects.toBeInstanceOf(Error);
    await expect.poll(() => servers.one!.open).toBe(0);
  });

  it('that its reader leaves is broken off at the provider', async () => {
    servers.one!.handler = (_request, response) => void response.write(chunk('a'));
    const answered = await streamChat(services, call, asked({ ...CHAT, stream: true }));
    await answered.value.next();
    await answered.value.return();
    await expect.poll(() => servers.one!.open).toBe(0);
  });
});
