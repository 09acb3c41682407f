import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ANSWER } from '../support/mock-answers.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post } from '../support/office.ts';

const prompt = 'What is the capital of France?';
let gateway: Gateway;
let mock: Mock;
let key: string;
let client: OpenAI;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  key = await makeKey(gateway, 'a tool of 2022', '--floor', 'internal');
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 });
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));
beforeEach(() => mock.reset());

describe('OpenAI’s client, asking for legacy completions', () => {
  it('gets one, made by a chat', async () => {
    const { data, response } = await client.completions.create({ model: 'fast', prompt, max_tokens: 50, temperature: 0.5, stop: ['.'], echo: false, best_of: 1, suffix: null }).withResponse();
    expect(data).toMatchObject({ id: expect.stringMatching(/^cmpl_/) as string, object: 'text_completion', model: 'gpt-4o-mini', choices: [{ text: ANSWER, index: 0, logprobs: null, finish_reason: 'stop' }], usage: { completion_tokens: 6 } });
    expect(data.choices[0]).not.toHaveProperty('message');
    expect(response.headers.get('x-gatehouse-provider')).toBe('mock');
    expect([mock.requests[0]!.path, mock.requests[0]!.json]).toEqual(['/v1/chat/completions', { model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }], max_tokens: 50, temperature: 0.5, stop: ['.'] }]);
    expect((await client.completions.create({ model: 'fast', prompt: [prompt] })).choices[0]!.text).toBe(ANSWER);
    expect(await gateway.cliJson(['traces', 'list', '--limit', '1'])).toMatchObject([{ endpoint: 'completions', outcome: 'ok', usageEstimated: false }]);
  });

  it('gets a stream in its own shape, with usage where it asks for it', async () => {
    const read = async (extra: object) => {
      const chunks: OpenAI.Completion[] = [];
      for await (const chunk of await client.completions.create({ model: 'fast', prompt, stream: true, ...extra })) chunks.push(chunk);
      return chunks;
    };
    const chunks = await read({});
    expect(chunks.every((chunk) => chunk.object === 'text_completion' && chunk.id === chunks[0]!.id && chunk.choices.length === 1)).toBe(true);
    expect(chunks.map(({ choices }) => choices[0]!.text).join('')).toBe(ANSWER);
    expect(chunks.map(({ choices }) => choices[0]!.finish_reason).filter(Boolean)).toEqual(['stop']);
    expect((await read({ stream_options: { include_usage: true } })).at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 6 } });
    expect((await read({ model: 'mock/no-usage', stream_options: { include_usage: true } })).at(-1)).toMatchObject({ choices: [], usage: { gatehouse_estimated: true } });
  });

  it('is told of errors, also in mid-stream, where no answer counts as whole', async () => {
    await expect(client.completions.create({ model: 'nobody', prompt })).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    const read = async (model: string) => {
      for await (const chunk of await client.completions.create({ model, prompt, stream: true })) if (chunk.choices.length > 1) throw new Error('two');
    };
    await expect(read('mock/error-in-stream')).rejects.toThrow(/mock/);
    await expect(read('mock/cut-stream')).rejects.toThrow();
  });

  it.each<[object, string, string]>([
    [{ prompt: undefined }, 'invalid_request', 'prompt'], [{ prompt: '' }, 'invalid_request', 'prompt'], [{ prompt: 5 }, 'invalid_request', 'prompt'], [{ prompt: ['a', 'b'] }, 'unsupported_parameter', 'prompt'],
    [{ prompt: [1, 2] }, 'unsupported_parameter', 'prompt'], [{ prompt: [[1, 2]] }, 'unsupported_parameter', 'prompt'], [{ suffix: 'x' }, 'unsupported_parameter', 'suffix'], [{ echo: true }, 'unsupported_parameter', 'echo'],
    [{ best_of: 2 }, 'unsupported_parameter', 'best_of'], [{ logprobs: 3 }, 'unsupported_parameter', 'logprobs'], [{ temperature: 3 }, 'invalid_request', 'temperature'], [{ tools: [] }, 'unsupported_parameter', 'tools'],
    [{ messages: [{ role: 'user', content: 'x' }] }, 'unsupported_parameter', 'messages'], [{ Prompt: 'x' }, 'invalid_request', 'prompt'], [{ api_base: 'http://x' }, 'unsupported_parameter', 'api_base'],
  ])('is refused what a chat cannot be: %j', async (more, code, param) => {
    const answer = await post(gateway, key, '/v1/completions', { model: 'fast', prompt, ...more });
    expect([answer.status, ((await answer.json()) as ErrorBody).error]).toMatchObject([400, { code, param }]);
    expect(mock.requests).toEqual([]);
  });

  it('has its prompt classified', async () => {
    const answer = await post(gateway, key, '/v1/completions', { model: 'fast', prompt: 'Pay to CH66 0076 2011 6238 5295 8' });
    expect(answer.headers.get('x-gatehouse-class')).toBe('confidential');
    expect([answer.ok, mock.requests]).toEqual([false, []]);
  });
});
