import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ANSWER, ARGUMENTS, SIGNATURE, THOUGHTS } from '../support/mock-scenario.ts';
import type { Mock } from '../support/mock-server.ts';
import { startResponsesMock } from '../support/mocks/responses.ts';
import { makeKey } from '../support/office.ts';

let gateway: Gateway;
let mock: Mock;
let direct: OpenAI;
let client: OpenAI;
const input = 'What is the capital of France?';
const tools: OpenAI.Responses.FunctionTool[] = ['weather', 'time'].map((name) => ({ type: 'function', name, strict: false, parameters: { type: 'object', properties: {} } }));

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startResponsesMock({ apiKey: 'sk-of-the-office' })]);
  await gateway.cliJson(['providers', 'add', '--name', 'openai', '--kind', 'openai', '--base-url', mock.url, '--region', 'us'], 'sk-of-the-office');
  await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'openai']);
  direct = new OpenAI({ baseURL: mock.url, apiKey: 'sk-of-the-office', maxRetries: 0 });
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'a tool', '--floor', 'internal'), maxRetries: 0 });
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));
beforeEach(() => mock.reset());

const sent = (): Record<string, unknown> => mock.requests.at(-1)!.json;
const named = (which: 'direct' | 'gateway') => ({ api: which === 'direct' ? direct : client, model: (name: string) => (which === 'direct' ? name : `openai/${name}`) });

describe.each(['direct', 'gateway'] as const)('the provider’s own responses, %s', (which) => {
  it('answers, streams, calls tools and thinks', async () => {
    const { api, model } = named(which);
    const plain = await api.responses.create({ model: model('cached'), input });
    const streamed = await api.responses.stream({ model: model('cached'), input }).finalResponse();
    for (const answer of [plain, streamed]) expect(answer).toMatchObject({ status: 'completed', model: 'cached', output_text: ANSWER, usage: { input_tokens: 100, input_tokens_details: { cached_tokens: 60 }, output_tokens: 20 }, vendor_field: 'kept' });
    for (const answer of [await api.responses.create({ model: model('any'), input, tools }), await api.responses.stream({ model: model('any'), input, tools }).finalResponse()]) {
      expect(answer.output).toMatchObject(['weather', 'time'].map((name) => ({ type: 'function_call', name, arguments: JSON.stringify(ARGUMENTS) })));
    }
    const thinking = await api.responses.stream({ model: model('thinks'), input }).finalResponse();
    expect(thinking.output).toMatchObject([{ type: 'reasoning', summary: [{ text: THOUGHTS }] }, { type: 'message' }]);
    expect(await api.responses.create({ model: model('bounded'), input })).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  });

  it('fails in the client’s own errors', async () => {
    const { api, model } = named(which);
    await expect(api.responses.create({ model: model('error-429-retry-after-1'), input })).rejects.toBeInstanceOf(OpenAI.RateLimitError);
    await expect(api.responses.create({ model: model('error-400'), input })).rejects.toMatchObject({ status: 400 });
    const read = async (name: string): Promise<void> => {
      for await (const { type } of await api.responses.create({ model: model(name), input, stream: true })) expect(type).not.toBe('response.completed');
    };
    await expect(read('error-in-stream')).rejects.toThrow(/broke off/);
    await expect(read('cut-stream')).rejects.toThrow();
  });
});

describe('through the gateway', () => {
  it('nothing is kept by the provider, and nothing is lost on the way', async () => {
    const answer = await client.responses.create({ model: 'openai/any', input, store: true, prompt_cache_key: 'k', max_output_tokens: 30, some_new_field: { a: 1 } } as OpenAI.Responses.ResponseCreateParamsNonStreaming);
    expect(sent()).toMatchObject({ model: 'any', store: false, include: ['reasoning.encrypted_content'], prompt_cache_key: 'k', max_output_tokens: 30, some_new_field: { a: 1 } });
    expect(answer.id).toMatch(/^resp_[0-9a-z]{23}$/);
    expect(await client.responses.retrieve(answer.id)).toMatchObject({ id: answer.id, output_text: ANSWER, vendor_field: 'kept' });
    await client.responses.create({ model: 'openai/any', input: 'And Spain?', previous_response_id: answer.id });
    expect(sent()).not.toHaveProperty('previous_response_id');
    expect(sent().input).toMatchObject([{ role: 'user', content: input }, { type: 'message', role: 'assistant' }, { role: 'user', content: 'And Spain?' }]);
  });

  it.each(['plain', 'streamed'])('encrypted thoughts go back to the provider as they came, %s, and to nobody else', async (how) => {
    const first = how === 'plain' ? await client.responses.create({ model: 'openai/thinks', input, store: false }) : await client.responses.stream({ model: 'openai/thinks', input, store: false }).finalResponse();
    const [thought] = first.output as [OpenAI.Responses.ResponseReasoningItem];
    // Sealed, so that it is known again.
    expect(thought.encrypted_content).toMatch(/^gh1\./);
    const history = [{ role: 'user' as const, content: input }, ...(first.output as OpenAI.Responses.ResponseInputItem[]), { role: 'user' as const, content: 'Go on.' }];
    const { response } = await client.responses.create({ model: 'openai/any', input: history }).withResponse();
    expect(response.headers.get('x-gatehouse-class')).toBe('internal');
    expect((sent().input as { encrypted_content?: string }[])[1]!.encrypted_content).toBe(SIGNATURE);
    // Another key did not get it from us: to the gateway it is a text like any other.
    const other = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, `another ${how}`, '--floor', 'internal'), maxRetries: 0 });
    await expect(other.responses.create({ model: 'openai/any', input: history })).rejects.toMatchObject({ status: 400 });
  });
});
