import { describe, expect, it } from 'vitest';
import { GatehouseError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { providerKinds, providerOfKind } from '../providers/registry.ts';
import { messagesDialect } from './anthropic-messages/dialect.ts';
import type { ChatDialect } from './dialect.ts';
import { ollamaChatDialect } from './ollama/dialects.ts';
import { openaiChatDialect } from './openai-chat/dialect.ts';
import { createResponsesDialect } from './openai-responses/dialect.ts';

const PNG = 'iVBORw0KGgoAAAANSUhEUg==';
const names = Array.from({ length: 200 }, (_, index) => `tool_${index}`);
const parameters = { type: 'object', properties: {} };
const images = Array.from({ length: 50 });
const state = { keep: () => {}, get: () => undefined, sizeOf: () => undefined, holderOf: () => undefined, limit: 0, remove: () => false };

/** 200 tools, and 50 images, in each dialect. */
const ASKED: [ChatDialect, object, object][] = [
  [openaiChatDialect, { messages: [{ role: 'user', content: 'x' }], tools: names.map((name) => ({ type: 'function', function: { name, parameters } })) }, { messages: [{ role: 'user', content: images.map(() => ({ type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } })) }] }],
  [createResponsesDialect(state), { input: 'x', tools: names.map((name) => ({ type: 'function', name, parameters, strict: false })) }, { input: [{ role: 'user', content: images.map(() => ({ type: 'input_image', image_url: `data:image/png;base64,${PNG}` })) }] }],
  [messagesDialect, { max_tokens: 9, messages: [{ role: 'user', content: 'x' }], tools: names.map((name) => ({ name, input_schema: parameters })) }, { max_tokens: 9, messages: [{ role: 'user', content: images.map(() => ({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } })) }] }],
  [ollamaChatDialect, { messages: [{ role: 'user', content: 'x' }], tools: names.map((name) => ({ type: 'function', function: { name, parameters } })) }, { messages: [{ role: 'user', content: 'x', images: images.map(() => PNG) }] }],
];
/** Of these providers; the others set none, or none that is known. */
const MOST_TOOLS: Record<string, number> = { 'azure-openai': 128, deepseek: 128, groq: 128, openai: 128 };

describe.each(ASKED)('$name', (dialect, tools, pictures) => {
  it('takes 200 tools, and says which provider does not', () => {
    const { request, needs } = dialect.decode({ model: 'm', ...tools } as Json, {}, 'key');
    expect([request.tools!.length, needs.tools]).toEqual([200, true]);
    for (const kind of providerKinds()) {
      const encode = (): unknown => providerOfKind(kind)!.chat!.encode(request, { model: 'm' });
      const most = MOST_TOOLS[kind];
      if (most === undefined) expect(JSON.stringify(encode())).toContain('tool_199');
      else expect(encode).toThrow(expect.objectContaining({ code: 'unsupported_parameter', details: expect.objectContaining({ param: 'tools' }) as object, message: expect.stringContaining(String(most)) as string }) as Error);
    }
  });

  it('takes 50 images, which nobody reads, and says which provider does not', () => {
    const { request, needs } = dialect.decode({ model: 'm', ...pictures } as Json, {}, 'key');
    expect(needs).toMatchObject({ images: true, unreadable: 'media' });
    for (const kind of providerKinds()) {
      try {
        expect(JSON.stringify(providerOfKind(kind)!.chat!.encode(request, { model: 'm' }).body).split(PNG).length).toBe(51);
      } catch (error) {
        if (!(error instanceof GatehouseError)) throw error;
        expect(error).toMatchObject({ code: 'unsupported_parameter', message: expect.stringMatching(/image|\b20\b/i) as string });
      }
    }
  });
});
