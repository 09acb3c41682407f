import type { ChatRequest, EmbeddingsRequest } from '../core/chat.ts';

/** The most that a request can take, before it is sent. */
export interface Demand {
  /** No prompt of this request has more tokens, its images and documents aside. */
  promptTokens: number;
  images: number;
  /** Holds documents, whose pages nobody can count beforehand. */
  documents: boolean;
  /** The client's own bound for each answer; undefined: it set none. */
  outputTokens: number | undefined;
  /** How many answers it asks for. */
  choices: number;
}

/** What providers add for tools: instructions of their own, of some hundred tokens. */
const TOOL_TOKENS = 1_024;

/**
 * No tokeniser in use makes more tokens than a text has bytes, and JSON around a message has more bytes than a chat template adds tokens.
 * `bytes` is the length of the body as JSON, if it is known.
 */
export function chatDemand(request: ChatRequest, bytes: number | undefined): Demand {
  let promptTokens = bytes ?? Buffer.byteLength(JSON.stringify(request));
  let images = 0;
  let documents = false;
  for (const { content } of request.messages) {
    if (!Array.isArray(content)) continue;
    for (const part of content) {
      if (part.type === 'image_url') {
        images++;
        promptTokens -= part.image_url.url.length;
      } else if (part.type === 'file') documents = true;
    }
  }
  if (request.tools) promptTokens += TOOL_TOKENS;
  const bounds = [request.max_completion_tokens, request.max_tokens].filter((bound) => typeof bound === 'number');
  return { promptTokens: Math.max(promptTokens, 0), images, documents, outputTokens: bounds.length > 0 ? Math.max(...bounds) : undefined, choices: request.n ?? 1 };
}

export function embeddingsDemand(request: EmbeddingsRequest, bytes: number | undefined): Demand {
  return { promptTokens: bytes ?? Buffer.byteLength(JSON.stringify(request)), images: 0, documents: false, outputTokens: 0, choices: 1 };
}
