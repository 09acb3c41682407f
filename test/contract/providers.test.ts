import { describe, expect, it } from 'vitest';
import type { ChatAnswer, ChatChunk, FinishReason } from '../../gateway/core/chat.ts';
import { GatehouseError } from '../../gateway/core/errors.ts';
import type { Json } from '../../gateway/core/json.ts';
import { createFraming } from '../../gateway/execute/framing.ts';
import type { ChatEndpoint, Provider } from '../../gateway/providers/define.ts';
import { openaiEmbeddings } from '../../gateway/providers/openai-shape.ts';
import { providerKinds, providerOfKind } from '../../gateway/providers/registry.ts';
import { cohereRecording } from './providers/cohere.ts';
import { googleRecording } from './providers/google.ts';
import { anthropicRecording } from './providers/anthropic.ts';
import { bedrockRecording } from './providers/bedrock.ts';
import { ollamaRecording } from './providers/ollama.ts';
import { openaiRecording } from './providers/openai-compatible.ts';
import { azureRecording } from './providers/azure-openai.ts';
import { deepseekRecording } from './providers/deepseek.ts';
import { groqRecording } from './providers/groq.ts';
import { mistralRecording } from './providers/mistral.ts';
import { openaiOwnRecording } from './providers/openai.ts';
import { togetherRecording } from './providers/together.ts';
import { vertexRecording } from './providers/vertex.ts';
import type { Bytes, Recording } from './providers/recordings.ts';

const RECORDINGS: Record<string, Recording> = { anthropic: anthropicRecording, bedrock: bedrockRecording, cohere: cohereRecording, google: googleRecording, ollama: ollamaRecording, 'openai-compatible': openaiRecording, 'azure-openai': azureRecording, deepseek: deepseekRecording, groq: groqRecording, mistral: mistralRecording, openai: openaiOwnRecording, together: togetherRecording, vertex: vertexRecording };
const MODEL = 'the-model-that-answered';

const bytesOf = (stream: Bytes): Buffer => (typeof stream === 'string' ? Buffer.from(stream) : stream);
const parse = (text: string): Json => JSON.parse(text) as Json;
const isProviderError = (error: unknown): boolean => error instanceof GatehouseError && error.code === 'provider_error';

/** The stream as `execute/` reads it, in these network pieces. */
function read(chat: ChatEndpoint, pieces: Buffer[]): { chunks: ChatChunk[]; finished: boolean; error?: unknown } {
  const decoder = chat.decoder(MODEL);
  const chunks: ChatChunk[] = [];
  const framing = createFraming(chat.framing, (payload) => chunks.push(...decoder.push(payload)));
  try {
    for (const piece of pieces) framing.feed(piece);
    framing.end();
    chunks.push(...(decoder.end?.() ?? []));
  } catch (error) {
    return { chunks, finished: decoder.finished, error };
  }
  return { chunks, finished: decoder.finished };
}

/** What a client makes of the chunks. */
function put(chunks: ChatChunk[]) {
  const calls: { id: string; name: string; arguments: string }[] = [];
  let text = '';
  let reasoning = '';
  let finish: FinishReason | null = null;
  let usage;
  const tokens: string[] = [];
  for (const chunk of chunks) {
    usage = chunk.usage ?? usage;
    for (const { delta, finish_reason, logprobs } of chunk.choices) {
      text += delta.content ?? '';
      reasoning += delta.reasoning_content ?? '';
      finish = finish_reason ?? finish;
      for (const entry of (logprobs as { content?: { token: string }[] } | null)?.content ?? []) tokens.push(entry.token);
      for (const call of delta.tool_calls ?? []) {
        const open = (calls[call.index] ??= { id: '', name: '', arguments: '' });
        open.id += call.id ?? '';
        open.name += call.function?.name ?? '';
        open.arguments += call.function?.arguments ?? '';
      }
    }
  }
  return { text, reasoning, finish, usage, tokens, calls };
}

const message = (answer: ChatAnswer) => answer.choices[0]!.message;
const callsOf = (calls: { name: string; arguments: string }[]) => calls.map((call) => ({ name: call.name, arguments: parse(call.arguments) }));

it('every adapter has recordings, and every recording its adapter', () => {
  expect(providerKinds().sort()).toEqual(Object.keys(RECORDINGS).sort());
});

describe.each(providerKinds())('the adapter %s', (kind) => {
  const adapter = providerOfKind(kind) as Provider & { chat: ChatEndpoint };
  const recording = RECORDINGS[kind]!;
  const { chat } = adapter;
  const whole = (stream: Bytes) => {
    const result = read(chat, [bytesOf(stream)]);
    expect(result).toMatchObject({ finished: true });
    expect(result.error).toBeUndefined();
    return put(result.chunks);
  };

  it('plain answer and its usage', () => {
    const answer = chat.decode(parse(recording.answer.plain), MODEL);
    expect(answer).toMatchObject({ object: 'chat.completion', model: MODEL, choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: recording.answer.text } }], usage: recording.answer.usage });
    expect(message(answer).tool_calls).toBeUndefined();
    expect(answer.id).toMatch(/^chatcmpl/);
  });

  it('stream: the same text and usage, one finish reason, every chunk with the same id and our model', () => {
    const { chunks } = read(chat, [bytesOf(recording.answer.stream)]);
    expect(put(chunks)).toMatchObject({ text: recording.answer.text, finish: 'stop', usage: recording.answer.usage, calls: [] });
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
    expect(new Set(chunks.map((chunk) => `${chunk.object} ${chunk.model}`))).toEqual(new Set([`chat.completion.chunk ${MODEL}`]));
    expect(chunks[0]!.choices[0]!.delta.role).toBe('assistant');
    expect(chunks.flatMap((chunk) => chunk.choices).filter((choice) => choice.finish_reason !== null)).toHaveLength(1);
    // OpenAI's clients read usage from a last chunk of its own.
    expect(chunks.filter((chunk) => chunk.usage)).toEqual([expect.objectContaining({ choices: [] })]);
  });

  it('tools in parallel: indices and ids keep them apart, arguments are JSON', () => {
    const answer = chat.decode(parse(recording.tools.plain), MODEL);
    expect(answer.choices[0]!.finish_reason).toBe('tool_calls');
    expect(message(answer).content).toBeNull();
    expect(callsOf(message(answer).tool_calls!.map((call) => call.function))).toEqual(recording.tools.calls);
    const streamed = whole(recording.tools.stream);
    expect(streamed.finish).toBe('tool_calls');
    expect(callsOf(streamed.calls)).toEqual(recording.tools.calls);
    for (const ids of [message(answer).tool_calls!.map((call) => call.id), streamed.calls.map((call) => call.id)]) {
      expect(new Set(ids.filter((id) => id !== '')).size).toBe(recording.tools.calls.length);
    }
  });

  const thoughts = recording.reasoning;
  if (thoughts) it('reasoning stays apart from the answer', () => {
    const { text, reasoning } = thoughts;
    expect(message(chat.decode(parse(thoughts.plain), MODEL))).toMatchObject({ content: text, reasoning_content: reasoning });
    expect(whole(thoughts.stream)).toMatchObject({ text, reasoning });
  });

  it('an answer that was cut says "length"', () => {
    expect(chat.decode(parse(recording.bounded.plain), MODEL).choices[0]).toMatchObject({ finish_reason: 'length', message: { content: recording.bounded.text } });
    expect(whole(recording.bounded.stream)).toMatchObject({ finish: 'length', text: recording.bounded.text });
  });

  const { logprobs, embeddings, models } = recording;
  if (logprobs) it('log probabilities, in OpenAI’s shape', () => {
    expect(whole(logprobs.stream).tokens).toEqual(logprobs.tokens);
  });

  it('errors in the provider’s own words', () => {
    for (const { body, says } of recording.errors) expect(adapter.error(parse(body))).toBe(says);
    for (const odd of [null, 7, 'no', [], {}, { error: null }, { error: {} }, { error: { message: 7 } }, { message: '' }] as Json[]) expect(adapter.error(odd)).toBeUndefined();
  });

  it('an error in mid-stream ends it, after what came before', () => {
    const { chunks, finished, error } = read(chat, [bytesOf(recording.brokenStream.stream)]);
    expect(put(chunks).text).toBe(recording.brokenStream.text);
    expect(finished).toBe(false);
    expect(isProviderError(error) && (error as Error).message).toMatch(recording.brokenStream.says);
  });

  it.each(['answer', 'tools'] as const)('truncated at any byte, the stream (%s) is never taken for whole', (which) => {
    const { stream } = recording[which];
    const bytes = bytesOf(typeof stream === 'string' ? stream.trimEnd() : stream);
    const all = put(read(chat, [bytesOf(stream)]).chunks);
    for (let length = 0; length < bytes.length; length++) {
      const { chunks, finished, error } = read(chat, [bytes.subarray(0, length)]);
      if (finished) throw new Error(`whole at byte ${length} of ${bytes.length}`);
      if (error !== undefined && !isProviderError(error)) throw error;
      // What has been told the client by then is the beginning of the answer, never something else.
      if (!all.text.startsWith(put(chunks).text)) throw new Error(`another answer at byte ${length}`);
    }
  });

  it.each((['answer', 'tools', 'reasoning'] as const).filter((which) => recording[which]))('in any two pieces, and byte by byte, the stream (%s) reads the same', (which) => {
    const bytes = bytesOf(recording[which]!.stream);
    const neutral = (chunks: ChatChunk[]) => {
      const { calls, ...rest } = put(chunks);
      return { ...rest, calls: callsOf(calls) };
    };
    const expected = neutral(read(chat, [bytes]).chunks);
    for (let at = 1; at < bytes.length; at++) {
      const result = read(chat, [bytes.subarray(0, at), bytes.subarray(at)]);
      if (!result.finished) throw new Error(`not whole when split at byte ${at}`);
      expect(neutral(result.chunks)).toEqual(expected);
    }
    const single = read(chat, Array.from(bytes, (byte) => Buffer.from([byte])));
    expect([single.finished, neutral(single.chunks)]).toEqual([true, expected]);
  });

  it('what is no answer is the provider’s error, never ours', () => {
    const odd: Json[] = [null, 1, 'text', [], { error: 'x' }, { choices: null, error: 'x' }];
    if (kind !== 'ollama') odd.push({}, { choices: {} }, { choices: [null] }, { choices: [{}] }, { choices: [{ message: null }] }, { choices: [7] });
    for (const body of odd) expect(() => chat.decode(body, MODEL)).toThrow(expect.objectContaining({ code: 'provider_error' }) as Error);
    for (const payload of ['', '{', 'null', '7', '[]', '"x"', 'undefined', '<html>']) expect(() => chat.decoder(MODEL).push(payload)).toThrow(expect.objectContaining({ code: 'provider_error' }) as Error);
    for (const body of embeddings ? [null, {}, { data: null }, { data: [] }, { embeddings: null }, { data: [{ index: 0 }] }, { data: [{ index: 0, embedding: ['x'] }] }, { data: [{ index: 0, embedding: [] }] }, { embeddings: [['x']] }, { embeddings: [null] }, { embeddings: [{ values: ['x'] }] }, { embeddings: { float: [['x']] } }] : []) expect(() => adapter.embeddings!.decode(body as Json)).toThrow(expect.objectContaining({ code: 'provider_error' }) as Error);
  });

  it('has recordings of all that it offers', () => {
    expect([embeddings !== undefined, models !== undefined]).toEqual([adapter.embeddings !== undefined, adapter.models !== undefined]);
  });

  if (embeddings) it('embeddings, in the order of the inputs', () => {
    const { plain, vectors, promptTokens } = embeddings;
    expect(adapter.embeddings!.decode(parse(plain))).toEqual({ vectors, promptTokens });
    if (kind === 'ollama' || adapter.embeddings === openaiEmbeddings) expect(adapter.embeddings!.encode({ model: 'alias', input: ['a', 'b'], dimensions: 256 }, { model: MODEL }).body).toMatchObject({ model: MODEL, input: ['a', 'b'], dimensions: 256 });
  });

  if (models) it('the list of models', () => {
    expect(adapter.models!.decode(parse(models.plain))).toEqual(models.names);
    for (const odd of [null, {}, { data: 7, models: 7 }]) expect(adapter.models!.decode(odd as Json)).toEqual([]);
  });

  it('encodes the model under its own name, and leaves the request as it was', () => {
    const request = Object.freeze({ model: 'alias', stream: true, max_tokens: 100, messages: Object.freeze([Object.freeze({ role: 'user', content: 'hi' })]) });
    const { body, warnings } = chat.encode(request as never, { model: MODEL });
    const { path } = chat;
    expect(`${typeof path === 'string' ? path : decodeURIComponent(path({ model: MODEL, stream: true }))} ${JSON.stringify(body)}`).toContain(MODEL);
    expect(warnings).toEqual([]);
    expect(request.model).toBe('alias');
  });

  it('carries the credential in headers alone', async () => {
    expect(await adapter.auth(undefined, { method: 'POST', url: 'https://api.example/v1', body: '{}' })).toEqual({});
    expect(JSON.stringify(chat.encode({ model: 'a', messages: [{ role: 'user', content: 'x' }] }, { model: MODEL }).body)).not.toContain('authorization');
  });
});
