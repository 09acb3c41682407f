import { Mistral } from '@mistralai/mistralai';
import { MistralError } from '@mistralai/mistralai/models/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChatRequest, Message } from '../../../gateway/core/chat.ts';
import { mistral } from '../../../gateway/providers/mistral/provider.ts';
import { ANSWER, ARGUMENTS, SIGNATURE, THOUGHTS } from '../../support/mock-scenario.ts';
import type { Mock } from '../../support/mock-server.ts';
import { startMistral } from '../../support/mocks/mistral.ts';
import { askThrough, gather, streamThrough } from './shaped.ts';

let mock: Mock;
let client: Mistral;
beforeAll(async () => {
  mock = await startMistral({ apiKey: 'sk-mock' });
  client = new Mistral({ serverURL: mock.origin, apiKey: 'sk-mock', retryConfig: { strategy: 'none' } });
});
beforeEach(() => mock.reset());
afterAll(() => mock.stop());

const messages = [{ role: 'user' as const, content: 'What is the capital of France?' }];
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const tools = ['weather', 'time'].map((name) => ({ type: 'function' as const, function: { name, parameters } }));
const CALLS = [{ name: 'weather', arguments: ARGUMENTS }, { name: 'time', arguments: ARGUMENTS }];
type Call = { function: { name: string; arguments: unknown } };
const named = (calls: readonly Call[] | null = []) => (calls ?? []).map(({ function: fn }) => ({ name: fn.name, arguments: JSON.parse(String(fn.arguments)) as unknown }));
const request = (over: object = {}) => ({ model: 'm', messages, ...over }) as ChatRequest;
const THINKING = { type: 'thinking', thinking: [{ type: 'text', text: THOUGHTS }], signature: SIGNATURE };

describe('the mock, seen by the official client', () => {
  async function collect(params: object) {
    const choices = [];
    for await (const { data } of await client.chat.stream({ model: 'm', messages, ...params })) choices.push(...data.choices.map((choice) => ({ ...choice, usage: data.usage })));
    return choices;
  }

  it('answers, plainly and streamed, with usage unasked', async () => {
    const answer = await client.chat.complete({ model: 'cached', messages });
    expect(answer).toMatchObject({ choices: [{ message: { content: ANSWER }, finishReason: 'stop' }], usage: { promptTokens: 100, prompt_tokens_details: { cached_tokens: 60 } } });
    const choices = await collect({});
    expect(choices.map(({ delta }) => delta.content).join('')).toBe(ANSWER);
    expect(choices.at(-1)).toMatchObject({ finishReason: 'stop', usage: { totalTokens: 20 } });
  });

  it('calls tools in parallel, plainly and streamed', async () => {
    expect(named((await client.chat.complete({ model: 'm', messages, tools })).choices[0]!.message!.toolCalls as Call[])).toEqual(CALLS);
    expect(named((await collect({ tools })).flatMap(({ delta }) => (delta.toolCalls ?? []) as Call[]))).toEqual(CALLS);
  });

  it('thinks in chunks of content, signed', async () => {
    const answer = await client.chat.complete({ model: 'thinks', messages });
    expect(answer.choices[0]!.message!.content).toEqual([THINKING, { type: 'text', text: ANSWER }]);
    const chunks = (await collect({ model: 'thinks' })).flatMap(({ delta }) => (Array.isArray(delta.content) ? delta.content : []));
    expect(chunks.at(-1)).toMatchObject({ type: 'thinking', signature: SIGNATURE });
  });

  it('fails as its model says, and refuses what it does not know', async () => {
    await expect(client.chat.complete({ model: 'error-500', messages })).rejects.toMatchObject({ statusCode: 500 });
    await expect(client.chat.complete({ model: 'error-429-retry-after-1', messages })).rejects.toBeInstanceOf(MistralError);
    await expect(client.chat.complete({ model: 'error-422', messages })).rejects.toMatchObject({ statusCode: 422 });
    const wrong = [...messages, { role: 'assistant' as const, content: '', toolCalls: [{ id: 'call_1', function: { name: 'time', arguments: '{}' } }] }];
    await expect(client.chat.complete({ model: 'm', messages: wrong })).rejects.toThrow(/length of 9/);
    await expect(new Mistral({ serverURL: mock.origin, apiKey: 'wrong' }).models.list()).rejects.toMatchObject({ statusCode: 401 });
    expect((await client.models.list()).data).toHaveLength(2);
  });
});

describe('the adapter', () => {
  it('sends what the official client sends', async () => {
    const history = [...messages, { role: 'assistant' as const, content: null, tool_calls: [{ id: 'call1abcd', type: 'function' as const, function: { name: 'time', arguments: '{}' } }] }, { role: 'tool' as const, tool_call_id: 'call1abcd', name: 'time', content: '12:00' }];
    const ofClient = [...messages, { role: 'assistant' as const, content: null, toolCalls: [{ id: 'call1abcd', type: 'function' as const, function: { name: 'time', arguments: '{}' }, index: 0 }] }, { role: 'tool' as const, toolCallId: 'call1abcd', name: 'time', content: '12:00' }];
    const image = { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,AAAA' } };
    const pairs: [Parameters<Mistral['chat']['complete']>[0], object][] = [
      [{ model: 'm', messages, temperature: 0.5, topP: 0.9, randomSeed: 7, maxTokens: 50, stop: ['x'], n: 2, presencePenalty: 0.1, frequencyPenalty: 0.2 }, { temperature: 0.5, top_p: 0.9, seed: 7, max_completion_tokens: 50, stop: ['x'], n: 2, presence_penalty: 0.1, frequency_penalty: 0.2 }],
      [{ model: 'm', messages, tools: tools.map((tool) => ({ ...tool, function: { ...tool.function, strict: true } })), toolChoice: 'any', parallelToolCalls: false }, { tools: tools.map((tool) => ({ ...tool, function: { ...tool.function, strict: true } })), tool_choice: 'required', parallel_tool_calls: false }],
      [{ model: 'm', messages, responseFormat: { type: 'json_schema', jsonSchema: { name: 'a', schemaDefinition: parameters, strict: true } }, reasoningEffort: 'high', promptCacheKey: 'k' }, { response_format: { type: 'json_schema', json_schema: { name: 'a', schema: parameters, strict: true } }, reasoning_effort: 'high', prompt_cache_key: 'k' }],
      [{ model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: 'what' }, { type: 'image_url', imageUrl: image.image_url }, { type: 'input_audio', inputAudio: 'AAAA' }] }] }, { messages: [{ role: 'user', content: [{ type: 'text', text: 'what' }, image, { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }] }] }],
      [{ model: 'm', messages: [{ role: 'assistant', content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }], signature: 's' }, { type: 'text', text: 'yes' }] }, ...messages] }, { messages: [{ role: 'assistant', content: 'yes', reasoning_content: 'hm', reasoning_details: [{ type: 'reasoning.text', format: 'mistral', text: 'h', index: 0 }, { type: 'reasoning.text', format: 'mistral', text: 'm', index: 0 }, { type: 'reasoning.text', format: 'mistral', signature: 's', index: 0 }, { type: 'reasoning.text', format: 'anthropic', text: 'other', signature: 'x', index: 1 }] }, ...messages] }],
      [{ model: 'm', messages: ofClient }, { messages: history }],
    ];
    for (const [ours, over] of pairs) {
      await client.chat.complete(ours);
      const { stream: _false, ...sent } = JSON.parse(JSON.stringify(mock.requests.at(-1)!.json)) as { stream: boolean; messages: { role: string; prefix?: boolean; tool_calls?: { index?: number }[] }[] };
      for (const message of sent.messages) {
        // Defaults that its client writes out.
        if (message.prefix === false) delete message.prefix;
        for (const call of message.tool_calls ?? []) delete call.index;
      }
      const { body, warnings } = mistral.chat!.encode(request(over), { model: 'm' });
      expect([JSON.parse(JSON.stringify(body)), warnings]).toEqual([sent, []]);
    }
    const answer = await client.embeddings.create({ model: 'e', inputs: ['a', 'b'], outputDimension: 2, encodingFormat: 'float' });
    expect(mistral.embeddings!.encode({ model: 'alias', input: ['a', 'b'], dimensions: 2 }, { model: 'e' }).body).toEqual(mock.requests.at(-1)!.json);
    expect(answer.data.map(({ embedding }) => embedding)).toEqual([[0.125, 0.25], [0.125, 0.25]]);
  });

  it('reads what it says', async () => {
    expect((await askThrough(mistral, mock, request({ model: 'cached' })))).toMatchObject({ choices: [{ finish_reason: 'stop', message: { content: ANSWER } }], usage: { prompt_tokens: 100, prompt_tokens_details: { cached_tokens: 60 } } });
    const { chunks, finished } = await streamThrough(mistral, mock, request());
    expect([finished, gather(chunks)]).toMatchObject([true, { text: ANSWER, finish: ['stop'], usage: [{ total_tokens: 20, choices: 0 }] }]);
    expect(named((await askThrough(mistral, mock, request({ tools }))).choices[0]!.message.tool_calls)).toEqual(CALLS);
    expect(gather((await streamThrough(mistral, mock, request({ tools }))).chunks)).toMatchObject({ finish: ['tool_calls'], calls: [{ id: 'call1abcd', name: 'weather' }, { id: 'call2abcd', name: 'time' }] });
  });

  it('thoughts go round: signed pieces come out, plain and streamed, and go back as they were', async () => {
    const { message } = (await askThrough(mistral, mock, request({ model: 'thinks' }))).choices[0]!;
    expect(message).toMatchObject({ content: ANSWER, reasoning_content: THOUGHTS, reasoning_details: [{ type: 'reasoning.text', format: 'mistral', text: THOUGHTS, signature: SIGNATURE, index: 0 }] });
    const streamed = gather((await streamThrough(mistral, mock, request({ model: 'thinks' }))).chunks);
    expect([streamed.text, streamed.thoughts, streamed.details.map(({ text = '' }) => text).join(''), streamed.details.at(-1)]).toEqual([ANSWER, THOUGHTS, THOUGHTS, { type: 'reasoning.text', format: 'mistral', signature: SIGNATURE, index: 0 }]);
    for (const back of [message, { ...message, reasoning_details: streamed.details }]) {
      await askThrough(mistral, mock, request({ messages: [...messages, back, ...messages] }));
      expect((mock.requests.at(-1)!.json['messages'] as object[])[1]).toEqual({ role: 'assistant', content: [THINKING, { type: 'text', text: ANSWER }] });
    }
  });

  it('takes the calls and messages of other makers', async () => {
    const call = (id: string) => ({ id, type: 'function', function: { name: 'time', arguments: '{}' }, extra_content: { a: 1 } });
    const history = [
      { role: 'developer', content: 'be brief' },
      { role: 'user', name: 'Anna', content: [{ type: 'text', text: 'hi', cache_control: { type: 'ephemeral' } }] },
      { role: 'assistant', content: null, refusal: null, annotations: [], tool_calls: [call('toolu_01'), call('call1abcd'), call('toolu_02')] },
      ...['toolu_01', 'call1abcd', 'toolu_02'].map((id) => ({ role: 'tool', tool_call_id: id, content: id })),
    ] as Message[];
    await askThrough(mistral, mock, request({ messages: history, tools: [{ type: 'function', function: { name: 'now' } }] }));
    const sent = mock.requests.at(-1)!.json as { messages: { tool_calls?: { id: string }[]; tool_call_id?: string }[]; tools: unknown[] };
    const made = sent.messages[2]!.tool_calls!.map(({ id }) => id);
    expect(made).toEqual([expect.stringMatching(/^[a-zA-Z0-9]{9}$/), 'call1abcd', expect.stringMatching(/^[a-zA-Z0-9]{9}$/)]);
    expect(sent.messages.slice(3).map(({ tool_call_id: id }) => id)).toEqual(made);
    expect(sent.tools).toEqual([{ type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } }]);
    // The same again, so that the provider's cache recognises the beginning.
    await askThrough(mistral, mock, request({ messages: history }));
    expect((mock.requests.at(-1)!.json as typeof sent).messages[2]!.tool_calls!.map(({ id }) => id)).toEqual(made);
    // An id that another one would be mapped to stays the other call's.
    const both = [{ role: 'assistant', content: null, tool_calls: [call('toolu_01'), call(made[0]!)] }] as Message[];
    const { body } = mistral.chat!.encode(request({ messages: [...both, ...messages] }), { model: 'm' });
    const [first, second] = (body as typeof sent).messages[0]!.tool_calls!.map(({ id }) => id);
    expect([second, first === second, first]).toEqual([made[0], false, expect.stringMatching(/^[a-zA-Z0-9]{9}$/)]);
  });
});
