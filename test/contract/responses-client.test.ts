import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ANSWER } from '../support/mock-answers.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post } from '../support/office.ts';

let gateway: Gateway;
let mock: Mock;
let key: string;
let client: OpenAI;
const input = 'What is the capital of France?';
const tools: OpenAI.Responses.FunctionTool[] = ['weather', 'time'].map((name) => ({ type: 'function', name, description: name, strict: false, parameters: { type: 'object', properties: { city: { type: 'string' } } } }));

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  key = await makeKey(gateway, 'a tool of responses', '--floor', 'internal');
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 });
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));
beforeEach(() => mock.reset());

const sent = (): Record<string, unknown> => mock.requests.at(-1)!.json;

describe('OpenAI’s client, asking for responses, in front of a provider of chat completions', () => {
  it('gets a plain answer', async () => {
    const { data, response } = await client.responses.create({ model: 'fast', input, instructions: 'Be brief.', max_output_tokens: 50, metadata: { a: 'b' } }).withResponse();
    expect(data).toMatchObject({ object: 'response', status: 'completed', model: 'gpt-4o-mini', output_text: ANSWER, error: null, incomplete_details: null, store: true, instructions: 'Be brief.', metadata: { a: 'b' } });
    expect(data.output).toMatchObject([{ type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: ANSWER, annotations: [] }] }]);
    expect(data.usage).toMatchObject({ input_tokens: expect.any(Number) as number, output_tokens: 6, input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } });
    expect(response.headers.get('x-gatehouse-provider')).toBe('mock');
    expect(sent()).toMatchObject({ messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: input }], max_tokens: 50 });
    expect(sent()).not.toHaveProperty('store', true);
  });

  it('gets a stream whose events are numbered and whose items are begun and done', async () => {
    const events: OpenAI.Responses.ResponseStreamEvent[] = [];
    for await (const event of await client.responses.create({ model: 'fast', input, stream: true })) events.push(event);
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_event, index) => index));
    const types = events.map(({ type }) => type);
    expect([...new Set(types)]).toEqual(['response.created', 'response.in_progress', 'response.output_item.added', 'response.content_part.added', 'response.output_text.delta', 'response.output_text.done', 'response.content_part.done', 'response.output_item.done', 'response.completed']);
    const last = events.at(-1) as OpenAI.Responses.ResponseCompletedEvent;
    expect(last.response).toMatchObject({ status: 'completed', output: [{ type: 'message', content: [{ text: ANSWER }] }], usage: { output_tokens: 6 } });
    const final = await client.responses.stream({ model: 'fast', input }).finalResponse();
    expect(final.output_text).toBe(ANSWER);
  });

  it('gets tools called in parallel, plainly and streamed, and sends their results', async () => {
    const plain = await client.responses.create({ model: 'fast', input, tools });
    const streamed = await client.responses.stream({ model: 'fast', input, tools }).finalResponse();
    for (const { output } of [plain, streamed]) {
      // Haystack puts a stream's calls in the order of their items' ids.
      if (output === streamed.output) expect(output.map(({ id }) => id)).toEqual(output.map(({ id }) => id!).sort());
      expect(output).toMatchObject([{ type: 'function_call', name: 'weather', call_id: 'call_1', arguments: '{"city":"Paris"}', status: 'completed' }, { type: 'function_call', name: 'time', call_id: 'call_2' }]);
    }
    const results = plain.output.map((item) => ({ type: 'function_call_output' as const, call_id: (item as OpenAI.Responses.ResponseFunctionToolCall).call_id, output: 'noon' }));
    await client.responses.create({ model: 'fast', tools, input: [{ role: 'user', content: input }, ...(plain.output as OpenAI.Responses.ResponseInputItem[]), ...results] });
    const expected = [{ role: 'user', content: input }, { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }, { id: 'call_2' }] }, { role: 'tool', tool_call_id: 'call_1', content: 'noon' }, { role: 'tool', tool_call_id: 'call_2' }];
    expect(sent().messages).toMatchObject(expected);
    // The same without sending what is kept here.
    await client.responses.create({ model: 'fast', tools, previous_response_id: streamed.id, input: results });
    expect(sent().messages).toMatchObject(expected);
    expect(sent()).not.toHaveProperty('previous_response_id');
  });

  it('may say that a tool returned nothing, and that an answer was cut before its first word, with a list of no parts', async () => {
    const called = { type: 'function_call' as const, call_id: 'call_1', name: 'weather', arguments: '{}' };
    const nothing = { type: 'message' as const, id: 'msg_1', role: 'assistant' as const, status: 'incomplete' as const, content: [] };
    await client.responses.create({ model: 'fast', tools, include: ['message.input_image.image_url'], input: [{ role: 'user', content: input }, nothing, { role: 'user', content: 'Go on.' }, called, { type: 'function_call_output', call_id: 'call_1', output: [] }] });
    expect(sent().messages).toMatchObject([{ role: 'user' }, { role: 'assistant', content: '' }, { role: 'user' }, { role: 'assistant', tool_calls: [{ id: 'call_1' }] }, { role: 'tool', tool_call_id: 'call_1', content: '' }]);
    await expect(client.responses.create({ model: 'fast', input: [{ role: 'user', content: [] }] })).rejects.toMatchObject({ status: 400, param: 'input[0].content' });
  });

  it('gets structured output', async () => {
    const schema = { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'], additionalProperties: false };
    const answer = await client.responses.parse({ model: 'fast', input, text: { format: { type: 'json_schema', name: 'place', schema, strict: true } } });
    expect(answer.output_parsed).toEqual({ answer: 'Paris' });
    expect(sent().response_format).toEqual({ type: 'json_schema', json_schema: { name: 'place', schema, strict: true } });
  });

  it('gets thoughts as an item of their own', async () => {
    const answer = await client.responses.stream({ model: 'mock/thinks-20', input }).finalResponse();
    expect(answer.output).toMatchObject([{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'x'.repeat(20) }] }, { type: 'message' }]);
    await client.responses.create({ model: 'fast', input: [{ role: 'user', content: input }, ...(answer.output as OpenAI.Responses.ResponseInputItem[]), { role: 'user', content: 'Go on.' }] });
    expect(sent().messages).toMatchObject([{ role: 'user' }, { role: 'assistant', content: [{ type: 'text', text: ANSWER }] }, { role: 'user', content: 'Go on.' }]);
  });

  it('is told of errors, also in mid-stream, where no answer counts as whole', async () => {
    await expect(client.responses.create({ model: 'nobody', input })).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    await expect(client.responses.create({ model: 'mock/error-429-retry-after-1', input })).rejects.toBeInstanceOf(OpenAI.RateLimitError);
    for (const model of ['mock/error-in-stream', 'mock/cut-stream', 'mock/no-done']) {
      const types: string[] = [];
      const read = async (): Promise<void> => {
        for await (const { type } of await client.responses.create({ model, input, stream: true })) types.push(type);
      };
      await expect(read()).rejects.toThrow(/broke off|ended its stream/);
      expect(types).not.toContain('response.completed');
    }
  });

  it.each<[string, object, string, string]>([
    ['a hosted tool that no provider of the model has', { tools: [{ type: 'web_search' }] }, 'hosted_tool', 'tools[0].type'],
    ['an MCP server', { tools: [{ type: 'mcp', server_label: 'a', server_url: 'https://evil.example' }] }, 'hosted_tool', 'tools[0].type'],
    ['a file at the provider', { input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'file-1' }] }] }, 'content_by_reference', 'input[0].content[0].file_id'],
    ['an image at an address', { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'https://evil.example/a.png' }] }] }, 'content_by_reference', 'input[0].content[0].image_url'],
    ['an item of the provider’s', { input: [{ type: 'item_reference', id: 'msg_1' }] }, 'content_by_reference', 'input[0].id'],
    ['a conversation of the provider’s', { conversation: 'conv_1' }, 'content_by_reference', 'conversation'],
    ['a prompt of the provider’s', { prompt: { id: 'pmpt_1' } }, 'content_by_reference', 'prompt'],
    ['a prompt that may be cut', { truncation: 'auto' }, 'unsupported_parameter', 'truncation'],
    ['work in the background', { background: true }, 'unsupported_parameter', 'background'],
    ['an input of nothing', { input: [] }, 'invalid_request', 'input'],
    ['a result of no call', { input: [{ type: 'function_call_output', output: 'x' }] }, 'invalid_request', 'input[0].call_id'],
  ])('is refused %s', async (_name, over, code, param) => {
    const answer = await post(gateway, key, '/v1/responses', { model: 'fast', input, ...over });
    expect([answer.status, ((await answer.json()) as { error: object }).error]).toMatchObject([400, { code, param }]);
    expect(mock.requests).toHaveLength(0);
  });
});

describe('what is kept', () => {
  it('goes on over several turns, is shown again, and is gone when deleted', async () => {
    const first = await client.responses.create({ model: 'fast', input: 'My name is Anna.' });
    const second = await client.responses.create({ model: 'fast', input: 'What is my name?', previous_response_id: first.id });
    const third = await client.responses.create({ model: 'fast', input: 'And now?', previous_response_id: second.id });
    expect(sent().messages).toMatchObject([{ content: 'My name is Anna.' }, { role: 'assistant' }, { content: 'What is my name?' }, { role: 'assistant' }, { content: 'And now?' }]);
    expect(third.previous_response_id).toBe(second.id);
    expect(await client.responses.retrieve(second.id)).toMatchObject({ id: second.id, output_text: ANSWER });
    expect((await client.responses.inputItems.list(second.id)).data).toMatchObject([{ type: 'message', role: 'user', content: 'What is my name?' }]);
    await client.responses.delete(second.id);
    await expect(client.responses.retrieve(second.id)).rejects.toMatchObject({ status: 404 });
    await expect(client.responses.create({ model: 'fast', input: 'x', previous_response_id: third.id })).rejects.toMatchObject({ status: 404, code: 'not_found', param: 'previous_response_id' });
  });

  it('is gone with its conversation, or its request alone, once that is erased', async () => {
    const asked = (session: string) => client.responses.create({ model: 'fast', input: 'My name is Anna.' }, { headers: { 'x-gatehouse-session': session } }).withResponse();
    const [erased, other, single] = [await asked('erased'), await asked('other'), await asked('other')];
    const keyId = (await gateway.cliJson<{ id: string; name: string }[]>(['keys', 'list'])).find(({ name }) => name === 'a tool of responses')!.id;
    expect(await gateway.cliJson(['contents', 'erase', '--key', keyId, '--session', 'erased'])).toMatchObject({ erased: 1 });
    expect(await gateway.cliJson(['contents', 'erase', '--trace', single.response.headers.get('x-gatehouse-trace-id')!])).toMatchObject({ erased: 1 });
    for (const gone of [erased, single]) await expect(client.responses.retrieve(gone.data.id)).rejects.toMatchObject({ status: 404 });
    expect((await client.responses.retrieve(other.data.id)).output_text).toBe(ANSWER);
  });

  it('may be named item by item, by its own key alone', async () => {
    const first = await client.responses.create({ model: 'fast', input: 'My name is Anna.' });
    const named = [{ role: 'user' as const, content: 'My name is Anna.' }, { type: 'item_reference' as const, id: first.output[0]!.id! }, { role: 'user' as const, content: 'What is my name?' }];
    const second = await client.responses.create({ model: 'fast', input: named });
    expect(sent().messages).toMatchObject([{ content: 'My name is Anna.' }, { role: 'assistant', content: [{ type: 'text', text: ANSWER }] }, { content: 'What is my name?' }]);
    const other = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'a third'), maxRetries: 0 });
    await expect(other.responses.create({ model: 'fast', input: named })).rejects.toMatchObject({ status: 400, code: 'content_by_reference', param: 'input[1].id' });
    // What was named is kept whole: it is still there when the first one has gone.
    await client.responses.delete(first.id);
    await expect(client.responses.create({ model: 'fast', input: named })).rejects.toMatchObject({ status: 400, code: 'content_by_reference' });
    await client.responses.create({ model: 'fast', input: 'And now?', previous_response_id: second.id });
    expect(sent().messages).toHaveLength(5);
  });

  it('is nobody else’s, and nothing where the client says so', async () => {
    const first = await client.responses.create({ model: 'fast', input });
    const other = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'another'), maxRetries: 0 });
    await expect(other.responses.retrieve(first.id)).rejects.toMatchObject({ status: 404 });
    await expect(other.responses.delete(first.id)).rejects.toMatchObject({ status: 404 });
    await expect(other.responses.create({ model: 'fast', input, previous_response_id: first.id })).rejects.toMatchObject({ status: 404 });
    const unkept = await client.responses.create({ model: 'fast', input, store: false });
    expect((unkept as unknown as { store: boolean }).store).toBe(false);
    await expect(client.responses.retrieve(unkept.id)).rejects.toMatchObject({ status: 404 });
  });

  it('is looked at again as a whole: what was confidential stays so', async () => {
    const wide = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'wide', '--floor', 'public'), maxRetries: 0 });
    const { data: first, response } = await wide.responses.create({ model: 'fast', input: 'Hello.' }).withResponse();
    expect(response.headers.get('x-gatehouse-class')).toBe('public');
    mock.reset();
    const answer = await wide.responses.create({ model: 'fast', input: 'Pay to CH66 0076 2011 6238 5295 8, please.', previous_response_id: first.id }).asResponse().catch((error: unknown) => error as { status: number; headers: Headers });
    expect(answer.headers.get('x-gatehouse-class')).toBe('confidential');
    expect(mock.requests).toHaveLength(0);
  });
});
