import type { ChatRequest, ContentPart, Message, ToolCall } from '../../core/chat.ts';
import { GatehouseError, unsupported } from '../../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Encoded, Target } from '../define.ts';
import { allowedNames, callArguments, chosenTools, effortOf, hasFailed, refuseForeign, unknownNames, withQuestion } from '../values.ts';

/**
 * Canonical chat → Gemini's `generateContent` (v1beta; types of @google/genai 3.1). Throws `unsupported_parameter` for what changes the meaning and Gemini
 * does not do; mere hints become warnings. `passthrough.google` may hold topK, thinkingConfig (in place of `reasoning_effort`), safetySettings, mediaResolution.
 */
export function encodeChat(request: ChatRequest, target: Target): Encoded {
  refuseUnsupported(request);
  const warnings = ignored(request);
  const messages = withQuestion(request.messages);
  const body: JsonObject = { contents: contents(messages, !UNSIGNED.test(target.model)) };
  const system = messages.filter(({ role }) => role === 'system' || role === 'developer').flatMap((message) => parts(message.content));
  if (system.length > 0) body.systemInstruction = { parts: system };
  Object.assign(body, tools(request));
  const config = generationConfig(request, target);
  const thinking = thinkingConfig(effortOf(request, target), target, warnings);
  if (thinking) config.thinkingConfig = thinking;
  for (const [name, value] of Object.entries(request.passthrough?.google ?? {})) {
    if (!PASSED.includes(name)) throw unsupported(`passthrough.google.${name}`, `Of Google's own parameters only ${PASSED.join(', ')} are passed on.`);
    if (name === 'safetySettings') body.safetySettings = value;
    else config[name] = value;
  }
  if (Object.keys(config).length > 0) body.generationConfig = config;
  return { body, warnings };
}

const PASSED = ['topK', 'thinkingConfig', 'safetySettings', 'mediaResolution'];
const MAX_STOPS = 5;

/** Models that do not ask for signatures; all later ones refuse a turn whose calls have none. */
const UNSIGNED = /^(gemini-[12]|gemma|learnlm)/;
/** What Google's documentation gives for calls that another model has made, or whose client has lost the signature (ai.google.dev/gemini-api/docs/thought-signatures). */
const NO_SIGNATURE = 'skip_thought_signature_validator';

function refuseUnsupported(request: ChatRequest): void {
  refuseForeign(request, 'Google');
  if (Array.isArray(request.stop) && request.stop.length > MAX_STOPS) throw unsupported('stop', `Google takes at most ${MAX_STOPS} stop sequences.`);
  const { functions, web_search_options: search } = request as unknown as JsonObject;
  if (functions) throw unsupported('functions', 'Google takes tools, not the older functions.');
  if (search) throw unsupported('web_search_options', 'Google is not asked to search the web.');
}

/** What is encoded, refused, or for the gateway itself; the rest is named in the warning, never dropped in silence. */
const UNDERSTOOD = new Set(
  `model messages stream stream_options tools tool_choice parallel_tool_calls response_format stop seed temperature top_p frequency_penalty presence_penalty
  logit_bias max_tokens max_completion_tokens n logprobs top_logprobs metadata reasoning_effort passthrough modalities cache_control`.split(/\s+/),
);

function ignored(request: ChatRequest): string[] {
  const names = unknownNames(request, UNDERSTOOD);
  if (request.tools?.some((tool) => tool.function.strict)) names.push('tools[].function.strict');
  if (request.messages.some((message) => message.name && message.role !== 'tool' && message.role !== 'function')) names.push('messages[].name');
  const details = (part: ContentPart) => part.type === 'image_url' && !['auto', undefined, null].includes(part.image_url.detail);
  if (request.messages.some(({ content }) => Array.isArray(content) && content.some(details))) names.push('image_url.detail');
  return names.map((name) => `${name} is ignored by Google`);
}

function generationConfig(request: ChatRequest, target: Target): JsonObject {
  const out: JsonObject = {};
  const set = (name: string, value: Json | undefined) => {
    if (value !== undefined && value !== null) out[name] = value;
  };
  set('maxOutputTokens', request.max_completion_tokens ?? request.max_tokens ?? target.outputBound);
  set('temperature', request.temperature);
  set('topP', request.top_p);
  set('stopSequences', typeof request.stop === 'string' ? [request.stop] : request.stop);
  set('seed', request.seed);
  set('candidateCount', (request.n ?? 1) > 1 ? request.n : undefined);
  set('presencePenalty', request.presence_penalty);
  set('frequencyPenalty', request.frequency_penalty);
  set('responseLogprobs', request.logprobs || undefined);
  set('logprobs', request.logprobs ? request.top_logprobs || undefined : undefined);
  const format = request.response_format;
  if (format?.type === 'json_object' || format?.type === 'json_schema') out.responseMimeType = 'application/json';
  if (format?.type === 'json_schema') set('responseJsonSchema', format.json_schema.schema);
  return out;
}

/**
 * Levels for Gemini 3 and later, budgets in tokens for 2.5, as Google's own OpenAI-compatible API translates them (ai.google.dev/gemini-api/docs/openai); a Pro
 * model cannot be kept from thinking: it thinks as little as it can. Both at once are an error, as is either for a model that does not think.
 */
function thinkingConfig(effort: string | null | undefined, { model, capabilities }: Target, warnings: string[]): JsonObject | undefined {
  if (!effort) return undefined;
  const step = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'].indexOf(effort);
  if (step === -1 || capabilities?.reasoning === false || /^(gemini-1|gemini-2\.0|gemma-[123])/.test(model)) {
    warnings.push('reasoning_effort is ignored by Google');
    return undefined;
  }
  const includeThoughts = step > 0;
  const budgeted = model.startsWith('gemini-2.5');
  const pro = /\bpro\b/.test(model);
  if (step === 0 && (pro || !budgeted)) warnings.push('reasoning_effort: the model cannot be kept from thinking, and thinks as little as it can');
  if (budgeted) return { thinkingBudget: step === 0 ? (pro ? 128 : 0) : step <= 2 ? 1024 : step === 3 ? 8192 : 24576, includeThoughts };
  return { thinkingLevel: step <= 1 ? (pro ? 'LOW' : 'MINIMAL') : step === 2 ? 'LOW' : step === 3 ? 'MEDIUM' : 'HIGH', includeThoughts };
}

function tools({ tools: offered, tool_choice: choice }: ChatRequest): JsonObject {
  const narrowed = isObject(choice) && choice.type === 'allowed_tools' ? allowed(choice.allowed_tools) : undefined;
  const declared = chosenTools(offered, narrowed?.names);
  if (declared.length === 0) return {};
  const functionDeclarations = declared.map(({ function: { name, description, parameters } }) => ({ name, ...(description && { description }), ...(parameters && { parametersJsonSchema: parameters }) }));
  const config = (functionCallingConfig: JsonObject): JsonObject => ({ tools: [{ functionDeclarations }], toolConfig: { functionCallingConfig } });
  if (choice === 'none') return config({ mode: 'NONE' });
  if (choice === 'required' || narrowed?.required) return config({ mode: 'ANY' });
  if (isObject(choice) && choice.type === 'function') return config({ mode: 'ANY', allowedFunctionNames: [choice.function.name] });
  return choice ? config({ mode: 'AUTO' }) : { tools: [{ functionDeclarations }] };
}

function allowed(value: Json): { names: string[]; required: boolean } {
  return { names: allowedNames(value, 'Google'), required: isObject(value) && value.mode === 'required' };
}

/** Google wants the results of one turn's calls together, after the calls and in their order: a call that it gave no id is known by its place. */
function contents(messages: Message[], sign: boolean): JsonObject[] {
  const out: JsonObject[] = [];
  let calls: ToolCall[] = [];
  let results: { order: number; part: JsonObject }[] = [];
  const flush = () => {
    if (results.length > 0) out.push({ role: 'user', parts: results.sort((a, b) => a.order - b.order).map(({ part }) => part) });
    results = [];
  };
  for (const message of messages) {
    if (message.role === 'system' || message.role === 'developer') continue;
    if (message.role === 'tool' || message.role === 'function') {
      const order = calls.findIndex((call) => call.id === message.tool_call_id);
      results.push({ order: order === -1 ? calls.length : order, part: toolResult(message, calls[order]) });
      continue;
    }
    flush();
    if (message.role === 'assistant') calls = message.tool_calls ?? [];
    const made = message.role === 'assistant' ? answerParts(message, sign) : parts(message.content);
    if (made.length > 0) out.push({ role: message.role === 'assistant' ? 'model' : 'user', parts: made });
  }
  flush();
  return out;
}

function toolResult(message: Message, call: ToolCall | undefined): JsonObject {
  const name = call?.function.name ?? message.name;
  if (!name) throw new GatehouseError('invalid_request', `There is no tool call before it that the result ${JSON.stringify(message.tool_call_id ?? '')} belongs to.`, { param: 'messages' });
  const made = parts(message.content);
  const output = made.filter((part) => 'text' in part).map((part) => part.text).join('\n');
  const media = made.filter((part) => !('text' in part));
  return { functionResponse: { ...(call && ownId(call.id)), name, response: hasFailed(message) ? { error: output } : { output }, ...(media.length > 0 && { parts: media }) } };
}

/** What we have numbered ourselves goes back as it came: without an id. */
function ownId(id: string): { id?: string } {
  return id.startsWith('call_google_') ? {} : { id };
}

/** An answer's parts as Google sent them: see `decode.ts` for what the ids of reasoning details say. */
function answerParts({ content, refusal, tool_calls, reasoning_details: details }: Message, sign: boolean): JsonObject[] {
  const calls = tool_calls ?? [];
  const said = parts(content);
  const text = said.map((part) => part.text ?? '').join('') || (refusal ?? '');
  const out = said.filter((part) => !('text' in part));
  let at = 0;
  let called = 0;
  const upTo = (offset: number, count: number) => {
    if (offset > at) out.push({ text: text.slice(at, offset) });
    at = offset;
    for (; called < Math.min(count, calls.length); called++) out.push(functionCall(calls[called]!));
  };
  for (const { format, type, text: thought, signature, data, id } of details ?? []) {
    if (format !== 'google') continue;
    const place = /^content:(\d+)-(\d+)\+(\d+)$/.exec(id ?? '');
    const otherwise = type === 'reasoning.text' ? at : text.length;
    const start = Math.min(Math.max(Number(place?.[1] ?? otherwise), at), text.length);
    const end = Math.min(Math.max(Number(place?.[2] ?? otherwise), start), text.length);
    upTo(start, Number(place?.[3] ?? 0));
    if (type === 'reasoning.text') out.push({ text: thought ?? '', thought: true, ...(signature !== undefined && { thoughtSignature: signature }) });
    else if (data !== undefined) out.push({ text: text.slice(start, end), thoughtSignature: data });
    if (type !== 'reasoning.text' && data !== undefined) at = end;
  }
  upTo(text.length, calls.length);
  const made = out.filter((part) => part.functionCall !== undefined);
  if (sign && made[0] && !made.some((part) => part.thoughtSignature !== undefined)) made[0].thoughtSignature = NO_SIGNATURE;
  return out;
}

function functionCall({ id, function: fn, extra_content: extra }: ToolCall): JsonObject {
  const signature = isObject(extra?.google) ? extra.google.thought_signature : undefined;
  return { functionCall: { ...ownId(id), name: fn.name, args: callArguments({ function: fn }) }, ...(typeof signature === 'string' && { thoughtSignature: signature }) };
}

/** An empty text is refused there, and says nothing. */
function parts(content: Message['content']): JsonObject[] {
  if (content === null || content === undefined) return [];
  return (typeof content === 'string' ? [{ text: content }] : content.map(part)).filter((made) => made.text !== '');
}

function part(from: ContentPart): JsonObject {
  if (from.type === 'text') return { text: from.text };
  if (from.type === 'refusal') return { text: from.refusal };
  if (from.type === 'image_url') return inline(from.image_url.url, 'images');
  if (from.type === 'input_audio') return { inlineData: { mimeType: `audio/${from.input_audio.format}`, data: from.input_audio.data } };
  if (from.type !== 'file') throw unsupported('messages', `Google takes text, images, audio and files, not parts of type ${String((from as { type: unknown }).type)}.`);
  const { file_data: data = '', filename = '' } = from.file;
  return inline(data.startsWith('data:') || !/\.pdf$/i.test(filename) ? data : `data:application/pdf;base64,${data}`, 'files');
}

function inline(url: string, what: string): JsonObject {
  const found = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w=.-]+)*;base64,/.exec(url);
  if (!found) throw unsupported('messages', `Google gets ${what} inside the request: as data URLs in base64.`);
  return { inlineData: { mimeType: found[1]!, data: url.slice(found[0].length) } };
}

