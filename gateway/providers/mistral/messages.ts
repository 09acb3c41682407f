import { createHash } from 'node:crypto';
import type { ContentPart, Message, ReasoningDetail, ToolCall } from '../../core/chat.ts';
import { isObject, type JsonObject } from '../../core/json.ts';

/** What Mistral has in other places than OpenAI (AssistantMessage, ToolMessage, ThinkChunk, AudioChunk of @mistralai/mistralai 2.7). Makes new messages where something changes. */
export function mistralMessages(messages: readonly Message[], warn: (text: string) => void): readonly Message[] {
  const ids = callIds(messages);
  return inOrder(messages, warn).map((message) => encode(message, ids));
}

const isInstruction = ({ role }: Message): boolean => role === 'system' || role === 'developer';

/**
 * The order that Mistral takes ("Unexpected role 'user' after role 'tool'", 400; mistral-common's MistralRequestValidator): results of tools are answered before anybody else speaks, as in a
 * question that interrupts, or in a reminder beside the results of an Anthropic client; instructions follow no answer; and nobody answers nothing.
 */
function inOrder(messages: readonly Message[], warn: (text: string) => void): Message[] {
  const first: Message[] = [];
  const out: Message[] = [];
  for (const message of messages) {
    if (message.role === 'assistant' && !message.tool_calls?.length && !message.content?.length && !message.refusal && !ownThoughts(message).length) continue;
    const before = out.at(-1)?.role;
    if (isInstruction(message) && (before === 'assistant' || before === 'tool')) {
      first.push(message);
      continue;
    }
    if (message.role === 'user' && before === 'tool') {
      out.push({ role: 'assistant', content: 'OK.' });
      warn('a word of the assistant (OK.) stands between the results of tools and what follows them: Mistral AI takes them in no other order');
    }
    out.push(message);
  }
  if (first.length === 0) return out;
  warn('instructions in mid-conversation stand at its beginning: Mistral AI takes them nowhere else');
  const at = out.findIndex((message) => !isInstruction(message));
  return [...out.slice(0, at), ...first, ...out.slice(at)];
}

function ownThoughts({ reasoning_details: details }: Message): ReasoningDetail[] {
  return Array.isArray(details) ? details.filter((detail) => isObject(detail) && detail.format === 'mistral' && detail.type === 'reasoning.text') : [];
}

function encode(message: Message, ids: ReadonlyMap<string, string>): Message {
  const { role, content, name, tool_calls: calls, tool_call_id: answered } = message;
  const out = { ...message };
  // A person's name has no place there; a tool's has.
  if (name !== undefined && role !== 'tool') delete out.name;
  if (calls) out.tool_calls = calls.map((call) => ({ id: ids.get(call.id), type: call.type, function: call.function }) as ToolCall);
  if (typeof answered === 'string') out.tool_call_id = ids.get(answered) ?? answered;
  const parts = Array.isArray(content) ? content.map(encodePart) : content;
  const thoughts = ownThoughts(message);
  if (thoughts.length === 0) out.content = parts as Message['content'];
  else out.content = [...thinkingChunks(thoughts), ...(typeof parts === 'string' ? (parts === '' ? [] : [{ type: 'text', text: parts }]) : (parts ?? []))] as ContentPart[];
  if (out.content === undefined) delete out.content;
  return out;
}

function encodePart(part: ContentPart): unknown {
  return part.type === 'input_audio' ? { ...part, input_audio: part.input_audio.data } : part;
}

/** Fragments of one index, as a stream brings them, are one chunk. */
function thinkingChunks(details: readonly ReasoningDetail[]): JsonObject[] {
  const whole: ReasoningDetail[] = [];
  for (const detail of details) {
    const last = whole.at(-1);
    if (last && detail.index !== undefined && last.index === detail.index) {
      last.text = (last.text ?? '') + (detail.text ?? '');
      if (detail.signature !== undefined) last.signature = detail.signature;
    } else whole.push({ ...detail });
  }
  return whole.map(({ text = '', signature }) => ({ type: 'thinking', thinking: [{ type: 'text', text }], ...(signature !== undefined && { signature }) }));
}

const VALID = /^[a-zA-Z0-9]{9}$/;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Mistral takes ids of exactly nine letters and digits ("Tool call id was … but must be a-z, A-Z, 0-9, with a length of 9"). Other makers' are
 * mapped, always in the same way, so that a cached prefix stays the same; never two to the same one.
 */
function callIds(messages: readonly Message[]): Map<string, string> {
  const given = new Set<string>();
  for (const { tool_calls: calls, tool_call_id: answered } of messages) {
    for (const call of calls ?? []) given.add(call.id);
    if (typeof answered === 'string') given.add(answered);
  }
  const taken = new Set([...given].filter((id) => VALID.test(id)));
  const ids = new Map([...taken].map((id) => [id, id]));
  for (const id of given) {
    if (ids.has(id)) continue;
    let mapped = nine(id);
    for (let again = 1; taken.has(mapped); again++) mapped = nine(`${id} ${again}`);
    taken.add(mapped);
    ids.set(id, mapped);
  }
  return ids;
}

function nine(id: string): string {
  return [...createHash('sha256').update(id).digest().subarray(0, 9)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
