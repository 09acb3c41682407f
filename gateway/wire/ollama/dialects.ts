import type { ChatDialect } from '../dialect.ts';
import { decodeOllamaChat } from './decode-chat.ts';
import { decodeOllamaGenerate } from './decode-generate.ts';
import { encodeAnswer, inMessage, inResponse, OllamaStream } from './encode.ts';

const streamType = 'application/x-ndjson';

/** Ollama's `/api/chat`. */
export const ollamaChatDialect: ChatDialect = {
  name: 'ollama-chat',
  endpoint: 'ollama.chat',
  streamType,
  decode: decodeOllamaChat,
  answer: (answer, { native }) => encodeAnswer(answer, native, inMessage),
  stream: (options) => new OllamaStream(options, inMessage),
};

/** Ollama's `/api/generate`: one question, answered by a chat model. */
export const ollamaGenerateDialect: ChatDialect = {
  name: 'ollama-generate',
  endpoint: 'ollama.generate',
  streamType,
  decode: decodeOllamaGenerate,
  answer: (answer, { native }) => encodeAnswer(answer, native, inResponse),
  stream: (options) => new OllamaStream(options, inResponse),
};
