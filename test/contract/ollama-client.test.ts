import { Ollama } from 'ollama';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ANSWER, vector } from '../support/mock-answers.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post } from '../support/office.ts';

let gateway: Gateway;
let mock: Mock;
let key: string;
let client: Ollama;
const messages = [{ role: 'user', content: 'What is the capital of France?' }];
const tools = ['weather', 'time'].map((name) => ({ type: 'function', function: { name, description: name, parameters: { type: 'object', properties: { city: { type: 'string' } } } } }));

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'], vectors: ['mock/text-embedding-3-small'] });
  key = await makeKey(gateway, 'a tool of Ollama', '--floor', 'internal');
  client = new Ollama({ host: gateway.url, headers: { authorization: `Bearer ${key}` } });
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));
beforeEach(() => mock.reset());

const sent = (): Record<string, unknown> => mock.requests.at(-1)!.json;

describe('Ollama’s client, with its host and key alone, in front of a provider of OpenAI’s dialect', () => {
  it('gets a plain answer', async () => {
    const answer = await client.chat({ model: 'fast', messages, options: { temperature: 0, num_predict: 50, stop: ['END'], num_ctx: 4096, top_k: 3 }, keep_alive: '5m' });
    expect(answer).toMatchObject({ model: 'gpt-4o-mini', message: { role: 'assistant', content: ANSWER }, done: true, done_reason: 'stop', prompt_eval_count: 6, eval_count: 6 });
    expect(sent()).toMatchObject({ model: 'gpt-4o-mini', messages, temperature: 0, max_tokens: 50, stop: ['END'] });
    expect(sent()).not.toHaveProperty('options');
  });

  it('gets a stream of lines', async () => {
    const pieces = [];
    for await (const piece of await client.chat({ model: 'fast', messages, stream: true })) pieces.push(piece);
    expect(pieces.map((piece) => piece.message.content).join('')).toBe(ANSWER);
    expect(pieces.at(-1)).toMatchObject({ done: true, done_reason: 'stop', eval_count: 6, prompt_eval_count: 6 });
    expect(pieces.slice(0, -1).every((piece) => !piece.done && piece.model === 'gpt-4o-mini')).toBe(true);
    expect(pieces.length).toBeGreaterThan(3);
  });

  it('streams unasked, as Ollama does', async () => {
    const response = await post(gateway, key, '/api/chat', { model: 'fast', messages });
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await response.text()).trim().split('\n').map((line) => JSON.parse(line) as { done: boolean });
    expect(lines.at(-1)!.done).toBe(true);
  });

  it.each(['none', 'application/x-www-form-urlencoded'])('is read as JSON whatever its content type says, as curl -d sends it: %s', async (type) => {
    const body = new TextEncoder().encode(JSON.stringify({ model: 'fast', messages, stream: false }));
    const asked = (path: string) => fetch(`${gateway.url}${path}`, { method: 'POST', body, headers: { authorization: `Bearer ${key}`, ...(type !== 'none' && { 'content-type': type }) } });
    expect(await (await asked('/api/chat')).json()).toMatchObject({ message: { content: ANSWER } });
    expect((await asked('/v1/chat/completions')).status).toBe(415);
  });

  it('gets tools called in parallel, plainly and streamed, and sends their results', async () => {
    const plain = await client.chat({ model: 'fast', messages, tools });
    const expected = ['weather', 'time'].map((name) => ({ function: { name, arguments: { city: 'Paris' } } }));
    expect(plain.message.tool_calls).toMatchObject(expected);
    const streamed = [];
    for await (const piece of await client.chat({ model: 'fast', messages, tools, stream: true })) streamed.push(...(piece.message.tool_calls ?? []));
    expect(streamed).toMatchObject(expected);
    // Ollama's own clients send no ids back.
    const withoutIds = { ...plain.message, tool_calls: plain.message.tool_calls!.map(({ function: fn }) => ({ function: fn })) };
    await client.chat({ model: 'fast', tools, messages: [...messages, withoutIds, { role: 'tool', tool_name: 'time', content: 'noon' }, { role: 'tool', tool_name: 'weather', content: 'sunny' }] });
    const [, assistant, time, weather] = sent().messages as { tool_calls?: { id: string; function: { name: string; arguments: string } }[]; tool_call_id?: string }[];
    expect(assistant!.tool_calls).toMatchObject([{ type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }, { function: { name: 'time' } }]);
    expect([weather!.tool_call_id, time!.tool_call_id]).toEqual(assistant!.tool_calls!.map(({ id }) => id));
  });

  it('gets structured output, and thoughts apart from the answer', async () => {
    const schema = { type: 'object', properties: { answer: { type: 'string' } } };
    const answer = await client.chat({ model: 'fast', messages, format: schema });
    expect(JSON.parse(answer.message.content)).toEqual({ answer: 'Paris' });
    expect(sent().response_format).toEqual({ type: 'json_schema', json_schema: { name: 'answer', schema } });
    let thinking = '';
    for await (const piece of await client.chat({ model: 'mock/thinks-20', messages, stream: true, think: 'low' })) thinking += piece.message.thinking ?? '';
    expect(thinking).toBe('x'.repeat(20));
    expect(sent().reasoning_effort).toBe('low');
  });

  it('generates', async () => {
    const plain = await client.generate({ model: 'fast', prompt: 'What is the capital of France?', system: 'Be brief.' });
    expect(plain).toMatchObject({ model: 'gpt-4o-mini', response: ANSWER, done: true, done_reason: 'stop' });
    expect(sent().messages).toEqual([{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'What is the capital of France?' }]);
    let text = '';
    for await (const piece of await client.generate({ model: 'fast', prompt: 'What?', stream: true })) text += piece.response;
    expect(text).toBe(ANSWER);
    await expect(client.generate({ model: 'fast', prompt: 'x', suffix: 'y' })).rejects.toMatchObject({ status_code: 400 });
    await expect(client.generate({ model: 'fast', prompt: 'x', context: [1, 2] })).rejects.toThrow(/context means something to one model only/);
  });

  it('embeds, in its newer way and its older one', async () => {
    const { embeddings, model } = await client.embed({ model: 'vectors', input: ['a', 'b'] });
    expect([model, embeddings]).toEqual(['text-embedding-3-small', [vector('a'), vector('b')]]);
    expect((await client.embeddings({ model: 'vectors', prompt: 'a' })).embedding).toEqual(vector('a'));
  });

  it('lists what its key may ask for, and changes none of it', async () => {
    expect((await client.list()).models.map(({ name }) => name)).toEqual(expect.arrayContaining(['local', 'fast', 'vectors']));
    expect((await client.show({ model: 'fast' })).capabilities).toEqual(expect.arrayContaining(['completion', 'tools', 'vision']));
    await expect(client.show({ model: 'nobody' })).rejects.toMatchObject({ status_code: 404 });
    expect((await client.show({ model: 'mock/gpt-4o' })).capabilities).toContain('completion');
    expect((await client.version()).version).toMatch(/^\d+\.\d+/);
    expect((await client.ps()).models).toEqual([]);
    for (const managing of [() => client.pull({ model: 'llama3' }), () => client.delete({ model: 'fast' }), () => client.create({ model: 'x', from: 'fast' }), () => client.copy({ source: 'fast', destination: 'b' })]) {
      await expect(managing()).rejects.toMatchObject({ status_code: 403, message: expect.stringContaining('administrator') as string });
    }
  });

  it('gets what Ollama’s own command line needs: an answer at the prefix’s root, digests, models by their older field', async () => {
    const root = async (presented: string) => (await fetch(`${gateway.url}/k/${presented}/`)).text();
    expect(await root(key)).toBe('Ollama is running');
    expect(await root('sk-gh-wrong')).toContain('not known');
    expect((await client.list()).models.map(({ digest }) => digest.length)).toEqual(expect.not.arrayContaining([0]));
    expect(await (await post(gateway, key, '/api/show', { model: '', name: 'fast' })).json()).toMatchObject({ capabilities: expect.arrayContaining(['completion']) as string[] });
    const model = await fetch(`${gateway.url}/api/blobs/sha256:00`, { method: 'POST', body: Buffer.alloc(30_000_000), headers: { authorization: `Bearer ${key}` } });
    expect([model.status, await model.json()]).toEqual([403, expect.objectContaining({ error: expect.stringContaining('administrator') as string })]);
  });

  it('may load a model that is there before it asks, and take none from others', async () => {
    expect(await client.generate({ model: 'fast', prompt: '' })).toMatchObject({ model: 'fast', response: '', done: true, done_reason: 'load' });
    expect(await client.chat({ model: 'fast', keep_alive: '10m' })).toMatchObject({ message: { role: 'assistant', content: '' }, done: true, done_reason: 'load' });
    for (const input of ['', []]) expect(await client.embed({ model: 'vectors', input })).toEqual({ model: 'vectors', embeddings: [] });
    expect(await client.embeddings({ model: 'vectors', prompt: '' })).toEqual({ embedding: [] });
    await expect(client.embed({ model: 'nobody', input: '' })).rejects.toMatchObject({ status_code: 404 });
    await expect(client.generate({ model: 'nobody', prompt: '' })).rejects.toMatchObject({ status_code: 404 });
    for (const keep_alive of [0, '0s']) await expect(client.generate({ model: 'fast', prompt: '', keep_alive })).rejects.toMatchObject({ status_code: 403, message: expect.stringContaining('everybody else') as string });
    expect((await post(gateway, 'sk-gh-wrong', '/api/generate', { model: 'fast' })).status).toBe(401);
    expect(mock.requests).toEqual([]);
    // What some clients send with the first question, which goes on from nothing.
    expect((await post(gateway, key, '/api/generate', { model: 'fast', prompt: 'hi', context: [], stream: false })).status).toBe(200);
    expect((await post(gateway, key, '/api/generate', { model: 'fast', prompt: 'hi', context: [1], stream: false })).status).toBe(400);
    await expect(client.generate({ model: 'fast', prompt: 'hi', keep_alive: 0 })).resolves.toMatchObject({ done: true, done_reason: 'stop' });
  });

  it('is told of errors in its own envelope, also in mid-stream', async () => {
    await expect(client.chat({ model: 'nobody', messages })).rejects.toMatchObject({ status_code: 404, message: expect.stringContaining('nobody') as string });
    await expect(new Ollama({ host: gateway.url }).chat({ model: 'fast', messages })).rejects.toMatchObject({ status_code: 401 });
    await expect(new Ollama({ host: `${gateway.url}/k/${key}` }).chat({ model: 'fast', messages })).resolves.toMatchObject({ done: true });
    for (const model of ['mock/error-in-stream', 'mock/cut-stream', 'mock/no-done']) {
      const read = async (): Promise<void> => {
        for await (const piece of await client.chat({ model, messages, stream: true })) expect(piece.done).toBe(false);
      };
      await expect(read()).rejects.toThrow(/broke off|ended its stream/);
    }
  });
});
