import type { ChatRequest, ContentPart, Message, Tool } from '../../core/chat.ts';
import { unsupported } from '../../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Encoded, Target } from '../define.ts';
import { allowedNames, chosenTools, effortOf, hasFailed, imagesBehindResults, refuseForeign, unknownNames } from '../values.ts';

/**
 * Canonical chat → Cohere's `/v2/chat` (types of cohere-ai 8.1). Throws `unsupported_parameter` for what changes the meaning and Cohere does not do; mere hints
 * become warnings. `passthrough.cohere` may hold k, safety_mode, citation_options and thinking (in place of `reasoning_effort`).
 */
export function encodeChat(request: ChatRequest, target: Target): Encoded {
  refuseUnsupported(request);
  const warnings = ignored(request);
  const body: JsonObject = { model: target.model, messages: imagesBehindResults(request.messages, () => warnings.push('the place of images in results of tools is ignored by Cohere')).map(encodeMessage), stream: request.stream === true };
  const set = (name: string, value: Json | undefined) => {
    if (value !== undefined && value !== null) body[name] = value;
  };
  set('max_tokens', request.max_completion_tokens ?? request.max_tokens ?? target.outputBound);
  set('stop_sequences', typeof request.stop === 'string' ? [request.stop] : request.stop);
  set('temperature', request.temperature);
  // Many clients send 1 unasked: no token is left out, nor is one that matters by the largest number Cohere takes.
  set('p', request.top_p === 1 ? MOST_P : request.top_p);
  set('seed', request.seed);
  set('frequency_penalty', request.frequency_penalty);
  set('presence_penalty', request.presence_penalty);
  set('logprobs', request.logprobs || undefined);
  Object.assign(body, tools(request, warnings));
  const format = request.response_format;
  if (format?.type === 'json_object') body.response_format = { type: 'json_object' };
  if (format?.type === 'json_schema') body.response_format = { type: 'json_object', ...(format.json_schema.schema && { json_schema: format.json_schema.schema }) };
  set('thinking', thinking(effortOf(request, target), target, warnings));
  for (const [name, value] of Object.entries(request.passthrough?.cohere ?? {})) {
    if (!PASSED.includes(name)) throw unsupported(`passthrough.cohere.${name}`, `Of Cohere's own parameters only ${PASSED.join(', ')} are passed on.`);
    body[name] = value;
  }
  return { body, warnings };
}

const PASSED = ['k', 'safety_mode', 'citation_options', 'thinking'];
const MAX_STOPS = 5;
const MOST_P = 0.99;
const RANGES = { top_p: [0.01, 1], frequency_penalty: [0, 1], presence_penalty: [0, 1] } as const;

function refuseUnsupported(request: ChatRequest): void {
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = request[name as keyof typeof RANGES];
    if (value !== undefined && value !== null && !(value >= least && value <= most)) throw unsupported(name, `Cohere takes ${name} from ${least} to ${most}.`);
  }
  if ((request.n ?? 1) > 1) throw unsupported('n', 'Cohere gives one answer per request.');
  if (request.logprobs && request.top_logprobs) throw unsupported('top_logprobs', 'Cohere says the probability of what it has chosen alone.');
  if (Array.isArray(request.stop) && request.stop.length > MAX_STOPS) throw unsupported('stop', `Cohere takes at most ${MAX_STOPS} stop sequences.`);
  const offered = (request.tools?.length ?? 0) > 0 && request.tool_choice !== 'none';
  if (offered && (request.response_format?.type ?? 'text') !== 'text') throw unsupported('response_format', 'Cohere takes a response format or tools, not both.');
  refuseForeign(request, 'Cohere');
  const { functions, web_search_options: search } = request as unknown as JsonObject;
  if (functions) throw unsupported('functions', 'Cohere takes tools, not the older functions.');
  if (search) throw unsupported('web_search_options', 'Cohere is not asked to search the web.');
}

/** What is encoded, refused, or for the gateway itself; the rest is named in the warning, never dropped in silence. */
const UNDERSTOOD = new Set(
  `model messages stream stream_options tools tool_choice parallel_tool_calls response_format stop seed temperature top_p frequency_penalty presence_penalty
  logit_bias max_tokens max_completion_tokens n logprobs top_logprobs metadata reasoning_effort passthrough modalities cache_control`.split(/\s+/),
);

function ignored(request: ChatRequest): string[] {
  const names = unknownNames(request, UNDERSTOOD);
  if (request.messages.some((message) => message.name && message.role !== 'tool')) names.push('messages[].name');
  if (request.messages.some(hasFailed)) names.push('messages[].is_error');
  return names.map((name) => `${name} is ignored by Cohere`);
}

/** A tool that must be called, or a choice of some, is said by offering no others: Cohere knows only "one of them" and "none". */
function tools({ tools: offered, tool_choice: choice }: ChatRequest, warnings: string[]): JsonObject {
  const names = chosen(choice);
  const kept = chosenTools(offered, names);
  if (kept.length === 0) return {};
  const strict = kept.filter((tool) => tool.function.strict).length;
  if (strict > 0 && strict < kept.length) warnings.push('tools[].function.strict is ignored by Cohere, which is strict about all tools or none');
  const must = choice === 'required' || (isObject(choice) && (choice.type === 'function' || (isObject(choice.allowed_tools) && choice.allowed_tools.mode === 'required')));
  return { tools: kept.map(encodeTool), ...(strict === kept.length && { strict_tools: true }), ...(must && { tool_choice: 'REQUIRED' }), ...(choice === 'none' && { tool_choice: 'NONE' }) };
}

function chosen(choice: ChatRequest['tool_choice']): string[] | undefined {
  if (!isObject(choice)) return undefined;
  return choice.type === 'function' ? [choice.function.name] : allowedNames(choice.allowed_tools, 'Cohere');
}

function encodeTool({ function: { name, description, parameters } }: Tool): JsonObject {
  return { type: 'function', function: { name, ...(description && { description }), parameters: parameters ?? { type: 'object', properties: {} } } };
}

/** A model that can think does so unless it is told not to; how hard cannot be said. */
function thinking(effort: string | null | undefined, { capabilities }: Target, warnings: string[]): JsonObject | undefined {
  if (!effort) return undefined;
  if (effort === 'none' && capabilities?.reasoning !== false) return { type: 'disabled' };
  if (effort !== 'none') warnings.push('reasoning_effort is ignored by Cohere');
  return undefined;
}

function encodeMessage(message: Message): JsonObject {
  const { role, content, refusal, tool_calls: calls, reasoning_content: thoughts } = message;
  if (role === 'function') throw unsupported('messages', 'Cohere takes messages of role "tool", not "function".');
  if (role === 'tool') return { role, tool_call_id: message.tool_call_id ?? '', content: contentOf(content, false) };
  if (role !== 'assistant') return { role: role === 'developer' ? 'system' : role, content: contentOf(content, role === 'user') };
  const text = contentOf(content, false) || (refusal ?? '');
  if (!calls?.length) return { role, content: text };
  // What it thought and said before its calls is their plan to Cohere: the only thoughts that it wants back.
  const said = typeof text === 'string' ? text : text.map((part) => part.text).join('');
  const plan = [thoughts ?? '', said].filter((piece) => piece !== '').join('\n');
  return { role, ...(plan !== '' && { tool_plan: plan }), tool_calls: calls.map(({ id, function: { name, arguments: args } }) => ({ id, type: 'function', function: { name, arguments: args || '{}' } })) };
}

function contentOf(content: Message['content'], images: boolean): string | JsonObject[] {
  if (content === null || content === undefined) return '';
  return typeof content === 'string' ? content : content.map((part) => encodePart(part, images));
}

function encodePart(part: ContentPart, images: boolean): JsonObject {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.type === 'refusal') return { type: 'text', text: part.refusal };
  if (part.type !== 'image_url' || !images) throw unsupported('messages', `Cohere takes text, and images of the user, not parts of type ${part.type} there.`);
  const { url, detail } = part.image_url;
  if (!url.startsWith('data:')) throw unsupported('messages', 'Cohere gets images inside the request: as data URLs.');
  return { type: 'image_url', image_url: { url, ...(detail && { detail }) } };
}

