import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VECTORS_FOLDER } from '../../gateway/local/testing/real.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

const CHAT_MODEL = 'smollm2:135m';
let gateway: Gateway;
let mock: Mock;
let key: string;
let openai: OpenAI;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway({ local: 'real', env: { GATEHOUSE_STARTER: CHAT_MODEL } }), startMock()]);
  await gateway.waitFor(/Ready\./, 890_000);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  key = await makeKey(gateway, 'confidential tool', '--floor', 'confidential');
  openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 });
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));

describe('a confidential key', () => {
  it('gets "Paris" from the bundled Ollama, streamed', async () => {
    const stream = await openai.chat.completions.create({ model: 'local', messages: USER, temperature: 0, stream: true, stream_options: { include_usage: true } });
    let text = '';
    let usage;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usage = chunk.usage ?? usage;
    }
    expect(text).toContain('Paris');
    expect(usage).toMatchObject({ prompt_tokens: 16, completion_tokens: expect.any(Number) as number });
  });

  it('asking for a cloud model is answered locally, and the provider has seen no connection', async () => {
    const { data, response } = await openai.chat.completions.create({ model: 'fast', messages: USER, temperature: 0 }).withResponse();
    expect(data.choices[0]!.message.content).toContain('Paris');
    expect(data.model).toBe(CHAT_MODEL);
    expect([response.headers.get('x-gatehouse-decision'), response.headers.get('x-gatehouse-provider')]).toEqual(['local', 'local']);
    await gateway.cliJson(['policy', 'otherwise', '--class', 'confidential', 'refuse']);
    await expect(openai.chat.completions.create({ model: 'fast', messages: USER })).rejects.toMatchObject({ status: 403, code: 'data_class_denied' });
    await gateway.cliJson(['policy', 'otherwise', '--class', 'confidential', 'local']);
    expect(mock.connections()).toBe(0);
  });

  it('shows its decision before anything is asked', async () => {
    expect(await gateway.cliJson(['policy', 'test', '--class', 'confidential', '--model', 'fast'])).toMatchObject({ decision: 'local', deployments: [{ deployment: 'mock/gpt-4o-mini', allowed: false }] });
  });
});

describe('the local model', () => {
  it('keeps to a JSON schema', async () => {
    const schema = { type: 'object', properties: { city: { type: 'string' }, country: { type: 'string' } }, required: ['city', 'country'], additionalProperties: false };
    const answer = await openai.chat.completions.create({ model: 'local', messages: [{ role: 'user', content: 'Capital of France, as JSON.' }], max_tokens: 100, temperature: 0, response_format: { type: 'json_schema', json_schema: { name: 'place', schema } } });
    expect(Object.keys(JSON.parse(answer.choices[0]!.message.content!) as object).sort()).toEqual(['city', 'country']);
  });

  it('keeps to schemas of which its runner once died, and goes on', async () => {
    const ask = async (schema: Record<string, unknown>) => {
      const { choices } = await openai.chat.completions.create({ model: 'local', messages: [{ role: 'user', content: 'A year.' }], max_tokens: 12, temperature: 0, response_format: { type: 'json_schema', json_schema: { name: 'a', schema } } });
      return choices[0]!.message.content!;
    };
    expect(JSON.parse(await ask({ type: 'string', pattern: '^(?:\\d{2}){2}$' }))).toMatch(/^\d{4}$/);
    const properties = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`property-${index}`, { type: 'string' }]));
    expect(await ask({ type: 'object', properties })).toMatch(/^\{/);
    expect((await gateway.cliJson<{ local: { restarts: number } }>(['status'])).local.restarts).toBe(0);
  });

  it('calls the tool that it must, plain and streamed', async () => {
    const parameters = { type: 'object', properties: { city: { $ref: '#/$defs/City' } }, required: ['city'], $defs: { City: { type: 'string', enum: ['Paris', 'Bern'] } } };
    const tools = [{ type: 'function' as const, function: { name: 'look_up', parameters } }, { type: 'function' as const, function: { name: 'weather', parameters } }];
    const ask = { model: 'local', messages: USER, tools, temperature: 0, max_tokens: 300 };
    const { choices: [plain] } = await openai.chat.completions.create({ ...ask, tool_choice: 'required' });
    const { choices: [named] } = await openai.chat.completions.stream({ ...ask, tool_choice: { type: 'function', function: { name: 'weather' } } }).finalChatCompletion();
    expect([plain!.finish_reason, named!.finish_reason]).toEqual(['tool_calls', 'tool_calls']);
    const [call, chosen] = [plain, named].map((choice) => choice!.message.tool_calls!.map((one) => (one.type === 'function' ? one.function : { name: '', arguments: '{}' })));
    expect(['look_up', 'weather']).toContain(call![0]!.name);
    expect(chosen).toMatchObject([{ name: 'weather' }]);
    for (const { arguments: args } of [...call!, ...chosen!]) expect(['Paris', 'Bern']).toContain((JSON.parse(args) as { city: string }).city);
  });

  it('stops at max_tokens and at a stop word, and repeats itself with a seed', async () => {
    const ask = (over: object) => openai.chat.completions.create({ model: 'local', messages: [{ role: 'user', content: 'Count from one to twenty in words.' }], temperature: 0.9, seed: 7, ...over });
    const short = await ask({ max_tokens: 5 });
    expect([short.choices[0]!.finish_reason, short.usage!.completion_tokens]).toEqual(['length', 5]);
    const [first, second] = [await ask({ max_tokens: 20 }), await ask({ max_tokens: 20 })];
    expect(first.choices[0]!.message.content).toBe(second.choices[0]!.message.content);
    const whole = first.choices[0]!.message.content!;
    const stopped = await ask({ max_tokens: 20, stop: whole.trim().split(/\s+/)[2]! });
    expect(stopped.choices[0]!.message.content!.length).toBeLessThan(whole.length);
  });

  it.each<[string, object, number, string]>([
    ['n = 2', { n: 2 }, 400, 'unsupported_parameter'],
    ['an image, which this model cannot see', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }] }, 422, 'no_local_model'],
    ['a logit bias', { logit_bias: { '1': 5 } }, 400, 'unsupported_parameter'],
    ['a schema that it does not know', { response_format: { type: 'json_schema', json_schema: { name: 'a', schema: { type: 'nonsense' } } } }, 400, 'provider_rejected'],
    ['a pattern that ended Ollama', { response_format: { type: 'json_schema', json_schema: { name: 'a', schema: { type: 'string', pattern: '^(?=a)a$' } } } }, 400, 'unsupported_parameter'],
  ])('says so where it cannot: %s', async (_name, over, status, code) => {
    const answer = await post(gateway, key, '/v1/chat/completions', { model: 'local', messages: USER, ...over });
    expect([answer.status, ((await answer.json()) as ErrorBody).error.code]).toEqual([status, code]);
  });

  it('takes a prompt that fits, though it looks long, and refuses one that does not, saying both numbers', async () => {
    const words = (count: number) => [{ role: 'user' as const, content: 'internationalisation '.repeat(count) }];
    const fits = await openai.chat.completions.create({ model: 'local', messages: words(2_100), max_tokens: 1 });
    expect(fits.usage!.prompt_tokens).toBeGreaterThan(4_096);
    const answer = await post(gateway, key, '/v1/chat/completions', { model: 'local', messages: words(4_500), max_tokens: 1 });
    const { error } = (await answer.json()) as ErrorBody;
    expect([answer.status, error.code]).toEqual([400, 'context_length_exceeded']);
    expect(error.message).toMatch(/\b8192\b/);
    expect(error.message).toMatch(/\b(?!8192\b)\d{4,6}\b/);
  }, 120_000);

  it('embeds with the model that was asked for', async () => {
    const answer = await openai.embeddings.create({ model: 'local/all-minilm:latest', input: ['a cat', 'a kitten', 'contract law'] });
    const [cat, kitten, law] = answer.data.map((row) => row.embedding) as [number[], number[], number[]];
    const cosine = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0) / Math.hypot(...a) / Math.hypot(...b);
    expect(cat).toHaveLength(384);
    expect(cosine(cat, kitten)).toBeGreaterThan(0.7);
    expect(cosine(cat, law)).toBeLessThan(0.3);
    await expect(openai.embeddings.create({ model: 'local/all-minilm:latest', input: [1, 2, 3] })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter' });
  });

  it('goes on with the model of the first embeddings when another one is installed, until it is removed', async () => {
    const embed = async () => (await openai.embeddings.create({ model: 'local', input: 'a cat' })).model;
    expect(await embed()).toBe('all-minilm:latest');
    await gateway.cliJson(['models', 'import', VECTORS_FOLDER, '--name', 'aaa-vectors:v1']);
    await expect.poll(async () => (await gateway.cliJson<{ name: string }[]>(['models', 'list'])).map(({ name }) => name), { timeout: 60_000 }).toEqual(['aaa-vectors:v1', 'all-minilm:latest', CHAT_MODEL]);
    expect(await embed()).toBe('all-minilm:latest');
    await gateway.cliJson(['models', 'remove', 'all-minilm']);
    expect(await embed()).toBe('aaa-vectors:v1');
  }, 120_000);

  it('frees its place within 100 ms when the client goes away while it generates', async () => {
    const abort = new AbortController();
    const stream = await openai.chat.completions.create({ model: 'local', messages: [{ role: 'user', content: 'Tell a very long story.' }], stream: true }, { signal: abort.signal });
    for await (const _chunk of stream) break;
    const left = performance.now();
    abort.abort();
    await expect.poll(async () => (await gateway.cliJson<{ outcome: string }[]>(['traces', 'list', '--limit', '1']))[0]!.outcome).toBe('aborted');
    const trace = (await gateway.cliJson<{ totalMs: number; time: number }[]>(['traces', 'list', '--limit', '1']))[0]!;
    expect(trace.time + trace.totalMs - (performance.timeOrigin + left)).toBeLessThan(100);
  });
});
