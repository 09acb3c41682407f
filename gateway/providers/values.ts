import { createHash } from 'node:crypto';
import { type ChatRequest, type ContentPart, type Message, NO_THINKING, type Tool, type ToolCall, type WireUsage } from '../core/chat.ts';
import { GatehouseError, unsupported } from '../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Target } from './define.ts';

/** A safe, non-negative integer. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Of a number, or of one written as a string; NaN for all else. Attack: `Number` throws for an object that has no way to become one. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
}

/** One event of a stream. Throws `provider_error`, in these words, where it is not JSON. */
export function parseEvent(payload: string, otherwise = 'The provider sent an event that is not JSON.'): Json {
  try {
    return JSON.parse(payload) as Json;
  } catch {
    throw broken(otherwise);
  }
}

/** A provider that has sent what nobody can read. */
export function broken(message: string, status?: number): GatehouseError {
  return new GatehouseError('provider_error', message, status === undefined ? {} : { status });
}

/** How hard to think; of a wish not to think at all only a model is told that is known to think. */
export function effortOf(request: ChatRequest, { capabilities }: Target): string | null | undefined {
  return request.reasoning_effort ?? (request[NO_THINKING] && capabilities?.reasoning === true ? 'none' : undefined);
}

export function textIn(value: Json | undefined): string {
  if (typeof value !== 'string') throw broken('The provider sent something else where a text belongs.');
  return value;
}

export function objectIn(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw broken('The provider sent an event that lacks its contents.');
  return value;
}

/**
 * Usage of APIs that count what was read from a cache, and written to it, beside the fresh input. Undefined where the numbers cannot be true (there is no prompt
 * without a token): an estimate, which says so, takes their place. Absent counts are 0.
 */
export function usageBesideCache(counts: { fresh: unknown; output: unknown; read: unknown; written: unknown; hour: unknown; reasoning?: unknown }): WireUsage | undefined {
  const all = [counts.fresh, counts.output, counts.read ?? 0, counts.written ?? 0, counts.hour ?? 0, counts.reasoning ?? 0];
  if (!all.every(isCount)) return undefined;
  const [fresh, output, read, written, hour, reasoning] = all as [number, number, number, number, number, number];
  const input = fresh + read + written;
  if (input === 0 || !isCount(input + output) || hour > written || reasoning > output) return undefined;
  return {
    prompt_tokens: input, completion_tokens: output, total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: read, cache_write_tokens: written, ...(hour > 0 && { cache_write_1h_tokens: hour }) },
    ...(reasoning > 0 && { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}

/** Claude's API refuses such a text wherever it stands; other models write a line end before they call a tool. */
export function isBlank(text: string): boolean {
  return !/\S/.test(text);
}

/** A vector of an embedding. */
export function isVector(value: Json | undefined): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((number) => typeof number === 'number');
}

/** Messages that hold instructions alone are answered by OpenAI; elsewhere somebody must have asked, so that these are the question. */
export function withQuestion(messages: Message[]): Message[] {
  return messages.some(({ role }) => role !== 'system' && role !== 'developer') ? messages : messages.map(({ tool_calls: _calls, reasoning_details: _details, ...said }) => ({ ...said, role: 'user' }));
}

const isInstruction = ({ role }: Message): boolean => role === 'system' || role === 'developer';

/**
 * The word `developer` is OpenAI's: chat templates of open models refuse it or leave such a message out, and some refuse a second message of instructions.
 * Where there is one, instructions that follow one another become one system message.
 */
export function developersAsSystem(messages: readonly Message[]): readonly Message[] {
  if (!messages.some(({ role }) => role === 'developer')) return messages;
  const out: Message[] = [];
  for (const message of messages) {
    const before = out.at(-1);
    if (!isInstruction(message)) out.push(message);
    else if (before?.role === 'system' && before.name === message.name) out[out.length - 1] = { ...message, ...before, content: joined(before.content ?? '', message.content ?? '') };
    else out.push({ ...message, role: 'system' });
  }
  return out;
}

function joined(first: NonNullable<Message['content']>, second: NonNullable<Message['content']>): NonNullable<Message['content']> {
  if (typeof first === 'string' && typeof second === 'string') return `${first}\n\n${second}`;
  const [before, behind] = [first, second].map((content) => (typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content)) as [ContentPart[], ContentPart[]];
  return [...before, ...behind];
}

/** Another provider's id of a call may be longer than is taken here: it is one and the same wherever it stands, and no two become one. */
export function shortId(id: string, most: number): string {
  return id.length <= most ? id : `gh_${createHash('sha256').update(id).digest('base64url')}`.slice(0, most);
}

/** Of a tool's result: its call has failed. Anthropic's dialect alone says so. */
export function hasFailed(message: Message): boolean {
  return (message as { is_error?: boolean }).is_error === true;
}

/** The names in an `allowed_tools`. Throws `unsupported_parameter` for tools that are no functions. */
export function allowedNames(allowed: Json | undefined, provider: string): string[] {
  const rows = isObject(allowed) && Array.isArray(allowed.tools) ? allowed.tools : [];
  const names = rows.map((row) => (isObject(row) && isObject(row.function) ? row.function.name : undefined));
  if (!names.every((name) => typeof name === 'string')) throw unsupported('tool_choice', `${provider} takes tools of type "function".`);
  return names;
}

/** The tools that a choice leaves; without `names` all. Throws where one is not offered: the model would answer as if nothing had been asked of it. */
export function chosenTools(offered: readonly Tool[] | null | undefined, names: readonly string[] | undefined): readonly Tool[] {
  const kept = (offered ?? []).filter((tool) => !names || names.includes(tool.function.name));
  if (names?.some((name) => !kept.some((tool) => tool.function.name === name))) throw unsupported('tool_choice', 'A tool that is chosen is not among the tools.');
  return kept;
}

/** As images come within an answer. */
export function isBase64(text: Json | undefined): text is string {
  return typeof text === 'string' && BASE64.test(text);
}

const BASE64 = /^[A-Za-z0-9+/\r\n]+={0,2}\s*$/;

/** Where results of tools are text alone (`ChatCompletionToolMessageParam`, Cohere's `ToolMessageV2`): what else is in them follows the results of that turn as a message of the user. */
export function imagesBehindResults(messages: readonly Message[], moved: () => void): readonly Message[] {
  const isImage = ({ type }: ContentPart): boolean => type === 'image_url' || type === 'file';
  if (!messages.some(({ role, content }) => role === 'tool' && Array.isArray(content) && content.some(isImage))) return messages;
  moved();
  const out: Message[] = [];
  let images: ContentPart[] = [];
  const flush = (): void => {
    if (images.length > 0) out.push({ role: 'user', content: images });
    images = [];
  };
  for (const message of messages) {
    const { role, content } = message;
    if (role !== 'tool') flush();
    if (role !== 'tool' || !Array.isArray(content) || !content.some(isImage)) {
      out.push(message);
      continue;
    }
    images.push(...content.filter(isImage));
    const texts = content.filter((part) => !isImage(part));
    out.push({ ...message, content: texts.length > 0 ? texts : '' });
  }
  flush();
  return out;
}

/** A parameter of sound, or a value of it, that a provider has no word for. */
export function notKnown(name: string, param: string, hint?: string): GatehouseError {
  return unsupported(param, `${name} does not know this ${param}.`, hint);
}

/** For an input of embeddings that is no text. */
export function noTokenNumbers(name: string): GatehouseError {
  return unsupported('input', `${name} takes texts, not token numbers.`, 'Send strings; in LangChain set checkEmbeddingCtxLength to false.');
}

/** What APIs of another shape than OpenAI's have no word for. Throws `unsupported_parameter`. */
export function refuseForeign(request: ChatRequest, name: string): void {
  const { modalities } = request as unknown as JsonObject;
  if (request.logit_bias && Object.keys(request.logit_bias).length > 0) throw unsupported('logit_bias', `${name} does not take a logit bias.`);
  if (Array.isArray(modalities) && modalities.some((one) => one !== 'text')) throw unsupported('modalities', `${name} answers with text here.`);
  if (request.tools?.some((tool) => tool.type !== 'function')) throw unsupported('tools', `${name} takes tools of type "function" here.`);
  refuseCustomCalls(request.messages, name);
}

/** Calls of tools whose input is a text of any form, in the conversation so far. Throws `unsupported_parameter`. */
export function refuseCustomCalls(messages: readonly Message[], name: string): void {
  const at = messages.findIndex(({ tool_calls: calls }) => calls?.some(({ type }) => type !== undefined && (type as string) !== 'function'));
  if (at !== -1) throw unsupported(`messages[${at}].tool_calls`, `${name} takes calls of tools of type "function" here.`);
}

/** Sliced, not matched whole: a document may be many megabytes long. Throws `unsupported_parameter`; `what` stands in the message. */
export function dataUrl(url: string, what: string): { type: string; base64: string } {
  const comma = url.indexOf(',');
  const head = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w=.+-]+)*;base64$/i.exec(url.slice(0, Math.min(Math.max(comma, 0), 200)));
  if (!head) throw unsupported('messages', `${what} must be data URLs in base64.`);
  return { type: head[1]!.toLowerCase(), base64: url.slice(comma + 1) };
}

/**
 * A call's arguments, for providers that want them as an object. Models slip: their client tells them so in the call's result, and whoever goes on from there, who may be another, has to be
 * shown what was written. It stands under one name, as clients of such a dialect are shown it.
 */
export function callArguments({ function: { arguments: text } }: Pick<ToolCall, 'function'>): JsonObject {
  try {
    const value = JSON.parse(text || '{}') as Json;
    return isObject(value) ? value : { arguments: value };
  } catch {
    return { arguments: text };
  }
}

/** Attack: a parameter's name ends in a response header. */
const NAME = /^[\w.-]{1,40}$/;
export const MAX_NAMED = 16;

/** Of a name that may stand in a message or a header. */
export function isPlainName(name: string): boolean {
  return NAME.test(name);
}

/** What is set in a request and not among `understood`, by names that a header can hold. */
export function unknownNames(request: object, understood: ReadonlySet<string>): string[] {
  return Object.entries(request).filter(([name, value]) => value != null && !understood.has(name)).map(([name]) => (isPlainName(name) ? name : 'a parameter of an unusual name')).slice(0, MAX_NAMED);
}
