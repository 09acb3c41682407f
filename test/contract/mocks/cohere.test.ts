import { CohereClientV2, CohereError } from 'cohere-ai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChatRequest, Message } from '../../../gateway/core/chat.ts';
import type { Json } from '../../../gateway/core/json.ts';
import { createFraming } from '../../../gateway/execute/framing.ts';
import { cohere } from '../../../gateway/providers/cohere/provider.ts';
import { ANSWER, ARGUMENTS, THOUGHTS } from '../../support/mock-scenario.ts';
import type { Mock } from '../../support/mock-server.ts';
import { startCohereMock } from '../../support/mocks/cohere.ts';

const KEY = 'mock-api-key';
const SCHEMA = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const chat = cohere.chat!;
let mock: Mock;
let client: CohereClientV2;

beforeAll(async () => {
  mock = await startCohereMock({ apiKey: KEY });
  client = new CohereClientV2({ token: KEY, environment: mock.url, maxRetries: 0 });
});
afterAll(() => mock.stop());
beforeEach(() => mock.reset());

const tools = ['weather', 'time'].map((name) => ({ type: 'function' as const, function: { name, description: `The ${name}`, parameters: SCHEMA } }));
const messages = [{ role: 'user' as const, content: 'What?' }];
const calls = ['weather', 'time'].map((name) => ({ id: expect.stringMatching(/./) as string, type: 'function', function: { name, arguments: JSON.stringify(ARGUMENTS) } }));

async function streamed(model: string, over: object = {}) {
  const events = [];
  for await (const event of await client.chatStream({ model, messages, ...over })) events.push(event);
  return events;
}

describe('the official SDK reads the mock', () => {
  it('plain, with usage', async () => {
    const answer = await client.chat({ model: 'command-cached', messages });
    expect(answer).toMatchObject({ finishReason: 'COMPLETE', message: { role: 'assistant', content: [{ type: 'text', text: ANSWER }] }, usage: { tokens: { inputTokens: 166, outputTokens: 21 }, billedUnits: { inputTokens: 100, outputTokens: 20 }, cachedTokens: 60 } });
  });

  it('streamed, the end last', async () => {
    const events = await streamed('command');
    expect(events.map((event) => (event.type === 'content-delta' ? event.delta?.message?.content?.text : '')).join('')).toBe(ANSWER);
    expect(events.at(-1)).toMatchObject({ type: 'message-end', delta: { finishReason: 'COMPLETE', usage: { billedUnits: { inputTokens: 12, outputTokens: 8 } } } });
  });

  it('tools in parallel, plain and by fragments', async () => {
    const answer = await client.chat({ model: 'command', messages, tools });
    expect(answer).toMatchObject({ finishReason: 'TOOL_CALL', message: { toolPlan: 'I will ask both.', toolCalls: calls } });
    const made: string[] = [];
    for (const event of await streamed('command', { tools })) if (event.type === 'tool-call-delta') made[event.index!] = (made[event.index!] ?? '') + event.delta!.message!.toolCalls!.function!.arguments!;
    expect(made).toEqual([JSON.stringify(ARGUMENTS), JSON.stringify(ARGUMENTS)]);
  });

  it('thoughts, unless they are switched off', async () => {
    expect((await client.chat({ model: 'thinks', messages })).message.content).toEqual([{ type: 'thinking', thinking: THOUGHTS }, { type: 'text', text: ANSWER }]);
    expect((await client.chat({ model: 'thinks', messages, thinking: { type: 'disabled' } })).message.content).toEqual([{ type: 'text', text: ANSWER }]);
    expect((await streamed('thinks')).map((event) => (event.type === 'content-delta' ? (event.delta?.message?.content?.thinking ?? '') : '')).join('')).toBe(THOUGHTS);
  });

  it('errors, before and in a stream', async () => {
    const error = (await client.chat({ model: 'error-429-retry-after-1', messages }).catch((caught: unknown) => caught)) as CohereError;
    expect(error).toBeInstanceOf(CohereError);
    expect([error.statusCode, cohere.error(error.body as Json)]).toEqual([429, 'The mock was told to answer 429.']);
    await expect(new CohereClientV2({ token: 'wrong', environment: mock.url, maxRetries: 0 }).chat({ model: 'm', messages })).rejects.toMatchObject({ statusCode: 401 });
    await expect(client.chat({ model: 'm', messages, p: 1 })).rejects.toMatchObject({ statusCode: 400 });
    expect((await streamed('error-in-stream')).at(-1)).toMatchObject({ type: 'message-end', delta: { finishReason: 'ERROR', error: 'internal generation failure' } });
  });

  it('embeddings and models', async () => {
    const { embeddings } = await client.embed({ model: 'embed-v4.0', texts: ['a', 'b'], inputType: 'search_query', embeddingTypes: ['float'], outputDimension: 2 });
    expect(embeddings.float).toEqual([[0, 0.125], [1, 1.125]]);
    expect((await client.models.list()).models.map((model) => [model.name, model.endpoints])).toEqual([['command-a-03-2025', ['chat']], ['embed-v4.0', ['embed']], ['rerank-v3.5', ['rerank']]]);
  });
});

const assistant = (over: object): Message => ({ role: 'assistant', content: null, ...over });
const call = (id: string, name: string) => ({ id, type: 'function' as const, function: { name, arguments: JSON.stringify(ARGUMENTS) } });
const PIXEL = 'data:image/png;base64,iVBORw0KGgo=';

/** The same call: for the SDK, and as a client of OpenAI's dialect puts it. */
const CALLS: [string, Omit<Parameters<CohereClientV2['chat']>[0], 'model'>, Partial<ChatRequest>][] = [
  ['a question', { messages }, { messages }],
  [
    'every parameter',
    {
      messages: [{ role: 'system', content: 'Be brief.' }, { role: 'system', content: [{ type: 'text', text: 'Be kind.' }] }, { role: 'user', content: [{ type: 'text', text: 'see' }, { type: 'image_url', imageUrl: { url: PIXEL, detail: 'low' } }] }],
      maxTokens: 7, stopSequences: ['a', 'b'], temperature: 0.5, p: 0.9, k: 40, seed: 3, frequencyPenalty: 0.1, presencePenalty: 0.2, logprobs: true, responseFormat: { type: 'json_object', jsonSchema: SCHEMA }, thinking: { type: 'disabled' },
      safetyMode: 'STRICT', citationOptions: { mode: 'OFF' },
    },
    {
      messages: [{ role: 'system', content: 'Be brief.' }, { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] }, { role: 'user', content: [{ type: 'text', text: 'see' }, { type: 'image_url', image_url: { url: PIXEL, detail: 'low' } }] }],
      max_completion_tokens: 7, stop: ['a', 'b'], temperature: 0.5, top_p: 0.9, seed: 3, frequency_penalty: 0.1, presence_penalty: 0.2, logprobs: true, response_format: { type: 'json_schema', json_schema: { name: 'a', schema: SCHEMA } }, reasoning_effort: 'none',
      passthrough: { cohere: { k: 40, safety_mode: 'STRICT', citation_options: { mode: 'OFF' } } },
    },
  ],
  [
    'tools, their calls and results',
    {
      messages: [
        ...messages, { role: 'assistant', toolPlan: 'I will ask both.', toolCalls: [call('a1', 'weather'), call('a2', 'time')] }, { role: 'tool', toolCallId: 'a1', content: 'sun' }, { role: 'tool', toolCallId: 'a2', content: [{ type: 'text', text: 'noon' }] },
        { role: 'assistant', content: 'Sun at noon.' }, { role: 'user', content: 'And now?' },
      ],
      tools, strictTools: true, toolChoice: 'REQUIRED', maxTokens: 9,
    },
    {
      messages: [
        ...messages, assistant({ reasoning_content: 'I will ask both.', tool_calls: [call('a1', 'weather'), call('a2', 'time')] }), { role: 'tool', tool_call_id: 'a1', content: 'sun' }, { role: 'tool', tool_call_id: 'a2', content: [{ type: 'text', text: 'noon' }] },
        assistant({ content: 'Sun at noon.', reasoning_content: 'Put together.' }), { role: 'user', content: 'And now?' },
      ],
      tools: tools.map((tool) => ({ ...tool, function: { ...tool.function, strict: true } })), tool_choice: 'required', max_tokens: 9,
    },
  ],
];

describe('our adapter sends what the official SDK sends', () => {
  it.each(CALLS)('%s', async (_name, params, request) => {
    const model = 'command-a-03-2025';
    await client.chat({ model, ...params });
    for await (const _event of await client.chatStream({ model, ...params }));
    for (const [index, stream] of [false, true].entries()) expect(chat.encode({ model: 'alias', ...request, stream } as ChatRequest, { model })).toEqual({ body: mock.requests[index]!.json, warnings: [] });
    expect(mock.requests.map((sent) => [sent.method, sent.path])).toEqual([['POST', chat.path], ['POST', chat.path]]);
    expect(mock.requests[0]!.headers).toMatchObject(await cohere.auth(KEY, { method: 'POST', url: mock.url, body: '' }));
  });

  it('embeddings and the list of models', async () => {
    await client.embed({ model: 'embed-v4.0', texts: ['a', 'b'], inputType: 'search_query', embeddingTypes: ['float'], outputDimension: 256, truncate: 'NONE' });
    await client.models.list({ pageSize: 1000 });
    const request = { model: 'alias', input: ['a', 'b'], dimensions: 256, passthrough: { cohere: { input_type: 'search_query' } } };
    expect(cohere.embeddings!.encode(request, { model: 'embed-v4.0' })).toEqual({ body: mock.requests[0]!.json, warnings: [] });
    expect([cohere.embeddings!.path, cohere.models!.path]).toEqual(mock.requests.map((sent) => sent.path));
  });
});

async function answered(request: ChatRequest): Promise<{ message: Message; finish: string | null }> {
  const response = await fetch(mock.url + (chat.path as string), { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` }, body: JSON.stringify(chat.encode(request, { model: request.model }).body) });
  expect(response.status, await response.clone().text()).toBe(200);
  if (!request.stream) {
    const [choice] = chat.decode((await response.json()) as Json, request.model).choices;
    return { message: choice!.message, finish: choice!.finish_reason };
  }
  const decoder = chat.decoder(request.model);
  const message: Message & Required<Pick<Message, 'tool_calls'>> = { role: 'assistant', content: '', reasoning_content: '', tool_calls: [] };
  let finish: string | null = null;
  const framing = createFraming('sse', (payload) => {
    for (const { delta, finish_reason } of decoder.push(payload).flatMap((chunk) => chunk.choices)) {
      message.content += delta.content ?? '';
      message.reasoning_content += delta.reasoning_content ?? '';
      for (const { index, ...piece } of delta.tool_calls ?? []) {
        const known = message.tool_calls[index];
        if (known) known.function.arguments += piece.function!.arguments!;
        else message.tool_calls[index] = piece as never;
      }
      finish = finish_reason ?? finish;
    }
  });
  for await (const bytes of response.body!) framing.feed(Buffer.from(bytes));
  expect(decoder.finished).toBe(true);
  return { message, finish };
}

it.each([false, true])('a round of tools (streamed %s): Cohere gets its calls and its plan back', async (stream) => {
  const request: ChatRequest = { model: 'command', stream, tools, messages };
  const { message, finish } = await answered(request);
  expect([finish, message.tool_calls]).toEqual(['tool_calls', calls]);
  const results = message.tool_calls!.map((made): Message => ({ role: 'tool', tool_call_id: made.id, content: made.function.name }));
  expect(await answered({ ...request, messages: [...messages, message, ...results] })).toMatchObject({ finish: 'stop', message: { content: ANSWER } });
  expect(mock.requests.at(-1)!.json['messages']).toMatchObject([{ role: 'user' }, { role: 'assistant', tool_plan: 'I will ask both.', tool_calls: calls }, { role: 'tool' }, { role: 'tool' }]);
});
