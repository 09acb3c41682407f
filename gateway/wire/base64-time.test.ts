import { expect, it } from 'vitest';
import type { Json } from '../core/json.ts';
import { eachField } from '../classify/fields.ts';
import { decodeMessages } from './anthropic-messages/decode.ts';
import { decodeOllamaChat } from './ollama/decode-chat.ts';
import { decodeChat } from './openai-chat/decode.ts';

/** Attack: a megabyte of line breaks where base64 belongs, and one letter that is none: an expression that tries every end of them would stand still for minutes. */
const HOSTILE = `${'\n'.repeat(1_000_000)}!`;
const MESSAGES = [{ role: 'user', content: 'x' }];

it.each<[string, () => unknown]>([
  ['an image of OpenAI’s dialect', () => decodeChat({ model: 'm', messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${HOSTILE}` } }] }] } as Json)],
  ['an image of Anthropic’s', () => decodeMessages({ model: 'm', max_tokens: 1, messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: HOSTILE } }] }] } as Json, {})],
  ['an image of Ollama’s', () => decodeOllamaChat({ model: 'm', messages: [{ ...MESSAGES[0], images: [HOSTILE] }] } as Json)],
  ['a body that is looked at', () => [...eachField({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${HOSTILE}` } }] }] } as Json, () => {})]],
])('%s takes no time, whatever stands in its place', (_name, work) => {
  const before = performance.now();
  try {
    work();
  } catch {
    // It may be refused.
  }
  expect(performance.now() - before).toBeLessThan(2_000);
});

