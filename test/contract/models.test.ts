import Anthropic from '@anthropic-ai/sdk';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { shippedModels } from '../../gateway/models/registry.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

let gateway: Gateway;
let mock: Mock;
let key: string;

/** `known` is of a kind whose models the registry knows; `mock` of one where nobody knows any. */
beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock);
  await gateway.cliJson(['providers', 'add', '--name', 'known', '--kind', 'openai', '--base-url', mock.url, '--region', 'eu'], 'sk-of-the-office');
  await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'known']);
  await gateway.cliJson(['models', 'alias', 'long', 'known/gpt-4o', 'mock/gpt-4o-mini']);
  await gateway.cliJson(['models', 'alias', 'short', 'known/gpt-4o', 'known/gpt-4o-mini']);
  await gateway.cliJson(['models', 'alias', 'vectors', 'known/text-embedding-3-small', 'known/gpt-4o']);
  key = await makeKey(gateway, 'tool', '--floor', 'internal');
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));
beforeEach(() => mock.reset());

const { contextLength: LIMIT = 0 } = shippedModels(resolve(import.meta.dirname, '../../resources')).find('openai', 'gpt-4o')!.capabilities;
const chat = (model: string, content: string, more: object = {}) => post(gateway, key, '/v1/chat/completions', { model, messages: [{ role: 'user', content }], ...more });
const refusal = async (response: Response): Promise<ErrorBody['error'] & { status: number }> => ({ status: response.status, ...((await response.json()) as ErrorBody).error });

describe('a prompt that is longer than the context', () => {
  const words = (count: number): string => 'letter '.repeat(count);

  it('is a 400 with both numbers before anything is sent', async () => {
    expect(await refusal(await chat('known/gpt-4o', words(LIMIT + 1)))).toMatchObject({ status: 400, code: 'context_length_exceeded', param: 'messages', message: expect.stringContaining(`The prompt has at least ${LIMIT + 1} tokens; the context of known/gpt-4o holds ${LIMIT}. Nothing was sent.`) as string });
    expect(await refusal(await chat('short', words(LIMIT + 1), { stream: true }))).toMatchObject({ status: 400, code: 'context_length_exceeded' });
    expect(mock.connections()).toBe(0);
    const [trace] = await gateway.cliJson<{ outcome: string; errorCode: string; cost: number }[]>(['traces', 'list']);
    expect(trace).toMatchObject({ outcome: 'refused', errorCode: 'context_length_exceeded', cost: 0 });
  });

  it('goes to the next deployment of the alias that may hold it', async () => {
    const answer = await chat('long', words(LIMIT + 1));
    expect([answer.status, answer.headers.get('x-gatehouse-provider'), answer.headers.get('x-gatehouse-model')]).toEqual([200, 'mock', 'gpt-4o-mini']);
    expect(mock.requests.map(({ json }) => json['model'])).toEqual(['gpt-4o-mini']);
    expect((await chat('long', 'hello')).headers.get('x-gatehouse-provider')).toBe('known');
  });

  it('is counted by the model’s own vocabulary where its words do not tell', async () => {
    // Words of two tokens each: as words it would fit.
    const word = 'Kostenübernahme ';
    const per = countTokens(word.repeat(1_000)) / 1_000;
    const text = word.repeat(Math.ceil((LIMIT / per) * 1.02));
    expect(text.split(' ').length).toBeLessThan(LIMIT / 2);
    const { code, message } = await refusal(await chat('known/gpt-4o', text));
    expect([code, message]).toEqual(['context_length_exceeded', expect.stringContaining(`The prompt has ${countTokens(text)} tokens; the context of known/gpt-4o holds ${LIMIT}. Nothing was sent.`)]);
    expect(mock.connections()).toBe(0);
    expect((await chat('known/gpt-4o', word.repeat(Math.floor((LIMIT / per) * 0.98)))).status).toBe(200);
  });

  it('is told in the dialect of the client', async () => {
    const client = new Anthropic({ baseURL: gateway.url, apiKey: key, maxRetries: 0 });
    await expect(client.messages.create({ model: 'known/gpt-4o', max_tokens: 10, messages: [{ role: 'user', content: words(LIMIT + 1) }] })).rejects.toMatchObject({ status: 400, message: expect.stringContaining(`holds ${LIMIT}`) as string });
  });
});

describe('what a model is known not to do', () => {
  it('is never asked of it: the next deployment, else a clear 400', async () => {
    expect((await chat('vectors', 'hello')).headers.get('x-gatehouse-model')).toBe('gpt-4o');
    expect(await refusal(await chat('known/text-embedding-3-small', 'hello'))).toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'model', message: expect.stringContaining('known/text-embedding-3-small cannot do chat') as string });
    expect(mock.requests).toHaveLength(1);
    expect((await chat('mock/text-embedding-3-small', 'hello')).status).toBe(200);
  });
});

it('says that an answer cannot be as long as asked for, and sends the bound as it is', async () => {
  const answer = await chat('known/gpt-4o', 'hello', { max_tokens: 50_000 });
  expect([answer.status, answer.headers.get('x-gatehouse-warning')]).toEqual([200, 'max_tokens is 50000, and answers of gpt-4o have 16384 tokens at the most, as far as is known']);
  expect(mock.requests[0]!.json).toMatchObject({ max_completion_tokens: 50_000 });
  expect((await chat('known/gpt-4o', 'hello', { max_tokens: 16_384 })).headers.get('x-gatehouse-warning')).toBeNull();
  expect((await chat('mock/gpt-4o', 'hello', { max_tokens: 50_000 })).headers.get('x-gatehouse-warning')).toBeNull();
});

describe('a budget that the bytes do not fit', () => {
  const prompt = 'The quick brown fox jumps over the lazy dog. '.repeat(400);
  const tokens = countTokens(prompt);

  it('admits what its tokens fit, by the model’s own vocabulary, and reserves no less than they are', async () => {
    // 1 token in is 1,000 nano-dollars; 18,000 bytes come to 4,000 tokens.
    for (const provider of ['known', 'mock']) await gateway.cliJson(['prices', 'set', `${provider}/*`, '--input', '1', '--output', '2']);
    const poor = await makeKey(gateway, 'poor', '--floor', 'internal');
    const { id } = (await gateway.cliJson<{ id: string; name: string }[]>(['keys', 'list'])).find(({ name }) => name === 'poor')!;
    const limit = (nano: number) => gateway.cliJson(['budgets', 'set', '--money', String(nano / 1e9), '--key', id]);
    const ask = (model: string) => post(gateway, poor, '/v1/chat/completions', { model, messages: [{ role: 'user', content: prompt }], max_tokens: 10 });
    await limit((tokens + 400) * 1_000);
    expect(await refusal(await ask('mock/gpt-4o'))).toMatchObject({ status: 429, code: 'budget_exceeded' });
    expect((await ask('known/gpt-4o')).status).toBe(200);
    const [trace] = await gateway.cliJson<{ reserved: number; model: string }[]>(['traces', 'list', '--limit', '1']);
    expect(trace!.reserved).toBeGreaterThanOrEqual((tokens + 7) * 1_000 + 10 * 2_000);
    expect(trace!.reserved).toBeLessThan(prompt.length * 1_000);
    await limit((tokens - 1) * 1_000);
    mock.reset();
    expect(await refusal(await ask('known/gpt-4o'))).toMatchObject({ status: 429, code: 'budget_exceeded' });
    expect(mock.connections()).toBe(0);
  });
});

it('reserves for the whole conversation that goes on, not for the body of its next turn', async () => {
  await gateway.cliJson(['prices', 'set', 'mock/*', '--input', '1', '--output', '2']);
  const turn = async (body: object) => (await (await post(gateway, key, '/v1/responses', { model: 'mock/gpt-4o', max_output_tokens: 10, ...body })).json()) as { id: string };
  const { id } = await turn({ input: 'long '.repeat(4_000) });
  await turn({ input: 'And now?', previous_response_id: id });
  const [next] = await gateway.cliJson<{ reserved: number }[]>(['traces', 'list', '--limit', '1']);
  expect(JSON.stringify(mock.requests.at(-1)!.json).length).toBeGreaterThan(20_000);
  expect(next!.reserved).toBeGreaterThan(20_000 * 1_000);
});

describe('count_tokens, by Anthropic’s own client', () => {
  const client = () => new Anthropic({ baseURL: gateway.url, apiKey: key, maxRetries: 0 });
  const count = async (body: Omit<Anthropic.MessageCountTokensParams, 'messages'> & { messages?: Anthropic.MessageParam[] }) => {
    const { input_tokens: tokens, ...rest } = (await client().messages.countTokens({ messages: USER, ...body })) as Anthropic.MessageTokensCount & { gatehouse: { exact: boolean } };
    return { tokens, exact: rest.gatehouse.exact };
  };

  it('is exact where the vocabulary and the template are public, a bound elsewhere, and asks nobody', async () => {
    const exact = await count({ model: 'known/gpt-4o', system: 'Be brief.' });
    expect(exact).toEqual({ tokens: countTokens('Be brief.') + countTokens(USER[0]!.content) + 2 * 4 + 3, exact: true });
    for (const model of ['mock/gpt-4o', 'known/gpt-5', 'local']) {
      const bound = await count({ model, system: 'Be brief.' });
      expect(bound.exact).toBe(false);
      expect(bound.tokens).toBeGreaterThan(exact.tokens);
      expect(bound.tokens).toBeLessThan(exact.tokens * 4);
    }
    const tools = await count({ model: 'short', tools: [{ name: 'weather', input_schema: { type: 'object' } }] });
    expect([tools.exact, tools.tokens > 1_024]).toEqual([false, true]);
    const image = await count({ model: 'known/gpt-4o', messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } }] }] });
    expect([image.exact, image.tokens > 6_000]).toEqual([false, true]);
    expect(mock.connections()).toBe(0);
  });

  it('counts what only Anthropic’s own models read: search results and documents in parts', async () => {
    const text = 'Law is what is written in books. '.repeat(200);
    const content = [{ type: 'text' as const, text }];
    const blocks: Anthropic.ContentBlockParam[] = [{ type: 'search_result', source: 'https://example.com/', title: 'A page', content }, { type: 'document', source: { type: 'content', content } }, { type: 'document', source: { type: 'content', content: text } }];
    for (const block of blocks) expect((await count({ model: 'mock/gpt-4o', messages: [{ role: 'user', content: [block] }] })).tokens).toBeGreaterThan(countTokens(text));
  });

  it('is guarded, and refuses what the model call would refuse', async () => {
    const url = '/v1/messages/count_tokens';
    await expect(count({ model: 'no-such-model' })).rejects.toMatchObject({ status: 404, error: { type: 'error', error: { type: 'not_found_error' } } });
    expect((await post(gateway, 'sk-gh-wrong', url, { model: 'local', messages: USER })).status).toBe(401);
    for (const body of [{ model: 'local' }, { messages: USER }, { model: 'local', messages: [{ role: 'user', content: 7 }] }, { model: 'local', messages: USER, mcp_servers: [{}] }, []]) expect((await post(gateway, key, url, body)).status).toBe(400);
    expect(mock.connections()).toBe(0);
  });
});

it('ships the registry that the documentation counts', () => {
  const built = readFileSync(resolve(import.meta.dirname, '../../dist/resources/models.json'), 'utf8');
  expect(built).toBe(readFileSync(resolve(import.meta.dirname, '../../resources/models.json'), 'utf8'));
});
