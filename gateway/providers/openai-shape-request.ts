import type { ChatRequest, ContentPart, Message, Tool } from '../core/chat.ts';
import { GatehouseError, unsupported } from '../core/errors.ts';
import { isObject, type JsonObject, spelt } from '../core/json.ts';
import type { Encoded, Target } from './define.ts';
import type { Quirks } from './openai-shape-quirks.ts';
import { allowedNames, chosenTools, effortOf, hasFailed, imagesBehindResults, refuseCustomCalls, shortId } from './values.ts';

type Body = Partial<Record<string, unknown>>;
type Warn = (what: string) => void;

/** Canonical chat → OpenAI's shape. Messages are copied only where something in them must change. Throws `unsupported_parameter` and `hosted_tool`. */
export function encodeShape(request: ChatRequest, target: Target, quirks: Quirks): Encoded {
  const { passthrough, ...rest } = request;
  const body: Body = rest;
  const warnings: string[] = [];
  body.model = target.model;
  if (target.outputBound !== undefined) body[quirks.bound ?? boundName(target.baseUrl)] = target.outputBound;
  else if (quirks.bound) oneBound(body, quirks.bound);
  if (quirks.usageUnasked) delete body.stream_options;
  else if (request.stream) body.stream_options = { ...request.stream_options, include_usage: true };
  dropDearTier(body, quirks, warnings);
  if (body.store) {
    delete body.store;
    warnings.push('store was left out: nothing is to be kept there');
  }
  const tell: Warn = (text) => {
    if (warnings.length < MAX_NAMED && !warnings.includes(text)) warnings.push(text);
  };
  const warn: Warn = (what) => tell(`${what} is ignored by ${quirks.name}`);
  // Refused by models that do not think; tools of other dialects ask all of them for it.
  if (target.capabilities?.reasoning === false && body.reasoning_effort != null) {
    delete body.reasoning_effort;
    if (request.reasoning_effort !== 'none') warn('reasoning_effort');
  }
  const { efforts } = quirks;
  if (efforts && typeof body.reasoning_effort === 'string' && Object.hasOwn(efforts, body.reasoning_effort)) body.reasoning_effort = efforts[body.reasoning_effort];
  if (quirks.unthinking) keepFromThinking(body, request, target, quirks, warnings);
  if (quirks.hints || quirks.refused || quirks.hosted) leaveOut(body, quirks, warn);
  for (const [name, other] of quirks.renames ?? []) if (body[name] !== undefined) {
    body[other] = body[name];
    delete body[name];
  }
  if (quirks.manyCalls) delete body.parallel_tool_calls;
  if (quirks.countedLogprobs) countLogprobs(body);
  if (body.stop != null) checkStop(body, quirks);
  if (request.tools) encodeTools(body, request.tools, quirks);
  if (quirks.functionsOnly) refuseCustomCalls(request.messages, quirks.name);
  if (quirks.jsonSchema === false && request.response_format?.type === 'json_schema') throw unsupported('response_format', `${quirks.name} does not take a JSON schema.`, 'Ask for json_object, and describe the schema in a message.');
  body.messages = encodeMessages(request.messages, quirks, warn, tell);
  if (passthrough?.[quirks.kind]) addOwn(body, passthrough[quirks.kind] as JsonObject, quirks);
  if (quirks.forced) Object.assign(body, quirks.forced);
  return { body, warnings };
}

const MAX_NAMED = 16;

/** Every server of this dialect knows the older name; OpenAI's own reasoning models take the newer one alone. */
function boundName(baseUrl = ''): 'max_tokens' | 'max_completion_tokens' {
  return /^https:\/\/([\w-]+\.)*openai\.(azure\.)?com(\/|$)/.test(baseUrl) ? 'max_completion_tokens' : 'max_tokens';
}

function oneBound(body: Body, name: NonNullable<Quirks['bound']>): void {
  const other = name === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
  const value = body[other];
  if (value === undefined) return;
  delete body[other];
  const own = body[name];
  if (typeof value === 'number') body[name] = typeof own === 'number' ? Math.min(own, value) : value;
}

/** What costs no more than the price that a request is reserved and settled by. */
const TIERS: readonly string[] = ['auto', 'default', 'flex', 'on_demand', 'standard'];

/** Attack: a client asks for `priority`, which is billed at twice the price that its budget knows. It is a hint: it is left out, and said. */
function dropDearTier(body: Body, { tiers = TIERS, name }: Quirks, warnings: string[]): void {
  const tier = body.service_tier;
  if (tier === undefined || tier === null || tiers.includes(tier as string)) return;
  delete body.service_tier;
  warnings.push(TIERS.includes(tier as string) ? `service_tier is ignored by ${name}` : 'service_tier was left out: what it costs is not known');
}

/** What the client itself says by that parameter is left to the provider to judge. */
function keepFromThinking(body: Body, request: ChatRequest, target: Target, { kind, unthinking: off = {} }: Quirks, warnings: string[]): void {
  if (target.capabilities?.reasoning === false || Object.keys(off).some((name) => body[name] != null || request.passthrough?.[kind]?.[name] != null)) return;
  const unwanted = effortOf(request, target) === 'none';
  const missing = request.messages.some(({ tool_calls: calls, reasoning_content: thoughts }) => calls?.length && typeof thoughts !== 'string');
  if (!unwanted && !missing) return;
  delete body.reasoning_effort;
  Object.assign(body, off);
  if (!unwanted) warnings.push('the model is kept from thinking: the thoughts before calls of tools (reasoning_content) were not sent back, without which it refuses to');
}

/** Values with which a parameter asks for nothing, where that is not false, 0 or empty. */
const NEUTRAL: Readonly<Record<string, (value: unknown) => boolean>> = {
  n: (value) => value === 1,
  modalities: (value) => Array.isArray(value) && value.every((name) => name === 'text'),
};

function asksNothing(name: string, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  const neutral = NEUTRAL[name];
  return neutral ? neutral(value) : value === false || value === 0 || (typeof value === 'object' && Object.keys(value).length === 0);
}

function leaveOut(body: Body, { hints = [], refused = [], hosted = [], name: provider }: Quirks, warn: Warn): void {
  for (const name of hosted) if (!asksNothing(name, body[name])) {
    throw new GatehouseError('hosted_tool', `${name} has ${provider} run a search, a tool or another model of its own, which no policy allows.`, { param: name });
  }
  for (const name of refused) {
    if (!asksNothing(name, body[name])) throw unsupported(name, `${provider} does not know ${name}.`);
    delete body[name];
  }
  for (const name of hints) {
    if (body[name] === undefined) continue;
    if (!asksNothing(name, body[name]) && !isForUs(name, body[name])) warn(name);
    delete body[name];
  }
}

/** Tags are read by the gateway itself. */
function isForUs(name: string, value: unknown): boolean {
  return name === 'metadata' && isObject(value) && Object.keys(value).every((key) => key === 'tags');
}

function countLogprobs(body: Body): void {
  const { logprobs, top_logprobs: top } = body;
  delete body.top_logprobs;
  delete body.logprobs;
  if (logprobs === true) body.logprobs = typeof top === 'number' && top > 0 ? top : 1;
}

function checkStop(body: Body, { stops, stopList, name }: Quirks): void {
  const { stop } = body;
  if (stops !== undefined && Array.isArray(stop) && stop.length > stops) throw unsupported('stop', `${name} takes at most ${stops} stop sequences.`);
  if (stopList && typeof stop === 'string') body.stop = [stop];
}

function encodeTools(body: Body, all: readonly Tool[], { tools: most, functionsOnly, parameters, toolChoice, name }: Quirks): void {
  const tools = functionsOnly ? onlyAllowed(body, all, name) : all;
  if (most !== undefined && tools.length > most) throw unsupported('tools', `${name} takes at most ${most} tools.`);
  if (functionsOnly && tools.some(({ type }) => type !== 'function')) throw unsupported('tools', `${name} takes tools of type "function".`);
  const marked = (tool: Tool): boolean => (tool as unknown as JsonObject).cache_control !== undefined;
  if (tools.some(marked)) body.tools = tools.map((tool) => (marked(tool) ? without(tool, CACHE) : tool));
  if (parameters) body.tools = (body.tools as Tool[]).map((tool) => (tool.function.parameters ? tool : { ...tool, function: { ...tool.function, parameters: NO_PARAMETERS } }));
  const choice = body.tool_choice;
  if (typeof choice === 'string' && toolChoice?.[choice] !== undefined) body.tool_choice = toolChoice[choice];
  if (functionsOnly && isObject(choice) && choice.type !== 'function') throw unsupported('tool_choice', `${name} takes no tool_choice of type "${spelt(choice.type).slice(0, 40)}".`);
}

/** "Only these" is said by leaving out the others, where the choice has no form for it. */
function onlyAllowed(body: Body, all: readonly Tool[], name: string): readonly Tool[] {
  const { tool_choice: choice } = body;
  if (!isObject(choice) || choice.type !== 'allowed_tools' || !isObject(choice.allowed_tools)) return all;
  const names = allowedNames(choice.allowed_tools, name);
  if (names.length === 0) throw unsupported('tool_choice', 'tool_choice names no tool that is allowed.');
  body.tool_choice = choice.allowed_tools.mode === 'required' ? 'required' : 'auto';
  return (body.tools = chosenTools(all, names));
}

const NO_PARAMETERS: JsonObject = { type: 'object', properties: {} };
const CACHE: readonly string[] = ['cache_control'];
/** What only other makers know; it never changes an answer. */
const FOREIGN: readonly string[] = ['reasoning_details', 'reasoning_content', 'cache_control'];
/** The same of a call. */
const FOREIGN_IN_CALLS: readonly string[] = ['extra_content', 'cache_control'];
/** Attack: a field's name ends in a response header. */
const NAME = /^[\w.-]{1,40}$/;

function encodeMessages(messages: readonly Message[], quirks: Quirks, warn: Warn, tell: Warn): readonly Message[] {
  const placed = quirks.resultImages ? messages : imagesBehindResults(messages, () => warn('the place of images in results of tools'));
  const given = quirks.messages ? quirks.messages(placed, tell) : placed;
  let copy: Message[] | undefined;
  for (let index = 0; index < given.length; index++) {
    const message = given[index]!;
    const encoded = encodeMessage(message, quirks, warn);
    if (encoded !== message) (copy ??= [...given])[index] = encoded;
  }
  return copy ?? given;
}

function encodeMessage(message: Message, { name: provider, fields, roles, keeps, parts, flat, callId = Infinity }: Quirks, warn: Warn): Message {
  let out: (Message & Body) | undefined;
  const given = message as Message & Body;
  if (hasFailed(message)) {
    warn('messages[].is_error');
    delete (out ??= { ...given }).is_error;
  }
  if (fields) {
    // What a model would not say is said there like everything else.
    if (message.refusal && !message.content?.length && !fields.includes('refusal')) out = { ...given, content: message.refusal, refusal: null };
    for (const name in given) if (!fields.includes(name)) {
      // Clients send an assistant's message back as they got it, empty fields included.
      if (!FOREIGN.includes(name) && !asksNothing(name, (out ?? given)[name])) warn(`messages[].${NAME.test(name) ? name : 'a field of an unusual name'}`);
      delete (out ??= { ...given })[name];
    }
  } else if (given.reasoning_details !== undefined || given.reasoning_content !== undefined || given.cache_control !== undefined) {
    for (const name of FOREIGN) if (given[name] !== undefined && !keeps?.includes(name as 'reasoning_content')) delete (out ??= { ...given })[name];
  }
  const role = roles?.[message.role];
  if (roles && message.role === 'function') throw unsupported('messages', `${provider} does not take messages of the role "function".`);
  if (role) (out ??= { ...given }).role = role;
  const { content, tool_calls: calls } = out ?? message;
  // Thoughts that are not sent on may have been all of it; OpenAI refuses a message of nothing.
  if (content == null && message.role === 'assistant' && !calls?.length && !message.refusal && given.function_call == null) (out ??= { ...given }).content = '';
  if (Array.isArray(content)) {
    const encoded = encodeParts(content, provider, parts, flat);
    if (encoded !== content) (out ??= { ...given }).content = encoded;
  }
  if (calls) {
    const foreign = keeps?.includes('extra_content') ? CACHE : FOREIGN_IN_CALLS;
    if (calls.some((call) => foreign.some((name) => name in call))) (out ??= { ...given }).tool_calls = calls.map((call) => without(call, foreign));
    if (calls.some(({ id }) => id.length > callId)) (out ??= { ...given }).tool_calls = (out.tool_calls ?? calls).map((call) => ({ ...call, id: shortId(call.id, callId) }));
  }
  const { tool_call_id: answered } = message;
  if (typeof answered === 'string' && answered.length > callId) (out ??= { ...given }).tool_call_id = shortId(answered, callId);
  return out ?? message;
}

function encodeParts(content: ContentPart[], provider: string, parts: Quirks['parts'], flat: Quirks['flat']): string | ContentPart[] {
  let out = content;
  if (parts && !out.every(({ type }) => parts.includes(type))) {
    out = out.map((part) => {
      if (parts.includes(part.type)) return part;
      if (part.type === 'refusal') return { type: 'text', text: part.refusal };
      throw unsupported('messages', `${provider} does not take content parts of type ${part.type}.`);
    });
  }
  if (flat && out.every((part) => part.type === 'text')) return out.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
  const marked = (part: ContentPart): boolean => (part as unknown as JsonObject).cache_control !== undefined;
  return out.some(marked) ? out.map((part) => (marked(part) ? without(part, CACHE) : part)) : out;
}

function without<T extends object>(value: T, names: readonly string[]): T {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))) as T;
}

function addOwn(body: Body, own: JsonObject, { kind, name: provider, passthrough }: Quirks): void {
  if (!isObject(own)) throw unsupported(`passthrough.${kind}`, `passthrough.${kind} must be an object.`);
  for (const [name, value] of Object.entries(own)) {
    if (!passthrough.includes(name)) throw unsupported(`passthrough.${kind}.${name}`, `${name} is none of the parameters that are passed on to ${provider} alone.`, `Known: ${passthrough.join(', ')}.`);
    body[name] = value;
  }
}

