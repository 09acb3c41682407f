import { type ChatAnswer, type ChatChunk, type ChatRequest, NATIVE, STOPPED } from '../../core/chat.ts';
import { newId } from '../../core/ids.ts';
import { isObject, type Json } from '../../core/json.ts';
import type { AnswerOptions } from '../dialect.ts';
import { thoughtOf, toolInput } from '../tool-calls.ts';
import { citation, thoughtBlock, unsigned } from './marks.ts';
import { anthropicUsage } from './usage.ts';

/** Canonical answer → Anthropic's `Message` (@anthropic-ai/sdk 1.12). */
export function encodeMessage(answer: ChatAnswer, { native, seal, asked }: Pick<AnswerOptions, 'native' | 'seal' | 'asked'>): object {
  const own = answer[NATIVE];
  if (native && own) return { ...own, model: answer.model, ...(Array.isArray(own.content) && { content: own.content.map((block) => sealBlock(block, seal)) }) };
  const choice = answer.choices[0]!;
  const { message } = choice;
  const content: object[] = [];
  const details = message.reasoning_details ?? [];
  for (const detail of details) content.push(thoughtBlock(detail, seal));
  if (details.every(({ text, summary }) => !text && !summary) && message.reasoning_content) content.unshift({ type: 'thinking', thinking: message.reasoning_content, signature: unsigned(seal) });
  if (message.content) content.push({ type: 'text', text: message.content, citations: message.annotations?.map((one) => citation(one, seal)) ?? null });
  if (message.refusal) content.push({ type: 'text', text: message.refusal, citations: null });
  for (const call of message.tool_calls ?? []) {
    const thought = thoughtOf(call);
    if (thought !== undefined) content.push(thoughtBlock({ type: 'reasoning.encrypted', format: 'google', data: thought, id: call.id }, seal));
    content.push({ type: 'tool_use', id: call.id, name: call.function.name, input: toolInput(call.function.arguments), caller: { type: 'direct' } });
  }
  return {
    id: newId('msg'), type: 'message', role: 'assistant', model: answer.model, content,
    ...stopOf(choice, Boolean(message.refusal), asked.request), stop_details: null, container: null,
    usage: { ...anthropicUsage(answer.usage), service_tier: TIERS[answer.service_tier ?? ''] ?? null },
  };
}

/** OpenAI's names for what Anthropic has too. */
const TIERS: Readonly<Record<string, string>> = { default: 'standard', priority: 'priority', batch: 'batch' };

/** Seals what is opaque in a provider's own block. */
export function sealBlock(block: Json, seal: AnswerOptions['seal']): Json {
  if (!isObject(block)) return block;
  if (Array.isArray(block.content)) return { ...block, content: block.content.map((page) => sealField(page, 'encrypted_content', seal)) };
  if (Array.isArray(block.citations)) return { ...block, citations: block.citations.map((citation) => sealField(citation, 'encrypted_index', seal)) };
  if (typeof block.signature === 'string') return { ...block, signature: seal(block.signature) };
  return block.type === 'redacted_thinking' && typeof block.data === 'string' ? { ...block, data: seal(block.data) } : block;
}

/** Of a page that a search of the provider's found, and of a place that is cited in it. */
export function sealField(holder: Json, name: 'encrypted_content' | 'encrypted_index', seal: AnswerOptions['seal']): Json {
  return isObject(holder) && typeof holder[name] === 'string' ? { ...holder, [name]: seal(holder[name]) } : holder;
}

export interface Stop { stop_reason: string; stop_sequence: string | null }

/** Which sequence it was is known too where only one was asked for. */
export function stopOf(choice: ChatAnswer['choices'][number] | ChatChunk['choices'][number], refused: boolean, { stop }: Pick<ChatRequest, 'stop'>): Stop {
  const { finish_reason: finish, [STOPPED]: by } = choice;
  if (finish === 'stop' && by !== undefined && !refused) return { stop_reason: 'stop_sequence', stop_sequence: by ?? (typeof stop === 'string' ? stop : stop?.length === 1 ? stop[0]! : null) };
  return { stop_reason: stopReason(finish, refused), stop_sequence: null };
}

function stopReason(finish: string | null, refused: boolean): string {
  if (finish === 'tool_calls' || finish === 'function_call') return 'tool_use';
  if (finish === 'length') return 'max_tokens';
  return finish === 'content_filter' || refused ? 'refusal' : 'end_turn';
}
