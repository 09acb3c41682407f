import type { ChatRequest, ContentPart, Message, ReasoningDetail, ToolCall } from '../../core/chat.ts';
import { unsupported } from '../../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { callArguments, dataUrl, hasFailed, isBlank } from '../values.ts';

/**
 * Canonical messages → `system` and `messages` of the Messages API (`MessageParam`, `ContentBlockParam` of @anthropic-ai/sdk 1.12). Results of tools that
 * follow one another become one user message. Throws `unsupported_parameter` for parts that it cannot carry.
 */
export function encodeMessages(messages: Message[], hint: (name: string) => void): { system: JsonObject[]; messages: JsonObject[] } {
  const system: JsonObject[] = [];
  const turns: JsonObject[] = [];
  let results: Json[] | undefined;
  for (const message of messages) {
    if (message.role === 'system' || message.role === 'developer') {
      system.push(...marked(texts(message), message));
    } else if (message.role === 'tool') {
      const result: JsonObject = { type: 'tool_result', tool_use_id: toolUseId(message.tool_call_id ?? ''), ...(hasFailed(message) && { is_error: true }) };
      if (message.content && !(typeof message.content === 'string' && isBlank(message.content))) result.content = typeof message.content === 'string' ? message.content : blocks(message.content, hint);
      if (results) results.push(...marked([result], message));
      else turns.push({ role: 'user', content: (results = marked([result], message)) });
    } else {
      results = undefined;
      if (message.name) hint('messages[].name');
      // The API refuses an empty message; there is nothing in it to lose.
      if (message.role === 'assistant') {
        const content = assistant(message, hint);
        if (content.length > 0) turns.push({ role: 'assistant', content: plainText(message) ?? content });
      } else if (message.role === 'user') {
        const content = plainText(message) ?? marked(blocks(message.content ?? '', hint), message);
        if (content.length > 0) turns.push({ role: 'user', content });
      } else {
        throw unsupported('messages', `Messages of role "${message.role}" cannot be sent there: use role "tool".`);
      }
    }
  }
  return { system, messages: turns };
}

/** Its parts, and where it has none a message, may ask for what comes before it to be kept. */
function cacheControl(carrier: object): JsonObject {
  const { cache_control: mark } = carrier as JsonObject;
  return isObject(mark) ? { cache_control: mark } : {};
}

function marked(content: JsonObject[], message: Message): JsonObject[] {
  const last = content.at(-1);
  if (last) Object.assign(last, cacheControl(message));
  return content;
}

/** A message that is nothing but a text. */
function plainText(message: Message): string | undefined {
  if (typeof message.content !== 'string' || isBlank(message.content) || 'cache_control' in message || message.tool_calls?.length || message.refusal || own(message).length > 0) return undefined;
  return message.content;
}

function texts(message: Message): JsonObject[] {
  const parts: ContentPart[] = typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : (message.content ?? []);
  return parts.filter(says).map((part) => {
    if (part.type !== 'text') throw unsupported('messages', `A ${message.role} message takes text, not parts of type ${part.type}.`);
    return { type: 'text', text: part.text, ...cacheControl(part) };
  });
}

function assistant(message: Message, hint: (name: string) => void): JsonObject[] {
  const content = [...own(message), ...blocks(message.content ?? '', hint)];
  if (message.refusal) content.push({ type: 'text', text: message.refusal });
  return marked([...content, ...(message.tool_calls ?? []).map(toolUse)], message);
}

const own = (message: Message): JsonObject[] => thinkingBlocks(message.reasoning_details ?? []);

/** What the maker signed or sealed, in its order. Fragments of one piece, as a stream brings them, are put together again; what has no signature is refused there. */
export function thinkingBlocks(details: ReasoningDetail[]): JsonObject[] {
  const pieces: ReasoningDetail[] = [];
  for (const detail of details.filter(({ format }) => format === 'anthropic')) {
    const last = pieces.at(-1);
    if (last && detail.index !== undefined && last.index === detail.index && last.type === detail.type) {
      if (detail.text !== undefined) last.text = (last.text ?? '') + detail.text;
      if (detail.data !== undefined) last.data = (last.data ?? '') + detail.data;
      if (detail.signature !== undefined) last.signature = detail.signature;
    } else pieces.push({ ...detail });
  }
  return pieces.flatMap(({ type, text = '', signature, data }): JsonObject[] => {
    if (type === 'reasoning.encrypted') return data === undefined ? [] : [{ type: 'redacted_thinking', data }];
    return type === 'reasoning.text' && signature !== undefined ? [{ type: 'thinking', thinking: text, signature }] : [];
  });
}

const says = (part: ContentPart): boolean => part.type !== 'text' || !isBlank(part.text);

function blocks(content: string | ContentPart[], hint: (name: string) => void): JsonObject[] {
  if (typeof content === 'string') return isBlank(content) ? [] : [{ type: 'text', text: content }];
  return content.filter(says).map((part) => ({ ...block(part, hint), ...cacheControl(part) }));
}

function block(part: ContentPart, hint: (name: string) => void): JsonObject {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.type === 'refusal') return { type: 'text', text: part.refusal };
  if (part.type === 'image_url') {
    if (part.image_url.detail && part.image_url.detail !== 'auto') hint('image_url.detail');
    const { type, base64 } = dataUrl(part.image_url.url, 'Images');
    if (!/^image\/(jpeg|png|gif|webp)$/.test(type)) throw unsupported('messages', `Images of type ${type} cannot be sent there: JPEG, PNG, GIF and WebP can.`);
    return { type: 'image', source: { type: 'base64', media_type: type, data: base64 } };
  }
  if (part.type === 'file') {
    const { type, base64 } = dataUrl(part.file.file_data ?? '', 'Files');
    const title: JsonObject = part.file.filename === undefined ? {} : { title: part.file.filename };
    if (type === 'application/pdf') return { type: 'document', source: { type: 'base64', media_type: type, data: base64 }, ...title };
    if (type.startsWith('text/')) return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: Buffer.from(base64, 'base64').toString('utf8') }, ...title };
    throw unsupported('messages', `Files of type ${type} cannot be sent there: PDF and text can.`);
  }
  throw unsupported('messages', `Parts of type ${part.type} cannot be sent there.`);
}

function toolUse(call: ToolCall): JsonObject {
  return { type: 'tool_use', id: toolUseId(call.id), name: call.function.name, input: callArguments(call), ...cacheControl(call) };
}

/** Another provider's id may hold letters that are refused here. It is one and the same wherever it stands, and no two become one. */
function toolUseId(id: string): string {
  return /^[\w-]+$/.test(id) ? id : `gh_${Buffer.from(id).toString('base64url')}`;
}

/** True where tools were called last, whatever is said beside their results, and the thoughts that led to it are not there: a model of a fixed thinking budget refuses to think on. */
export function thoughtsAreMissing({ messages }: ChatRequest): boolean {
  const at = messages.findLastIndex(({ role }) => role === 'assistant');
  return messages.slice(at + 1).some(({ role }) => role === 'tool') && (at === -1 || own(messages[at]!).length === 0);
}
