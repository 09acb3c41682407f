import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ANSWER, vector } from '../support/mock-answers.ts';
import { type Mock, startMock } from '../support/mock.ts';

/** The mock stands for every provider in the other suites, so it must be one to the official client. */
describe('the mock provider, seen by npm openai', () => {
  let mock: Mock;
  let client: OpenAI;
  const messages = [{ role: 'user' as const, content: 'What is the capital of France?' }];
  const tools = ['weather', 'time'].map((name) => ({ type: 'function' as const, function: { name, parameters: { type: 'object', properties: { city: { type: 'string' } } } } }));

  beforeAll(async () => {
    mock = await startMock({ apiKey: 'sk-mock' });
    client = new OpenAI({ baseURL: mock.url, apiKey: 'sk-mock', maxRetries: 0 });
  });
  beforeEach(() => mock.reset());
  afterAll(() => mock.stop());

  it('answers plainly with exact usage', async () => {
    const answer = await client.chat.completions.create({ model: 'gpt-4o-mini', messages });
    expect(answer.choices[0]?.message.content).toBe(ANSWER);
    expect(answer.usage).toMatchObject({ prompt_tokens: 6, completion_tokens: 6, total_tokens: 12 });
    expect(mock.requests[0]?.json).toEqual({ model: 'gpt-4o-mini', messages });
  });

  it('streams, with usage only when asked', async () => {
    const read = async (include: boolean) => {
      let text = '';
      let total: number | undefined;
      for await (const chunk of await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true, ...(include && { stream_options: { include_usage: true } }) })) {
        text += chunk.choices[0]?.delta.content ?? '';
        total = chunk.usage?.total_tokens ?? total;
      }
      return { text, total };
    };
    expect(await read(true)).toEqual({ text: ANSWER, total: 12 });
    expect(await read(false)).toEqual({ text: ANSWER, total: undefined });
  });

  it('calls tools in parallel, plainly and in pieces of a stream', async () => {
    const plain = await client.chat.completions.create({ model: 'gpt-4o', messages, tools });
    expect(plain.choices[0]?.finish_reason).toBe('tool_calls');
    const streamed = await client.chat.completions.stream({ model: 'gpt-4o', messages, tools }).finalChatCompletion();
    for (const answer of [plain, streamed]) {
      expect(answer.choices[0]?.message.tool_calls?.map((call) => call.type === 'function' && [call.function.name, call.function.arguments])).toEqual([['weather', '{"city":"Paris"}'], ['time', '{"city":"Paris"}']]);
    }
    const one = await client.chat.completions.create({ model: 'gpt-4o', messages, tools, parallel_tool_calls: false });
    expect(one.choices[0]?.message.tool_calls).toHaveLength(1);
  });

  it('embeds as floats and as base64, to the same numbers', async () => {
    const float = await client.embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'b'], encoding_format: 'float' });
    const base64 = await client.embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'b'] });
    expect(float.data.map((row) => row.embedding)).toEqual([vector('a'), vector('b')]);
    expect(base64.data.map((row) => [...row.embedding])).toEqual([vector('a'), vector('b')]);
  });

  it('fails as its model says', async () => {
    await expect(client.chat.completions.create({ model: 'error-500', messages })).rejects.toMatchObject({ status: 500 });
    const limited = await client.chat.completions.create({ model: 'error-429-retry-after-1', messages }).catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(OpenAI.RateLimitError);
    expect((limited as InstanceType<typeof OpenAI.RateLimitError>).headers?.get('retry-after')).toBe('1');
    await expect(client.chat.completions.create({ model: 'flaky-1', messages })).rejects.toMatchObject({ status: 503 });
    expect((await client.chat.completions.create({ model: 'flaky-1', messages })).choices).toHaveLength(1);
    await expect(new OpenAI({ baseURL: mock.url, apiKey: 'wrong', maxRetries: 0 }).models.list()).rejects.toMatchObject({ status: 401 });
  });

  it('cuts a stream after two chunks, and sees a client that goes away', async () => {
    const read = async (model: string, signal?: AbortSignal) => {
      let count = 0;
      for await (const _chunk of await client.chat.completions.create({ model, messages, stream: true }, signal ? { signal } : {})) count += 1;
      return count;
    };
    await expect(read('cut-stream')).rejects.toThrow(/terminated|aborted|closed|socket/i);
    await expect(client.chat.completions.create({ model: 'hang', messages }, { timeout: 50 })).rejects.toThrow(/timed out/i);
    await expect.poll(() => mock.requests.at(-1)?.aborted).toBe(true);
    expect(mock.connections()).toBeGreaterThan(0);
  });
});
