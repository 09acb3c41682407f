import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatAnswer, type ChatChunk, type ChatRequest, NATIVE } from '../../../gateway/core/chat.ts';
import type { Json, JsonObject } from '../../../gateway/core/json.ts';
import { createFraming } from '../../../gateway/execute/framing.ts';
import { anthropic } from '../../../gateway/providers/anthropic/provider.ts';
import { ANSWER, ARGUMENTS, SIGNATURE, THOUGHTS } from '../../support/mock-scenario.ts';
import type { Mock } from '../../support/mock-server.ts';
import { startAnthropicMock } from '../../support/mocks/anthropic.ts';

const KEY = 'sk-ant-test-key-1234';
const chat = anthropic.chat!;
const native = anthropic.native!['anthropic-messages']!;
const SCHEMA = { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] };
const WEATHER = { name: 'weather', description: 'Tells the weather', input_schema: SCHEMA };
const TIME = { name: 'time', input_schema: { type: 'object' as const } };
let mock: Mock;
let client: Anthropic;
beforeAll(async () => {
  mock = await startAnthropicMock({ apiKey: KEY });
  client = new Anthropic({ apiKey: KEY, baseURL: mock.origin, maxRetries: 0 });
});
beforeEach(() => mock.reset());
afterAll(() => mock.stop());

const ask = (model = 'claude-sonnet-5-5', more: object = {}) => ({ model, max_tokens: 100, messages: [{ role: 'user' as const, content: 'What is the capital of France?' }], ...more });

describe('the mock, as the official SDK sees it', () => {
  it('answers', async () => {
    const message = await client.messages.create(ask('claude-cached'));
    expect(message.content).toEqual([{ type: 'text', text: ANSWER, citations: null }]);
    expect(message).toMatchObject({ stop_reason: 'end_turn', usage: { input_tokens: 10, cache_read_input_tokens: 60, cache_creation_input_tokens: 30, output_tokens: 20 } });
  });

  it('streams what it answers', async () => {
    for (const more of [{}, { tools: [WEATHER, TIME] }]) {
      for (const model of ['claude-thinks', 'claude-bounded', 'claude-refuses', 'claude-cached']) {
        const streamed = await client.messages.stream(ask(model, more)).finalMessage();
        const { usage: reported, ...plain } = await client.messages.create(ask(model, more));
        expect(streamed).toMatchObject(plain);
        expect(streamed.usage).toEqual(reported);
      }
    }
  });

  it('calls tools in parallel, one alone, the one that must be called, none', async () => {
    const names = async (tool_choice?: Anthropic.ToolChoice) => {
      const { content, stop_reason } = await client.messages.create(ask('claude', { tools: [WEATHER, TIME], ...(tool_choice && { tool_choice }) }));
      return [stop_reason, ...content.map((block) => (block.type === 'tool_use' ? [block.name, block.input] : block.type))];
    };
    expect(await names()).toEqual(['tool_use', ['weather', ARGUMENTS], ['time', ARGUMENTS]]);
    expect(await names({ type: 'auto', disable_parallel_tool_use: true })).toEqual(['tool_use', ['weather', ARGUMENTS]]);
    expect(await names({ type: 'tool', name: 'time' })).toEqual(['tool_use', ['time', ARGUMENTS]]);
    expect(await names({ type: 'none' })).toEqual(['end_turn', 'text']);
  });

  it('thinks', async () => {
    const { content } = await client.messages.stream(ask('claude-thinks')).finalMessage();
    expect(content).toEqual([{ type: 'thinking', thinking: THOUGHTS, signature: SIGNATURE }, { type: 'redacted_thinking', data: 'c2VhbGVk' }, { type: 'text', text: ANSWER, citations: null }]);
  });

  it('fails in its own envelope', async () => {
    await expect(client.messages.create(ask('error-429-retry-after-1'))).rejects.toMatchObject({ status: 429, type: 'rate_limit_error', requestID: 'req_011CZmock', message: expect.stringContaining('mock error 429') as string });
    await expect(client.messages.create(ask('error-529'))).rejects.toMatchObject({ status: 529, type: 'overloaded_error' });
    await expect(client.messages.create(ask('claude', { temperature: 1 }))).rejects.toMatchObject({ status: 400, type: 'invalid_request_error' });
    await expect(new Anthropic({ apiKey: 'sk-ant-wrong', baseURL: mock.origin, maxRetries: 0 }).messages.create(ask())).rejects.toMatchObject({ status: 401 });
    await expect(client.messages.stream(ask('error-in-stream')).finalMessage()).rejects.toMatchObject({ type: 'overloaded_error' });
    await expect(client.messages.stream(ask('cut-stream')).finalMessage()).rejects.toThrow();
    expect(await new Anthropic({ apiKey: KEY, baseURL: mock.origin, maxRetries: 2 }).messages.create(ask('flaky-1'))).toMatchObject({ stop_reason: 'end_turn' });
  }, 30_000);

  it('lists models and counts tokens', async () => {
    const names = [];
    for await (const model of client.models.list()) names.push(model.id);
    expect(names).toEqual(['claude-sonnet-5-5', 'claude-haiku-4-5']);
    const { max_tokens: _, ...body } = ask();
    expect(await client.messages.countTokens(body)).toEqual({ input_tokens: 12 });
  });
});

const PNG = 'iVBORw0KGgo=';
const user = (content: unknown) => ({ role: 'user', content });
const tools = [{ type: 'function', function: { name: 'weather', description: 'Tells the weather', parameters: SCHEMA } }, { type: 'function', function: { name: 'time' } }];
const details = [{ type: 'reasoning.text', format: 'anthropic', text: '', signature: 'c2ln' }, { type: 'reasoning.encrypted', format: 'anthropic', data: 'ZGF0YQ==' }, { type: 'reasoning.text', format: 'google', text: 'not its own', signature: 'x' }];

/** The same call: what a client of OpenAI's dialect asks, and what the official SDK is told. */
const SAME: [string, object, object][] = [
  ['a question', { messages: [user('hi')] }, { messages: [user('hi')] }],
  ['a stream', { messages: [user('hi')], stream: true, stream_options: { include_usage: true } }, { messages: [user('hi')], stream: true }],
  [
    'instructions, wherever they stand, and stop words',
    { messages: [{ role: 'system', content: 'be brief' }, user('hi'), { role: 'assistant', content: 'hello' }, { role: 'developer', content: [{ type: 'text', text: 'be kind', cache_control: { type: 'ephemeral' } }] }, user('well?')], stop: 'END', user: 'u-17' },
    { system: [{ type: 'text', text: 'be brief' }, { type: 'text', text: 'be kind', cache_control: { type: 'ephemeral' } }], messages: [user('hi'), { role: 'assistant', content: 'hello' }, user('well?')], stop_sequences: ['END'], metadata: { user_id: 'u-17' } },
  ],
  [
    'images and files',
    { messages: [user([{ type: 'text', text: 'what?' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }, { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } }, { type: 'file', file: { file_data: 'data:text/plain;charset=utf-8;base64,WsO8cmljaA==' } }])] },
    { messages: [user([{ type: 'text', text: 'what?' }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } }, { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' }, title: 'a.pdf' }, { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Zürich' } }])] },
  ],
  ['tools, one at a time, of which one must be called', { messages: [user('hi')], tools, tool_choice: 'required', parallel_tool_calls: false }, { messages: [user('hi')], tools: [WEATHER, TIME], tool_choice: { type: 'any', disable_parallel_tool_use: true } }],
  ['the one tool that must be called', { messages: [user('hi')], tools, tool_choice: { type: 'function', function: { name: 'time' } } }, { messages: [user('hi')], tools: [WEATHER, TIME], tool_choice: { type: 'tool', name: 'time' } }],
  ['a JSON schema and an effort', { messages: [user('hi')], response_format: { type: 'json_schema', json_schema: { name: 'a', schema: SCHEMA, strict: true } }, reasoning_effort: 'high' }, { messages: [user('hi')], output_config: { format: { type: 'json_schema', schema: SCHEMA }, effort: 'high' }, thinking: { type: 'adaptive', display: 'summarized' } }],
  [
    'results of parallel tools after signed thoughts',
    {
      tools,
      messages: [
        user('hi'),
        { role: 'assistant', content: 'Let me see.', reasoning_content: 'secret', reasoning_details: details, tool_calls: [{ id: 'toolu_01A', type: 'function', function: { name: 'weather', arguments: '{"city":"Bern"}' } }, { id: 'functions.time:1', type: 'function', function: { name: 'time', arguments: '' } }] },
        { role: 'tool', tool_call_id: 'toolu_01A', content: 'sunny' },
        { role: 'tool', tool_call_id: 'functions.time:1', content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }] },
      ],
    },
    {
      tools: [WEATHER, TIME],
      messages: [
        user('hi'),
        { role: 'assistant', content: [{ type: 'thinking', thinking: '', signature: 'c2ln' }, { type: 'redacted_thinking', data: 'ZGF0YQ==' }, { type: 'text', text: 'Let me see.' }, { type: 'tool_use', id: 'toolu_01A', name: 'weather', input: { city: 'Bern' } }, { type: 'tool_use', id: 'gh_ZnVuY3Rpb25zLnRpbWU6MQ', name: 'time', input: {} }] },
        user([{ type: 'tool_result', tool_use_id: 'toolu_01A', content: 'sunny' }, { type: 'tool_result', tool_use_id: 'gh_ZnVuY3Rpb25zLnRpbWU6MQ', content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } }] }]),
      ],
    },
  ],
];

const headers = async (): Promise<Record<string, string>> => ({ ...anthropic.headers, ...(await anthropic.auth(KEY, { method: 'POST', url: mock.url, body: '' })), 'content-type': 'application/json' });

async function send(body: object): Promise<Response> {
  return fetch(mock.url + (chat.path as string), { method: 'POST', headers: await headers(), body: JSON.stringify(body) });
}

async function streamed(body: object): Promise<ChatChunk[]> {
  const decoder = chat.decoder('the-model');
  const chunks: ChatChunk[] = [];
  const framing = createFraming('sse', (payload) => chunks.push(...decoder.push(payload)));
  framing.feed(Buffer.from(await (await send(body)).arrayBuffer()));
  expect(decoder.finished).toBe(true);
  return chunks;
}

describe('what the adapter sends', () => {
  it.each(SAME)('is what the official SDK sends: %s', async (_name, asked, told) => {
    const model = 'claude-sonnet-5-5';
    const result = await client.messages.create({ model, max_tokens: 100, service_tier: 'standard_only', ...told } as unknown as Anthropic.MessageCreateParams);
    if ('controller' in result) result.controller.abort();
    const sent = mock.requests.at(-1)!;
    const { body, warnings } = chat.encode({ model: 'alias', max_completion_tokens: 100, ...asked } as ChatRequest, { model });
    expect(JSON.parse(JSON.stringify(body))).toEqual(sent.json);
    expect(warnings).toEqual([]);
    expect([sent.path, sent.headers['anthropic-version']]).toEqual([`/v1${chat.path as string}`, anthropic.headers!['anthropic-version']]);
    expect((await send(body)).status).toBe(200);
  });
});

describe('what the adapter makes of the answer', () => {
  const encode = (model: string, over: object = {}) => chat.encode({ model: 'alias', max_tokens: 100, messages: [{ role: 'user', content: 'hi' }], ...over } as ChatRequest, { model }).body;
  const decode = async (model: string, over: object = {}): Promise<ChatAnswer> => chat.decode((await (await send(encode(model, over))).json()) as Json, 'the-model');

  it('plain: cached tokens, thoughts, tools, a refusal', async () => {
    expect((await decode('claude-cached')).usage).toEqual({ prompt_tokens: 100, completion_tokens: 20, total_tokens: 120, prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 } });
    expect((await decode('claude-thinks')).choices[0]!.message).toMatchObject({ content: ANSWER, reasoning_content: THOUGHTS, reasoning_details: [{ type: 'reasoning.text', format: 'anthropic', text: THOUGHTS, signature: SIGNATURE }, { type: 'reasoning.encrypted', format: 'anthropic', data: 'c2VhbGVk' }] });
    expect((await decode('claude', { tools })).choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null, tool_calls: [{ id: 'toolu_01call1abcd', function: { name: 'weather', arguments: JSON.stringify(ARGUMENTS) } }, { id: 'toolu_01call2abcd' }] } });
    expect((await decode('claude-refuses')).choices[0]).toMatchObject({ finish_reason: 'content_filter', message: { refusal: 'This request was declined.' } });
  });

  it('streamed: thoughts go back as they came', async () => {
    const chunks = await streamed(encode('claude-thinks', { stream: true }));
    const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
    expect(deltas.map(({ reasoning_content }) => reasoning_content ?? '').join('')).toBe(THOUGHTS);
    const back = chat.encode({ model: 'a', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }, { role: 'assistant', content: 'x', reasoning_details: deltas.flatMap(({ reasoning_details }) => reasoning_details ?? []) }, { role: 'user', content: 'on' }] }, { model: 'm' }).body as JsonObject & { messages: JsonObject[] };
    expect(back.messages[1]!.content).toEqual([{ type: 'thinking', thinking: THOUGHTS, signature: SIGNATURE }, { type: 'redacted_thinking', data: 'c2VhbGVk' }, { type: 'text', text: 'x' }]);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 20, completion_tokens_details: { reasoning_tokens: 9 } } });
  });

  it('every event of a client’s own dialect comes with its chunk, unchanged and in order', async () => {
    const { body, warnings } = native.encode({ model: 'alias', max_tokens: 50, stream: true, tools: [WEATHER, TIME] as unknown as Json, messages: [{ role: 'user', content: 'hi' }] }, { model: 'claude-thinks', outputBound: 7 });
    expect([body, warnings]).toEqual([{ model: 'claude-thinks', max_tokens: 50, stream: true, tools: [WEATHER, TIME], messages: [{ role: 'user', content: 'hi' }], service_tier: 'standard_only' }, []]);
    const chunks = await streamed(body);
    const raw = (await (await send(body)).text()).split('\n').filter((line) => line.startsWith('data: ')).map((line) => JSON.parse(line.slice(6)) as Json);
    expect(chunks.flatMap((chunk) => chunk[NATIVE] ?? [])).toEqual(raw);
    expect(raw).toContainEqual({ type: 'ping' });
  });

  it('lists the models', async () => {
    const response = await fetch(mock.url + anthropic.models!.path, { headers: await headers() });
    expect(anthropic.models!.decode((await response.json()) as Json)).toEqual(['claude-sonnet-5-5', 'claude-haiku-4-5']);
  });
});
