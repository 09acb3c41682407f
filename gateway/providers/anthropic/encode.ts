import type { ChatRequest, Tool, ToolChoice } from '../../core/chat.ts';
import { unsupported } from '../../core/errors.ts';
import { isObject, type Json, type JsonObject, spelt } from '../../core/json.ts';
import type { Encoded, Target } from '../define.ts';
import { encodeMessages, thoughtsAreMissing } from './content.ts';
import { MAX_NAMED, isBlank, isPlainName, refuseForeign, unknownNames, withQuestion } from '../values.ts';

/** Tokens. The API demands a bound; current models take this one. A larger one, added to a long prompt, would not fit their context. */
const DEFAULT_BOUND = 8192;
/** `auto` may be served, and billed, at the priority tier. */
const TIER = { service_tier: 'standard_only' };

/**
 * Canonical chat → the Messages API of version 2026-10-21 (`MessageCreateParamsBase` of @anthropic-ai/sdk 1.12), which refuses `temperature`, `top_p` and `top_k`.
 * Throws `unsupported_parameter` for what changes the meaning and this API does not do; mere hints become warnings.
 */
export function encodeChat(request: ChatRequest, target: Target): Encoded {
  refuseUnsupported(request);
  const ignored = new Set<string>();
  const { system, messages } = encodeMessages(withQuestion(request.messages), (name) => ignored.add(name));
  const bound = request.max_completion_tokens ?? request.max_tokens ?? target.outputBound;
  const usual = Math.min(target.outputLimit ?? DEFAULT_BOUND, DEFAULT_BOUND);
  const body: JsonObject = { model: target.model, max_tokens: bound ?? usual, messages, ...TIER };
  if (system.length > 0) body.system = system;
  if (request.stream) body.stream = true;
  if (request.stop?.length) body.stop_sequences = typeof request.stop === 'string' ? [request.stop] : request.stop;
  if (request.tools?.length) Object.assign(body, toolsOf(request, request.tools));
  const format = request.response_format;
  if (format?.type === 'json_schema') body.output_config = { format: { type: 'json_schema', schema: schemaOf(format.json_schema) } };
  const warnings = reason(request, target, body);
  if (request.user) {
    if (request.user.length <= 256) body.metadata = { user_id: request.user };
    else ignored.add('user');
  }
  passThrough(request, body);
  if (lacksThoughts(body)) {
    delete body.thinking;
    warnings.push(UNTHINKING);
  }
  for (const name of hints(request)) ignored.add(name);
  if (bound === undefined) warnings.push(`max_tokens was not set: the answer ends after ${usual} tokens`);
  return { body, warnings: [...[...ignored].slice(0, MAX_NAMED).map((name) => `${name} is ignored by Anthropic`), ...warnings] };
}

const isBlankText = (block: Json): boolean => isObject(block) && block.type === 'text' && typeof block.text === 'string' && isBlank(block.text);

/**
 * Without what only another model's answer can have brought into a client's messages, and what is refused when it comes back: a line end before its calls, or an answer that held nothing but
 * thoughts of its own, which do not go there. The very list where there is none.
 */
function takenBack(messages: Json): Json {
  const answersNothing = (message: Json): boolean => isObject(message) && message.role === 'assistant' && (typeof message.content === 'string' ? isBlank(message.content) : listOf(message.content).every(isBlankText));
  const isMixed = (message: Json): message is JsonObject => isObject(message) && message.role === 'assistant' && listOf(message.content).some(isBlankText);
  if (!Array.isArray(messages) || !messages.some((message) => answersNothing(message) || isMixed(message))) return messages;
  return messages.filter((message) => !answersNothing(message)).map((message) => (isMixed(message) ? { ...message, content: listOf(message.content).filter((block) => !isBlankText(block)) } : message));
}

/** The calls whose results come last were another model's: those that think within a budget then want thoughts of their own before them, and there are none. */
function lacksThoughts({ messages, thinking }: JsonObject): boolean {
  if (!isObject(thinking) || thinking.type !== 'enabled') return false;
  const has = (message: Json | undefined, type: RegExp): boolean => isObject(message) && listOf(message.content).some((block) => isObject(block) && type.test(spelt(block.type)));
  const all = listOf(messages);
  const last = all.findLastIndex((message) => isObject(message) && message.role === 'assistant');
  return all.slice(last + 1).some((message) => has(message, /^tool_result$/)) && !has(all[last], /^(redacted_)?thinking$/);
}

const UNTHINKING = 'the model is kept from thinking: its own thoughts before the calls of tools are not there, without which it refuses to';

/** Trials that are refused where the model does not think. */
function withoutThinking({ thinking: _thinking, context_management: context, ...body }: JsonObject): JsonObject {
  if (!isObject(context)) return body;
  const edits = listOf(context.edits).filter((edit) => !isObject(edit) || !spelt(edit.type).startsWith('clear_thinking'));
  return edits.length > 0 ? { ...body, context_management: { ...context, edits } } : body;
}

/** A client's own Messages body: sent as it is, but for the model, the bound where it has none, and what would cost more or be computed elsewhere than the office knows. */
export function encodeNative(request: JsonObject, target: Target): Encoded {
  const alone = withoutSharedCaches(request);
  const { speed, diagnostics, messages = null, ...rest } = alone ?? request;
  const warnings: string[] = [];
  let body: JsonObject = { ...rest, messages: takenBack(messages) };
  if (lacksThoughts(body)) {
    body = withoutThinking(body);
    warnings.push(UNTHINKING);
  }
  if (body.inference_geo != null) throw unsupported('inference_geo', 'Where the provider computes is the office’s choice, in its workspace there.');
  // Attack: `fast` is billed at a multiple of the price that the client's budget knows.
  if (speed != null && speed !== 'standard') warnings.push('speed was left out: what it costs is not known');
  if (body.service_tier != null && body.service_tier !== 'standard_only') warnings.push('service_tier was left out: what it costs is not known');
  // Claude Code asks for it: what was sent before would have to be kept there, to be compared with.
  if (diagnostics != null) warnings.push('diagnostics was left out: nothing is to be kept there');
  if (alone) warnings.push('the scope of cache_control was left out: nobody else is to use that cache');
  if (body.max_tokens == null && target.outputBound !== undefined) body.max_tokens = target.outputBound;
  return { body: { ...body, model: target.model, ...TIER }, warnings };
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const isShared = (holder: Json): holder is JsonObject & { cache_control: JsonObject } => isObject(holder) && isObject(holder.cache_control) && holder.cache_control.scope !== undefined;

function unshared(holder: Json): Json {
  if (!isShared(holder)) return holder;
  const { scope: _scope, ...mark } = holder.cache_control;
  return { ...holder, cache_control: mark };
}

/** A body whose marks of the cache share it with others (`scope`, which Claude Code sets), without that; undefined for every other one. */
function withoutSharedCaches(body: JsonObject): JsonObject | undefined {
  const places = [body, ...listOf(body.system), ...listOf(body.tools), ...listOf(body.messages).flatMap((message) => (isObject(message) ? listOf(message.content) : []))];
  if (!places.some(isShared)) return undefined;
  const out = { ...(unshared(body) as JsonObject) };
  for (const name of ['system', 'tools'] as const) if (Array.isArray(body[name])) out[name] = body[name].map(unshared);
  out.messages = listOf(body.messages).map((message) => (isObject(message) && Array.isArray(message.content) ? { ...message, content: message.content.map(unshared) } : message));
  return out;
}

function refuseUnsupported(request: ChatRequest): void {
  const extra = request as unknown as JsonObject;
  if ((request.n ?? 1) > 1) throw unsupported('n', 'Anthropic gives one answer per request.');
  for (const name of ['logprobs', 'top_logprobs'] as const) if (request[name]) throw unsupported(name, 'Anthropic gives no log probabilities.');
  refuseForeign(request, 'Anthropic');
  if (request.response_format?.type === 'json_object') throw unsupported('response_format', 'Anthropic answers in JSON to a schema only: use "json_schema".');
  for (const name of ['functions', 'function_call', 'web_search_options', 'audio']) if (extra[name] != null) throw unsupported(name, `Anthropic does not take "${name}".`);
}

/** What is encoded, refused, or for the gateway itself; the rest is named in the warning, never dropped in silence. */
const UNDERSTOOD = new Set(
  `model messages stream stream_options tools tool_choice parallel_tool_calls response_format stop max_tokens max_completion_tokens n logprobs top_logprobs logit_bias user metadata
  reasoning_effort service_tier passthrough modalities functions function_call web_search_options audio`.split(/\s+/),
);
const TIERS: readonly unknown[] = [undefined, null, 'auto', 'default', 'standard'];

function hints(request: ChatRequest): string[] {
  const names = unknownNames(request, UNDERSTOOD);
  return TIERS.includes(request.service_tier) ? names : [...names, 'service_tier'];
}

function schemaOf({ schema, description }: { schema?: JsonObject; description?: string }): JsonObject {
  if (!schema) throw unsupported('response_format', 'Anthropic answers in JSON to a schema only, and none was given.');
  return description === undefined ? schema : { description, ...schema };
}

function toolsOf(request: ChatRequest, all: Tool[]): JsonObject {
  const { tools, choice } = allowed(all, request.tool_choice ?? 'auto');
  const single = request.parallel_tool_calls === false && choice.type !== 'none';
  if (single) choice.disable_parallel_tool_use = true;
  return { tools: tools.map(encodeTool), ...((request.tool_choice != null || single) && { tool_choice: choice }) };
}

/** "Only these" is said by leaving out the others. */
function allowed(tools: Tool[], choice: ToolChoice): { tools: Tool[]; choice: JsonObject } {
  if (choice === 'required') return { tools, choice: { type: 'any' } };
  if (typeof choice === 'string') return { tools, choice: { type: choice } };
  if (choice.type === 'function') return { tools, choice: { type: 'tool', name: choice.function.name } };
  const wanted = isObject(choice.allowed_tools) ? choice.allowed_tools : {};
  if (!Array.isArray(wanted.tools)) throw unsupported('tool_choice', 'This tool choice cannot be expressed there.');
  const names = new Set(wanted.tools.map((tool) => (isObject(tool) && isObject(tool.function) ? tool.function.name : undefined)));
  const left = tools.filter((tool) => names.has(tool.function.name));
  if (left.length < names.size) throw unsupported('tool_choice', 'An allowed tool is not among the tools.');
  return { tools: left, choice: { type: wanted.mode === 'required' ? 'any' : 'auto' } };
}

function encodeTool(tool: Tool): JsonObject {
  const { name, description, parameters, strict } = tool.function;
  const { cache_control: mark } = tool as unknown as JsonObject;
  return { name, ...(description !== undefined && { description }), input_schema: { type: 'object', ...parameters }, ...(strict && { strict }), ...(isObject(mark) && { cache_control: mark }) };
}

/** Models that think within a budget of tokens and know no effort. Every later one decides by itself how long it thinks. */
const BUDGETED = /^claude-(3|(opus|sonnet|haiku)-4(-[015])?(-\d{8})?$)/;
/** Models that do not think unless they are asked to. */
const UNASKED = /^claude-(3|(opus|sonnet|haiku)-4(-|$))/;
const EFFORTS: Record<string, { effort: string; share: number }> = {
  minimal: { effort: 'low', share: 0.1 }, low: { effort: 'low', share: 0.2 }, medium: { effort: 'medium', share: 0.5 },
  high: { effort: 'high', share: 0.8 }, xhigh: { effort: 'xhigh', share: 0.9 }, max: { effort: 'max', share: 0.9 },
};
const LEAST_BUDGET = 1024;

/** Writes into the body how much to think. It is a hint: where a model cannot follow it, that is said. */
function reason(request: ChatRequest, target: Target, body: JsonObject): string[] {
  const wish = request.reasoning_effort;
  if (!wish) return [];
  if (target.capabilities?.reasoning === false) return wish === 'none' ? [] : ['reasoning_effort is ignored: this model does not think'];
  if (wish === 'none') {
    if (UNASKED.test(target.model)) return [];
    body.output_config = { ...(body.output_config as JsonObject | undefined), effort: 'low' };
    return ['reasoning_effort "none" became "low": newer models always think'];
  }
  const known = EFFORTS[wish];
  if (!known) return ['reasoning_effort is ignored: its value is unknown'];
  const forced = isObject(body.tool_choice) && (body.tool_choice.type === 'any' || body.tool_choice.type === 'tool');
  if (!BUDGETED.test(target.model)) {
    body.output_config = { ...(body.output_config as JsonObject | undefined), effort: known.effort };
    if (!forced) body.thinking = { type: 'adaptive', display: 'summarized' };
    return [];
  }
  const most = Number(body.max_tokens) - 1;
  if (forced) return ['reasoning_effort is ignored: this model does not think where a tool must be called'];
  if (most < LEAST_BUDGET) return [`reasoning_effort is ignored: thinking needs more than ${LEAST_BUDGET} tokens of max_tokens`];
  if (thoughtsAreMissing(request)) return ['reasoning_effort is ignored: the thoughts before the tool calls (reasoning_details) were not sent back'];
  body.thinking = { type: 'enabled', budget_tokens: Math.max(LEAST_BUDGET, Math.floor(most * known.share)) };
  return [];
}

/** What this provider alone knows, and neither reaches out nor costs more nor moves the computation to another region. */
const PASSED = new Set(['thinking']);

function passThrough(request: ChatRequest, body: JsonObject): void {
  for (const [name, value] of Object.entries(request.passthrough?.anthropic ?? {})) {
    if (!PASSED.has(name)) throw unsupported(`passthrough.anthropic.${isPlainName(name) ? name : '…'}`, 'This parameter is not among those that are passed on.');
    body[name] = value;
  }
}
