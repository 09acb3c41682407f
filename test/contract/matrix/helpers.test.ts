import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { jsonSchemaOutputFormat } from '@anthropic-ai/sdk/helpers/json-schema';
import { ChatAnthropic } from '@langchain/anthropic';
import { ChatOpenAI } from '@langchain/openai';
import { generateText, jsonSchema, type LanguageModel, Output, stepCountIs, streamText, tool } from 'ai';
import OpenAI from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ANSWER, ARGUMENTS } from '../../support/mock-scenario.ts';
import { type ClientCase, PARAMETERS, QUESTION, SCHEMA, TOOLS } from './clients/client.ts';
import { useOffice } from './office.ts';
import { meets } from './pairs.ts';
import { PROVIDERS, type ProviderCase } from './providers.ts';

/** What clients bring along beside plain calls: runners that call the tools by themselves, and answers that are read into objects. */
const office = useOffice();
const messages = [{ role: 'user' as const, content: QUESTION }];
const place = z.object({ answer: z.string() });

interface Asked { url: string; apiKey: string; model: string; stream: boolean; called(name: string, args: unknown): string }

/** Of a client that has its answers kept, and then names what was thought by its id instead of sending it. */

const RUNNERS: Record<string, { dialect: ClientCase['dialect']; run(asked: Asked): Promise<string | null | undefined> }> = {
  'openai, runTools': {
    dialect: 'openai-chat',
    run({ url, apiKey, model, stream, called }) {
      const { completions } = new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 }).chat;
      const tools = TOOLS.map(({ name, description }) => ({ type: 'function' as const, function: { name, description, parameters: PARAMETERS, parse: JSON.parse as (text: string) => object, function: (args: object) => called(name, args) } }));
      return stream ? completions.runTools({ model, messages, tools, stream }).finalContent() : completions.runTools({ model, messages, tools }).finalContent();
    },
  },
  '@anthropic-ai/sdk, toolRunner': {
    dialect: 'anthropic-messages',
    async run({ url, apiKey, model, stream, called }) {
      const client = new Anthropic({ baseURL: url, apiKey, maxRetries: 0 });
      const tools = TOOLS.map(({ name, description }) => betaTool({ name, description, inputSchema: PARAMETERS, run: (args) => called(name, args) }));
      const { content } = await client.beta.messages.toolRunner({ model, messages, max_tokens: 100, tools, stream }).runUntilDone();
      return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
    },
  },
  'ai + @ai-sdk/openai (chat), steps': { dialect: 'openai-chat', run: (asked) => steps(createOpenAI({ baseURL: `${asked.url}/v1`, apiKey: asked.apiKey }).chat(asked.model), asked) },
  'ai + @ai-sdk/openai (Responses), steps': { dialect: 'openai-responses', run: (asked) => steps(createOpenAI({ baseURL: `${asked.url}/v1`, apiKey: asked.apiKey }).responses(asked.model), asked, { openai: { store: false } }) },
  'ai + @ai-sdk/openai (Responses), steps, answers kept here': { dialect: 'openai-responses', run: (asked) => steps(createOpenAI({ baseURL: `${asked.url}/v1`, apiKey: asked.apiKey }).responses(asked.model), asked) },
  'ai + @ai-sdk/anthropic, steps': { dialect: 'anthropic-messages', run: (asked) => steps(createAnthropic({ baseURL: `${asked.url}/v1`, apiKey: asked.apiKey })(asked.model), asked) },
};

async function steps(model: LanguageModel, { stream, called }: Asked, providerOptions = {}): Promise<string> {
  const tools = Object.fromEntries(TOOLS.map(({ name, description }) => [name, tool({ description, inputSchema: jsonSchema<object>(PARAMETERS), execute: (args) => Promise.resolve(called(name, args)) })]));
  const options = { model, messages, tools, maxRetries: 0, stopWhen: stepCountIs(4), providerOptions };
  if (!stream) return (await generateText(options)).text;
  let broken: unknown;
  const text = await Promise.resolve(streamText({ ...options, onError: ({ error }) => { broken = error; } }).text).catch((error: unknown) => { throw broken ?? error; });
  if (broken !== undefined) throw broken;
  return text;
}

const PARSERS: Record<string, { dialect: ClientCase['dialect']; parse(asked: Omit<Asked, 'stream' | 'called'>): Promise<unknown> }> = {
  'openai, chat.completions.parse': { dialect: 'openai-chat', parse: async ({ url, apiKey, model }) => (await new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 }).chat.completions.parse({ model, messages, response_format: zodResponseFormat(place, 'place') })).choices[0]!.message.parsed },
  'openai, responses.parse': { dialect: 'openai-responses', parse: async ({ url, apiKey, model }) => (await new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 }).responses.parse({ model, input: QUESTION, text: { format: zodTextFormat(place, 'place') } })).output_parsed },
  '@anthropic-ai/sdk, messages.parse': { dialect: 'anthropic-messages', parse: async ({ url, apiKey, model }) => (await new Anthropic({ baseURL: url, apiKey, maxRetries: 0 }).messages.parse({ model, messages, max_tokens: 100, output_config: { format: jsonSchemaOutputFormat(SCHEMA) } })).parsed_output },
  '@langchain/openai, withStructuredOutput': { dialect: 'openai-chat', parse: ({ url, apiKey, model }) => new ChatOpenAI({ model, apiKey, configuration: { baseURL: `${url}/v1` }, maxRetries: 0 }).withStructuredOutput(place, { method: 'jsonSchema', name: 'place' }).invoke(QUESTION) },
  '@langchain/anthropic, withStructuredOutput': { dialect: 'anthropic-messages', parse: ({ url, apiKey, model }) => new ChatAnthropic({ model, apiKey, anthropicApiUrl: url, maxRetries: 0, maxTokens: 100 }).withStructuredOutput(place, { method: 'jsonSchema', name: 'place' }).invoke(QUESTION) },
};

const answering = (dialect: ClientCase['dialect']): ProviderCase[] => PROVIDERS.filter((provider) => meets({ dialect }, provider));

describe.each(Object.entries(RUNNERS))('%s', (_name, { dialect, run }) => {
  it.each(answering(dialect))('$id calls the tools, and goes on with what they say', async ({ id }) => {
    for (const stream of [false, true]) {
      const calls: unknown[] = [];
      const called = (name: string, args: unknown): string => {
        calls.push([name, args]);
        return name === 'weather' ? 'sunny' : 'noon';
      };
      const running = run({ url: office.gateway.url, apiKey: office.key, model: `${id}/the-model`, stream, called });
      expect(await running).toBe(ANSWER);
      expect(calls).toEqual(TOOLS.map(({ name }) => [name, ARGUMENTS]));
      expect(office.mock(id).requests.at(-1)!.text).toMatch(/sunny.*noon/);
    }
  });
});

describe.each(Object.entries(PARSERS))('%s', (_name, { dialect, parse }) => {
  it.each(answering(dialect).filter(({ lacks }) => lacks.schema === undefined))('$id answers with an object', async ({ id }) => {
    expect(await parse({ url: office.gateway.url, apiKey: office.key, model: `${id}/the-model` })).toEqual({ answer: 'Paris' });
  });
});

describe('ai + @ai-sdk/anthropic, an object of a model whose name it does not know, for which it has one tool called, and that once', () => {
  it.each(answering('anthropic-messages'))('$id', async ({ id }) => {
    const model = createAnthropic({ baseURL: `${office.gateway.url}/v1`, apiKey: office.key })(`${id}/the-model`);
    expect((await generateText({ model, messages, maxRetries: 0, maxOutputTokens: 100, output: Output.object({ schema: z.object({ city: z.string(), days: z.number() }) }) })).output).toEqual(ARGUMENTS);
  });
});

it('a conversation that the provider would keep (the tool runner’s `thread`) is refused before anything is sent, in the words that make the client send all of it', async () => {
  for (const id of ['anthropic', 'vllm']) {
    const mock = office.mock(id);
    mock.reset();
    for (const thread of [{ type: 'create' }, { type: 'continue', previous_message_id: 'msg_1' }]) {
      const asking = new Anthropic({ baseURL: office.gateway.url, apiKey: office.key, maxRetries: 0 }).messages.create({ model: `${id}/the-model`, messages, max_tokens: 100, thread } as Anthropic.MessageCreateParamsNonStreaming);
      await expect(asking).rejects.toMatchObject({ status: 400, error: { error: { code: 'content_by_reference', param: 'thread', details: { error_code: 'thread_unsupported_request' } } } });
    }
    expect(mock.requests).toHaveLength(0);
  }
});

it('what was said before may be named by the ids of its items, and is sent as a whole', async () => {
  const model = createOpenAI({ baseURL: `${office.gateway.url}/v1`, apiKey: office.key }).responses('vllm/the-model');
  const { response } = await generateText({ model, messages, maxRetries: 0 });
  const more = [...messages, ...response.messages, { role: 'user' as const, content: 'Go on.' }];
  expect((await generateText({ model, messages: more, maxRetries: 0 })).text).toBe(ANSWER);
  const { messages: sent } = office.mock('vllm').requests.at(-1)!.json as { messages: { role: string }[] };
  expect(sent.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  // The same client, told that nothing is kept, sends all of it.
  expect((await generateText({ model, messages: more, maxRetries: 0, providerOptions: { openai: { store: false } } })).text).toBe(ANSWER);
});

it('what the gateway has no answer for, it says in the client’s own words', async () => {
  const client = new Anthropic({ baseURL: office.gateway.url, apiKey: office.key, maxRetries: 0 });
  await expect(client.messages.batches.list()).rejects.toMatchObject({ status: 404, error: { type: 'error', error: { type: 'not_found_error' } } });
  await expect(new OpenAI({ baseURL: `${office.gateway.url}/v1`, apiKey: office.key, maxRetries: 0 }).files.list()).rejects.toMatchObject({ status: 404, code: 'not_found' });
});
