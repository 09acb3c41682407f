import { isObject } from '../../core/json.ts';
import { defineProvider, errorMessage } from '../define.ts';
import { decodeAnswer, ollamaStream } from './decode.ts';
import { ollamaEmbeddings } from './embeddings.ts';
import { encodeChat } from './encode.ts';
import { encodeNativeChat } from './native.ts';

/** Ollama's native API (`/api/chat`, `/api/embed`): the only one that can set the context size and refuse to cut a prompt. */
export const ollama = defineProvider({
  kind: 'ollama',
  name: 'Ollama',
  auth: () => ({}),
  error: errorMessage,
  rejects: (reason) => /invalid JSON schema|failed to parse grammar/i.test(reason),
  assume: { chat: true, jsonSchema: true },
  chat: { path: '/api/chat', framing: 'ndjson', encode: encodeChat, decode: decodeAnswer, decoder: ollamaStream },
  native: { 'ollama-chat': { path: '/api/chat', framing: 'ndjson', encode: encodeNativeChat, decode: decodeAnswer, decoder: ollamaStream } },
  embeddings: ollamaEmbeddings,
  models: {
    path: '/api/tags',
    decode: (body) => (isObject(body) && Array.isArray(body.models) ? body.models.filter(isObject).map((row) => String(row.name)) : []),
  },
});
