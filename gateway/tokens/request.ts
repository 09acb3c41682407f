import { setImmediate } from 'node:timers/promises';
import type { ChatRequest, ContentPart } from '../core/chat.ts';
import { mostTokens } from './bound.ts';
import { PromptSize, promptTexts } from './prompt.ts';
import type { Encoding } from './vocabulary.ts';

/** UTF-16 units that are looked at before others have their turn: a millisecond or two. A cut may add a token. */
const SLICE = 65_536;
/** Of a template, for each message; and what providers add for tools: instructions of their own. */
const MESSAGE_TOKENS = 8;
const TOOL_TOKENS = 1_024;
/** As OpenAI's cookbook counts ("How to count tokens with tiktoken"), for models that do not reason: three for a message and one for its role; three before the answer. */
const FRAME_OF_MESSAGE = 4;
const FRAME_OF_ANSWER = 3;

export interface Counted {
  tokens: number;
  exact: boolean;
}

export interface CountOptions {
  /** The model's own vocabulary, where it is public and the template around the messages is known too. */
  encoding: Encoding | undefined;
  /** Tokens that one image counts for at the most. */
  imageTokens: number;
}

/** Of a whole request, before it is sent. Where it cannot be counted, a number that is seldom too low (docs/models.md says how it was measured). */
export async function countRequest(request: ChatRequest, { encoding, imageTokens }: CountOptions): Promise<Counted> {
  const texts = promptTexts(request);
  if (encoding && isPlain(request)) {
    const counted = await new PromptSize(texts).count(encoding);
    if (counted) return { tokens: counted.tokens + request.messages.length * FRAME_OF_MESSAGE + FRAME_OF_ANSWER, exact: counted.exact };
  }
  let tokens = FRAME_OF_ANSWER;
  for (const text of texts) {
    for (let at = 0; at < text.length; at += SLICE) {
      tokens += mostTokens(text.slice(at, at + SLICE));
      if (at + SLICE < text.length) await setImmediate();
    }
  }
  for (const { content, tool_calls: calls, tool_call_id: id, name } of request.messages) {
    tokens += MESSAGE_TOKENS + mostTokens(name ?? '') + mostTokens(id ?? '') + (calls ? mostTokens(JSON.stringify(calls)) : 0);
    for (const part of Array.isArray(content) ? content : []) tokens += partTokens(part, imageTokens);
  }
  if (request.tools?.length) tokens += TOOL_TOKENS + mostTokens(JSON.stringify(request.tools));
  if (request.response_format) tokens += mostTokens(JSON.stringify(request.response_format));
  return { tokens, exact: false };
}

/** Texts alone: what else a template makes of a request nobody says. */
function isPlain({ messages, tools, response_format: format }: ChatRequest): boolean {
  return !tools?.length && !format && messages.every(({ role, content, tool_calls: calls, name }) => role !== 'tool' && !calls && name === undefined && (typeof content === 'string' || (content?.length === 1 && content[0]!.type === 'text')));
}

/** Nobody knows a document's pages, or how long a recording is, before it is sent: no more tokens than letters of its base64. */
function partTokens(part: ContentPart, imageTokens: number): number {
  if (part.type === 'image_url') return imageTokens;
  if (part.type === 'file') return (part.file.file_data ?? '').length;
  if (part.type === 'input_audio') return part.input_audio.data.length;
  return part.type === 'refusal' ? mostTokens(part.refusal) : 0;
}
