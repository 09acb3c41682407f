import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatAnswer, ChatChunk, FinishReason } from '../../gateway/core/chat.ts';
import { GatehouseError } from '../../gateway/core/errors.ts';
import type { Json, JsonObject } from '../../gateway/core/json.ts';
import { createFraming } from '../../gateway/execute/framing.ts';
import type { ChatEndpoint } from '../../gateway/providers/define.ts';
import { responsesEndpoint } from '../../gateway/providers/openai-responses.ts';
import { providerKinds, providerOfKind } from '../../gateway/providers/registry.ts';
import { messagesDialect } from '../../gateway/wire/anthropic-messages/dialect.ts';
import type { AnswerOptions, ChatDialect, DecodedChat } from '../../gateway/wire/dialect.ts';
import { ollamaChatDialect, ollamaGenerateDialect } from '../../gateway/wire/ollama/dialects.ts';
import { openaiChatDialect } from '../../gateway/wire/openai-chat/dialect.ts';
import { createResponsesDialect } from '../../gateway/wire/openai-responses/dialect.ts';
import { anthropicBody, ollamaBody, responsesBody } from './dialect-requests.ts';
import { chat, json } from './requests.ts';
import { settings } from './settings.ts';

const responsesDialect = createResponsesDialect({ keep: () => {}, get: () => undefined, sizeOf: () => undefined, holderOf: () => undefined, limit: 0, remove: () => false });

/** Each dialect that is spoken on both sides: what we write for a client is read by what reads a provider. */
const BOTH: Record<string, { dialect: ChatDialect; reader: Omit<ChatEndpoint, 'encode'> }> = {
  'openai-chat': { dialect: openaiChatDialect, reader: providerOfKind('openai-compatible')!.chat! },
  'anthropic-messages': { dialect: messagesDialect, reader: providerOfKind('anthropic')!.chat! },
  'ollama-chat': { dialect: ollamaChatDialect, reader: providerOfKind('ollama')!.chat! },
  'openai-responses': { dialect: responsesDialect, reader: responsesEndpoint },
};

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((value) => value.isWellFormed());
const args = fc.dictionary(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 }).filter((name) => name !== '__proto__'), fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Json), { maxKeys: 3 });
const count = fc.integer({ min: 1, max: 100_000 });
const answers = fc
  .record({ content: fc.option(text), thoughts: fc.option(text), calls: fc.array(fc.record({ name: fc.stringMatching(/^[a-z_]{1,12}$/), args }), { maxLength: 3 }), cut: fc.boolean(), prompt: count, completion: count, cachedShare: fc.double({ min: 0, max: 1, noNaN: true }) })
  .filter(({ content, calls }) => content !== null || calls.length > 0)
  .map(({ content, thoughts, calls, cut, prompt, completion, cachedShare }): ChatAnswer => ({
    id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm',
    choices: [{
      index: 0, finish_reason: cut ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop',
      message: { role: 'assistant', content, ...(thoughts !== null && { reasoning_content: thoughts }), ...(calls.length > 0 && { tool_calls: calls.map((call, index) => ({ id: `call_${index}`, type: 'function' as const, function: { name: call.name, arguments: JSON.stringify(call.args) } })) }) },
    }],
    usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion, prompt_tokens_details: { cached_tokens: Math.floor(prompt * cachedShare) } },
  }));

const asked = { body: {}, request: { model: 'm', messages: [], stream_options: { include_usage: true } }, needs: { tools: false, images: false, jsonSchema: false, unreadable: false, files: [] }, opaque: [], payloads: new Map(), ownOnly: [], hints: [], headers: {}, own: [], previous: null, store: false } as unknown as DecodedChat;
const options: AnswerOptions = { native: false, seal: (value) => value, asked, keyId: 'k', traceId: 'trc_1', dataClass: 'public', erased: () => false };

interface Said { content: string; thoughts: string; calls: { name: string; args: Json }[]; finish: FinishReason | null; prompt: number | undefined; completion: number | undefined; cached: number | undefined }

function said({ choices, usage }: ChatAnswer): Said {
  const { message, finish_reason: finish } = choices[0]!;
  return { content: message.content ?? '', thoughts: message.reasoning_content ?? '', calls: (message.tool_calls ?? []).map(({ function: fn }) => ({ name: fn.name, args: JSON.parse(fn.arguments) as Json })), finish, prompt: usage?.prompt_tokens, completion: usage?.completion_tokens, cached: usage?.prompt_tokens_details?.cached_tokens };
}

function put(chunks: ChatChunk[]): Said {
  const out: Said = { content: '', thoughts: '', calls: [], finish: null, prompt: undefined, completion: undefined, cached: undefined };
  const pieces: { name: string; text: string }[] = [];
  for (const { choices, usage } of chunks) {
    if (usage) Object.assign(out, { prompt: usage.prompt_tokens, completion: usage.completion_tokens, cached: usage.prompt_tokens_details?.cached_tokens });
    for (const { delta, finish_reason: finish } of choices) {
      out.content += delta.content ?? '';
      out.thoughts += delta.reasoning_content ?? '';
      out.finish = finish ?? out.finish;
      for (const { index, function: fn } of delta.tool_calls ?? []) {
        const piece = (pieces[index] ??= { name: '', text: '' });
        piece.name += fn?.name ?? '';
        piece.text += fn?.arguments ?? '';
      }
    }
  }
  return { ...out, calls: pieces.map((piece) => ({ name: piece.name, args: JSON.parse(piece.text || '{}') as Json })) };
}

/** An answer as a provider streams it, cut at places of the test's choice. */
function chunksOf({ choices, usage }: ChatAnswer, cuts: number): ChatChunk[] {
  const base = { id: 'c', object: 'chat.completion.chunk' as const, created: 1, model: 'm' };
  const { message, finish_reason: finish } = choices[0]!;
  const chunk = (delta: object): ChatChunk => ({ ...base, choices: [{ index: 0, delta, finish_reason: null }] });
  const pieces = (whole: string): string[] => whole.match(new RegExp(`[^]{1,${cuts}}`, 'gu')) ?? [];
  return [
    chunk({ role: 'assistant', content: message.content === null ? null : '' }),
    ...pieces(message.reasoning_content ?? '').map((piece) => chunk({ reasoning_content: piece })),
    ...pieces(message.content ?? '').map((piece) => chunk({ content: piece })),
    ...(message.tool_calls ?? []).flatMap((call, index) => [chunk({ tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.function.name, arguments: '' } }] }), ...pieces(call.function.arguments).map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] }))]),
    { ...base, choices: [{ index: 0, delta: {}, finish_reason: finish }] },
    { ...base, choices: [], usage: usage! },
  ];
}

describe.each(Object.entries(BOTH))('%s', (name, { dialect, reader }) => {
  /** What the dialect has no word for. */
  const expressible = (one: Said): Said => ({ ...one, cached: name === 'ollama-chat' ? undefined : one.cached });

  it('an answer that is written and read again is the same', () => {
    fc.assert(fc.property(answers, (answer) => {
      const wire = JSON.parse(JSON.stringify(dialect.answer(structuredClone(answer), options))) as Json;
      expect(expressible(said(reader.decode(wire, 'm')))).toEqual(expressible(said(answer)));
    }), settings(1_000));
  });

  it('a stream, however it comes in pieces, says what the plain answer says', () => {
    fc.assert(fc.property(answers, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 300 }), (answer, cuts, bytesAtOnce) => {
      const stream = dialect.stream(options);
      const wire = Buffer.from(stream.encode(chunksOf(answer, cuts)) + stream.end({ promptTokens: answer.usage!.prompt_tokens, completionTokens: answer.usage!.completion_tokens, estimated: false }));
      const decoder = reader.decoder('m');
      const chunks: ChatChunk[] = [];
      const framing = createFraming(reader.framing, (payload) => chunks.push(...decoder.push(payload)));
      for (let at = 0; at < wire.length; at += bytesAtOnce) framing.feed(wire.subarray(at, at + bytesAtOnce));
      framing.end();
      expect(decoder.finished).toBe(true);
      expect(expressible(put(chunks))).toEqual(expressible(said(answer)));
    }), settings(500));
  });
});

const DIALECTS: [string, ChatDialect, fc.Arbitrary<unknown>][] = [
  ['openai-chat', openaiChatDialect, chat], ['anthropic-messages', messagesDialect, anthropicBody], ['ollama-chat', ollamaChatDialect, ollamaBody], ['ollama-generate', ollamaGenerateDialect, ollamaBody], ['openai-responses', responsesDialect, responsesBody],
];

/** Undefined where it is refused with an error of ours; every other error is a fault. */
function refusedOr<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof GatehouseError && error.status < 500) return undefined;
    throw error;
  }
}

describe.each(DIALECTS)('whatever a client of %s sends', (_name, dialect, body) => {
  it('is refused, or encoded by every adapter, or refused by it, and stays as it was', () => {
    let decodedCount = 0;
    let encodedCount = 0;
    fc.assert(fc.property(fc.oneof({ weight: 9, arbitrary: body }, { weight: 1, arbitrary: json as fc.Arbitrary<unknown> }), (value) => {
      const before = JSON.stringify(value);
      const decoded = refusedOr(() => dialect.decode(value as Json, {}, 'key'));
      expect(JSON.stringify(value)).toBe(before);
      if (!decoded) return;
      decodedCount++;
      const canonical = JSON.stringify(decoded.request);
      // What every adapter counts on: a request that a client of the canonical dialect could have sent.
      openaiChatDialect.decode(JSON.parse(canonical) as Json, {}, 'key');
      for (const kind of providerKinds()) {
        const encoded = refusedOr(() => providerOfKind(kind)!.chat!.encode(decoded.request, { model: 'm', numCtx: 4_096, capabilities: {} }));
        if (encoded) encodedCount++;
        if (encoded) expect(() => JSON.stringify(encoded.body)).not.toThrow();
      }
      expect(JSON.stringify(decoded.request)).toBe(canonical);
    }), settings(1_000));
    expect([decodedCount > 50, encodedCount > 200]).toEqual([true, true]);
  });
});

describe.each(providerKinds())('whatever the provider %s sends', (kind) => {
  const endpoints = [providerOfKind(kind)!.chat!, ...Object.values(providerOfKind(kind)!.native ?? {})] as Omit<ChatEndpoint, 'encode'>[];
  const WORDS = ['type', 'message', 'choices', 'delta', 'content', 'text', 'usage', 'error', 'candidates', 'parts', 'output', 'contentBlockDelta', 'index', 'finish_reason', 'functionCall', 'tool_calls', 'function', 'arguments', 'response', 'item', 'content_block', 'done', 'finishReason'];
  const VALUES = ['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop', 'text_delta', 'input_json_delta', 'tool_use', 'content-delta', 'tool-call-start', 'tool-call-delta', 'message-end', 'response.output_item.added', 'response.function_call_arguments.delta', 'response.completed', 'function_call', 'STOP', 'stop'];
  const value = fc.letrec<{ node: Json }>((tie) => ({
    node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constantFrom<Json>(null, true, 0, -1, 1e308, '', 'x', ...VALUES), fc.array(tie('node'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...WORDS), tie('node'), { maxKeys: 5 }) as fc.Arbitrary<Json>),
  })).node;
  const provideror = (work: () => unknown): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.code !== 'provider_error') throw error;
    }
  };

  it('is an answer or the provider’s error, never a crash', () => {
    fc.assert(fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), (events) => {
      for (const endpoint of endpoints) {
        provideror(() => endpoint.decode(structuredClone(events[0]!) as JsonObject, 'm'));
        const decoder = endpoint.decoder('m');
        provideror(() => {
          for (const event of events) decoder.push(JSON.stringify(event));
          decoder.end?.();
        });
      }
    }), settings(2_000));
  });
});
