import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, embedMany, generateText, jsonSchema, type LanguageModel, type ModelMessage, Output, streamText, tool } from 'ai';
import { type Asked, type ClientCase, causeOf, type Failure, NOTHING_BACK, PARAMETERS, QUESTION, type Said, SCHEMA, TOOLS } from './client.ts';

const FINISHES: Record<string, Said['finish']> = { stop: 'stop', length: 'length', 'tool-calls': 'tools', 'content-filter': 'refusal' };
const CITY = jsonSchema<Record<string, unknown>>(PARAMETERS);
const THE_TOOLS = Object.fromEntries(TOOLS.map(({ name, description }) => [name, tool({ description, inputSchema: CITY })]));

function messagesOf({ before = [], image }: Asked): ModelMessage[] {
  const first: ModelMessage = { role: 'user', content: image === undefined ? QUESTION : [{ type: 'text', text: QUESTION }, { type: 'file', data: image, mediaType: 'image/png' }] };
  return [first, ...before.flatMap(({ said, results, text }): ModelMessage[] => [
    ...(said.turn as ModelMessage[]),
    ...(results ? [{ role: 'tool' as const, content: results.map((value, index) => ({ type: 'tool-result' as const, toolCallId: said.calls[index]!.id, toolName: said.calls[index]!.name, output: { type: 'text' as const, value } })) }] : []),
    ...(text === undefined ? [] : [{ role: 'user' as const, content: text }]),
  ])];
}

type Answered = Awaited<ReturnType<typeof generateText>>;
type Whole = Pick<Answered, 'text' | 'reasoningText' | 'finishReason' | 'usage'> & { toolCalls: readonly { toolCallId: string; toolName: string; input: unknown }[]; response: { messages: unknown[] } };

function saidOf({ text, reasoningText = '', toolCalls, finishReason, usage, response }: Whole): Said {
  return {
    text,
    thoughts: reasoningText,
    calls: toolCalls.map(({ toolCallId: id, toolName: name, input }) => ({ id, name, arguments: input })),
    finish: FINISHES[finishReason]!,
    usage: { input: usage.inputTokens!, output: usage.outputTokens!, cached: usage.inputTokenDetails.cacheReadTokens, cacheWrites: usage.inputTokenDetails.cacheWriteTokens, reasoning: usage.outputTokenDetails.reasoningTokens },
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
    const [text, reasoningText, toolCalls, finishReason, usage, response] = await Promise.all([result.text, result.reasoningText, result.toolCalls, result.finishReason, result.usage, result.response]);
    return saidOf({ text, reasoningText, toolCalls, finishReason, usage, response } as unknown as Whole);
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
const openaiOptions = ({ think, single, json }: Asked) => ({ openai: options({ ...(think && { reasoningEffort: 'low', forceReasoning: true }), ...(single && { parallelToolCalls: false }), ...(json && { strictJsonSchema: true }) }) });

export const aiOpenaiChat: ClientCase = {
  name: 'ai + @ai-sdk/openai (chat)',
  dialect: 'openai-chat',
  lacks: { thoughts: 'it reads no thoughts in chat completions' },
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
  lacks: { embeddings: 'the same call as in chat' },
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
  lacks: { embeddings: 'Anthropic’s API has none' },
  carries: 'signatures',
  open(bare, apiKey) {
    const anthropic = createAnthropic({ baseURL: `${bare}/v1`, apiKey });
    return {
      ask: (asked) => ask(anthropic(asked.model), asked, { anthropic: options({ ...(asked.think && { thinking: { type: 'enabled', budgetTokens: 1024 } }), ...(asked.single && { disableParallelToolUse: true }), ...(asked.json && { structuredOutputMode: 'outputFormat' }) }) }),
      failure,
    };
  },
};
