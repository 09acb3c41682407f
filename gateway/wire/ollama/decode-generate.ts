import type { ChatRequest } from '../../core/chat.ts';
import { GatehouseError } from '../../core/errors.ts';
import { EVERY } from '../../core/sealed.ts';
import type { Json } from '../../core/json.ts';
import { type DecodedChat, noNeeds } from '../dialect.ts';
import { invalid } from '../faults.ts';
import { checkBody, imageParts, readSettings } from './common.ts';

/** What only one model's own template or numbering of tokens gives a meaning to. */
const OF_ONE_MODEL = ['suffix', 'template', 'raw', 'context'];

/** Checks a body of Ollama's `/api/generate` (docs/api.md of Ollama 0.24) and gives it as a chat of one question. Throws `invalid_request` and `unsupported_parameter`. */
export function decodeOllamaGenerate(raw: Json): DecodedChat {
  const body = checkBody(raw);
  const { prompt, system } = body;
  for (const name of OF_ONE_MODEL) {
    const value = body[name];
    if (value === undefined || value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0)) continue;
    throw new GatehouseError('unsupported_parameter', `${name} means something to one model only, and which one answers is decided here.`, { param: name, hint: 'Use /api/chat, which carries a conversation in words.' });
  }
  if (typeof prompt !== 'string' || prompt === '') throw invalid('prompt', 'prompt must be a text.');
  if (system !== undefined && system !== null && typeof system !== 'string') throw invalid('system', 'system must be a string.');
  const needs = noNeeds();
  const images = imageParts(body.images, '', needs);
  const payloads = new Map<object, string>(images.length > 0 ? [[body.images as Json[], EVERY]] : []);
  const request: ChatRequest = { model: body.model, messages: [...(system ? [{ role: 'system' as const, content: system }] : []), { role: 'user', content: images.length > 0 ? [{ type: 'text', text: prompt }, ...images] : prompt }] };
  const unread = readSettings(body, request, needs);
  return { body, request, needs, opaque: [], payloads, ...unread, headers: {} };
}
