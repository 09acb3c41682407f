import Anthropic from '@anthropic-ai/sdk';
import { type Asked, type ClientCase, PARAMETERS, QUESTION, type Said, SCHEMA, TOOLS } from './client.ts';

type Message = Anthropic.MessageParam;

const FINISHES: Record<string, Said['finish']> = { end_turn: 'stop', max_tokens: 'length', tool_use: 'tools', refusal: 'refusal' };

function messagesOf({ before = [], image, marked }: Asked): Message[] {
  const first: Message = { role: 'user', content: marked ? [{ type: 'text', text: QUESTION, cache_control: { type: 'ephemeral' } }] : image === undefined ? QUESTION : [{ type: 'text', text: QUESTION }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: image } }] };
  return [first, ...before.flatMap(({ said, results, image: shown, failed, text }): Message[] => [
    ...(said.turn as Message[]),
    { role: 'user', content: results ? [...results.map((result, index) => ({
      type: 'tool_result', tool_use_id: said.calls[index]!.id, ...(failed && index === 0 && { is_error: true }),
      content: shown !== undefined && index === 0 ? [{ type: 'text', text: result }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: shown } }] : result,
    } satisfies Anthropic.ToolResultBlockParam)), ...(text === undefined ? [] : [{ type: 'text' as const, text }])] : text! },
  ])];
}

export function bodyOf(asked: Asked): Anthropic.MessageCreateParamsNonStreaming {
  return {
    model: asked.model,
    messages: messagesOf(asked),
    max_tokens: asked.bound ?? 4096,
    ...(asked.think && { thinking: { type: 'enabled' as const, budget_tokens: 1024 } }),
    ...(asked.tools && { tools: TOOLS.map((tool) => ({ ...tool, input_schema: PARAMETERS })) }),
    ...(asked.single && { tool_choice: { type: 'auto' as const, disable_parallel_tool_use: true } }),
    ...(asked.tier && { service_tier: 'auto' as const }),
    ...(asked.json && { output_config: { format: { type: 'json_schema' as const, schema: SCHEMA } } }),
  };
}

export function failureOf(error: unknown) {
  const api = error instanceof Anthropic.APIError ? error : undefined;
  const kinds: Record<number, unknown> = { 400: Anthropic.BadRequestError, 429: Anthropic.RateLimitError };
  const kind = kinds[api?.status as number] ?? Anthropic.InternalServerError;
  return { typed: api?.status === undefined ? error instanceof Anthropic.AnthropicError : error instanceof (kind as typeof Anthropic.APIError), status: api?.status as number | undefined, retryAfter: (api?.headers as Headers | undefined)?.get('retry-after') ?? undefined, message: (error as Error).message };
}

export function saidOf({ content, stop_reason: stop, usage }: Anthropic.Message): Said {
  const { cache_read_input_tokens: read, cache_creation_input_tokens: written } = usage;
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    thoughts: content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
    calls: content.flatMap((block) => (block.type === 'tool_use' ? [{ id: block.id, name: block.name, arguments: block.input }] : [])),
    finish: FINISHES[stop!]!,
    usage: { input: usage.input_tokens + (read ?? 0) + (written ?? 0), output: usage.output_tokens, cached: read ?? 0, cacheWrites: written ?? 0, reasoning: usage.output_tokens_details?.thinking_tokens },
    sources: content.flatMap((block) => (block.type === 'text' ? (block.citations ?? []) : [])).flatMap((one) => (one.type === 'web_search_result_location' ? [one.url] : [])),
    tier: usage.service_tier === 'standard' ? 'default' : (usage.service_tier ?? undefined),
    turn: [{ role: 'assistant', content }],
  };
}

export const anthropicSdk: ClientCase = {
  name: '@anthropic-ai/sdk',
  dialect: 'anthropic-messages',
  lacks: { embeddings: 'Anthropic’s API has none' },
  carries: 'signatures',
  open(baseURL, apiKey) {
    const client = new Anthropic({ baseURL, apiKey, maxRetries: 0 });
    return {
      ask: async (asked) => saidOf(asked.stream ? await client.messages.stream(bodyOf(asked)).finalMessage() : await client.messages.create(bodyOf(asked))),
      failure: failureOf,
    };
  },
};
