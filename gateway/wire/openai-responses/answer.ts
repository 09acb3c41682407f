import type { Annotation, ChatAnswer, FinishReason, ToolCall, WireUsage } from '../../core/chat.ts';
import { newId } from '../../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Usage } from '../../core/model.ts';
import type { Seal } from '../../core/sealed.ts';
import { isEstimated } from '../openai-chat/stream.ts';
import { thoughtOf } from '../tool-calls.ts';
import { type InNamespace, namespacesOf } from './namespaces.ts';
import { encryptedContent, reasoningItem } from './reasoning.ts';

/** The answer as it begins: what was asked, and no output yet (`Response` of openai-node 7.55). */
export function emptyResponse(asked: JsonObject, model: string, store: boolean, previous: string | null): JsonObject {
  const { instructions = null, max_output_tokens: bound = null, metadata, parallel_tool_calls: parallel, reasoning, temperature = null, text, tool_choice: choice, tools, top_p: topP = null, user } = asked;
  return {
    id: newId('resp'), object: 'response', created_at: Math.floor(Date.now() / 1000), status: 'in_progress', background: false, error: null, incomplete_details: null,
    instructions, max_output_tokens: bound, model, output: [], parallel_tool_calls: parallel ?? true, previous_response_id: previous, reasoning: isObject(reasoning) ? reasoning : { effort: null, summary: null },
    store, temperature, text: isObject(text) ? { format: { type: 'text' }, ...text } : { format: { type: 'text' } }, tool_choice: choice ?? 'auto', tools: tools ?? [], top_p: topP, truncation: 'disabled', usage: null, user: user ?? null, metadata: metadata ?? {},
  };
}

/** The same once it has ended. `tier`: which the provider has served it at, where it says so. */
export function endedResponse(begun: JsonObject, output: JsonObject[], finish: FinishReason | null, usage: WireUsage | undefined, estimate: Usage | undefined, tier: string | null | undefined): JsonObject {
  const cut = finish === 'length' ? 'max_output_tokens' : finish === 'content_filter' ? 'content_filter' : null;
  return { ...begun, status: cut === null ? 'completed' : 'incomplete', completed_at: Math.floor(Date.now() / 1000), incomplete_details: cut === null ? null : { reason: cut }, output, usage: usageOf(usage, estimate), service_tier: tier ?? null };
}

/** `input_tokens` includes what came from a cache. */
function usageOf(usage: WireUsage | undefined, estimate: Usage | undefined): JsonObject | null {
  if (!usage) return estimate ? { ...counts(estimate.promptTokens, estimate.completionTokens, 0, 0, 0), gatehouse_estimated: true } : null;
  const { prompt_tokens_details: prompt, completion_tokens_details: completion } = usage;
  return { ...counts(usage.prompt_tokens, usage.completion_tokens, prompt?.cached_tokens ?? 0, prompt?.cache_write_tokens ?? 0, completion?.reasoning_tokens ?? 0), ...(isEstimated(usage) && { gatehouse_estimated: true }) };
}

function counts(input: number, output: number, cached: number, written: number, reasoning: number): JsonObject {
  return { input_tokens: input, input_tokens_details: { cached_tokens: cached, cache_write_tokens: written }, output_tokens: output, output_tokens_details: { reasoning_tokens: reasoning }, total_tokens: input + output };
}

/** Canonical answer → output items: thoughts, what is said, calls of the tools that were offered. */
export function outputItems({ choices }: ChatAnswer, seal: Seal, tools: Json | undefined): JsonObject[] {
  const { message, finish_reason: finish, logprobs } = choices[0]!;
  const output: JsonObject[] = [];
  const details = message.reasoning_details ?? [];
  for (const detail of details) output.push(reasoningItem(detail.summary ?? detail.text ?? '', encryptedContent(detail, seal)));
  if (message.reasoning_content && details.every(({ text, summary }) => !text && !summary)) output.unshift(reasoningItem(message.reasoning_content, undefined));
  const content: JsonObject[] = [];
  if (message.content) content.push(textPart(message.content, isObject(logprobs) && Array.isArray(logprobs.content) ? logprobs.content : [], message.annotations));
  if (message.refusal) content.push({ type: 'refusal', refusal: message.refusal });
  if (content.length > 0) output.push(messageItem(newId('msg'), content, finish === 'length' || finish === 'content_filter' ? 'incomplete' : 'completed'));
  const namespaces = namespacesOf(tools);
  for (const call of message.tool_calls ?? []) output.push(...callItems(call, seal, namespaces));
  return output;
}

export function textPart(text: string, logprobs: Json[], annotations: readonly Annotation[] = []): JsonObject {
  return { type: 'output_text', text, annotations: annotations.map(cited), logprobs };
}

export function cited({ type, url_citation: source }: Annotation): JsonObject {
  return { type, ...source };
}

export function messageItem(id: string, content: JsonObject[], status: string): JsonObject {
  return { id, type: 'message', role: 'assistant', status, content };
}

export function callItem(id: string, { id: callId, function: { name, arguments: args } }: ToolCall, status: string, namespaces: ReadonlyMap<string, InNamespace>): JsonObject {
  return { id, type: 'function_call', call_id: callId, ...(namespaces.get(name) ?? { name }), arguments: args, status };
}

/** What its maker wants back with a call stands before it. */
function callItems(call: ToolCall, seal: Seal, namespaces: ReadonlyMap<string, InNamespace>): JsonObject[] {
  const signature = thoughtOf(call);
  const item = callItem(newId('fc'), call, 'completed', namespaces);
  return signature === undefined ? [item] : [reasoningItem('', encryptedContent({ type: 'reasoning.encrypted', format: 'google', data: signature, id: call.id }, seal)), item];
}
