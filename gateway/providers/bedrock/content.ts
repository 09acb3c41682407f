import { createHash } from 'node:crypto';
import type { ContentPart, Message, ReasoningDetail, ToolCall } from '../../core/chat.ts';
import { unsupported } from '../../core/errors.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import { callArguments, dataUrl, hasFailed, isBlank } from '../values.ts';

/** What an encoder of messages is told by its caller. */
export interface Notes {
  /** A model of the maker whose dialect has cache points and failed calls; others refuse them. */
  claude: boolean;
  hint(name: string): void;
}

/**
 * Canonical messages → `system` and `messages` of Converse (`Message`, `ContentBlock` of @aws-sdk/client-bedrock-runtime 3.1163; bytes are base64 in its JSON).
 * Roles must alternate there: what follows in the same role, results of tools included, becomes one message.
 */
export function encodeMessages(messages: Message[], notes: Notes): { system: JsonObject[]; messages: JsonObject[] } {
  const system: JsonObject[] = [];
  const turns: { role: string; content: JsonObject[] }[] = [];
  const documents = new Set<string>();
  for (const message of messages) {
    if (message.role === 'system' || message.role === 'developer') {
      for (const part of partsOf(message)) {
        if (part.type !== 'text') throw unsupported('messages', `A ${message.role} message takes text, not parts of type ${part.type}.`);
        system.push({ text: part.text }, ...cachePoint(part, notes));
      }
      system.push(...cachePoint(message, notes));
      continue;
    }
    if (message.role === 'function') throw unsupported('messages', 'Messages of role "function" cannot be sent there: use role "tool".');
    if (message.name && message.role !== 'tool') notes.hint('messages[].name');
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = [...contentOf(message, notes, documents), ...cachePoint(message, notes)];
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) turns.push({ role, content });
  }
  return { system, messages: turns };
}

function contentOf(message: Message, notes: Notes, documents: Set<string>): JsonObject[] {
  const parts = partsOf(message);
  if (message.role === 'tool') {
    // Only some makers' models are told.
    const failed = notes.claude && hasFailed(message);
    if (hasFailed(message) && !failed) notes.hint('messages[].is_error');
    const result = { toolUseId: toolUseId(message.tool_call_id ?? ''), content: parts.map((part) => block(part, notes, documents)), ...(failed && { status: 'error' }) };
    // A result holds no cache point (`ToolResultContentBlock`): it stands behind it.
    return [{ toolResult: result }, ...parts.flatMap((part) => cachePoint(part, notes)).slice(0, 1)];
  }
  const content = parts.flatMap((part) => [block(part, notes, documents), ...cachePoint(part, notes)]);
  if (content.some((part) => 'document' in part) && !content.some((part) => 'text' in part)) throw unsupported('messages', 'A file needs a text beside it there.');
  if (message.refusal) content.push({ text: message.refusal });
  return [...thoughts(message.reasoning_details ?? []), ...content, ...(message.tool_calls ?? []).flatMap((call) => [toolUse(call), ...cachePoint(call, notes)])];
}

/** A text without a letter is refused there, and says nothing. */
function partsOf(message: Message): ContentPart[] {
  const parts: ContentPart[] = typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : (message.content ?? []);
  return parts.filter((part) => part.type !== 'text' || !isBlank(part.text));
}

/** A mark of another maker's dialect: keep what comes before it. It never changes an answer. */
export function cachePoint(carrier: object, { claude }: Notes): JsonObject[] {
  const { cache_control: mark } = carrier as JsonObject;
  if (!claude || !isObject(mark)) return [];
  return [{ cachePoint: { type: 'default', ...(mark.ttl === '1h' && { ttl: '1h' }) } }];
}

/** What was signed or sealed, in its order; fragments of one piece, as a stream brings them, are put together again. */
function thoughts(details: ReasoningDetail[]): JsonObject[] {
  const pieces: ReasoningDetail[] = [];
  for (const detail of details.filter(({ format }) => format === 'bedrock')) {
    const last = pieces.at(-1);
    if (last && detail.index !== undefined && last.index === detail.index && last.type === detail.type) {
      if (detail.text !== undefined) last.text = (last.text ?? '') + detail.text;
      if (detail.data !== undefined) last.data = Buffer.concat([last.data ?? '', detail.data].map((data) => Buffer.from(data, 'base64'))).toString('base64');
      if (detail.signature !== undefined) last.signature = detail.signature;
    } else pieces.push({ ...detail });
  }
  return pieces.flatMap(({ type, text = '', signature, data }): JsonObject[] => {
    if (type === 'reasoning.encrypted') return data === undefined ? [] : [{ reasoningContent: { redactedContent: data } }];
    return type === 'reasoning.text' && signature !== undefined ? [{ reasoningContent: { reasoningText: { text, signature } } }] : [];
  });
}

const DOCUMENTS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf', 'text/csv': 'csv', 'text/html': 'html', 'text/plain': 'txt', 'text/markdown': 'md', 'application/msword': 'doc', 'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

function block(part: ContentPart, notes: Notes, documents: Set<string>): JsonObject {
  if (part.type === 'text') return { text: part.text };
  if (part.type === 'refusal') return { text: part.refusal };
  if (part.type === 'image_url') {
    if (part.image_url.detail && part.image_url.detail !== 'auto') notes.hint('image_url.detail');
    const { type, base64 } = dataUrl(part.image_url.url, 'Images');
    const format = /^image\/(jpeg|png|gif|webp)$/.exec(type)?.[1];
    if (!format) throw unsupported('messages', `Images of type ${type} cannot be sent there: JPEG, PNG, GIF and WebP can.`);
    return { image: { format, source: { bytes: base64 } } };
  }
  if (part.type === 'file') {
    const { type, base64 } = dataUrl(part.file.file_data ?? '', 'Files');
    const format = DOCUMENTS[type];
    if (!format) throw unsupported('messages', `Files of type ${type} cannot be sent there.`);
    return { document: { format, name: documentName(part.file.filename ?? '', documents), source: { bytes: base64 } } };
  }
  throw unsupported('messages', `Parts of type ${part.type} cannot be sent there.`);
}

/** Letters, digits, single spaces, hyphens and brackets, and each name once in a request. */
function documentName(filename: string, taken: Set<string>): string {
  const clean = filename.replace(/[^A-Za-z0-9\-()[\] ]+/g, '-').replace(/ +/g, ' ').trim().slice(0, 180) || 'document';
  let name = clean;
  for (let count = 2; taken.has(name); count++) name = `${clean} ${count}`;
  taken.add(name);
  return name;
}

function toolUse(call: ToolCall): JsonObject {
  return { toolUse: { toolUseId: toolUseId(call.id), name: call.function.name, input: callArguments(call) } };
}

/** Another provider's id may be longer than is taken here, or hold other letters. It is one and the same wherever it stands, and no two become one. */
function toolUseId(id: string): string {
  return /^[\w-]{1,64}$/.test(id) ? id : `gh_${createHash('sha256').update(id).digest('base64url')}`;
}

