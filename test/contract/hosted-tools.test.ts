import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ANSWER, SOURCE } from '../support/mock-scenario.ts';
import type { Mock } from '../support/mock-server.ts';
import { startAnthropicMock } from '../support/mocks/anthropic.ts';
import { startResponsesMock } from '../support/mocks/responses.ts';
import { makeKey } from '../support/office.ts';

let gateway: Gateway;
let openai: Mock;
let claude: Mock;
let key: string;
const question = 'What is the capital of France?';
const WEB = { type: 'web_search' as const };
const CLAUDES_WEB = { type: 'web_search_20250305' as const, name: 'web_search' as const, max_uses: 3 };

const responses = (apiKey: string): OpenAI => new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey, maxRetries: 0 });
const messages = (apiKey: string): Anthropic => new Anthropic({ baseURL: gateway.url, apiKey, maxRetries: 0 });
const cli = (...words: string[]): Promise<unknown> => gateway.cliJson(words);
const allow = (provider: string, dataClass: string, ...more: string[]): Promise<unknown> => cli('policy', 'allow', '--class', dataClass, '--provider', provider, ...more);
const ask = (api: OpenAI, over: object = {}) => api.responses.create({ model: 'openai/any', input: question, tools: [WEB], ...over });
const asked = (over: object = {}) => ({ model: 'claude/any', max_tokens: 100, messages: [{ role: 'user' as const, content: question }], tools: [CLAUDES_WEB], ...over });
const lastTrace = async (): Promise<Record<string, unknown>> => {
  const [{ id }] = (await cli('traces', 'list', '--limit', '1')) as [{ id: string }];
  return (await cli('traces', 'show', id)) as Record<string, unknown>;
};

beforeAll(async () => {
  [gateway, openai, claude] = await Promise.all([startGateway(), startResponsesMock({ apiKey: 'sk-o' }), startAnthropicMock({ apiKey: 'sk-a' })]);
  await gateway.cliJson(['providers', 'add', '--name', 'openai', '--kind', 'openai', '--base-url', openai.url, '--region', 'us'], 'sk-o');
  await gateway.cliJson(['providers', 'add', '--name', 'claude', '--kind', 'anthropic', '--base-url', claude.url, '--region', 'us'], 'sk-a');
  key = await makeKey(gateway, 'a tool', '--floor', 'internal');
});
afterAll(() => Promise.all([gateway?.stop(), openai?.stop(), claude?.stop()]));
beforeEach(async () => {
  openai.reset();
  claude.reset();
  for (const provider of ['openai', 'claude']) await allow(provider, 'internal', '--hosted-tool', 'web_search');
});

describe('a web search of OpenAI’s, which the rules name', () => {
  it.each(['plain', 'streamed'])('is run there, as its own client asks for it and reads it, %s', async (how) => {
    const wish = { model: 'openai/any', input: question, tools: [{ ...WEB, search_context_size: 'low' as const, user_location: { type: 'approximate' as const, country: 'CH' } }], tool_choice: { type: 'web_search_preview' as const }, include: ['web_search_call.action.sources' as const] };
    const types: string[] = [];
    const stream = how === 'plain' ? undefined : responses(key).responses.stream(wish).on('event', ({ type }) => types.push(type));
    const answer = stream ? await stream.finalResponse() : await responses(key).responses.create(wish);
    expect(answer).toMatchObject({ status: 'completed', output_text: ANSWER, output: [{ type: 'web_search_call', status: 'completed', action: { type: 'search', query: question, sources: [{ url: SOURCE.url }] } }, { type: 'message', content: [{ annotations: [{ type: 'url_citation', url: SOURCE.url }] }] }] });
    if (stream) expect(types).toEqual(expect.arrayContaining(['in_progress', 'searching', 'completed'].map((step) => `response.web_search_call.${step}`)));
    expect(openai.requests.at(-1)!.json).toMatchObject({ tools: wish.tools, tool_choice: wish.tool_choice, include: ['web_search_call.action.sources', 'reasoning.encrypted_content'], store: false });
    expect(await lastTrace()).toMatchObject({ decision: 'allow', why: { code: 'allowed-tools', provider: 'openai', values: ['web_search'] }, cost: null });
  });

  it('what it found comes back with the next question, is looked at, and goes to its own provider alone', async () => {
    const first = await ask(responses(key));
    const next = [{ role: 'user' as const, content: question }, ...(first.output as OpenAI.Responses.ResponseInputItem[]), { role: 'user' as const, content: 'And Spain?' }];
    const { data, response } = await responses(key).responses.create({ model: 'openai/any', input: next }).withResponse();
    expect([data.output_text, response.headers.get('x-gatehouse-class')]).toEqual([ANSWER, 'internal']);
    expect(openai.requests.at(-1)!.json).toMatchObject({ input: next });
    await responses(key).responses.create({ model: 'openai/any', input: 'And Spain?', previous_response_id: first.id });
    expect(openai.requests.at(-1)!.json['input']).toMatchObject([{ role: 'user' }, { type: 'web_search_call' }, { type: 'message' }, { role: 'user' }]);
    // Another model reads the answer, and is not told how it was come by; the client is.
    const elsewhere = await responses(key).responses.create({ model: 'claude/any', input: next }).withResponse();
    expect(claude.requests.at(-1)!.json['messages']).toEqual([{ role: 'user', content: question }, { role: 'assistant', content: [{ type: 'text', text: ANSWER }] }, { role: 'user', content: 'And Spain?' }]);
    expect(elsewhere.response.headers.get('x-gatehouse-warning')).toContain('web_search_call is ignored by claude');
    // What a page says is content like any other.
    const found = structuredClone(next);
    (found[1] as OpenAI.Responses.ResponseFunctionWebSearch).action = { type: 'search', query: 'AHV 756.9217.0769.85 of Frau Regula Brunner, IBAN CH93 0076 2011 6238 5295 7' };
    await expect(responses(key).responses.create({ model: 'openai/any', input: found })).rejects.toMatchObject({ headers: expect.objectContaining({}) as object, status: expect.toSatisfy((status: number) => status >= 400) as number });
    expect(JSON.stringify(openai.requests)).not.toContain('CH93');
  });
});

describe('a web search of Anthropic’s, which the rules name', () => {
  it.each(['plain', 'streamed'])('is run there, and what only Anthropic can read goes back to it as it came, %s', async (how) => {
    const api = messages(key);
    const first = how === 'plain' ? await api.messages.create(asked()) : await api.messages.stream(asked()).finalMessage();
    expect(first).toMatchObject({ stop_reason: 'end_turn', usage: { server_tool_use: { web_search_requests: 1 } } });
    expect(first.content).toMatchObject([{ type: 'server_tool_use', name: 'web_search', input: { query: question } }, { type: 'web_search_tool_result', content: [{ url: SOURCE.url, encrypted_content: expect.stringMatching(/^gh1\./) as string }] }, { type: 'text', text: ANSWER, citations: [{ url: SOURCE.url, encrypted_index: expect.stringMatching(/^gh1\./) as string }] }]);
    expect(claude.requests.at(-1)!.json['tools']).toEqual([CLAUDES_WEB]);
    const history = [...asked().messages, { role: 'assistant' as const, content: first.content as Anthropic.ContentBlockParam[] }, { role: 'user' as const, content: 'And Spain?' }];
    // The mock refuses what it did not encrypt itself.
    const { data, response } = await api.messages.create(asked({ messages: history })).withResponse();
    expect([data.stop_reason, response.headers.get('x-gatehouse-class')]).toEqual(['end_turn', 'internal']);
    // Another key did not get it from us: opaque text counts as what that key may carry at the most.
    const other = messages(await makeKey(gateway, `another ${how}`, '--floor', 'internal'));
    await expect(other.messages.create(asked({ messages: history }))).rejects.toMatchObject({ status: expect.toSatisfy((status: number) => status >= 400) as number });
    await api.messages.create({ model: 'openai/any', max_tokens: 100, messages: history }).catch(() => undefined);
    expect(JSON.stringify(openai.requests)).not.toContain('EqgfCioIARgB');
  });
});

describe('through the AI SDK', () => {
  const ofOpenai = () => createOpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key });
  const ofAnthropic = () => createAnthropic({ baseURL: `${gateway.url}/v1`, apiKey: key });
  it.each([
    ['OpenAI’s', () => ({ model: ofOpenai().responses('openai/any'), tools: { web_search: ofOpenai().tools.webSearch({ searchContextSize: 'low' }) } })],
    ['Anthropic’s', () => ({ model: ofAnthropic()('claude/any'), tools: { web_search: ofAnthropic().tools.webSearch_20250305({ maxUses: 2 }) } })],
  ])('%s web search gives its sources, and the conversation goes on', async (_name, asking) => {
    for (const how of ['plain', 'streamed']) {
      const wish = { ...asking(), maxRetries: 0 };
      const ask = async (more: object) => {
        if (how === 'plain') return generateText({ ...wish, ...more } as unknown as Parameters<typeof generateText>[0]);
        const stream = streamText({ ...wish, ...more } as unknown as Parameters<typeof streamText>[0]);
        await stream.consumeStream();
        return { text: await stream.text, sources: await stream.sources, response: await stream.response };
      };
      const { text, sources, response } = await ask({ prompt: question });
      expect([text, sources.flatMap((source) => ('url' in source ? [source.url] : []))]).toEqual([ANSWER, expect.arrayContaining([SOURCE.url])]);
      const more = await ask({ messages: [{ role: 'user', content: question }, ...response.messages, { role: 'user', content: 'And Spain?' }] });
      expect(more.text).toBe(ANSWER);
    }
  });
});

describe('nothing is run that the rules do not name', () => {
  it('for the class, at the provider, and of the tools', async () => {
    await allow('openai', 'internal');
    await expect(ask(responses(key))).rejects.toMatchObject({ status: 400, code: 'hosted_tool', param: 'tools[0].type', message: expect.stringMatching(/no rule lets openai run web_search for internal data/) as string });
    expect(await lastTrace()).toMatchObject({ decision: 'refuse', errorCode: 'hosted_tool', why: { code: 'tools', provider: 'openai', values: ['web_search'] } });
    await allow('claude', 'internal');
    await expect(messages(key).messages.create(asked())).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/no rule lets claude run web_search/) as string });
    // What nobody knows, or what may point to content that is not in the request, the rules cannot name.
    await allow('openai', 'internal', '--hosted-tool', 'web_search');
    for (const tool of [{ type: 'file_search', vector_store_ids: ['vs_1'] }, { type: 'mcp', server_label: 'a', server_url: 'https://evil.example' }, { type: 'code_interpreter', container: 'cntr_1' }]) {
      await expect(ask(responses(key), { tools: [WEB, tool] })).rejects.toMatchObject({ status: 400, code: 'hosted_tool', param: 'tools[1].type' });
    }
    await expect(ask(responses(key), { tools: [{ ...WEB, vector_store_ids: ['vs_1'] }] })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'tools[0].vector_store_ids' });
    await expect(messages(key).messages.create(asked({ tools: [{ ...CLAUDES_WEB, type: 'web_search_20260209' }] }))).rejects.toMatchObject({ status: 400 });
    await expect(ask(responses(key), { include: ['file_search_call.results'] })).rejects.toMatchObject({ status: 400, code: 'hosted_tool', param: 'include' });
    expect([openai.requests, claude.requests]).toEqual([[], []]);
  });

  it('in another dialect, by the local model, and with stand-ins', async () => {
    await expect(ask(responses(key), { model: 'claude/any' })).rejects.toMatchObject({ status: 400, code: 'hosted_tool', param: 'tools[0].type' });
    await expect(messages(key).messages.create(asked({ model: 'openai/any' }))).rejects.toMatchObject({ status: 400 });
    await expect(ask(responses(key), { model: 'local' })).rejects.toMatchObject({ status: 400, code: 'hosted_tool', message: expect.stringMatching(/nothing on this computer runs web_search/) as string });
    // Confidential data is answered here by the starter rules; a tool of a provider's is not.
    const secretive = await makeKey(gateway, 'confidential', '--floor', 'confidential');
    await expect(ask(responses(secretive))).rejects.toMatchObject({ status: 400, code: 'hosted_tool' });
    await cli('policy', 'pseudonymise', '--class', 'internal', '--provider', 'openai');
    await expect(ask(responses(key))).rejects.toMatchObject({ status: 400, code: 'hosted_tool' });
    expect([openai.requests, claude.requests]).toEqual([[], []]);
    // An alias’s second model is asked where the first one has no such tool.
    await allow('openai', 'internal', '--hosted-tool', 'web_search');
    await cli('models', 'alias', 'both', 'claude/any', 'openai/any');
    expect((await ask(responses(key), { model: 'both' })).output[0]).toMatchObject({ type: 'web_search_call' });
    expect(claude.requests).toEqual([]);
  });

  it('and what is named holds for the lower classes, shows in versions and simulations, and is a tool of that provider', async () => {
    await cli('policy', 'deny', '--class', 'public', '--provider', 'openai');
    const { differences } = (await allow('openai', 'internal', '--hosted-tool', 'web_search')) as { differences: { what: string; after: string }[] };
    expect(differences).toEqual(['public', 'internal'].map((name) => ({ what: `cell ${name} × openai`, before: '-', after: 'allow {"hostedTools":["web_search"]}' })));
    const test = (...more: string[]): Promise<unknown> => cli('policy', 'test', '--class', 'public', '--model', 'openai/any', ...more);
    expect(await test('--hosted-tool', 'web_search')).toMatchObject({ decision: 'allow', why: { code: 'allowed-tools', values: ['web_search'] } });
    expect(await test('--hosted-tool', 'code_execution')).toMatchObject({ decision: 'refuse', why: { code: 'tools', values: ['code_execution'] } });
    const mistyped = await gateway.cli(['policy', 'allow', '--class', 'internal', '--provider', 'openai', '--hosted-tool', 'websearch']);
    expect([mistyped.code, mistyped.stderr]).toEqual([1, expect.stringMatching(/no tool "websearch".*It has: web_search/s)]);
  });
});

describe('its fees are in no price list', () => {
  it('so that a hard money budget refuses it where it refuses models without a price', async () => {
    await cli('budgets', 'set', '--key', 'a tool', '--money', '5', '--currency', 'USD', '--per', 'total', '--hard');
    const priced = { model: 'openai/gpt-4o-mini' };
    await cli('prices', 'set', 'openai/gpt-4o-mini', '--input', '0.15', '--output', '0.6');
    await expect(ask(responses(key), priced)).rejects.toMatchObject({ status: 403, code: 'model_unpriced', message: expect.stringMatching(/fees are in no price list/) as string });
    expect(openai.requests).toEqual([]);
    expect((await ask(responses(key), { ...priced, tools: [] })).output_text).toBe(ANSWER);
    expect(await lastTrace()).toMatchObject({ cost: expect.any(Number) as number });
    await cli('budgets', 'rules', '--unpriced', 'allow');
    await ask(responses(key), priced);
    // Not $0: nobody knows.
    expect(await lastTrace()).toMatchObject({ outcome: 'ok', cost: null });
  });

  it('and so that a budget of tokens has room for all that it may read', async () => {
    const small = await makeKey(gateway, 'of few tokens', '--floor', 'internal');
    await cli('budgets', 'set', '--key', 'of few tokens', '--tokens', '100000', '--per', 'total', '--hard');
    await expect(ask(responses(small), { model: 'openai/gpt-4o-mini' })).rejects.toMatchObject({ status: 429, code: 'budget_exceeded' });
    expect((await ask(responses(small), { model: 'openai/gpt-4o-mini', tools: [] })).output_text).toBe(ANSWER);
  });
});
