import type { ContentPart, FilePart, Message, ReasoningDetail, TextPart, ToolCall } from '../../core/chat.ts';
import { isObject, type Json, type JsonObject, spelt } from '../../core/json.ts';
import { unreadableBase64, worse } from '../../core/unreadable.ts';
import type { DecodedChat } from '../dialect.ts';
import { hosted, invalid, reference } from '../faults.ts';
import { checkSpelling } from '../one-reading.ts';
import { isLeftByHostedTool } from '../hosted.ts';
import { giveBack, NOBODY } from '../marks.ts';
import { unmarked } from './marks.ts';

export type Reading = Pick<DecodedChat, 'needs' | 'opaque' | 'ownOnly' | 'hosted' | 'hints'> & { payloads: Map<object, string> };

const IMAGE_TYPE = /^image\/[\w.+-]+$/;
const BASE64 = /^[A-Za-z0-9+/\r\n_-]*(?:={1,2}\s*)?$/;

export function readSystem(system: Json | undefined, reading: Reading): Message[] {
  if (system === undefined || system === null) return [];
  if (typeof system === 'string') return [{ role: 'system', content: system }];
  if (!Array.isArray(system)) throw invalid('system', 'system must be a string or a list of text blocks.');
  const content = system.map((block, index) => textBlock(checked(block, `system[${index}]`), `system[${index}]`, reading));
  return content.length === 0 ? [] : [{ role: 'system', content }];
}

export function readMessages(messages: Json | undefined, reading: Reading): Message[] {
  if (!Array.isArray(messages) || messages.length === 0) throw invalid('messages', 'messages must be a list with at least one message.');
  return messages.flatMap((message, index) => {
    const at = `messages[${index}]`;
    if (!isObject(message)) throw invalid(at, `${at} must be an object with a role and content.`);
    checkSpelling(message, at);
    const { role, content } = message;
    if (role !== 'user' && role !== 'assistant' && role !== 'system') throw invalid(`${at}.role`, `${at}.role must be user or assistant.`);
    if (typeof content === 'string') return [{ role, content }];
    if (!Array.isArray(content)) throw invalid(`${at}.content`, `${at}.content must be a string or a list of blocks.`);
    const blocks = content.map((block, position) => checked(block, `${at}.content[${position}]`));
    return role === 'assistant' ? [assistantMessage(blocks, `${at}.content`, reading)] : userMessages(role, blocks, `${at}.content`, reading);
  });
}

function checked(block: Json, at: string): JsonObject {
  if (!isObject(block)) throw invalid(at, `${at} must be an object with a type.`);
  checkSpelling(block, at);
  return block;
}

/** Results of tools are messages of their own in the canonical shape, and stand before what the user says beside them. */
function userMessages(role: 'user' | 'system', blocks: JsonObject[], at: string, reading: Reading): Message[] {
  const results: Message[] = [];
  const parts: ContentPart[] = [];
  for (const [index, block] of blocks.entries()) {
    if (block.type === 'tool_result') results.push(toolResult(block, `${at}[${index}]`, reading));
    else parts.push(...partsOf(block, `${at}[${index}]`, reading));
  }
  if (parts.length > 0) results.push({ role, content: parts });
  return results;
}

function toolResult(block: JsonObject, at: string, reading: Reading): Message {
  const { tool_use_id: id, content, is_error: failed } = block;
  if (typeof id !== 'string') throw invalid(`${at}.tool_use_id`, `${at}.tool_use_id is missing: it names the call that this is the result of.`);
  const result: Message & { is_error?: boolean } = { role: 'tool', tool_call_id: id, content: '' };
  if (typeof content === 'string') result.content = content;
  // A tool that returned nothing, as some clients say it; a list without parts is refused elsewhere.
  else if (Array.isArray(content)) result.content = content.length === 0 ? '' : content.flatMap((inner, index) => partsOf(checked(inner, `${at}.content[${index}]`), `${at}.content[${index}]`, reading));
  else if (content !== undefined && content !== null) throw invalid(`${at}.content`, `${at}.content must be a string or a list of blocks.`);
  if (failed === true) result.is_error = true;
  return withCache(result, block);
}

function partsOf(block: JsonObject, at: string, reading: Reading): ContentPart[] {
  switch (block.type) {
    case 'text':
      return [textBlock(block, at, reading)];
    case 'image':
      return [imageBlock(block, at, reading)];
    case 'document':
      return documentParts(block, at, reading);
    case 'search_result': {
      reading.ownOnly.push(`${at}.type`);
      return [{ type: 'text', text: lines(block.title, block.source, textsIn(block.content, `${at}.content`, reading)) }];
    }
    case 'container_upload':
      throw reference(at);
    default:
      throw invalid(`${at}.type`, `${at}.type is not a block that is known here (text, image, document, tool_use, tool_result, thinking).`);
  }
}

function textBlock(block: JsonObject, at: string, { opaque }: Reading): TextPart {
  if (block.type !== 'text' || typeof block.text !== 'string') throw invalid(`${at}.text`, `${at} must be a block of type text with a text.`);
  for (const cited of Array.isArray(block.citations) ? block.citations : []) if (isObject(cited) && typeof cited.encrypted_index === 'string') opaque.push(cited.encrypted_index);
  return withCache({ type: 'text', text: block.text }, block);
}

function withCache<T extends object>(part: T, { cache_control: cache }: JsonObject): T {
  return cache === undefined || cache === null ? part : { ...part, cache_control: cache };
}

function base64Of(source: JsonObject, at: string, reading: Reading): string {
  const { data } = source;
  if (typeof data !== 'string' || !BASE64.test(data)) throw invalid(`${at}.source.data`, `${at}.source.data must be base64.`);
  reading.payloads.set(source, 'data');
  return data;
}

function sourceOf(block: JsonObject, at: string): JsonObject {
  const { source } = block;
  if (!isObject(source)) throw invalid(`${at}.source`, `${at}.source must be an object with a type.`);
  checkSpelling(source, `${at}.source`);
  if (source.type === 'url' || source.type === 'file') throw reference(`${at}.source`);
  return source;
}

function imageBlock(block: JsonObject, at: string, reading: Reading): ContentPart {
  const source = sourceOf(block, at);
  if (source.type !== 'base64' || typeof source.media_type !== 'string' || !IMAGE_TYPE.test(source.media_type)) throw invalid(`${at}.source`, `${at}.source must have the type base64 and the media type of an image.`);
  const data = base64Of(source, at, reading);
  reading.needs.images = true;
  reading.needs.unreadable = worse(reading.needs.unreadable, unreadableBase64(data));
  return withCache({ type: 'image_url', image_url: { url: `data:${source.media_type};base64,${data}` } }, block);
}

/** Of what goes to a provider of this dialect alone: it is counted by its text, and sent as it is. */
function textsIn(content: Json | undefined, at: string, reading: Reading): string {
  const parts = Array.isArray(content) ? content.flatMap((inner, index) => partsOf(checked(inner, `${at}[${index}]`), `${at}[${index}]`, reading)) : [];
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}

const lines = (...texts: (Json | undefined)[]): string => texts.filter((text) => typeof text === 'string' && text !== '').join('\n');

/** Title and context are words for the model; elsewhere no document has a place for them but in the text itself. */
function documentParts(block: JsonObject, at: string, reading: Reading): ContentPart[] {
  const source = sourceOf(block, at);
  const { title, context } = block;
  if (isObject(block.citations) && block.citations.enabled === true) reading.ownOnly.push(`${at}.citations`);
  if (source.type === 'text' && typeof source.data === 'string') return [withCache({ type: 'text', text: lines(title, context, source.data) }, block)];
  if (source.type === 'content') {
    reading.ownOnly.push(`${at}.source.type`);
    return [{ type: 'text', text: lines(title, context, typeof source.content === 'string' ? source.content : textsIn(source.content, `${at}.source.content`, reading)) }];
  }
  if (source.type !== 'base64' || source.media_type !== 'application/pdf') throw invalid(`${at}.source`, `${at}.source must be a PDF in base64, or text.`);
  const data = base64Of(source, at, reading);
  reading.needs.files.push({ path: `${at}.source`, data });
  const file: FilePart = { type: 'file', file: { file_data: `data:application/pdf;base64,${data}`, filename: typeof title === 'string' ? title : 'document.pdf' } };
  return [...(typeof context === 'string' && context !== '' ? [{ type: 'text' as const, text: context }] : []), withCache(file, block)];
}

function assistantMessage(blocks: JsonObject[], at: string, reading: Reading): Message {
  const parts: ContentPart[] = [];
  const calls: ToolCall[] = [];
  const details: ReasoningDetail[] = [];
  let thoughts = '';
  for (const [index, block] of blocks.entries()) {
    const where = `${at}[${index}]`;
    if (block.type === 'tool_use') calls.push(toolUse(block, where));
    else if (block.type === 'thinking' || block.type === 'redacted_thinking') thoughts += thought(block, where, details, reading);
    else if (isLeftByHostedTool('anthropic-messages', block.type === 'server_tool_use' ? block.name : block.type)) leftByHostedTool(block, reading);
    else if (block.type === 'server_tool_use' || (typeof block.type === 'string' && block.type.endsWith('_tool_result'))) throw hosted(`${where}.type`);
    else parts.push(textBlock(block, where, reading));
  }
  const message: Message = { role: 'assistant', content: parts.length > 0 ? parts : null };
  if (calls.length > 0) message.tool_calls = calls;
  if (details.length > 0) giveBack(details, message);
  if (thoughts !== '') message.reasoning_content = thoughts;
  return message;
}

/** What was found stands in the answer's text too: another model can do without. The pages themselves only their provider can read. */
function leftByHostedTool({ type, content }: JsonObject, { opaque, hints }: Reading): void {
  hints.push(spelt(type));
  for (const page of Array.isArray(content) ? content : []) if (isObject(page) && typeof page.encrypted_content === 'string') opaque.push(page.encrypted_content);
}

function toolUse(block: JsonObject, at: string): ToolCall {
  const { id, name, input } = block;
  if (typeof id !== 'string' || typeof name !== 'string' || !isObject(input)) throw invalid(at, `${at} must have an id, a name and an input.`);
  return withCache({ id, type: 'function', function: { name, arguments: JSON.stringify(input) } }, block);
}

function thought({ type, thinking, signature, data }: JsonObject, at: string, details: ReasoningDetail[], { opaque }: Reading): string {
  if (type === 'thinking') {
    if (typeof thinking !== 'string' || typeof signature !== 'string') throw invalid(at, `${at} must have a thinking and a signature, as they came.`);
    const { maker, value, id } = unmarked(signature);
    opaque.push(signature, value);
    if (maker !== NOBODY) details.push({ type: 'reasoning.text', format: maker, text: thinking, signature: value, ...(id !== '' && { id }) });
    return thinking;
  }
  if (typeof data !== 'string') throw invalid(`${at}.data`, `${at}.data must be a string, as it came.`);
  const { maker, value, id } = unmarked(data);
  opaque.push(data, value);
  if (maker !== NOBODY) details.push({ type: 'reasoning.encrypted', format: maker, data: value, ...(id !== '' && { id }) });
  return '';
}
