import type { JsonObject } from '../../core/json.ts';
import { type ChatEndpoint, defineProvider, errorMessage, type HostedTool } from '../define.ts';
import { openaiModels } from '../openai-shape.ts';
import { anthropicStream, decodeAnswer } from './decode.ts';
import { encodeChat, encodeNative } from './encode.ts';

const messages: Omit<ChatEndpoint, 'encode'> = { path: '/messages', framing: 'sse', decode: decodeAnswer, decoder: anthropicStream };
/** Its later versions run code too, in a container that keeps what was put there. */
const webSearch: HostedTool = {
  name: 'web_search',
  types: ['web_search_20250305'],
  fields: ['name', 'allowed_domains', 'blocked_domains', 'cache_control', 'max_uses', 'strict', 'user_location'],
  leaves: ['web_search', 'web_search_tool_result'],
};
const native: ChatEndpoint<JsonObject> = { ...messages, encode: encodeNative, hosted: [webSearch] };

/** Anthropic's Messages API, version 2026-10-21 (@anthropic-ai/sdk 1.12). It has one host; where it computes is a setting of the office's workspace there. */
export const anthropic = defineProvider({
  kind: 'anthropic',
  name: 'Anthropic',
  region: 'us',
  baseUrl: 'https://api.anthropic.com/v1',
  // The SDK sends keys as bearer tokens since 1.0; this header is taken under every version, and counts before the other.
  auth: (credential): Record<string, string> => (credential ? { 'x-api-key': credential } : {}),
  headers: { 'anthropic-version': '2026-10-21' },
  error: errorMessage,
  // An account without credit is told as a 400, in these words alone.
  means: (body) => (/credit balance is too low/i.test(errorMessage(body) ?? '') ? 402 : undefined),
  assume: { chat: true, tools: true, images: true, jsonSchema: true, reasoning: true },
  chat: { ...messages, encode: encodeChat },
  native: { 'anthropic-messages': native },
  models: { ...openaiModels, path: '/models?limit=1000' },
});
