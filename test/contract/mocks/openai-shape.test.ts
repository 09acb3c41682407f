import Groq from 'groq-sdk';
import OpenAI, { AzureOpenAI } from 'openai';
import Together from 'together-ai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../gateway/core/chat.ts';
import { azureOpenai } from '../../../gateway/providers/azure-openai.ts';
import { deepseek } from '../../../gateway/providers/deepseek.ts';
import { addressOf, type Provider } from '../../../gateway/providers/define.ts';
import { groq } from '../../../gateway/providers/groq.ts';
import { openai } from '../../../gateway/providers/openai.ts';
import { together } from '../../../gateway/providers/together.ts';
import { startMock } from '../../support/mock.ts';
import { ANSWER, ARGUMENTS, THOUGHTS } from '../../support/mock-scenario.ts';
import type { Mock } from '../../support/mock-server.ts';
import { startAzureDated, startAzureOpenai } from '../../support/mocks/azure-openai.ts';
import { startDeepseek } from '../../support/mocks/deepseek.ts';
import { startGroq } from '../../support/mocks/groq.ts';
import { startTogether } from '../../support/mocks/together.ts';
import { askThrough, gather, streamThrough } from './shaped.ts';

type Start = (options: { apiKey?: string }) => Promise<Mock>;
interface Case {
  adapter: Provider;
  start: Start;
  /** The official client; all of them have npm openai's form. */
  client(mock: Mock, apiKey: string): OpenAI;
  thinks?: 'reasoning' | 'reasoning_content';
  /** Of its own, plainly. */
  finish: string;
  cached?: object;
  /** What the adapter sends beside what the official client sends for the same call. */
  more?: object;
  moreStreamed?: object;
}

const keyed = (mock: Mock, apiKey: string) => new OpenAI({ baseURL: mock.url, apiKey, maxRetries: 0 });
const asked = { stream_options: { include_usage: true } };
const CASES: Record<string, Case> = {
  // Azure takes the key as npm openai sends it, too; the header is its own.
  'azure-openai': { adapter: azureOpenai, start: startAzureOpenai, client: (mock, apiKey) => new OpenAI({ baseURL: mock.url, apiKey: 'unused', defaultHeaders: { 'api-key': apiKey, authorization: null }, maxRetries: 0 }), finish: 'stop', cached: { cached_tokens: 60 }, moreStreamed: asked },
  deepseek: { adapter: deepseek, start: startDeepseek, client: keyed, thinks: 'reasoning_content', finish: 'stop', cached: { cached_tokens: 60 }, moreStreamed: asked },
  groq: { adapter: groq, start: startGroq, client: (mock, apiKey) => new Groq({ baseURL: mock.origin, apiKey, maxRetries: 0 }) as unknown as OpenAI, thinks: 'reasoning', finish: 'stop', cached: { cached_tokens: 60 } },
  together: { adapter: together, start: startTogether, client: (mock, apiKey) => new Together({ baseURL: mock.url, apiKey, maxRetries: 0 }) as unknown as OpenAI, thinks: 'reasoning', finish: 'eos', moreStreamed: asked },
};
const messages = [{ role: 'user' as const, content: 'What is the capital of France?' }];
const tools = ['weather', 'time'].map((name) => ({ type: 'function' as const, function: { name, parameters: { type: 'object', properties: { city: { type: 'string' } } } } }));
const CALLS = [{ name: 'weather', arguments: ARGUMENTS }, { name: 'time', arguments: ARGUMENTS }];
const named = (calls: { function?: { name: string; arguments: string } }[] = []) => calls.map(({ function: fn }) => ({ name: fn?.name, arguments: JSON.parse(fn?.arguments ?? '') as unknown }));

describe.each(Object.entries(CASES))('%s', (_kind, { adapter, start, client: clientOf, thinks, finish, cached, more = {}, moreStreamed = {} }) => {
  let mock: Mock;
  let client: OpenAI;
  beforeAll(async () => {
    mock = await start({ apiKey: 'sk-mock' });
    client = clientOf(mock, 'sk-mock');
  });
  beforeEach(() => mock.reset());
  afterAll(() => mock.stop());

  const create = (params: object) => client.chat.completions.create({ model: 'm', messages, ...params });
  async function collect(params: object) {
    const deltas: (OpenAI.ChatCompletionChunk.Choice.Delta & { reasoning?: string; reasoning_content?: string })[] = [];
    const ends: string[] = [];
    for await (const chunk of await client.chat.completions.create({ model: 'm', messages, ...params, stream: true })) {
      for (const { delta, finish_reason: reason } of chunk.choices) {
        if (delta) deltas.push(delta);
        if (reason) ends.push(reason);
      }
    }
    return { deltas, ends, text: deltas.map(({ content }) => content ?? '').join('') };
  }

  describe('the mock, seen by the official client', () => {
    it('answers, plainly and streamed', async () => {
      expect((await create({})).choices[0]).toMatchObject({ message: { content: ANSWER }, finish_reason: finish });
      expect(await collect({})).toMatchObject({ text: ANSWER, ends: [finish] });
    });

    it('calls tools in parallel, plainly and streamed', async () => {
      expect(named((await create({ tools })).choices[0]!.message.tool_calls as never)).toEqual(CALLS);
      const { deltas, ends } = await collect({ tools });
      const calls: { function: { name: string; arguments: string } }[] = [];
      for (const { index, function: fn } of deltas.flatMap((delta) => delta.tool_calls ?? [])) {
        calls[index] ??= { function: { name: '', arguments: '' } };
        calls[index].function.name += fn?.name ?? '';
        calls[index].function.arguments += fn?.arguments ?? '';
      }
      expect([named(calls), ends]).toEqual([CALLS, ['tool_calls']]);
    });

    if (thinks) it('thinks in a field of its own', async () => {
      expect((await create({ model: 'thinks' })).choices[0]!.message).toMatchObject({ content: ANSWER, [thinks]: THOUGHTS });
      expect((await collect({ model: 'thinks' })).deltas.map((delta) => delta[thinks] ?? '').join('')).toBe(THOUGHTS);
    });

    it('fails as its model says, and lists its models', async () => {
      await expect(create({ model: 'error-500' })).rejects.toMatchObject({ status: 500 });
      await expect(create({ model: 'error-429-retry-after-1' })).rejects.toMatchObject({ status: 429 });
      await expect(collect({ model: 'error-in-stream' })).rejects.toThrow(/asked for status 500/);
      await expect(clientOf(mock, 'sk-wrong').models.list()).rejects.toMatchObject({ status: 401 });
      const list: unknown = await client.models.list();
      const rows = Array.isArray(list) ? (list as { id: string }[]) : (list as { data: { id: string }[] }).data;
      expect(rows.length).toBeGreaterThan(1);
    });
  });

  describe('the adapter', () => {
    const request = (over: object = {}) => ({ model: 'm', messages, ...over }) as ChatRequest;

    it.each<[string, object]>([
      ['plain', { temperature: 0.5, top_p: 0.9, seed: 7 }],
      ['with tools', { tools, tool_choice: 'auto' }],
      ['with a chosen tool', { tools, tool_choice: { type: 'function', function: { name: 'time' } } }],
      ['after tools', { messages: [...messages, { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'time', arguments: '{}' } }] }, { role: 'tool', tool_call_id: 'c1', content: '12:00' }] }],
      ['an image', { messages: [{ role: 'user', content: [{ type: 'text', text: 'what' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }] }],
      ['JSON', { response_format: { type: 'json_object' } }],
    ])('sends what the official client sends: %s', async (_name, over) => {
      // DeepSeek has no seed, and wants what was thought before a call.
      const { seed: _seed, ...rest } = over as { seed?: number; messages?: { role: string }[] };
      const thought = rest.messages && { messages: rest.messages.map((message) => (message.role === 'assistant' ? { ...message, reasoning_content: 'hm' } : message)) };
      const params = adapter === deepseek ? { ...rest, ...thought } : over;
      for (const stream of [false, true]) {
        if (stream) await collect(params);
        else await create({ ...params });
        const sent = mock.requests.at(-1)!.json;
        const { body, warnings } = adapter.chat!.encode(request(stream ? { ...params, stream } : params), { model: 'm', stream });
        expect(JSON.parse(JSON.stringify(body))).toEqual({ ...sent, ...more, ...(stream && moreStreamed) });
        expect(warnings).toEqual([]);
        expect(mock.requests.at(-1)!.path).toBe(`${new URL(mock.url).pathname.replace(/\/$/, '')}${String(adapter.chat!.path)}`);
      }
    });

    it('reads what it says: text, calls, thoughts, usage, the end', async () => {
      expect(await askThrough(adapter, mock, request())).toMatchObject({ object: 'chat.completion', choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: ANSWER } }], usage: { prompt_tokens: 12, completion_tokens: 8, total_tokens: 20 } });
      const { chunks, finished } = await streamThrough(adapter, mock, request());
      expect(gather(chunks)).toMatchObject({ text: ANSWER, finish: ['stop'], usage: [{ prompt_tokens: 12, completion_tokens: 8, choices: 0 }], calls: [] });
      expect([finished, chunks[0]!.choices[0]!.delta.role, new Set(chunks.map(({ id }) => id)).size]).toEqual([true, 'assistant', 1]);
      expect(named((await askThrough(adapter, mock, request({ tools }))).choices[0]!.message.tool_calls)).toEqual(CALLS);
      const streamed = gather((await streamThrough(adapter, mock, request({ tools }))).chunks);
      expect([streamed.calls.map((call) => ({ name: call.name, arguments: JSON.parse(call.arguments) as unknown })), streamed.finish]).toEqual([CALLS, ['tool_calls']]);
      if (cached) expect((await askThrough(adapter, mock, request({ model: 'cached' }))).usage).toMatchObject({ prompt_tokens: 100, prompt_tokens_details: cached });
      if (!thinks) return;
      expect((await askThrough(adapter, mock, request({ model: 'thinks' }))).choices[0]!.message).toMatchObject({ content: ANSWER, reasoning_content: THOUGHTS });
      expect(gather((await streamThrough(adapter, mock, request({ model: 'thinks' }))).chunks)).toMatchObject({ text: ANSWER, thoughts: THOUGHTS });
    });

    it('sends nothing back that the server would refuse', async () => {
      const call = { id: 'c1', type: 'function', function: { name: 'time', arguments: '{}' }, extra_content: { google: { thought_signature: 's' } } };
      const history = [
        { role: 'developer', content: [{ type: 'text', text: 'be brief', cache_control: { type: 'ephemeral' } }], cache_control: { type: 'ephemeral' } },
        ...messages,
        { role: 'assistant', content: null, refusal: null, annotations: [], reasoning_content: 'hm', reasoning_details: [{ type: 'reasoning.text', format: 'anthropic', text: 'hm', signature: 's' }], tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c1', content: '12:00' },
      ];
      expect((await askThrough(adapter, mock, request({ model: 'thinks', messages: history, tools: [{ ...tools[0], cache_control: { type: 'ephemeral' } }] }))).choices[0]!.message.content).toBe(ANSWER);
      const { text, json } = mock.requests.at(-1)!;
      expect(text).not.toMatch(/cache_control|extra_content|reasoning_details/);
      expect(JSON.stringify(json).includes('"reasoning_content":"hm"')).toBe(adapter === deepseek);
    });
  });
});

describe('openai', () => {
  it('sends what npm openai sends, but for what is kept there, and for usage', async () => {
    const mock = await startMock();
    const client = keyed(mock, 'sk-mock');
    const body = { model: 'gpt-4o', messages, tools, temperature: 0.5, max_completion_tokens: 50, reasoning_effort: 'low' as const };
    await client.chat.completions.create(body);
    await client.chat.completions.create({ ...body, stream: true });
    const sent = mock.requests.map(({ json }) => json);
    await mock.stop();
    const encoded = [body, { ...body, stream: true }].map((request) => openai.chat!.encode(request, { model: 'gpt-4o' }).body);
    expect(encoded).toEqual([{ ...sent[0], store: false }, { ...sent[1], store: false, ...asked }]);
  });

  it('has the hosts that npm openai has', () => {
    for (const [region, url] of Object.entries(openai.regions!)) expect(new OpenAI({ apiKey: 'x', dataResidency: region as 'eu' }).baseURL).toBe(url);
    expect(new OpenAI({ apiKey: 'x' }).baseURL).toBe(openai.baseUrl);
    expect(new Together({ apiKey: 'x' }).baseURL).toBe(together.baseUrl);
    expect(`${new Groq({ apiKey: 'x' }).baseURL}/openai/v1`).toBe(groq.baseUrl);
  });
});

it('azure: embeddings as npm openai asks for them, and its key in a header of its own', async () => {
  const mock = await startAzureOpenai({ apiKey: 'sk-mock' });
  const answer = await keyed(mock, 'sk-mock').embeddings.create({ model: 'e', input: ['a', 'bcd'], encoding_format: 'float', dimensions: 2 });
  const { json } = mock.requests.at(-1)!;
  await mock.stop();
  expect(azureOpenai.embeddings!.encode({ model: 'alias', input: ['a', 'bcd'], dimensions: 2 }, { model: 'e' }).body).toEqual(json);
  expect(azureOpenai.embeddings!.decode(answer as never)).toEqual({ vectors: [[0.125, 0.25], [0.375, 0.5]], promptTokens: 4 });
  expect(azureOpenai.auth('k', { method: 'POST', url: '', body: '' })).toEqual({ 'api-key': 'k' });
});

it('azure, dated: asked where its own client asks', async () => {
  const mock = await startAzureDated({ apiKey: 'sk-mock' });
  const client = new AzureOpenAI({ endpoint: mock.origin, apiKey: 'sk-mock', apiVersion: '2024-10-21', maxRetries: 0 });
  const messages = [{ role: 'user' as const, content: 'hi' }];
  expect((await client.chat.completions.create({ model: 'our gpt', messages })).choices[0]!.message.content).toBe(ANSWER);
  let text = '';
  for await (const { choices } of await client.chat.completions.create({ model: 'our gpt', messages, stream: true, stream_options: { include_usage: true } })) text += choices[0]?.delta?.content ?? '';
  expect(text).toBe(ANSWER);
  await client.embeddings.create({ model: 'e', input: 'a', encoding_format: 'float' });
  await client.models.list();
  const [plain, streamed, embedded, listed] = mock.requests;
  await mock.stop();
  const base = { baseUrl: `${mock.origin}/openai/`, credential: undefined };
  const { chat, embeddings, models, speech } = azureOpenai;
  const addresses = [chat!, chat!, embeddings!].map((endpoint, index) => addressOf(azureOpenai, { ...base, model: index < 2 ? 'our gpt' : 'e' }, endpoint.path as string));
  expect([...addresses, addressOf(azureOpenai, base, models!.path)]).toEqual([plain, streamed, embedded, listed].map((request) => mock.origin + request!.path));
  expect([{ stream: false }, { stream: true }].map(({ stream }) => chat!.encode({ model: 'alias', messages, ...(stream && { stream }) }, { model: 'our gpt' }).body)).toEqual([plain!.json, streamed!.json]);
  expect(() => addressOf(azureOpenai, { ...base, model: 's' }, speech!.path)).toThrow(expect.objectContaining({ code: 'unsupported_parameter' }) as Error);
});

it.each(['groq', 'together'])('%s: embeddings as its own client asks for them', async (name) => {
  const { adapter, start, client } = CASES[name]!;
  const mock = await start({ apiKey: 'sk-mock' });
  const answer = await client(mock, 'sk-mock').embeddings.create({ model: 'e', input: ['a', 'bcd'], ...(name === 'groq' && { encoding_format: 'float' as const }) });
  const { json } = mock.requests.at(-1)!;
  expect(adapter.embeddings!.encode({ model: 'alias', input: ['a', 'bcd'] }, { model: 'e' }).body).toEqual({ ...json, encoding_format: 'float' });
  expect(adapter.embeddings!.decode(answer as never)).toEqual({ vectors: [[0.125, 0.25, 0.375, 0.5], [0.375, 0.5, 0.625, 0.75]], promptTokens: name === 'groq' ? 4 : undefined });
  expect(() => adapter.embeddings!.encode({ model: 'alias', input: 'a', dimensions: 2 }, { model: 'e' })).toThrow(expect.objectContaining({ code: 'unsupported_parameter' }) as Error);
  await mock.stop();
});

it('together: log probabilities are a number on the way out and lists on the way back', async () => {
  const mock = await startTogether();
  const request = { model: 'm', messages, logprobs: true, top_logprobs: 2 } as ChatRequest;
  const plain = await askThrough(together, mock, request);
  const { chunks } = await streamThrough(together, mock, request);
  const [first] = mock.requests;
  await mock.stop();
  expect([first!.json['logprobs'], first!.json['top_logprobs']]).toEqual([2, undefined]);
  const tokens = (logprobs: unknown) => (logprobs as { content?: { token: string; logprob: number }[] } | null)?.content?.map(({ token, logprob }) => `${token}${logprob}`) ?? [];
  expect(tokens(plain.choices[0]!.logprobs).join('')).toBe('The -0.5capital -0.5of -0.5France -0.5is -0.5Paris.-0.5');
  expect(chunks.flatMap(({ choices }) => choices.flatMap(({ logprobs }) => tokens(logprobs)))).toEqual(tokens(plain.choices[0]!.logprobs));
});
