import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

let gateway: Gateway;
let mock: Mock;
let key: string;
let openai: OpenAI;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'], backup: ['mock/error-500', 'mock/gpt-4o-mini'], vectors: ['mock/text-embedding-3-small'] });
  key = await makeKey(gateway, 'internal tool', '--floor', 'internal');
  openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 });
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));
beforeEach(() => mock.reset());

describe('the official client, with base URL and key alone', () => {
  it('gets a plain answer that names the model that answered', async () => {
    const { data, response } = await openai.chat.completions.create({ model: 'fast', messages: USER, seed: 1, user: 'u', metadata: { a: 'b' } }).withResponse();
    expect(data.choices[0]!.message.content).toBe('The capital of France is Paris.');
    expect(data.model).toBe('gpt-4o-mini');
    expect(data.usage!.prompt_tokens).toBe(6);
    expect(Object.fromEntries(['class', 'decision', 'provider', 'model'].map((name) => [name, response.headers.get(`x-gatehouse-${name}`)]))).toEqual({ class: 'internal', decision: 'allow', provider: 'mock', model: 'gpt-4o-mini' });
    expect(response.headers.get('x-gatehouse-trace-id')).toMatch(/^trc_[0-9a-z]{23}$/);
    expect(mock.requests).toHaveLength(1);
    expect(mock.requests[0]).toMatchObject({ path: '/v1/chat/completions', json: { model: 'gpt-4o-mini', messages: USER, seed: 1, user: 'u', metadata: { a: 'b' } } });
    expect(mock.requests[0]!.headers.authorization).toBe('Bearer sk-of-the-office');
    expect(JSON.stringify(mock.requests[0]!.headers)).not.toContain('sk-gh-');
  });

  it('gets a stream, without the usage that it did not ask for', async () => {
    const stream = await openai.chat.completions.create({ model: 'fast', messages: USER, stream: true });
    let text = '';
    for await (const chunk of stream) {
      expect(chunk.model).toBe('gpt-4o-mini');
      expect(chunk.usage ?? null).toBeNull();
      expect(chunk.choices).toHaveLength(1);
      text += chunk.choices[0]!.delta.content ?? '';
    }
    expect(text).toBe('The capital of France is Paris.');
    expect(mock.requests[0]!.json.stream_options).toEqual({ include_usage: true });
  });

  it('gets the usage chunk with empty choices where it asks for it', async () => {
    const stream = await openai.chat.completions.create({ model: 'fast', messages: USER, stream: true, stream_options: { include_usage: true } });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 6 } });
  });

  it('is told that usage is an estimate where the provider gives none', async () => {
    await openai.chat.completions.create({ model: 'mock/no-usage', messages: USER }).then(({ usage }) => expect(usage).toMatchObject({ gatehouse_estimated: true, total_tokens: expect.any(Number) as number }));
    await openai.chat.completions.create({ model: 'mock/no-usage-refused', messages: USER });
    const traces = await gateway.cliJson<{ usageEstimated: boolean; completionTokens: number }[]>(['traces', 'list', '--limit', '2']);
    expect(traces.map(({ usageEstimated }) => usageEstimated)).toEqual([true, true]);
    // A refusal is an answer, and billed as one.
    expect(traces[0]!.completionTokens).toBe(traces[1]!.completionTokens);
  });

  it('calls tools in parallel, plain and streamed by fragment, and sends the results back', async () => {
    const tools = ['weather', 'time'].map((name) => ({ type: 'function' as const, function: { name, parameters: { type: 'object', properties: { city: { type: 'string' } } } } }));
    const plain = await openai.chat.completions.create({ model: 'fast', messages: USER, tools, tool_choice: 'required', parallel_tool_calls: true });
    expect(plain.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { tool_calls: [{ id: 'call_1', function: { name: 'weather', arguments: '{"city":"Paris"}' } }, { id: 'call_2' }] } });
    const streamed = openai.chat.completions.stream({ model: 'fast', messages: USER, tools });
    const final = await streamed.finalChatCompletion();
    expect(final.choices[0]!.message.tool_calls!.map((call) => [call.id, call.type === 'function' && call.function.arguments])).toEqual([['call_1', '{"city":"Paris"}'], ['call_2', '{"city":"Paris"}']]);
    const back = await openai.chat.completions.create({ model: 'fast', tools, messages: [...USER, plain.choices[0]!.message, { role: 'tool', tool_call_id: 'call_1', content: 'sunny' }] });
    expect(back.choices[0]!.finish_reason).toBe('stop');
  });

  it('gets structured output', async () => {
    const answer = await openai.chat.completions.create({ model: 'fast', messages: USER, response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema: { type: 'object' } } } });
    expect(JSON.parse(answer.choices[0]!.message.content!)).toEqual({ answer: 'Paris' });
  });

  it('sends on what it does not know, unchanged', async () => {
    const extra = { service_tier: 'flex', vendor: { deep: [1, 'zwei', null, { drei: 0.1 }] } };
    await openai.chat.completions.create({ model: 'fast', messages: USER, ...extra } as never);
    expect(mock.requests[0]!.json).toEqual({ model: 'gpt-4o-mini', messages: USER, ...extra });
  });

  it('gets embeddings, in base64 by default and as numbers on request', async () => {
    const byDefault = await openai.embeddings.create({ model: 'vectors', input: ['a', 'b'] });
    const asNumbers = await openai.embeddings.create({ model: 'vectors', input: ['a', 'b'], encoding_format: 'float' });
    expect(byDefault.data.map((row) => row.embedding)).toEqual(asNumbers.data.map((row) => row.embedding));
    expect(asNumbers.data[1]!.embedding).toHaveLength(8);
  });

  it('gets embeddings of token numbers, which nobody here can read, as far as the highest class of the key may be seen', async () => {
    await expect(openai.embeddings.create({ model: 'vectors', input: [[1, 2, 3]] })).rejects.toMatchObject({ status: 403 });
    const low = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'vectors', '--ceiling', 'internal'), maxRetries: 0 });
    await expect(low.embeddings.create({ model: 'vectors', input: [[1, 2, 3]] })).resolves.toMatchObject({ data: [{ index: 0 }] });
  });

  it('lists what its key may ask for', async () => {
    const narrow = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'narrow', '--models', 'fast,local') });
    expect((await narrow.models.list()).data.map((model) => model.id).sort()).toEqual(['fast', 'local']);
    await expect(narrow.models.retrieve('fast')).resolves.toMatchObject({ id: 'fast', object: 'model' });
    await expect(narrow.models.retrieve('vectors')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    await expect(narrow.chat.completions.create({ model: 'vectors', messages: USER })).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });

  it('ends the call to the provider when it aborts', async () => {
    const abort = new AbortController();
    const stream = await openai.chat.completions.create({ model: 'mock/slow-chunks-50', messages: USER, stream: true }, { signal: abort.signal });
    for await (const _chunk of stream) break;
    abort.abort();
    await expect.poll(() => mock.requests[0]!.aborted).toBe(true);
    await expect.poll(async () => (await gateway.cliJson<{ outcome: string }[]>(['traces', 'list', '--limit', '1']))[0]!.outcome).toBe('aborted');
  });

  it("uses its own retry where the gateway's answer says so, and not where it does not", async () => {
    const retrying = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 1 });
    await expect(retrying.chat.completions.create({ model: 'mock/error-400', messages: USER })).rejects.toMatchObject({ status: 400, code: 'provider_rejected' });
    expect(mock.requests).toHaveLength(1);
    mock.reset();
    await expect(retrying.chat.completions.create({ model: 'mock/flaky-4', messages: USER })).resolves.toMatchObject({ model: 'flaky-4' });
    expect(mock.requests).toHaveLength(5);
  });
});

describe('other clients', () => {
  it('LangChain: plain, streamed, tools, embeddings', async () => {
    const model = new ChatOpenAI({ model: 'fast', apiKey: key, configuration: { baseURL: `${gateway.url}/v1` }, maxRetries: 0 });
    expect((await model.invoke('What is the capital of France?')).content).toBe('The capital of France is Paris.');
    let text = '';
    for await (const chunk of await model.stream('What is the capital of France?')) text += chunk.content as string;
    expect(text).toBe('The capital of France is Paris.');
    const called = await model.bindTools([{ type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: {} } } }]).invoke('weather?');
    expect(called.tool_calls).toMatchObject([{ name: 'weather', args: { city: 'Paris' } }]);
    const embeddings = new OpenAIEmbeddings({ model: 'vectors', apiKey: key, configuration: { baseURL: `${gateway.url}/v1` }, maxRetries: 0 });
    expect(await embeddings.embedQuery('a')).toHaveLength(8);
  });

  it('curl, with the class and the key in the path', async () => {
    const run = promisify(execFile);
    const { stdout } = await run('curl', ['-s', '-H', 'content-type: application/json', '-d', JSON.stringify({ model: 'fast', messages: USER }), `${gateway.url}/k/${key}/internal/v1/chat/completions`]);
    expect((JSON.parse(stdout) as { model: string }).model).toBe('gpt-4o-mini');
    expect(gateway.stdout()).not.toContain(key);
  });
});

describe('the class', () => {
  it.each<[string, string, Record<string, string>]>([
    ['the prefix', '/confidential/v1/chat/completions', {}],
    ['the header', '/v1/chat/completions', { 'x-gatehouse-class': 'confidential' }],
    ['a tag', '/v1/chat/completions', { 'x-gatehouse-tags': 'class:confidential' }],
  ])('is raised by %s, and no byte goes to the provider', async (_name, path, headers) => {
    const answer = await post(gateway, key, path, { model: 'fast', messages: USER }, headers);
    expect(answer.headers.get('x-gatehouse-class')).toBe('confidential');
    expect(answer.status).toBe(422);
    expect(mock.requests).toHaveLength(0);
  });

  it('is kept by the conversation, per key', async () => {
    const ask = (of: string, headers: Record<string, string>) => post(gateway, of, '/v1/chat/completions', { model: 'fast', messages: USER }, { 'x-gatehouse-session': 's-1', ...headers });
    expect((await ask(key, {})).status).toBe(200);
    expect((await ask(key, { 'x-gatehouse-class': 'secret' })).headers.get('x-gatehouse-class')).toBe('secret');
    expect((await ask(key, {})).headers.get('x-gatehouse-class')).toBe('secret');
    expect((await ask(await makeKey(gateway, 'other', '--floor', 'internal'), {})).status).toBe(200);
  });

  it('of an image is the ceiling of its key', async () => {
    const image = { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] };
    const answer = await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: [image] });
    expect([answer.status, answer.headers.get('x-gatehouse-class')]).toEqual([422, 'secret']);
    const low = await makeKey(gateway, 'low', '--ceiling', 'internal');
    expect((await post(gateway, low, '/v1/chat/completions', { model: 'fast', messages: [image] })).status).toBe(200);
  });

  it('above the ceiling of its key is refused', async () => {
    const low = await makeKey(gateway, 'low too', '--ceiling', 'internal');
    const answer = await post(gateway, low, '/secret/v1/chat/completions', { model: 'fast', messages: USER });
    expect(answer.status).toBe(403);
    expect(((await answer.json()) as ErrorBody).error.code).toBe('class_above_ceiling');
  });
});

describe('the policy', () => {
  it('refuses where the class says refuse, with rule and hint', async () => {
    await gateway.cliJson(['policy', 'otherwise', '--class', 'confidential', 'refuse']);
    const answer = await post(gateway, key, '/confidential/v1/chat/completions', { model: 'fast', messages: USER });
    const body = (await answer.json()) as ErrorBody;
    await gateway.cliJson(['policy', 'otherwise', '--class', 'confidential', 'local']);
    expect([answer.status, body.error.code, body.gatehouse.class]).toEqual([403, 'data_class_denied', 'confidential']);
    expect(answer.headers.get('x-should-retry')).toBe('false');
    expect(body.gatehouse.rule).toContain('refused');
    expect(mock.requests).toHaveLength(0);
  });

  it('never answers embeddings with another model', async () => {
    const answer = await post(gateway, key, '/confidential/v1/embeddings', { model: 'vectors', input: 'a' });
    expect([answer.status, ((await answer.json()) as ErrorBody).error.code]).toEqual([403, 'data_class_denied']);
  });

  it.each(['other-vectors', 'local'])('never answers embeddings with another model, where a route leads to it either (%s)', async (alias) => {
    await gateway.cliJson(['models', 'alias', 'other-vectors', 'mock/text-embedding-3-large']);
    await gateway.cliJson(['policy', 'route', 'clients', '--tags', 'client-data', '--alias', alias]);
    const tagged = { 'x-gatehouse-tags': 'client-data' };
    const answer = await post(gateway, key, '/v1/embeddings', { model: 'vectors', input: 'a' }, tagged);
    const { error, gatehouse } = (await answer.json()) as ErrorBody;
    expect([answer.status, error.code, gatehouse.rule]).toEqual([403, 'data_class_denied', 'route "clients"']);
    expect(gatehouse.hint).toContain('embedding model');
    expect(mock.requests).toHaveLength(0);
    await gateway.cliJson(['policy', 'route', 'clients', '--tags', 'client-data', '--alias', 'vectors']);
    expect((await post(gateway, key, '/v1/embeddings', { model: 'mock/text-embedding-3-small', input: 'a' }, tagged)).status).toBe(200);
    await gateway.cliJson(['policy', 'unroute', 'clients']);
  });

  it('counts from the next request on, and so does a revoked key, whose streams end', async () => {
    const created = await gateway.cliJson<{ id: string; key: string }>(['keys', 'create', '--name', 'short-lived', '--floor', 'internal']);
    const answer = await post(gateway, created.key, '/v1/chat/completions', { model: 'mock/slow-chunks-3000', stream: true, messages: USER });
    const reading = answer.text();
    await gateway.cliJson(['keys', 'revoke', created.id]);
    const text = await reading;
    expect(text).toContain('key_revoked');
    expect(text).not.toContain('[DONE]');
    expect((await post(gateway, created.key, '/v1/chat/completions', { model: 'fast', messages: USER })).status).toBe(401);
    await gateway.cliJson(['policy', 'deny', '--class', 'internal', '--provider', 'mock']);
    expect((await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: USER })).status).toBe(403);
    await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'mock']);
    expect((await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: USER })).status).toBe(200);
  });

  it('falls back along the alias before the first byte, and shows every attempt', async () => {
    const answer = await post(gateway, key, '/v1/chat/completions', { model: 'backup', messages: USER });
    expect(answer.headers.get('x-gatehouse-model')).toBe('gpt-4o-mini');
    const traces = await gateway.cliJson<{ attempts: { deployment: string; status: number }[] }[]>(['traces', 'list', '--limit', '1']);
    expect(traces[0]!.attempts.map(({ deployment, status }) => [deployment, status])).toEqual([['mock/error-500', 500], ['mock/error-500', 500], ['mock/error-500', 500], ['mock/gpt-4o-mini', 200]]);
  });
});

describe('a stream that breaks', () => {
  it.each(['cut-stream', 'error-in-stream', 'no-done'])('(%s) is an error to the client and in the trace', async (model) => {
    const read = async () => {
      const stream = await openai.chat.completions.create({ model: `mock/${model}`, messages: USER, stream: true });
      for await (const _chunk of stream);
    };
    await expect(read()).rejects.toMatchObject({ code: 'provider_error' });
    await expect.poll(async () => (await gateway.cliJson<{ outcome: string; errorCode: string }[]>(['traces', 'list', '--limit', '1']))[0]).toMatchObject({ outcome: 'error', errorCode: 'provider_error' });
  });
});

describe('browsers', () => {
  it('are shut out but for the origins that the key names', async () => {
    const named = await makeKey(gateway, 'browser', '--floor', 'internal', '--origins', 'https://crm.example');
    const body = { model: 'fast', messages: USER };
    const ok = await post(gateway, named, '/v1/chat/completions', body, { origin: 'https://crm.example' });
    expect([ok.status, ok.headers.get('access-control-allow-origin')]).toEqual([200, 'https://crm.example']);
    for (const [of, origin] of [[named, 'https://evil.example'], [named, 'null'], [key, 'https://crm.example']] as const) {
      const answer = await post(gateway, of, '/v1/chat/completions', body, { origin });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    }
    const preflight = (origin: string) => fetch(`${gateway.url}/v1/chat/completions`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    expect((await preflight('https://crm.example')).status).toBe(204);
    expect((await preflight('https://evil.example')).status).toBe(403);
  });
});
