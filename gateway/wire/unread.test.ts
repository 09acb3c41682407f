import { describe, expect, it } from 'vitest';
import type { ResponseStates } from '../core/kept-response.ts';
import type { Json } from '../core/json.ts';
import { decodeMessages } from './anthropic-messages/decode.ts';
import type { DecodedChat } from './dialect.ts';
import { decodeOllamaChat } from './ollama/decode-chat.ts';
import { decodeOllamaGenerate } from './ollama/decode-generate.ts';
import { decodeResponses } from './openai-responses/decode.ts';

const messages = [{ role: 'user', content: 'hi' }];
const DIALECTS: Readonly<Record<string, (over: object) => DecodedChat>> = {
  messages: (over) => decodeMessages({ model: 'm', max_tokens: 5, messages, ...over } as Json, {}),
  responses: (over) => decodeResponses({ model: 'm', input: 'hi', ...over } as Json, 'k', {} as ResponseStates),
  'ollama chat': (over) => decodeOllamaChat({ model: 'm', messages, ...over } as Json),
  'ollama generate': (over) => decodeOllamaGenerate({ model: 'm', prompt: 'hi', ...over } as Json),
};

describe.each(Object.entries(DIALECTS))('a word of another dialect in %s', (_name, decode) => {
  it('that changes the meaning is for a provider of this dialect alone, never lost in translation', () => {
    expect(decode({ n: 2, stop: ['a'], response_format: { type: 'json_object' }, max_completion_tokens: 5 }).ownOnly).toEqual(['n', 'stop', 'response_format', 'max_completion_tokens']);
  });

  it('that asks for nothing is nothing', () => {
    expect(decode({ n: 1, stop: [], response_format: { type: 'text' }, logit_bias: {}, functions: null, modalities: ['text'] })).toMatchObject({ ownOnly: [], hints: [] });
  });

  it('that is a mere hint is said, by a name that a header can hold', () => {
    expect(decode({ seed: 1, 'ein Wörtchen': 1, other: null }).hints).toEqual(['seed', 'a parameter of an unusual name']);
    expect(decode(Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`x${index}`, 1]))).hints).toHaveLength(16);
  });
});

it('what a dialect has itself is none', () => {
  expect(DIALECTS.messages!({ service_tier: 'auto', thinking: { type: 'disabled' }, stop_sequences: ['a'], metadata: {} })).toMatchObject({ ownOnly: [], hints: [] });
  expect(DIALECTS.responses!({ text: {}, reasoning: {}, stream_options: {}, parallel_tool_calls: false, max_output_tokens: 5, include: [], truncation: 'disabled' })).toMatchObject({ ownOnly: [], hints: [] });
  expect(DIALECTS['ollama chat']!({ tools: [], format: '', think: false, logprobs: true, options: { num_ctx: 5 } })).toMatchObject({ ownOnly: [], hints: [] });
});
