import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ANSWER } from '../support/mock-answers.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey } from '../support/office.ts';

let gateway: Gateway;
let mock: Mock;
let client: Anthropic;
const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'What is the capital of France?' }];
const base = { model: 'fast', max_tokens: 100, messages };
const tools: Anthropic.Tool[] = ['weather', 'time'].map((name) => ({ name, description: `The ${name}`, input_schema: { type: 'object', properties: { city: { type: 'string' } } } }));

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  const key = await makeKey(gateway, 'a tool of Anthropic', '--floor', 'internal');
  client = new Anthropic({ baseURL: gateway.url, apiKey: key, maxRetries: 0 });
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));
beforeEach(() => mock.reset());

const sent = (): Record<string, unknown> => mock.requests.at(-1)!.json;

describe('Anthropic’s client, with base URL and key alone, in front of a provider of OpenAI’s dialect', () => {
  it('gets a plain answer with its usage', async () => {
    const { data, response } = await client.messages.create({ ...base, system: 'Be brief.', stop_sequences: ['END'], metadata: { user_id: 'u1' } }).withResponse();
    expect(data).toMatchObject({ type: 'message', role: 'assistant', model: 'gpt-4o-mini', content: [{ type: 'text', text: ANSWER }], stop_reason: 'end_turn', usage: { output_tokens: 6, cache_read_input_tokens: 0 } });
    expect(data.usage.input_tokens).toBeGreaterThan(0);
    expect(response.headers.get('x-gatehouse-provider')).toBe('mock');
    expect(sent()).toMatchObject({ model: 'gpt-4o-mini', max_tokens: 100, stop: ['END'], user: 'u1', messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'What is the capital of France?' }] });
  });

  it('gets a stream of its own events', async () => {
    const types: string[] = [];
    const stream = client.messages.stream(base);
    stream.on('streamEvent', ({ type }) => types.push(type));
    const message = await stream.finalMessage();
    expect(message).toMatchObject({ model: 'gpt-4o-mini', content: [{ type: 'text', text: ANSWER }], stop_reason: 'end_turn', usage: { output_tokens: 6 } });
    expect(message.usage.input_tokens).toBeGreaterThan(0);
    expect([types[0], types[1], ...types.slice(-3)]).toEqual(['message_start', 'content_block_start', 'content_block_stop', 'message_delta', 'message_stop']);
  });

  it('sees an estimate of its prompt when a stream begins, and the provider’s own count at its end', async () => {
    const longer = { ...base, messages: [{ role: 'user' as const, content: `${'A long question. '.repeat(200)}?` }] };
    const began: Record<string, unknown>[] = [];
    const counts: number[] = [];
    const stream = client.messages.stream(longer);
    stream.on('streamEvent', (event) => {
      if (event.type !== 'message_start') return;
      began.push(event as unknown as Record<string, unknown>);
      counts.push(event.message.usage.input_tokens);
    });
    const { usage } = await stream.finalMessage();
    expect(began).toMatchObject([{ gatehouse_estimated: true }]);
    expect(counts[0]).toBeGreaterThan(600);
    // What the provider says is the truth here, and nothing of the estimate is left.
    expect([usage.input_tokens, usage.output_tokens]).toEqual([(await client.messages.create(longer)).usage.input_tokens, 6]);
    expect(usage.input_tokens).not.toBe(counts[0]);
    expect(usage).not.toHaveProperty('gatehouse_estimated');
  });

  it('gets tools called in parallel, plainly and streamed, and sends their results', async () => {
    const plain = await client.messages.create({ ...base, tools });
    const streamed = await client.messages.stream({ ...base, tools }).finalMessage();
    for (const { content, stop_reason: stop } of [plain, streamed]) {
      expect(stop).toBe('tool_use');
      expect(content).toMatchObject([{ type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Paris' } }, { type: 'tool_use', id: 'call_2', name: 'time', input: { city: 'Paris' } }]);
    }
    const results: Anthropic.MessageParam = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'sunny' }, { type: 'tool_result', tool_use_id: 'call_2', content: [{ type: 'text', text: 'noon' }], is_error: true }, { type: 'text', text: 'And?' }] };
    const answer = await client.messages.create({ ...base, tools, messages: [...messages, { role: 'assistant', content: plain.content }, results] });
    expect(answer.content).toHaveLength(2);
    expect(sent().messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }, { id: 'call_2' }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
      { role: 'tool', tool_call_id: 'call_2', content: [{ type: 'text', text: 'noon' }] },
      { role: 'user', content: [{ type: 'text', text: 'And?' }] },
    ]);
    expect(sent().tools).toMatchObject([{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }, {}]);
  });

  it('has its choice of tools followed', async () => {
    const choices: [Anthropic.ToolChoice, object][] = [[{ type: 'any' }, { tool_choice: 'required' }], [{ type: 'tool', name: 'time' }, { tool_choice: { type: 'function', function: { name: 'time' } } }], [{ type: 'auto', disable_parallel_tool_use: true }, { tool_choice: 'auto', parallel_tool_calls: false }], [{ type: 'none' }, { tool_choice: 'none' }]];
    for (const [choice, expected] of choices) {
      await client.messages.create({ ...base, tools, tool_choice: choice });
      expect(sent()).toMatchObject(expected);
    }
  });

  it('gets thoughts that nobody signed as such, and they go back to nobody who would refuse them', async () => {
    const message = await client.messages.stream({ ...base, model: 'mock/thinks-20' }).finalMessage();
    expect(message.content).toMatchObject([{ type: 'thinking', thinking: 'x'.repeat(20) }, { type: 'text', text: ANSWER }]);
    await client.messages.create({ ...base, messages: [...messages, { role: 'assistant', content: message.content }, { role: 'user', content: 'Go on.' }] });
    expect(JSON.stringify(sent())).not.toMatch(/gho\.|gh1\./);
  });

  it('sends images and PDFs', async () => {
    const png = 'iVBORw0KGgo='.repeat(1);
    await client.messages.create({ ...base, messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } }, { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'A text.' } }] }] }).catch(() => {});
    // The key's ceiling counts for an image that nobody reads, so it is answered here, or refused: nothing was sent.
    expect(mock.requests).toHaveLength(0);
  });

  it('lists what its key may ask for', async () => {
    const { data, has_more: more } = await client.models.list();
    expect([more, data.find(({ id }) => id === 'fast')]).toMatchObject([false, { type: 'model', display_name: 'fast', created_at: expect.stringMatching(/^\d{4}-/) as string }]);
    expect(await client.models.retrieve('fast')).toMatchObject({ type: 'model', id: 'fast', display_name: 'fast' });
  });

  it('is told of errors in its own envelope', async () => {
    const error = await client.messages.create({ ...base, model: 'mock/error-429-retry-after-7' }).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(Anthropic.RateLimitError);
    expect(error).toMatchObject({ status: 429, error: { type: 'error', error: { type: 'rate_limit_error', code: 'rate_limit_exceeded' } } });
    expect((error as InstanceType<typeof Anthropic.APIError>).headers?.get('retry-after')).toBe('7');
    await expect(new Anthropic({ baseURL: gateway.url, apiKey: 'wrong', maxRetries: 0 }).messages.create(base)).rejects.toMatchObject({ status: 401, error: { type: 'error', error: { type: 'authentication_error', code: 'invalid_api_key' } } });
    await expect(client.messages.create({ ...base, model: 'nobody' })).rejects.toMatchObject({ status: 404, error: { error: { type: 'not_found_error', code: 'model_not_found' } } });
    await expect(client.post('/v1/messages/batches', { body: {} })).rejects.toMatchObject({ status: 404, error: { type: 'error', error: { type: 'not_found_error' } } });
  });

  it('is told in mid-stream what broke off, and never takes a cut answer for whole', async () => {
    await expect(client.messages.stream({ ...base, model: 'mock/error-in-stream' }).finalMessage()).rejects.toThrow(/broke off/);
    await expect(client.messages.stream({ ...base, model: 'mock/cut-stream' }).finalMessage()).rejects.toThrow();
    await expect(client.messages.stream({ ...base, model: 'mock/no-done' }).finalMessage()).rejects.toThrow(/ended its stream/);
  });
});
