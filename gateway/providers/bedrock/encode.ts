import type { ChatRequest, ContentPart, Message, Tool, ToolChoice } from '../../core/chat.ts';
import { unsupported } from '../../core/errors.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { Encoded, Target } from '../define.ts';
import { cachePoint, encodeMessages, type Notes } from './content.ts';
import { hasFailed, MAX_NAMED, isPlainName, refuseForeign, unknownNames, withQuestion } from '../values.ts';

/** Models that take an effort and decide by themselves how long they think. What others take differs from maker to maker. */
const EFFORTFUL = /claude-((opus|sonnet)-4-[678]|(fable|mythos|opus|sonnet|haiku)-5|mythos)/;
/** Models that refuse a temperature. */
const FIXED = /claude-(opus-4-[78]|(fable|mythos|opus|sonnet|haiku)-5|mythos)/;
const EFFORTS: Readonly<Record<string, string>> = { minimal: 'low', low: 'low', medium: 'medium', high: 'high', xhigh: 'xhigh', max: 'max' };

/**
 * Canonical chat → Converse and ConverseStream, which share one body; the model stands in the path (`ConverseRequest` of @aws-sdk/client-bedrock-runtime 3.1163).
 * Throws `unsupported_parameter` for what changes the meaning and Converse does not do; mere hints become warnings.
 */
export function encodeChat(request: ChatRequest, target: Target): Encoded {
  refuseUnsupported(request);
  const ignored = new Set<string>();
  const notes: Notes = { claude: target.model.includes('claude'), hint: (name) => ignored.add(name) };
  const asked = withQuestion(request.messages);
  const untold = !mayCall(request) && asked.some(({ role, tool_calls: calls }) => role === 'tool' || calls?.length);
  const { system, messages } = encodeMessages(untold ? inWords(asked) : asked, notes);
  const body: JsonObject = { messages };
  if (system.length > 0) body.system = system;
  const inference = inferenceOf(request, target, notes);
  if (Object.keys(inference).length > 0) body.inferenceConfig = inference;
  const tools = toolsOf(request, notes);
  if (tools) body.toolConfig = tools;
  const format = request.response_format;
  const output: JsonObject = format?.type === 'json_schema' ? { textFormat: { type: 'json_schema', structure: { jsonSchema: schemaOf(format.json_schema) } } } : {};
  const extra: JsonObject = {};
  const warnings = reason(request, target, output, extra);
  if (untold) warnings.push('calls of tools, and their results, are told in words: Bedrock takes neither where no tool may be called');
  passThrough(request, extra);
  if (Object.keys(output).length > 0) body.outputConfig = output;
  if (Object.keys(extra).length > 0) body.additionalModelRequestFields = extra;
  for (const name of hints(request)) ignored.add(name);
  return { body, warnings: [...[...ignored].slice(0, MAX_NAMED).map((name) => `${name} is ignored by Bedrock`), ...warnings] };
}

function refuseUnsupported(request: ChatRequest): void {
  const extra = request as unknown as JsonObject;
  if ((request.n ?? 1) > 1) throw unsupported('n', 'Bedrock gives one answer per request.');
  for (const name of ['logprobs', 'top_logprobs'] as const) if (request[name]) throw unsupported(name, 'Bedrock gives no log probabilities.');
  refuseForeign(request, 'Bedrock');
  if (request.response_format?.type === 'json_object') throw unsupported('response_format', 'Bedrock answers in JSON to a schema only: use "json_schema".');
  for (const name of ['functions', 'function_call', 'web_search_options', 'audio']) if (extra[name] != null) throw unsupported(name, `Bedrock does not take "${name}".`);
}

/** What is encoded, refused, or for the gateway itself; the rest is named in the warning, never dropped in silence. */
const UNDERSTOOD = new Set(
  `model messages stream stream_options tools tool_choice parallel_tool_calls response_format stop temperature top_p max_tokens max_completion_tokens n logprobs top_logprobs logit_bias
  metadata reasoning_effort service_tier passthrough modalities functions function_call web_search_options audio`.split(/\s+/),
);
const TIERS: readonly unknown[] = [undefined, null, 'auto', 'default', 'standard'];

function hints(request: ChatRequest): string[] {
  const names = unknownNames(request, UNDERSTOOD);
  // No tier is ever asked for: each has a price of its own.
  return TIERS.includes(request.service_tier) ? names : [...names, 'service_tier'];
}

function inferenceOf(request: ChatRequest, target: Target, notes: Notes): JsonObject {
  const out: JsonObject = {};
  const bound = request.max_completion_tokens ?? request.max_tokens ?? target.outputBound;
  if (bound !== undefined) out.maxTokens = bound;
  for (const [name, theirs] of [['temperature', 'temperature'], ['top_p', 'topP']] as const) {
    const value = request[name];
    if (value == null) continue;
    if (FIXED.test(target.model)) notes.hint(name);
    else out[theirs] = value;
  }
  if (request.stop?.length) out.stopSequences = typeof request.stop === 'string' ? [request.stop] : request.stop;
  return out;
}

function schemaOf({ name, schema, description }: { name: string; schema?: JsonObject; description?: string }): JsonObject {
  if (!schema) throw unsupported('response_format', 'Bedrock answers in JSON to a schema only, and none was given.');
  return { schema: JSON.stringify(schema), name, ...(description && { description }) };
}

const mayCall = ({ tools, tool_choice: choice }: ChatRequest): boolean => tools != null && tools.length > 0 && choice !== 'none';

/** As a client ends a conversation with tools: it offers none any more, so that the model answers. */
function inWords(messages: Message[]): Message[] {
  const names = new Map<string, string>();
  const words = (text: string, content: Message['content']): ContentPart[] => [...(typeof content === 'string' ? [{ type: 'text' as const, text: content }] : (content ?? [])), { type: 'text', text }];
  return messages.map(({ tool_calls: calls, tool_call_id: answered, ...said }): Message => {
    if (said.role === 'tool') return { ...said, role: 'user', content: words(`[That is ${hasFailed(said) ? 'why it failed' : 'the result'}: ${names.get(answered ?? '') ?? 'a tool'}.]`, said.content) };
    for (const { id, function: { name } } of calls ?? []) names.set(id, name);
    return calls?.length ? { ...said, content: words(calls.map(({ function: { name, arguments: args } }) => `[Called ${name} with ${args || '{}'}.]`).join('\n'), said.content) } : said;
  });
}

function toolsOf(request: ChatRequest, notes: Notes): JsonObject | undefined {
  if (!request.tools || !mayCall(request)) return undefined;
  const { tools, choice } = allowed(request.tools, request.tool_choice ?? undefined);
  return { tools: tools.flatMap((tool) => [encodeTool(tool), ...cachePoint(tool, notes)]), ...(choice && { toolChoice: choice }) };
}

/** "Only these" is said by leaving out the others. */
function allowed(tools: Tool[], choice: ToolChoice | undefined): { tools: Tool[]; choice?: JsonObject } {
  if (choice === undefined) return { tools };
  if (choice === 'required') return { tools, choice: { any: {} } };
  if (typeof choice === 'string') return { tools, choice: { auto: {} } };
  if (choice.type === 'function') return { tools, choice: { tool: { name: choice.function.name } } };
  const wanted = isObject(choice.allowed_tools) ? choice.allowed_tools : {};
  if (!Array.isArray(wanted.tools)) throw unsupported('tool_choice', 'This tool choice cannot be expressed there.');
  const names = new Set(wanted.tools.map((tool) => (isObject(tool) && isObject(tool.function) ? tool.function.name : undefined)));
  const left = tools.filter((tool) => names.has(tool.function.name));
  if (left.length < names.size) throw unsupported('tool_choice', 'An allowed tool is not among the tools.');
  return { tools: left, choice: wanted.mode === 'required' ? { any: {} } : { auto: {} } };
}

function encodeTool(tool: Tool): JsonObject {
  const { name, description, parameters, strict } = tool.function;
  return { toolSpec: { name, ...(description && { description }), inputSchema: { json: { type: 'object', ...parameters } }, ...(strict && { strict }) } };
}

/** How much to think: a hint, and where a model cannot follow it, that is said. */
function reason(request: ChatRequest, target: Target, output: JsonObject, extra: JsonObject): string[] {
  const wish = request.reasoning_effort;
  if (!wish) return [];
  const effort = Object.hasOwn(EFFORTS, wish) ? EFFORTS[wish] : undefined;
  if (!effort || !EFFORTFUL.test(target.model) || target.capabilities?.reasoning === false) return ['reasoning_effort is ignored: this model takes none of this value'];
  output.effort = effort;
  const forced = request.tools?.length && (request.tool_choice === 'required' || isObject(request.tool_choice));
  if (!forced) extra.thinking = { type: 'adaptive', display: 'summarized' };
  return [];
}

/** Put into `additionalModelRequestFields`: what the model's maker alone knows, and neither reaches out nor costs more. */
const PASSED = new Set(['thinking', 'top_k']);

function passThrough(request: ChatRequest, extra: JsonObject): void {
  for (const [name, value] of Object.entries(request.passthrough?.bedrock ?? {})) {
    if (!PASSED.has(name)) throw unsupported(`passthrough.bedrock.${isPlainName(name) ? name : '…'}`, 'This parameter is not among those that are passed on.');
    extra[name] = value;
  }
}
