import type { ChatRequest, Message, Tool, ToolCall } from '../../core/chat.ts';
import { unsupported } from '../../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { boundedSchema } from '../../local/format/schema.ts';
import type { Encoded, Target } from '../define.ts';
import { allowedNames, callArguments, chosenTools, effortOf, hasFailed, refuseForeign, unknownNames } from '../values.ts';
import { forcedCall } from './decode.ts';

/**
 * Canonical chat → Ollama's `/api/chat` (docs/api.md of Ollama 0.24). `truncate` and `shift` are off always: a prompt is never cut.
 * Throws `unsupported_parameter` for what changes the meaning and Ollama does not do; mere hints become warnings.
 */
export function encodeChat(request: ChatRequest, target: Target): Encoded {
  const { tools, forced } = chosen(request);
  refuseUnsupported(request);
  const names = toolNames(request.messages);
  const body: JsonObject = {
    model: target.model,
    messages: request.messages.map((message) => encodeMessage(message, names)),
    stream: request.stream === true,
    truncate: false,
    shift: false,
    options: options(request, target, forced),
  };
  if (tools.length > 0) body.tools = tools as unknown as Json;
  const format = request.response_format;
  if (forced) body.format = boundedSchema(callSchema(tools), 'tools');
  else if (format?.type === 'json_object') body.format = 'json';
  else if (format?.type === 'json_schema') {
    const { schema } = format.json_schema;
    body.format = isObject(schema) ? boundedSchema(schema, 'response_format') : 'json';
  }
  const wish = effortOf(request, target);
  if (wish && canReason(target)) body.think = wish === 'none' ? false : effort(wish);
  if (request.logprobs && !forced) body.logprobs = true;
  if (request.top_logprobs && !forced) body.top_logprobs = request.top_logprobs;
  return { body, warnings: warnings(request, target, forced), ...(forced && { answer: forcedCall }) };
}

/** The tools that the model may call, and whether it must call one. A tool that is named is chosen by offering no others. */
function chosen({ tools, tool_choice: choice }: ChatRequest): { tools: readonly Tool[]; forced: boolean } {
  if (choice === 'none') return { tools: [], forced: false };
  if (!isObject(choice)) return { tools: tools ?? [], forced: choice === 'required' };
  if (choice.type === 'function') return { tools: chosenTools(tools, [choice.function.name]), forced: true };
  return { tools: chosenTools(tools, allowedNames(choice.allowed_tools, 'The local model')), forced: isObject(choice.allowed_tools) && choice.allowed_tools.mode === 'required' };
}

/** A schema with none of them says that a tool takes nothing; a grammar would let the model write whatever it likes. */
const WORDS = ['properties', 'additionalProperties', 'patternProperties', '$ref', 'anyOf', 'oneOf', 'allOf', 'enum', 'const'];

/** What the answer is held to where one of the tools must be called: Ollama has no word for that, but a grammar for every JSON schema. */
function callSchema(tools: readonly Tool[]): JsonObject {
  const $defs: JsonObject = {};
  const anyOf = tools.map(({ function: { name, parameters } }, index) => {
    const at = `#/$defs/${index}`;
    $defs[index] = moved({ type: 'object', ...(parameters && WORDS.some((word) => word in parameters) ? parameters : { properties: {} }) }, at);
    return { type: 'object', properties: { name: { const: name }, arguments: { $ref: at } }, required: ['name', 'arguments'] };
  });
  return { anyOf, $defs };
}

/** A schema whose root lies at `root` now: references are from the document's beginning. */
function moved(schema: Json, root: string): Json {
  if (Array.isArray(schema)) return schema.map((one) => moved(one, root));
  if (!isObject(schema)) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, key === '$ref' && typeof value === 'string' && value.startsWith('#') ? root + value.slice(1) : moved(value, root)]));
}

function refuseUnsupported(request: ChatRequest): void {
  // Ollama finds it at the beginning of every answer.
  if (request.stop === '' || (Array.isArray(request.stop) && request.stop.includes(''))) throw unsupported('stop', 'An empty stop word would end every answer of the local model before it begins.', 'Leave it out.');
  if ((request.n ?? 1) > 1) throw unsupported('n', 'The local model gives one answer per request.');
  refuseForeign(request, 'The local model');
}

/** Ollama refuses a wish to think from a model that cannot; it is a hint, and a hint is not worth an error. */
function canReason(target: Target): boolean {
  return target.capabilities?.reasoning !== false;
}

/** What is encoded, refused, or for the gateway itself; the rest is named in the warning, never dropped in silence. */
const UNDERSTOOD = new Set(
  `model messages stream stream_options tools tool_choice parallel_tool_calls response_format stop seed temperature top_p frequency_penalty presence_penalty
  logit_bias max_tokens max_completion_tokens n logprobs top_logprobs metadata reasoning_effort passthrough modalities`.split(/\s+/),
);

function warnings(request: ChatRequest, target: Target, forced: boolean): string[] {
  const ignored = unknownNames(request, UNDERSTOOD);
  if (!forced && request.tools?.some((tool) => tool.function.strict)) ignored.push('tools[].function.strict');
  if (request.messages.some(({ name, role }) => name && role !== 'tool' && role !== 'function')) ignored.push('messages[].name');
  if (request.messages.some(hasFailed)) ignored.push('messages[].is_error');
  if (request.reasoning_effort && !canReason(target)) ignored.push('reasoning_effort');
  if (forced && request.stop?.length) ignored.push('stop');
  if (forced && request.logprobs) ignored.push('logprobs');
  return ignored.map((name) => `${name} is ignored by the local model${forced && (name === 'stop' || name === 'logprobs') ? ' where it must call a tool' : ''}`);
}

function options(request: ChatRequest, target: Target, forced: boolean): JsonObject {
  const out: JsonObject = {};
  const set = (name: string, value: Json | undefined) => {
    if (value !== undefined && value !== null) out[name] = value;
  };
  set('num_ctx', target.numCtx);
  set('num_predict', request.max_completion_tokens ?? request.max_tokens ?? target.outputBound);
  set('temperature', request.temperature);
  set('top_p', request.top_p);
  set('seed', request.seed);
  set('frequency_penalty', request.frequency_penalty);
  set('presence_penalty', request.presence_penalty);
  // It would cut the call, which is JSON, and no call would be left.
  if (!forced) set('stop', typeof request.stop === 'string' ? [request.stop] : request.stop);
  return out;
}

/** Ollama names the tool whose result a message is; OpenAI names the call. */
function toolNames(messages: Message[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const message of messages) for (const call of message.tool_calls ?? []) names.set(call.id, call.function.name);
  return names;
}

function encodeMessage(message: Message, names: Map<string, string>): JsonObject {
  const out: JsonObject = { role: message.role === 'developer' ? 'system' : message.role === 'function' ? 'tool' : message.role, content: '' };
  const images: string[] = [];
  if (typeof message.content === 'string') out.content = message.content;
  else if (message.content) {
    const texts: string[] = [];
    for (const part of message.content) {
      if (part.type === 'text') texts.push(part.text);
      else if (part.type === 'refusal') texts.push(part.refusal);
      else if (part.type === 'image_url') images.push(part.image_url.url.slice(part.image_url.url.indexOf(',') + 1));
      else throw unsupported('messages', `The local model takes text and images, not parts of type ${part.type}.`);
    }
    out.content = texts.join('\n');
  }
  if (out.content === '' && message.refusal) out.content = message.refusal;
  if (images.length > 0) out.images = images;
  // Models that called a tool in the midst of their thoughts want them back with its result.
  if (message.reasoning_content) out.thinking = message.reasoning_content;
  if (message.tool_calls) out.tool_calls = message.tool_calls.map(encodeToolCall);
  if (message.role === 'tool') out.tool_name = names.get(message.tool_call_id ?? '') ?? message.name ?? '';
  return out;
}

function encodeToolCall(call: ToolCall): JsonObject {
  return { function: { name: call.function.name, arguments: callArguments(call) } };
}

function effort(value: string): Json {
  return value === 'low' || value === 'medium' || value === 'high' ? value : true;
}

