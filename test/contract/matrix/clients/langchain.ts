import { ChatAnthropic } from '@langchain/anthropic';
import { type AIMessage, type AIMessageChunk, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { type Asked, CHAT_LACKS, type ClientCase, type Failure, NOTHING_BACK, PARAMETERS, QUESTION, type Said, SCHEMA, TOOLS } from './client.ts';
import { FINISHES as OPENAI_FINISHES } from './openai-chat.ts';

const FINISHES: Record<string, Said['finish']> = { ...OPENAI_FINISHES, end_turn: 'stop', max_tokens: 'length', tool_use: 'tools', refusal: 'refusal' };

function messagesOf({ before = [], image, marked }: Asked): BaseMessage[] {
  const first = new HumanMessage(marked ? { content: [{ type: 'text', text: QUESTION, cache_control: { type: 'ephemeral' } }] } : image === undefined ? QUESTION : { content: [{ type: 'text', text: QUESTION }, { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } }] });
  return [first, ...before.flatMap(({ said, results, image: shown, failed, text }): BaseMessage[] => [
    ...(said.turn as BaseMessage[]),
    ...(results ?? []).map((result, index) => new ToolMessage({
      content: shown !== undefined && index === 0 ? [{ type: 'text', text: result }, { type: 'image_url', image_url: { url: `data:image/png;base64,${shown}` } }] : result,
      tool_call_id: said.calls[index]!.id, ...(failed && index === 0 && { status: 'error' as const }),
    })),
    ...(text === undefined ? [] : [new HumanMessage(text)]),
  ])];
}

function saidOf(message: AIMessage | AIMessageChunk): Said {
  const { content, usage_metadata: usage, response_metadata: more, additional_kwargs: extra, tool_calls: calls = [] } = message;
  const blocks = typeof content === 'string' ? [] : (content as { type: string; thinking?: string }[]);
  const { finish_reason: finish, stop_reason: stop } = { ...more, ...extra } as { finish_reason?: string; stop_reason?: string };
  const refusal = extra['refusal'] as string | null | undefined;
  return {
    text: message.text === '' ? (refusal ?? '') : message.text,
    thoughts: (extra['reasoning_content'] as string | undefined) ?? blocks.map(({ thinking = '' }) => thinking).join(''),
    calls: calls.map(({ id = '', name, args }) => ({ id, name, arguments: args })),
    finish: refusal ? 'refusal' : FINISHES[finish ?? stop!]!,
    usage: { input: usage!.input_tokens, output: usage!.output_tokens, cached: usage!.input_token_details?.cache_read, cacheWrites: undefined, reasoning: usage!.output_token_details?.reasoning },
    sources: [],
    tier: (more as { service_tier?: string }).service_tier,
    turn: [message],
  };
}

interface Model { invoke(messages: BaseMessage[]): Promise<AIMessageChunk>; stream(messages: BaseMessage[]): Promise<AsyncIterable<AIMessageChunk>> }

async function ask(model: Model, asked: Asked): Promise<Said> {
  if (!asked.stream) return saidOf(await model.invoke(messagesOf(asked)));
  let all: AIMessageChunk | undefined;
  for await (const chunk of await model.stream(messagesOf(asked))) all = all ? all.concat(chunk) : chunk;
  return saidOf(all!);
}

/** It brings its own copies of the clients that it is made of: their classes are known by name. */
function failure(error: unknown): Failure {
  const { status, headers, message, constructor } = error as { status?: number; headers?: Headers; message: string; constructor: { name: string } };
  const names: Record<number, string> = { 400: 'BadRequestError', 429: 'RateLimitError' };
  return { typed: error instanceof Error && (status === undefined || constructor.name === (names[status] ?? 'InternalServerError')), status, retryAfter: headers?.get('retry-after') ?? undefined, message };
}

export const langchainOpenai: ClientCase = {
  name: '@langchain/openai',
  dialect: 'openai-chat',
  lacks: { ...CHAT_LACKS, citations: 'it does not read them in chat completions' },
  notes: { 'thoughts back': NOTHING_BACK },
  carries: 'nothing',
  open(bare, apiKey) {
    const configuration = { baseURL: `${bare}/v1` };
    return {
      ask(asked) {
        const plain = new ChatOpenAI({ model: asked.model, apiKey, configuration, maxRetries: 0, useResponsesApi: false, ...(asked.tier && { service_tier: asked.tier }), ...(asked.bound !== undefined && { maxTokens: asked.bound }), ...(asked.think && { modelKwargs: { reasoning_effort: 'low' } }) });
        const options = {
          ...(asked.tools && { tools: TOOLS.map((tool) => ({ type: 'function' as const, function: { ...tool, parameters: PARAMETERS } })) }),
          ...(asked.single && { parallel_tool_calls: false }),
          ...(asked.json && { response_format: { type: 'json_schema' as const, json_schema: { name: 'place', schema: SCHEMA, strict: true } } }),
        };
        return ask(plain.withConfig(options) as unknown as Model, asked);
      },
      embed: (model, texts) => new OpenAIEmbeddings({ model, apiKey, configuration, maxRetries: 0 }).embedDocuments(texts),
      failure,
    };
  },
};

export const langchainAnthropic: ClientCase = {
  name: '@langchain/anthropic',
  dialect: 'anthropic-messages',
  lacks: { embeddings: 'Anthropic’s API has none', 'one call': 'it has no such switch', 'result errors': 'it does not send the mark', citations: 'it gives the text of an answer alone', tiers: 'it has no such switch' },
  notes: { stream: 'it takes a stream’s input tokens from the first event, where only Anthropic itself knows them: it shows the gateway’s estimate' },
  estimatesInput: true,
  carries: 'signatures',
  open(anthropicApiUrl, apiKey) {
    return {
      ask(asked) {
        const plain = new ChatAnthropic({ model: asked.model, apiKey, anthropicApiUrl, maxRetries: 0, maxTokens: asked.bound ?? 4096, ...(asked.think && { thinking: { type: 'enabled' as const, budget_tokens: 1024 } }) });
        const options = {
          ...(asked.tools && { tools: TOOLS.map((tool) => ({ ...tool, input_schema: PARAMETERS })) }),
          ...(asked.json && { outputConfig: { format: { type: 'json_schema' as const, schema: SCHEMA } } }),
        };
        return ask(plain.withConfig(options) as unknown as Model, asked);
      },
      failure,
    };
  },
};
