import OpenAI from 'openai';
import { type Asked, type Call, CHAT_LACKS, type ClientCase, PARAMETERS, QUESTION, type Said, SCHEMA, TOOLS } from './client.ts';

type Message = OpenAI.ChatCompletionMessageParam;
type Body = OpenAI.ChatCompletionCreateParamsNonStreaming;
/** What the gateway adds to OpenAI's types. */
interface Detail { index?: number; text?: string; signature?: string; data?: string }
interface Cited { type: string; url_citation: { url: string } }
interface More { reasoning_content?: string | null; reasoning_details?: Detail[] }
interface Cites { annotations?: Cited[] }
export type Answered = OpenAI.ChatCompletionMessage & More;
type Delta = OpenAI.ChatCompletionChunk.Choice.Delta & More & Cites;
type Tokens = OpenAI.CompletionUsage & { prompt_tokens_details?: { cache_write_tokens?: number } };

export const FINISHES: Record<string, Said['finish']> = { stop: 'stop', length: 'length', tool_calls: 'tools', content_filter: 'refusal' };

function messagesOf({ before = [], image }: Asked): Message[] {
  const first: Message = { role: 'user', content: image === undefined ? QUESTION : [{ type: 'text', text: QUESTION }, { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } }] };
  return [first, ...before.flatMap(({ said, results, text }): Message[] => [
    ...(said.turn as Message[]),
    ...(results ?? []).map((content, index): Message => ({ role: 'tool', tool_call_id: said.calls[index]!.id, content })),
    ...(text === undefined ? [] : [{ role: 'user', content: text } as const]),
  ])];
}

export function bodyOf(asked: Asked): Body {
  return {
    model: asked.model,
    messages: messagesOf(asked),
    ...(asked.bound !== undefined && { max_tokens: asked.bound }),
    ...(asked.think && { reasoning_effort: 'low' }),
    ...(asked.tools && { tools: TOOLS.map((tool) => ({ type: 'function' as const, function: { ...tool, parameters: PARAMETERS } })) }),
    ...(asked.single && { parallel_tool_calls: false }),
    ...(asked.tier && { service_tier: asked.tier }),
    ...(asked.json && { response_format: { type: 'json_schema' as const, json_schema: { name: 'place', schema: SCHEMA, strict: true } } }),
  };
}

export function failureOf(error: unknown) {
  const api = error instanceof OpenAI.APIError ? error : undefined;
  const kinds: Record<number, unknown> = { 400: OpenAI.BadRequestError, 429: OpenAI.RateLimitError };
  const kind = kinds[api?.status as number] ?? OpenAI.InternalServerError;
  return { typed: api?.status === undefined ? api !== undefined : error instanceof (kind as typeof OpenAI.APIError), status: api?.status as number | undefined, retryAfter: (api?.headers as Headers | undefined)?.get('retry-after') ?? undefined, message: (error as Error).message };
}

export function saidOf(message: Answered, finish: string, usage: Tokens | undefined, tier?: string | null): Said {
  const calls = (message.tool_calls ?? []) as OpenAI.ChatCompletionMessageFunctionToolCall[];
  return {
    text: message.content ?? message.refusal ?? '',
    thoughts: message.reasoning_content ?? '',
    calls: calls.map(({ id, function: fn }): Call => ({ id, name: fn.name, arguments: JSON.parse(fn.arguments) as unknown })),
    finish: message.refusal ? 'refusal' : FINISHES[finish]!,
    usage: { input: usage!.prompt_tokens, output: usage!.completion_tokens, cached: usage!.prompt_tokens_details?.cached_tokens, cacheWrites: usage!.prompt_tokens_details?.cache_write_tokens, reasoning: usage!.completion_tokens_details?.reasoning_tokens },
    sources: (message.annotations ?? []).map(({ url_citation: { url } }) => url),
    tier: tier ?? undefined,
    turn: [message],
  };
}

/** Puts the chunks together as OpenAI documents them: calls and details by their index, everything else in the order in which it comes. */
export async function put(chunks: AsyncIterable<OpenAI.ChatCompletionChunk> | Iterable<OpenAI.ChatCompletionChunk>): Promise<Said> {
  const message: Answered & { tool_calls: OpenAI.ChatCompletionMessageFunctionToolCall[] } = { role: 'assistant', content: null, refusal: null, tool_calls: [] };
  let finish = '';
  let usage: Tokens | undefined;
  let tier: string | null | undefined;
  for await (const chunk of chunks) {
    if (usage) throw new Error('a chunk after the usage');
    if (chunk.usage) {
      if (chunk.choices.length > 0) throw new Error('usage beside a choice');
      usage = chunk.usage;
    }
    tier = chunk.service_tier ?? tier;
    const [choice] = chunk.choices;
    if (!choice) continue;
    const { content, refusal, reasoning_content: thought, reasoning_details: details, annotations, tool_calls: calls } = choice.delta as Delta;
    if (finish !== '' && (content || thought || calls)) throw new Error('something is said after the finish reason');
    finish = choice.finish_reason ?? finish;
    if (content) message.content = (message.content ?? '') + content;
    if (refusal) message.refusal = (message.refusal ?? '') + refusal;
    if (thought) message.reasoning_content = (message.reasoning_content ?? '') + thought;
    if (annotations) (message.annotations ??= []).push(...(annotations as OpenAI.ChatCompletionMessage.Annotation[]));
    for (const { index = 0, ...detail } of details ?? []) {
      const open = ((message.reasoning_details ??= [])[index] ??= { ...detail, text: undefined, signature: undefined, data: undefined } as Detail);
      for (const field of ['text', 'signature', 'data'] as const) if (detail[field] !== undefined) open[field] = (open[field] ?? '') + detail[field];
    }
    for (const { index, id, function: fn, ...rest } of calls ?? []) {
      if (id !== undefined && message.tool_calls[index]) throw new Error('a second call of the same index');
      const open = (message.tool_calls[index] ??= { ...rest, id: id!, type: 'function', function: { name: fn!.name!, arguments: '' } });
      open.function.arguments += fn?.arguments ?? '';
    }
  }
  const { tool_calls: calls, ...rest } = message;
  return saidOf(JSON.parse(JSON.stringify(calls.length > 0 ? message : rest)) as Answered, finish, usage, tier);
}

export const openaiChat: ClientCase = {
  name: 'openai',
  dialect: 'openai-chat',
  lacks: CHAT_LACKS,
  carries: 'signatures',
  open(bare, apiKey) {
    const client = new OpenAI({ baseURL: `${bare}/v1`, apiKey, maxRetries: 0 });
    return {
      async ask(asked) {
        const body = bodyOf(asked);
        if (asked.stream) return put(await client.chat.completions.create({ ...body, stream: true, stream_options: { include_usage: true } }));
        const { choices: [choice], usage, service_tier: tier } = await client.chat.completions.create(body);
        return saidOf(choice!.message as Answered, choice!.finish_reason, usage, tier);
      },
      // The SDK asks for base64 and reads it back into numbers.
      embed: async (model, input) => (await client.embeddings.create({ model, input })).data.map(({ embedding }) => embedding),
      failure: failureOf,
    };
  },
};
