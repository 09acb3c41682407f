import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, embedMany, generateText, jsonSchema, type LanguageModel, type ModelMessage, Output, streamText, tool } from 'ai';
import { type Asked, CHAT_LACKS, type ClientCase, causeOf, type Failure, NOTHING_BACK, PARAMETERS, QUESTION, type Said, SCHEMA, TOOLS } from './client.ts';

const FINISHES: Record<string, Said['finish']> = { stop: 'stop', length: 'length', 'tool-calls': 'tools', 'content-filter': 'refusal' };
const CITY = jsonSchema<Record<string, unknown>>(PARAMETERS);
const THE_TOOLS = Object.fromEntries(TOOLS.map(({ name, description }) => [name, tool({ description, inputSchema: CITY })]));

const MARK = { anthropic: { cacheControl: { type: 'ephemeral' } } };

function resultOf(value: string, image: string | undefined, failed: boolean) {
  if (image !== undefined) return { type: 'content' as const, value: [{ type: 'text' as const, text: value }, { type: 'file' as const, data: { type: 'data' as const, data: image }, mediaType: 'image/png' }] };
  return { type: failed ? 'error-text' as const : 'text' as const, value };
}

function messagesOf({ before = [], image, marked }: Asked): ModelMessage[] {
  const first: ModelMessage = { role: 'user', ...(marked && { providerOptions: MARK }), content: image === undefined ? QUESTION : [{ type: 'text', text: QUESTION }, { type: 'file', data: image, mediaType: 'image/png' }] };
  return [first, ...before.flatMap(({ said, results, image: shown, failed, text }): ModelMessage[] => [
    ...(said.turn as ModelMessage[]),
    ...(results ? [{ role: 'tool' as const, content: results.map((value, index) => ({ type: 'tool-result' as const, toolCallId: said.calls[index]!.id, toolName: said.calls[index]!.name, output: resultOf(value, index === 0 ? shown : undefined, failed === true && index === 0) })) }] : []),
    ...(text === undefined ? [] : [{ role: 'user' as const, content: text }]),
  ])];
}

type Answered = Awaited<ReturnType<typeof generateText>>;
type Whole = Pick<Answered, 'text' | 'reasoningText' | 'finishReason' | 'usage'> & { sources: readonly { url?: string }[]; providerMetadata?: Record<string, { serviceTier?: unknown }> | undefined; toolCalls: readonly { toolCallId: string; toolName: string; input: unknown }[]; response: { messages: unknown[] } };

function saidOf({ text, reasoningText = '', toolCalls, finishReason, usage, response, sources, providerMetadata: more }: Whole): Said {
  return {
    text,
    thoughts: reasoningText,
    calls: toolCalls.map(({ toolCallId: id, toolName: name, input }) => ({ id, name, arguments: input })),
    finish: FINISHES[finishReason]!,
    usage: { input: usage.inputTokens!, output: usage.outputTokens!, cached: usage.inputTokenDetails.cacheReadTokens, cacheWrites: usage.inputTokenDetails.cacheWriteTokens, reasoning: usage.outputTokenDetails.reasoningTokens },
    sources: sources.flatMap(({ url }) => url ?? []),
    tier: more?.['openai']?.serviceTier as string | undefined,
    turn: response.messages,
  };
}

async function ask(model: LanguageModel, asked: Asked, providerOptions: Record<string, Record<string, never>>): Promise<Said> {
  const options = {
    model, messages: messagesOf(asked), maxRetries: 0, providerOptions,
    ...(asked.bound !== undefined && { maxOutputTokens: asked.bound }),
    ...(asked.tools && { tools: THE_TOOLS }),
    ...(asked.json && { output: Output.object({ schema: jsonSchema(SCHEMA) }) }),
  };
  if (!asked.stream) return saidOf(await generateText(options) as unknown as Whole);
  let broken: unknown;
  const result = streamText({ ...options, onError: ({ error }) => { broken = error; } });
  try {
    for await (const part of result.fullStream) if (part.type === 'error') broken = part.error;
    if (broken !== undefined) throw broken;
    const [text, reasoningText, toolCalls, finishReason, usage, response, sources, providerMetadata] = await Promise.all([result.text, result.reasoningText, result.toolCalls, result.finishReason, result.usage, result.response, result.sources, result.providerMetadata]);
    return saidOf({ text, reasoningText, toolCalls, finishReason, usage, response, sources, providerMetadata } as unknown as Whole);
  } catch (error) {
    throw broken ?? error;
  }
}

function failure(error: unknown): Failure {
  const api = causeOf(error, (one): one is APICallError => APICallError.isInstance(one));
  const message = error instanceof Error ? error.message : JSON.stringify(error);
  // In mid-stream it hands on what the provider's error event says, which is no error object of its own.
  return { typed: api !== undefined, status: api?.statusCode, retryAfter: api?.responseHeaders?.['retry-after'], message };
}

const options = (values: Record<string, unknown>) => values as Record<string, never>;
const openaiOptions = ({ think, single, json, tier }: Asked) => ({ openai: options({ ...(tier && { serviceTier: tier }), ...(think && { reasoningEffort: 'low', forceReasoning: true }), ...(single && { parallelToolCalls: false }), ...(json && { strictJsonSchema: true }) }) });

export const aiOpenaiChat: ClientCase = {
  name: 'ai + @ai-sdk/openai (chat)',
  dialect: 'openai-chat',
  lacks: { ...CHAT_LACKS, thoughts: 'it reads no thoughts in chat completions' },
  notes: { 'thoughts back': NOTHING_BACK },
  carries: 'nothing',
  open(bare, apiKey) {
    const openai = createOpenAI({ baseURL: `${bare}/v1`, apiKey });
    return {
      ask: (asked) => ask(openai.chat(asked.model), asked, openaiOptions(asked)),
      embed: async (model, values) => (await embedMany({ model: openai.embedding(model), values, maxRetries: 0 })).embeddings,
      failure,
    };
  },
};

export const aiOpenaiResponses: ClientCase = {
  name: 'ai + @ai-sdk/openai (Responses)',
  dialect: 'openai-responses',
  lacks: { embeddings: 'the same call as in chat', 'result errors': 'its API has no mark for it', 'cache marks': 'its API marks the cache in another way' },
  notes: { 'thoughts back': 'with `store: false` what is sealed goes back, texts do not; else it names thoughts by their ids' },
  dropsUnsealed: true,
  carries: 'signatures',
  open(bare, apiKey) {
    const openai = createOpenAI({ baseURL: `${bare}/v1`, apiKey });
    return { ask: (asked) => ask(openai.responses(asked.model), asked, { openai: options({ ...openaiOptions(asked).openai, store: false }) }), failure };
  },
};

export const aiAnthropic: ClientCase = {
  name: 'ai + @ai-sdk/anthropic',
  dialect: 'anthropic-messages',
  lacks: { embeddings: 'Anthropic’s API has none', tiers: 'it has no such switch' },
  carries: 'signatures',
  open(bare, apiKey) {
    const anthropic = createAnthropic({ baseURL: `${bare}/v1`, apiKey });
    return {
      ask: (asked) => ask(anthropic(asked.model), asked, { anthropic: options({ ...(asked.think && { thinking: { type: 'enabled', budgetTokens: 1024 } }), ...(asked.single && { disableParallelToolUse: true }), ...(asked.json && { structuredOutputMode: 'outputFormat' }) }) }),
      failure,
    };
  },
};
