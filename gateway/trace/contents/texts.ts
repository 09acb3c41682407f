import { isObject, type Json } from '../../core/json.ts';

/** A conversation repeats its messages at every turn: the newest are marked. */
const MAX_MESSAGES = 200;
const MARK_BYTES = 16;
/** Of a longer text the beginning and the length count. */
const MAX_MARKED = 256 * 1024;

/** The texts of a request's messages or inputs, newest last; what is no text is taken as its JSON. */
export function requestTexts(request: Json): string[] {
  if (!isObject(request)) return [textOf(request)];
  const { messages, input, prompt } = request;
  const list = Array.isArray(messages) ? messages.map((message) => (isObject(message) ? (message['content'] ?? null) : message)) : [input ?? prompt ?? null].flat();
  return list.slice(-MAX_MESSAGES).map(textOf).filter((text) => text !== '');
}

/** What was answered, by choice. */
export function answerTexts(answer: Json): string[] {
  if (!isObject(answer)) return [textOf(answer)].filter((text) => text !== '');
  const { choices } = answer;
  if (!Array.isArray(choices)) return [];
  return choices.slice(0, MAX_MESSAGES).map((choice) => (isObject(choice) && isObject(choice['message'] ?? null) ? textOf((choice['message'] as { content?: Json }).content ?? null) : '')).filter((text) => text !== '');
}

function textOf(content: Json): string {
  if (typeof content === 'string') return content;
  if (content === null) return '';
  if (Array.isArray(content) && content.every((part) => isObject(part) && typeof part['text'] === 'string')) return content.map((part) => (part as { text: string }).text).join('');
  return JSON.stringify(content);
}

/** Equal texts have equal marks, and nobody without the data key can try texts out. Blanks around it and the way of writing accents do not count. */
export function markOf(digest: (text: string) => Buffer, text: string): Buffer {
  const clean = text.trim();
  const marked = clean.length > MAX_MARKED ? `${clean.length}:${clean.slice(0, MAX_MARKED)}` : clean;
  return digest(marked.normalize('NFC')).subarray(0, MARK_BYTES);
}
