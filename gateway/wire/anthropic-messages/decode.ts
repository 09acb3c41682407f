import { type ChatRequest, type Message, NO_THINKING, type Tool, type ToolChoice } from '../../core/chat.ts';
import { GatehouseError } from '../../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { type DecodedChat, noNeeds } from '../dialect.ts';
import { checkModelName, checkNoOtherRoute, checkSpelling } from '../one-reading.ts';
import { checkBooleans, checkNumbers, MAX_ANSWER_TOKENS, type NumberRule } from '../parameters.ts';
import { hosted, invalid, reference } from '../faults.ts';
import { readHostedTool } from '../hosted.ts';
import { unreadFields } from '../unread.ts';
import { readMessages, readSystem, type Reading } from './messages.ts';

/** Tools that Anthropic describes and the client runs itself; no other provider knows them. */
const OWN_TOOLS = /^(bash|text_editor|memory|computer)_\d{8}$/;
/** Stored state, content by reference, tools and accounts that the provider would add. */
const REFERENCES = ['container', 'thread', 'user_profile_id', 'workspace_id'];
const HOSTED = ['mcp_servers'];
/** What changes the price, or the prompt, in ways that nobody here can know. */
const REFUSED = ['billing_policy', 'compaction', 'fallbacks'];
/** What changes nothing but how an answer is sampled or kept; other providers have no word for it. */
const HINTS = ['top_k', 'inference_geo', 'cache_control', 'context_management', 'diagnostics'];
const KNOWN = new Set([
  ...REFERENCES, ...HOSTED, ...REFUSED, ...HINTS, 'model', 'messages', 'system', 'max_tokens', 'stream', 'tools', 'tool_choice', 'stop_sequences', 'metadata', 'temperature', 'top_p',
  'thinking', 'output_config', 'output_format', 'service_tier',
]);
const NUMBERS: Record<string, NumberRule> = {
  max_tokens: { min: 1, max: MAX_ANSWER_TOKENS, integer: true },
  temperature: { min: 0, max: 1 },
  top_p: { min: 0, max: 1 },
  top_k: { min: 0, max: 1_000_000, integer: true },
};
/** Both are spoken; a provider of this dialect is told which one the client means. */
const VERSIONS = new Set(['2023-06-01', '2026-10-21']);
/** Trials that change how an answer is made or told, and neither what it costs nor who takes part. */
const TRIALS = new Set([
  'interleaved-thinking-2025-05-14', 'context-management-2025-06-27', 'output-128k-2025-02-19', 'model-context-window-exceeded-2025-08-26', 'structured-outputs-2025-11-13', 'thinking-token-count-2026-05-13',
  'fine-grained-tool-streaming-2025-05-14', 'dev-full-thinking-2025-05-14', 'token-efficient-tools-2025-02-19', 'extended-cache-ttl-2025-04-11', 'prompt-caching-2024-07-31',
]);

/**
 * Checks a body of Anthropic's Messages API (shapes of @anthropic-ai/sdk 1.12 and of its 2023-06-01 version) and gives it in the canonical shape too.
 * Throws `invalid_request` with the path at fault, `content_by_reference` for what the provider would fetch, `hosted_tool` for tools that it runs.
 */
export function decodeMessages(body: Json, headers: Record<string, string | string[] | undefined>): DecodedChat {
  if (!isObject(body)) throw invalid('', 'The body must be a JSON object.');
  checkSpelling(body, '');
  if (typeof body.model !== 'string' || body.model === '') throw invalid('model', 'model is missing: name a model or an alias, "local" for instance.');
  checkModelName(body.model);
  checkParameters(body);
  const reading: Reading = { needs: noNeeds(), opaque: [], payloads: new Map(), ownOnly: [], hints: [] };
  const conversation = readMessages(body.messages, reading);
  // Ollama would take it for a wish to load the model, and answer with nothing.
  if (conversation.length === 0) throw invalid('messages', 'messages must hold something: there is no block in any of them.');
  const messages: Message[] = [...readSystem(body.system, reading), ...conversation];
  const request: ChatRequest = { model: body.model, messages, max_tokens: body.max_tokens as number };
  if (body.stream === true) request.stream = true;
  readTools(body, request, reading);
  readFormat(body, request, reading);
  if (typeof body.temperature === 'number') request.temperature = body.temperature;
  if (typeof body.top_p === 'number') request.top_p = body.top_p;
  if (Array.isArray(body.stop_sequences) && body.stop_sequences.length > 0) request.stop = body.stop_sequences as string[];
  if (isObject(body.metadata) && typeof body.metadata.user_id === 'string') request.user = body.metadata.user_id;
  const effort = effortOf(body);
  if (effort !== undefined) request.reasoning_effort = effort;
  else if (isObject(body.thinking) && body.thinking.type === 'disabled') request[NO_THINKING] = true;
  const unread = unreadFields(body, KNOWN);
  const hints = [...new Set(reading.hints), ...HINTS.filter((name) => body[name] !== undefined && body[name] !== null), ...unread.hints];
  return { body, request, ...reading, ownOnly: [...reading.ownOnly, ...unread.ownOnly], hints, ...headersOf(headers) };
}

/** Attack: headers are no place for words of the client's own, which nobody classifies: only values that are known here go on. */
function headersOf({ 'anthropic-version': version, 'anthropic-beta': beta }: Record<string, string | string[] | undefined>): Pick<DecodedChat, 'headers' | 'warnings'> {
  const asked = String(beta ?? '').split(',').map((name) => name.trim()).filter(Boolean);
  const known = asked.filter((name) => TRIALS.has(name));
  return {
    headers: { ...(typeof version === 'string' && VERSIONS.has(version) && { 'anthropic-version': version }), ...(known.length > 0 && { 'anthropic-beta': known.join(',') }) },
    ...(known.length < asked.length && { warnings: ['of anthropic-beta only what is known here was passed on'] }),
  };
}

function checkParameters(body: JsonObject): void {
  if (body.max_tokens === undefined || body.max_tokens === null) throw invalid('max_tokens', 'max_tokens is missing: it bounds the answer.');
  checkNumbers(body, NUMBERS);
  checkBooleans(body, ['stream']);
  const { stop_sequences: stop, metadata } = body;
  if (stop !== undefined && stop !== null && !(Array.isArray(stop) && stop.every((one) => typeof one === 'string'))) throw invalid('stop_sequences', 'stop_sequences must be a list of strings.');
  if (metadata !== undefined && metadata !== null && !isObject(metadata)) throw invalid('metadata', 'metadata must be an object.');
  for (const name of REFERENCES) if (body[name] !== undefined && body[name] !== null) throw reference(name);
  for (const name of HOSTED) if (body[name] !== undefined && body[name] !== null) throw hosted(name);
  for (const name of REFUSED) if (body[name] !== undefined && body[name] !== null) throw new GatehouseError('unsupported_parameter', `${name} would change what is paid or what the model is shown.`, { param: name });
  checkNoOtherRoute(body);
}

function readTools(body: JsonObject, request: ChatRequest, reading: Reading): void {
  const { tools } = body;
  if (tools === undefined || tools === null) {
    if (isObject(body.tool_choice) && (body.tool_choice.type === 'any' || body.tool_choice.type === 'tool')) throw invalid('tool_choice', 'tool_choice needs tools.');
    return;
  }
  if (!Array.isArray(tools)) throw invalid('tools', 'tools must be a list.');
  const read = tools.flatMap((tool, index) => readTool(tool, `tools[${index}]`, reading));
  if (read.length > 0) request.tools = read;
  readToolChoice(body.tool_choice, request);
  if ((read.length > 0 || (tools.length > 0 && !reading.hosted)) && request.tool_choice !== 'none') reading.needs.tools = true;
}

/** What is read of a tool, or changes nothing but the size of a stream's pieces. */
const TOOL_FIELDS: ReadonlySet<string> = new Set(['type', 'name', 'description', 'input_schema', 'strict', 'cache_control', 'eager_input_streaming']);
const PLAIN = /^\w{1,40}$/;
const MAX_NAMED = 16;

function readTool(tool: Json, at: string, reading: Reading): Tool[] {
  if (!isObject(tool)) throw invalid(at, `${at} must be an object.`);
  checkSpelling(tool, at);
  const { type, name, description, input_schema: schema, strict, cache_control: cache } = tool;
  if (type !== undefined && type !== null && type !== 'custom') {
    if (typeof type === 'string' && OWN_TOOLS.test(type)) reading.ownOnly.push(`${at}.type`);
    else readHostedTool('anthropic-messages', tool, at, reading);
    return [];
  }
  if (typeof name !== 'string' || name === '') throw invalid(`${at}.name`, `${at}.name is missing.`);
  if (!isObject(schema)) throw invalid(`${at}.input_schema`, `${at}.input_schema must be a JSON schema.`);
  if (description !== undefined && description !== null && typeof description !== 'string') throw invalid(`${at}.description`, `${at}.description must be a string.`);
  const read: Tool & { cache_control?: Json } = { type: 'function', function: { name, ...(description && { description }), parameters: schema, ...(typeof strict === 'boolean' && { strict }) } };
  if (cache != null) read.cache_control = cache;
  for (const [field, value] of Object.entries(tool)) {
    // Attack: a name of a client's choosing ends in a header.
    if (!TOOL_FIELDS.has(field) && value !== null && value !== false && PLAIN.test(field) && reading.hints.length < MAX_NAMED) reading.hints.push(`tools[].${field}`);
  }
  return [read];
}

function readToolChoice(choice: Json | undefined, request: ChatRequest): void {
  if (choice === undefined || choice === null) return;
  if (!isObject(choice)) throw invalid('tool_choice', 'tool_choice must be an object with a type.');
  const choices: Record<string, ToolChoice> = { auto: 'auto', any: 'required', none: 'none', ...(typeof choice.name === 'string' && { tool: { type: 'function' as const, function: { name: choice.name } } }) };
  const meant = typeof choice.type === 'string' ? choices[choice.type] : undefined;
  if (meant === undefined) throw invalid('tool_choice.type', 'tool_choice.type must be auto, any, none, or tool with a name.');
  request.tool_choice = meant;
  if (choice.disable_parallel_tool_use === true) request.parallel_tool_calls = false;
}

/** `output_format` was its name while it was on trial. */
function readFormat({ output_config: config, output_format: older }: JsonObject, request: ChatRequest, { needs }: Reading): void {
  const at = isObject(config) && config.format != null ? 'output_config.format' : 'output_format';
  const format = isObject(config) && config.format != null ? config.format : older;
  if (format === undefined || format === null) return;
  if (!isObject(format) || format.type !== 'json_schema' || !isObject(format.schema)) throw invalid(at, `${at} must have the type json_schema and a schema.`);
  request.response_format = { type: 'json_schema', json_schema: { name: 'answer', schema: format.schema, strict: true } };
  needs.jsonSchema = true;
}

/** Bounds of `budget_tokens`, for providers that take a word in place of a number. */
const LOW = 4_096;
const MEDIUM = 16_384;

function effortOf({ output_config: config, thinking }: JsonObject): string | undefined {
  if (isObject(config) && typeof config.effort === 'string') return config.effort;
  if (!isObject(thinking) || thinking.type !== 'enabled') return undefined;
  const budget = thinking.budget_tokens;
  if (typeof budget !== 'number' || !(budget >= 1_024)) throw invalid('thinking.budget_tokens', 'thinking.budget_tokens must be a number of at least 1024.');
  return budget <= LOW ? 'low' : budget <= MEDIUM ? 'medium' : 'high';
}
