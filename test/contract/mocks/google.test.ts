import { ApiError, type GenerateContentConfig, GoogleGenAI } from '@google/genai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChatRequest, Message } from '../../../gateway/core/chat.ts';
import type { Json } from '../../../gateway/core/json.ts';
import { createFraming } from '../../../gateway/execute/framing.ts';
import { google } from '../../../gateway/providers/google/provider.ts';
import { ANSWER, ARGUMENTS, SIGNATURE, THOUGHTS } from '../../support/mock-scenario.ts';
import type { Mock } from '../../support/mock-server.ts';
import { DRAWN, startGoogleMock } from '../../support/mocks/google.ts';
import { assistant, call, CALLS, functions, tools, user } from './google-calls.ts';

const KEY = 'mock-api-key';
const chat = google.chat!;
let mock: Mock;
let ai: GoogleGenAI;

beforeAll(async () => {
  mock = await startGoogleMock({ apiKey: KEY });
  ai = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: mock.origin, apiVersion: 'v1beta' } });
});
afterAll(() => mock.stop());
beforeEach(() => mock.reset());


async function streamed(model: string, config: GenerateContentConfig = {}) {
  const chunks = [];
  for await (const chunk of await ai.models.generateContentStream({ model, contents: 'What?', config })) chunks.push(chunk);
  return { chunks, parts: chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []) };
}

it('images are asked for as the official SDK asks, and it reads what the mock has drawn', async () => {
  const config = { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '3:2' }, maxOutputTokens: 100 };
  const answer = await ai.models.generateContent({ model: 'gemini-3-pro-image', contents: 'A lighthouse.', config });
  expect(answer.candidates![0]!.content!.parts![0]!.inlineData).toEqual({ mimeType: 'image/png', data: DRAWN });
  const target = { model: 'gemini-3-pro-image', outputBound: 100 };
  expect(google.images!.encode({ model: 'x', prompt: 'A lighthouse.', size: '1536x1024' }, target).body).toEqual(mock.requests[0]!.json);
  expect(mock.requests[0]!.path).toBe(`/v1beta${(google.images!.path as (to: object) => string)(target)}`);
});

it('pictures are given to be changed as the official SDK gives them', async () => {
  const config = { responseModalities: ['IMAGE'], maxOutputTokens: 100 };
  const answer = await ai.models.generateContent({ model: 'gemini-3-pro-image', contents: [{ role: 'user', parts: [{ text: 'Make it night.' }, { inlineData: { mimeType: 'image/png', data: DRAWN } }] }], config });
  expect(answer.usageMetadata).toMatchObject({ promptTokenCount: 265, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 7 }, { modality: 'IMAGE', tokenCount: 258 }] });
  const target = { model: 'gemini-3-pro-image', outputBound: 100 };
  expect(google.edits!.encode({ model: 'x', prompt: 'Make it night.' }, target, [{ use: 'image', bytes: Buffer.from(DRAWN, 'base64') }])).toEqual({ body: mock.requests[0]!.json, warnings: [] });
  expect(mock.requests[0]!.path).toBe(`/v1beta${(google.edits!.path as (to: object) => string)(target)}`);
});

describe('the official SDK reads the mock', () => {
  it('plain, with usage', async () => {
    const answer = await ai.models.generateContent({ model: 'gemini-3-flash-cached-thinks', contents: 'What?' });
    expect(answer.text).toBe(ANSWER);
    expect(answer.candidates![0]).toMatchObject({ finishReason: 'STOP', content: { parts: [{ text: ANSWER, thoughtSignature: SIGNATURE }] } });
    expect(answer.usageMetadata).toEqual({ promptTokenCount: 100, cachedContentTokenCount: 60, candidatesTokenCount: 11, thoughtsTokenCount: 9, totalTokenCount: 120 });
  });

  it('streamed, the end last', async () => {
    const { chunks } = await streamed('gemini-3-flash');
    expect(chunks.map((chunk) => chunk.text ?? '').join('')).toBe(ANSWER);
    expect(chunks.flatMap((chunk) => chunk.candidates![0]!.finishReason ?? [])).toEqual(['STOP']);
    expect(chunks.at(-1)!.usageMetadata).toMatchObject({ promptTokenCount: 12, candidatesTokenCount: 8 });
  });

  it.each(['plain', 'streamed'])('tools in parallel (%s), the first signed', async (how) => {
    const config = { tools: [{ functionDeclarations: functions }] };
    const parts = how === 'plain' ? (await ai.models.generateContent({ model: 'thinks-ids', contents: 'What?', config })).candidates![0]!.content!.parts! : (await streamed('thinks-ids', config)).parts;
    expect(parts.filter((part) => part.functionCall)).toEqual([
      { functionCall: { id: expect.stringMatching(/./) as string, name: 'weather', args: ARGUMENTS }, thoughtSignature: SIGNATURE },
      { functionCall: { id: expect.stringMatching(/./) as string, name: 'time', args: ARGUMENTS } },
    ]);
  });

  it('thoughts, where they are asked for', async () => {
    const { parts } = await streamed('thinks', { thinkingConfig: { includeThoughts: true } });
    expect(parts.filter((part) => part.thought).map((part) => part.text).join('')).toBe(THOUGHTS);
    expect(parts.at(-1)).toEqual({ text: '', thoughtSignature: SIGNATURE });
    expect((await streamed('thinks')).parts.some((part) => part.thought)).toBe(false);
  });

  it('errors, before and in a stream', async () => {
    const error = await ai.models.generateContent({ model: 'error-429-retry-after-22', contents: 'x' }).catch((caught: unknown) => caught) as ApiError;
    expect(error).toBeInstanceOf(ApiError);
    expect(error.status).toBe(429);
    expect(google.retryAfterMs!(JSON.parse(error.message) as Json)).toBe(22_000);
    expect(google.error(JSON.parse(error.message) as Json)).toBe('The mock was told to answer 429.');
    await expect(streamed('error-in-stream')).rejects.toThrow(/overloaded/);
    await expect(new GoogleGenAI({ apiKey: 'wrong', httpOptions: { baseUrl: mock.origin, apiVersion: 'v1beta' } }).models.generateContent({ model: 'm', contents: 'x' })).rejects.toThrow(/API key not valid/);
    await expect(ai.models.generateContent({ model: 'm', contents: [user('a'), { role: 'model', parts: [{ functionCall: { name: 'a', args: {} } }] }, user('b')] })).rejects.toThrow(/function response parts/);
  });

  it('a call that comes back without its signature is refused; the mark for such calls is not', async () => {
    const turn = (over: object) => [user('a'), { role: 'model', parts: [{ functionCall: { name: 'weather', args: {} }, ...over }] }, { role: 'user', parts: [{ functionResponse: { name: 'weather', response: {} } }] }];
    await expect(ai.models.generateContent({ model: 'thinks', contents: turn({}) })).rejects.toThrow(/missing a thought_signature/);
    const messages: Message[] = [{ role: 'user', content: 'hi' }, assistant({ tool_calls: [call('a', 'weather', {})] }), { role: 'tool', tool_call_id: 'a', content: 'sun' }];
    expect((await answered({ model: 'thinks', messages })).message.content).toBe(ANSWER);
  });

  it('a prompt that was blocked', async () => {
    expect((await ai.models.generateContent({ model: 'blocked', contents: 'x' })).promptFeedback).toEqual({ blockReason: 'PROHIBITED_CONTENT' });
  });

  it('embeddings and models', async () => {
    const { embeddings } = await ai.models.embedContent({ model: 'gemini-embedding-001', contents: ['a', 'b'], config: { outputDimensionality: 2 } });
    expect(embeddings!.map((row) => row.values)).toEqual([[0, 0.125], [1, 1.125]]);
    const names = [];
    for await (const model of await ai.models.list()) names.push(model.name);
    expect(names).toEqual(['models/gemini-3-flash', 'models/gemini-embedding-001', 'models/imagen-4']);
  });
});

describe('our adapter sends what the official SDK sends', () => {
  it.each(CALLS)('%s', async (_name, params, request) => {
    const model = 'gemini-3-flash';
    await ai.models.generateContent({ model, ...params } as never);
    await streamed(model);
    const [plain, stream] = mock.requests;
    const encoded = chat.encode({ model: 'alias', ...request } as ChatRequest, { model });
    expect(encoded).toEqual({ body: plain!.json, warnings: [] });
    const path = chat.path as (target: object) => string;
    expect([`/v1beta${path({ model })}`, `/v1beta${path({ model, stream: true })}`]).toEqual([plain!.path, stream!.path]);
    expect(plain!.headers).toMatchObject(await google.auth(KEY, { method: 'POST', url: mock.url, body: '' }));
  });

  it('embeddings', async () => {
    await ai.models.embedContent({ model: 'gemini-embedding-001', contents: ['a', 'b'], config: { outputDimensionality: 2 } });
    const target = { model: 'gemini-embedding-001' };
    expect(google.embeddings!.encode({ model: 'alias', input: ['a', 'b'], dimensions: 2 }, target).body).toEqual({ requests: (mock.requests[0]!.json['requests'] as { content: { parts: object[] } }[]).map((row) => ({ ...row, content: { parts: row.content.parts } })) });
    expect(`/v1beta${(google.embeddings!.path as (to: object) => string)(target)}`).toBe(mock.requests[0]!.path);
  });
});

const post = (path: string, body: object) => fetch(mock.url + path, { method: 'POST', headers: { 'content-type': 'application/json', 'x-goog-api-key': KEY }, body: JSON.stringify(body) });

async function answered(request: ChatRequest): Promise<{ message: Message; finish: string | null }> {
  const target = { model: request.model, stream: request.stream === true };
  const response = await post((chat.path as (to: object) => string)(target), chat.encode(request, target).body);
  expect(response.status, await response.clone().text()).toBe(200);
  if (!request.stream) {
    const [choice] = chat.decode((await response.json()) as Json, request.model).choices;
    return { message: choice!.message, finish: choice!.finish_reason };
  }
  const decoder = chat.decoder(request.model);
  const message: Required<Pick<Message, 'tool_calls' | 'reasoning_details'>> & Message = { role: 'assistant', content: '', tool_calls: [], reasoning_details: [] };
  let finish: string | null = null;
  const take = (chunks: ReturnType<typeof decoder.push>) => {
    for (const { delta, finish_reason } of chunks.flatMap((chunk) => chunk.choices)) {
      message.content += delta.content ?? '';
      message.tool_calls.push(...((delta.tool_calls ?? []) as never[]));
      message.reasoning_details.push(...(delta.reasoning_details ?? []));
      finish = finish_reason ?? finish;
    }
  };
  const framing = createFraming('sse', (payload) => take(decoder.push(payload)));
  for await (const bytes of response.body!) framing.feed(Buffer.from(bytes));
  take(decoder.end!());
  expect(decoder.finished).toBe(true);
  return { message, finish };
}

describe('a round of tools, signed', () => {
  it.each([['thinks', false], ['thinks', true], ['thinks-ids', true]])('%s, streamed %s: Google gets its calls back as they were', async (model, stream) => {
    const request: ChatRequest = { model, stream, tools, reasoning_effort: 'high', messages: [{ role: 'user', content: 'hi' }] };
    const { message, finish } = await answered(request);
    expect(finish).toBe('tool_calls');
    const results = message.tool_calls!.map((made): Message => ({ role: 'tool', tool_call_id: made.id, content: made.function.name })).toReversed();
    const next = await answered({ ...request, messages: [...request.messages, message, ...results] });
    expect(next).toMatchObject({ finish: 'stop', message: { content: ANSWER } });
    const [, turn] = mock.requests.at(-1)!.json['contents'] as { parts: { thought?: boolean; text?: string; functionCall?: { id?: string }; thoughtSignature?: string }[] }[];
    expect(turn!.parts.filter((part) => part.thought).map((part) => part.text).join('')).toBe(THOUGHTS);
    expect(turn!.parts.flatMap((part) => (part.functionCall ? [part.thoughtSignature] : []))).toEqual([SIGNATURE, undefined]);
    expect(turn!.parts.flatMap((part) => (part.functionCall ? [part.functionCall.id !== undefined] : []))).toEqual(model.includes('ids') ? [true, true] : [false, false]);
  });
});
