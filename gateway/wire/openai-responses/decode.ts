import type { ChatRequest, Message, Tool, ToolChoice } from '../../core/chat.ts';
import { unsupported } from '../../core/errors.ts';
import { isObject, type Json, type JsonObject, spelt } from '../../core/json.ts';
import { type DecodedChat, noNeeds } from '../dialect.ts';
import { hosted, invalid, reference } from '../faults.ts';
import { hostedToolOf } from '../../providers/registry.ts';
import { readHostedTool } from '../hosted.ts';
import { checkModelName, checkNoOtherRoute, checkSpelling } from '../one-reading.ts';
import { checkBooleans, checkNumbers, MAX_ANSWER_TOKENS, type NumberRule } from '../parameters.ts';
import { unreadFields } from '../unread.ts';
import { Items, type Reading } from './items.ts';
import { KeptItems } from './kept-items.ts';
import { flatName, outOfNamespace } from './namespaces.ts';
import { isOwnChoice, isOwnTool } from './own-tools.ts';
import type { ResponseStates } from '../../core/kept-response.ts';

const DIALECT = 'openai-responses';
const REFERENCES = ['conversation', 'prompt', 'context_management'];
const HINTS = ['safety_identifier', 'prompt_cache_key', 'prompt_cache_options', 'prompt_cache_retention', 'max_tool_calls', 'moderation'];
const KNOWN = new Set([
  ...REFERENCES, ...HINTS, 'model', 'input', 'instructions', 'previous_response_id', 'stream', 'stream_options', 'store', 'background', 'truncation', 'metadata', 'include', 'tools', 'tool_choice',
  'parallel_tool_calls', 'text', 'temperature', 'top_p', 'top_logprobs', 'max_output_tokens', 'user', 'service_tier', 'reasoning',
]);
/** What may be asked to be in an answer (of images: their addresses, which stand in the input); the rest is of tools that the provider runs. */
const INCLUDABLE = new Set(['reasoning.encrypted_content', 'message.output_text.logprobs', 'message.input_image.image_url']);
const NUMBERS: Record<string, NumberRule> = {
  temperature: { min: 0, max: 2 },
  top_p: { min: 0, max: 1 },
  max_output_tokens: { min: 1, max: MAX_ANSWER_TOKENS, integer: true },
  top_logprobs: { min: 0, max: 20, integer: true },
};
const BOOLEANS = ['stream', 'store', 'background', 'parallel_tool_calls'];

/** A request of the Responses API as it was read. */
export interface DecodedResponse extends DecodedChat {
  /** The items of this request alone. */
  own: JsonObject[];
  previous: string | null;
  store: boolean;
}

/**
 * Checks a body of OpenAI's Responses API (openai-node 7.55). What `previous_response_id` stands for is ours: it is put before the input, so that all
 * of it is classified again. Throws `invalid_request`, `content_by_reference`, `hosted_tool`, 404 `not_found` for an id that is none of this key's, and 413 `request_too_large` for a conversation that is.
 */
export function decodeResponses(raw: Json, keyId: string, states: ResponseStates): DecodedResponse {
  if (!isObject(raw)) throw invalid('', 'The body must be a JSON object.');
  checkSpelling(raw, '');
  const { model, input, instructions, previous_response_id: before } = raw;
  if (typeof model !== 'string' || model === '') throw invalid('model', 'model is missing: name a model or an alias, "local" for instance.');
  checkModelName(model);
  checkParameters(raw);
  if (instructions !== undefined && instructions !== null && typeof instructions !== 'string') throw invalid('instructions', 'instructions must be a string.');
  const kept = new KeptItems(keyId, states);
  const own = kept.withNamed(inputItems(input));
  const previous = typeof before === 'string' ? before : null;
  const history = previous === null ? [] : kept.upTo(previous);
  const all = [...history, ...own];
  const reading: Reading = { needs: noNeeds(), opaque: [], payloads: new Map(), ownOnly: [], hints: [] };
  const items = new Items(reading);
  all.forEach((item, index) => items.add(item, index < history.length ? `previous_response_id[${index}]` : `input[${index - history.length}]`));
  const messages: Message[] = [...(typeof instructions === 'string' && instructions !== '' ? [{ role: 'system' as const, content: instructions }] : []), ...items.end()];
  const request: ChatRequest = { model, messages };
  if (raw.stream === true) request.stream = true;
  readTools(raw, request, reading);
  checkInclude(raw.include, reading);
  readText(raw.text, request, reading);
  readRest(raw, request);
  const body: JsonObject = { ...raw, input: all };
  delete body.previous_response_id;
  const unread = unreadFields(raw, KNOWN);
  return { body, request, ...reading, ownOnly: [...reading.ownOnly, ...unread.ownOnly], hints: [...HINTS.filter((name) => raw[name] != null), ...new Set(reading.hints), ...unread.hints], headers: {}, own, previous, store: raw.store !== false, ...(kept.reached !== undefined && { reached: kept.reached }) };
}

function inputItems(input: Json | undefined): JsonObject[] {
  if (typeof input === 'string' && input !== '') return [{ type: 'message', role: 'user', content: input }];
  if (!Array.isArray(input) || input.length === 0 || !input.every(isObject)) throw invalid('input', 'input must be a text or a list of items.');
  return input;
}

function checkParameters(body: JsonObject): void {
  checkNumbers(body, NUMBERS);
  checkBooleans(body, BOOLEANS);
  if (body.previous_response_id != null && typeof body.previous_response_id !== 'string') throw invalid('previous_response_id', 'previous_response_id must be a string.');
  if (body.background === true) throw unsupported('background', 'Answers are made while the client waits, streamed if it likes.');
  if (body.truncation === 'auto') throw unsupported('truncation', 'A prompt is never cut: send less, or ask for a model with a longer context.');
  if (body.metadata != null && !isObject(body.metadata)) throw invalid('metadata', 'metadata must be an object.');
  for (const name of REFERENCES) if (body[name] != null) throw reference(name);
  checkNoOtherRoute(body);
}

function checkInclude(include: Json | undefined, { hosted: asked }: Reading): void {
  if (include === undefined || include === null) return;
  if (!Array.isArray(include)) throw invalid('include', 'include must be a list.');
  const known = (wish: Json): boolean => typeof wish === 'string' && (INCLUDABLE.has(wish) || hostedToolOf(DIALECT, ({ name, includes }) => asked?.names.includes(name) === true && includes?.includes(wish) === true) !== undefined);
  if (!include.every(known)) throw hosted('include');
}

function readTools(body: JsonObject, request: ChatRequest, reading: Reading): void {
  const { tools, tool_choice: choice } = body;
  if (tools !== undefined && tools !== null) {
    if (!Array.isArray(tools)) throw invalid('tools', 'tools must be a list.');
    const read = tools.flatMap((tool, index) => toolOf(tool, `tools[${index}]`, reading));
    if (read.length > 0) request.tools = read;
  }
  const named = Array.isArray(tools) && tools.length > 0;
  if (choice !== undefined && choice !== null && (named || choice === 'required' || isObject(choice))) {
    if (!named) throw invalid('tool_choice', 'tool_choice needs tools.');
    if (!isHosted(choice, reading) && !isOwnChoice(choice)) request.tool_choice = choiceOf(choice);
  }
  if (typeof body.parallel_tool_calls === 'boolean' && named) request.parallel_tool_calls = body.parallel_tool_calls;
  reading.needs.tools = (request.tools !== undefined || (named && !reading.hosted)) && request.tool_choice !== 'none';
}

/** That a tool be used which the provider runs. */
function isHosted(choice: Json, { hosted: asked }: Reading): boolean {
  return isObject(choice) && asked !== undefined && hostedToolOf(DIALECT, ({ name, types }) => asked.names.includes(name) && types.includes(spelt(choice.type))) !== undefined;
}

function toolOf(tool: Json, at: string, reading: Reading): Tool[] {
  if (!isObject(tool)) throw invalid(at, `${at} must be an object.`);
  checkSpelling(tool, at);
  if (tool.type === 'namespace') {
    if (typeof tool.name !== 'string' || tool.name === '' || !Array.isArray(tool.tools)) throw invalid(at, `${at} must have a name and a list of tools.`);
    return tool.tools.flatMap((inner, index) => toolOf(inner, `${at}.tools[${index}]`, reading)).map((inner) => outOfNamespace(tool, inner));
  }
  if (tool.type !== 'function') {
    if (isOwnTool(tool)) reading.ownOnly.push(`${at}.type`);
    else readHostedTool(DIALECT, tool, at, reading);
    return [];
  }
  const { name, description, parameters, strict } = tool;
  if (typeof name !== 'string' || name === '') throw invalid(`${at}.name`, `${at}.name is missing.`);
  return [{ type: 'function', function: { name, ...(typeof description === 'string' && { description }), ...(isObject(parameters) && { parameters }), ...(typeof strict === 'boolean' && { strict }) } }];
}

function choiceOf(choice: Json): ToolChoice {
  if (choice === 'none' || choice === 'auto' || choice === 'required') return choice;
  if (isObject(choice) && choice.type === 'function' && typeof choice.name === 'string') return { type: 'function', function: { name: flatName(choice.name, choice.namespace) } };
  if (isObject(choice) && choice.type === 'allowed_tools' && Array.isArray(choice.tools)) {
    const tools = choice.tools.map((tool) => (isObject(tool) && tool.type === 'function' ? { type: 'function', function: { name: tool.name ?? '' } } : tool));
    return { type: 'allowed_tools', allowed_tools: { mode: choice.mode ?? 'auto', tools } };
  }
  throw invalid('tool_choice', 'tool_choice must be none, auto, required, or name a function.');
}

function readText(text: Json | undefined, request: ChatRequest, { needs }: Reading): void {
  if (text === undefined || text === null) return;
  if (!isObject(text)) throw invalid('text', 'text must be an object.');
  const { format, verbosity } = text;
  if (typeof verbosity === 'string') (request as unknown as JsonObject).verbosity = verbosity;
  if (format === undefined || format === null) return;
  if (!isObject(format) || (format.type !== 'text' && format.type !== 'json_object' && format.type !== 'json_schema')) throw invalid('text.format.type', 'text.format.type must be text, json_object or json_schema.');
  if (format.type === 'json_object') request.response_format = { type: 'json_object' };
  if (format.type !== 'json_schema') return;
  const { name, schema, strict, description } = format;
  if (typeof name !== 'string' || !isObject(schema)) throw invalid('text.format', 'text.format must have a name and a schema.');
  request.response_format = { type: 'json_schema', json_schema: { name, schema, ...(typeof strict === 'boolean' && { strict }), ...(typeof description === 'string' && { description }) } };
  needs.jsonSchema = true;
}

function readRest(body: JsonObject, request: ChatRequest): void {
  if (typeof body.temperature === 'number') request.temperature = body.temperature;
  if (typeof body.top_p === 'number') request.top_p = body.top_p;
  if (typeof body.max_output_tokens === 'number') request.max_tokens = body.max_output_tokens;
  if (typeof body.user === 'string') request.user = body.user;
  if (typeof body.service_tier === 'string') request.service_tier = body.service_tier;
  if (isObject(body.reasoning) && typeof body.reasoning.effort === 'string') request.reasoning_effort = body.reasoning.effort;
  const logprobs = Array.isArray(body.include) && body.include.includes('message.output_text.logprobs');
  if (logprobs || (typeof body.top_logprobs === 'number' && body.top_logprobs > 0)) request.logprobs = true;
  if (typeof body.top_logprobs === 'number' && body.top_logprobs > 0) request.top_logprobs = body.top_logprobs;
}
