import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatehouseError } from '../../core/errors.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { StreamMeter } from '../../wire/meter.ts';
import { decodeAnswer, googleStream } from './decode.ts';
import { google } from './provider.ts';

const candidate = (parts: Json, rest: JsonObject = {}): JsonObject => ({ candidates: [{ content: { role: 'model', parts }, ...rest }] });
const stop = (text = 'Hi', rest: JsonObject = {}): JsonObject => candidate([{ text }], { finishReason: 'STOP', ...rest });
const broken = expect.objectContaining({ code: 'provider_error' }) as Error;

function stream(...events: JsonObject[]) {
  const decoder = googleStream('m');
  const chunks = events.flatMap((event) => decoder.push(JSON.stringify(event)));
  chunks.push(...decoder.end!());
  return { finished: decoder.finished, chunks, deltas: chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.delta)), finishes: chunks.flatMap((chunk) => chunk.choices.flatMap(({ index, finish_reason: reason }) => (reason ? [[index, reason]] : []))) };
}

describe('how an answer ends', () => {
  it.each([['STOP', 'stop'], ['MAX_TOKENS', 'length'], ['CONTINUATION', 'length'], ['SAFETY', 'content_filter'], ['RECITATION', 'content_filter'], ['BLOCKLIST', 'content_filter'], ['PROHIBITED_CONTENT', 'content_filter'], ['SPII', 'content_filter']])('%s', (reason, finish) => {
    const answer = candidate([{ text: 'Hi' }], { finishReason: reason });
    expect(decodeAnswer(answer, 'm').choices[0]).toMatchObject({ finish_reason: finish, message: { content: 'Hi' } });
    expect(stream(answer)).toMatchObject({ finished: true, finishes: [[0, finish]] });
  });

  it.each(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'MALFORMED_RESPONSE', 'OTHER', 'LANGUAGE', 'SOMETHING_NEW', 'toString', 7])('%s is an error, in Google’s words', (finishReason) => {
    const answer = candidate([{ text: 'Hi' }], { finishReason, finishMessage: 'Malformed call: print(' });
    expect(() => decodeAnswer(answer, 'm')).toThrow(/Malformed call: print\(/);
    expect(() => stream(answer)).toThrow(broken);
  });

  it('without a reason it is not whole', () => {
    expect(() => decodeAnswer(candidate([{ text: 'Hi' }]), 'm')).toThrow(broken);
    expect(() => decodeAnswer(candidate([], { finishReason: 'FINISH_REASON_UNSPECIFIED' }), 'm')).toThrow(broken);
    expect(stream(candidate([{ text: 'Hi' }]))).toMatchObject({ finished: false, finishes: [] });
    expect(stream()).toMatchObject({ finished: false, chunks: [] });
  });

  it('every candidate ends for itself', () => {
    const event = (index: number, finishReason?: string) => ({ candidates: [{ index, content: { parts: [{ text: `${index}` }] }, ...(finishReason && { finishReason }) }] });
    expect(stream(event(0), event(1), event(1, 'MAX_TOKENS'))).toMatchObject({ finished: false });
    expect(stream(event(0), event(1), event(1, 'MAX_TOKENS'), event(0, 'STOP'))).toMatchObject({ finished: true, finishes: [[0, 'stop'], [1, 'length']] });
    expect(decodeAnswer({ candidates: [...(event(0, 'STOP').candidates), ...(event(1, 'STOP').candidates)] }, 'm').choices.map(({ index, message }) => [index, message.content])).toEqual([[0, '0'], [1, '1']]);
  });

  it('a reason on every event is said once, at the end, after calls that come behind it', () => {
    expect(stream(stop('a'), candidate([{ functionCall: { name: 'x' } }]), candidate([]))).toMatchObject({ finished: true, finishes: [[0, 'tool_calls']] });
  });

  it('a blocked prompt is a refusal that says why', () => {
    const blocked = { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 5 } };
    expect(decodeAnswer(blocked, 'm')).toMatchObject({ choices: [{ finish_reason: 'content_filter', message: { content: null, refusal: 'Google has blocked the prompt (SAFETY).' } }], usage: { prompt_tokens: 5, completion_tokens: 0 } });
    expect(stream(blocked)).toMatchObject({ finished: true, finishes: [[0, 'content_filter']], chunks: [{ choices: [{ delta: { role: 'assistant', refusal: 'Google has blocked the prompt (SAFETY).' } }] }, {}, { usage: { prompt_tokens: 5 } }] });
    // Said again, it is one refusal all the same.
    expect(stream(blocked, blocked).deltas.filter((delta) => delta.refusal !== undefined)).toHaveLength(1);
    expect(() => decodeAnswer({ promptFeedback: {} }, 'm')).toThrow(broken);
  });
});

describe('usage', () => {
  const usage = (usageMetadata: Json) => decodeAnswer({ ...stop(), usageMetadata }, 'm').usage;
  it('thoughts count as answer, results of tools as prompt, cached tokens are in it', () => {
    expect(usage({ promptTokenCount: 10, toolUsePromptTokenCount: 3, cachedContentTokenCount: 4, candidatesTokenCount: 5, thoughtsTokenCount: 7, totalTokenCount: 25 })).toEqual({ prompt_tokens: 13, completion_tokens: 12, total_tokens: 25, prompt_tokens_details: { cached_tokens: 4 }, completion_tokens_details: { reasoning_tokens: 7 } });
  });

  it.each<Json>([null, 'x', [], {}, { promptTokenCount: 0 }, { promptTokenCount: '5' }, { promptTokenCount: 1.5 }, { promptTokenCount: -1 }, { promptTokenCount: 2 ** 53 }, { promptTokenCount: 5, candidatesTokenCount: -1 }, { promptTokenCount: 5, thoughtsTokenCount: 1e300 }, { promptTokenCount: 5, cachedContentTokenCount: 6 }, { promptTokenCount: 2 ** 53 - 1, candidatesTokenCount: 1 }])('%j is none', (metadata) => {
    expect(usage(metadata)).toBeUndefined();
  });

  it('of a stream: the last one counts, and an absurd one is none', () => {
    const counted = (promptTokenCount: Json) => ({ ...stop(), usageMetadata: { promptTokenCount, candidatesTokenCount: 1 } });
    expect(stream(counted(3), counted(4), { usageMetadata: { trafficType: 'ON_DEMAND' } }).chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 4 } });
    expect(stream(counted(3), counted('four')).chunks.some((chunk) => chunk.usage)).toBe(false);
  });

  it('of a stream that is cut: what was said so far counts, thoughts that were never sent too', () => {
    const decoder = googleStream('m');
    const meter = new StreamMeter();
    const push = (text: string, usageMetadata: JsonObject) => meter.see(decoder.push(JSON.stringify({ ...candidate([{ text }]), usageMetadata })));
    push('On', { promptTokenCount: 1200, cachedContentTokenCount: 1000, thoughtsTokenCount: 900 });
    push('ce upon a time', { promptTokenCount: 1200, cachedContentTokenCount: 1000, candidatesTokenCount: 5, thoughtsTokenCount: 900 });
    expect(meter.usage).toEqual({ promptTokens: 1200, completionTokens: 905, cachedTokens: 1000, reasoningTokens: 900, estimated: true });
  });
});

describe('sources', () => {
  const url = (start_index: number, end_index: number, uri = 'https://example.com/a', title = uri) => ({ type: 'url_citation', url_citation: { url: uri, title, start_index, end_index } });

  it('citations, counted by Google in bytes', () => {
    const citationMetadata: JsonObject = { citationSources: [{ startIndex: 8, endIndex: 10, uri: 'https://example.com/a' }, { uri: 'javascript:alert(1)' }, { license: 'MIT' }] };
    const answer = stop('Zürich: ja', { citationMetadata });
    expect(decodeAnswer(answer, 'm').choices[0]!.message.annotations).toEqual([url(7, 9)]);
    // The same list again says nothing new.
    expect(stream(candidate([{ text: 'Zürich: ja' }]), { candidates: [{ citationMetadata }] }, { candidates: [{ citationMetadata, finishReason: 'STOP' }] }).chunks.flatMap((chunk) => chunk.choices.flatMap((choice) => choice.delta.annotations ?? []))).toEqual([url(7, 9)]);
  });

  it('grounding, found by its words', () => {
    const groundingMetadata: JsonObject = { groundingChunks: [{ web: { uri: 'https://example.com/b', title: 'B' } }, { retrievedContext: {} }], groundingSupports: [{ segment: { startIndex: 0, endIndex: 2, text: 'ja' }, groundingChunkIndices: [0, 1, 9] }, { segment: { text: 'nowhere' }, groundingChunkIndices: [0] }] };
    expect(decodeAnswer(stop('Zürich: ja', { groundingMetadata }), 'm').choices[0]!.message.annotations).toEqual([url(8, 10, 'https://example.com/b', 'B')]);
  });
});

it('an error in a stream, also in a list, is said in Google’s words', () => {
  const error = { error: { code: 503, message: 'The model is overloaded.' } };
  for (const payload of [error, [error]]) expect(() => googleStream('m').push(JSON.stringify(payload))).toThrow(/The model is overloaded/);
  expect(() => googleStream('m').push('{"error":"?"}')).toThrow(broken);
});

it('the same words twice are told apart by their place', () => {
  const groundingMetadata: JsonObject = { groundingChunks: [{ web: { uri: 'https://example.com/b' } }], groundingSupports: [{ segment: { startIndex: 6, endIndex: 8, text: 'ja' }, groundingChunkIndices: [0] }] };
  expect(decodeAnswer(stop('ja ü ja ja', { groundingMetadata }), 'm').choices[0]!.message.annotations).toMatchObject([{ url_citation: { start_index: 5, end_index: 7 } }]);
});

it('retry delays, from the body', () => {
  const body = (retryDelay: Json, wrap = false): Json => {
    const error: JsonObject = { error: { code: 429, details: [{ '@type': 'x' }, { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }] } };
    return wrap ? [error] : error;
  };
  expect([body('22s'), body('3.5s'), body('45.837906927s', true), body('0s')].map((odd) => google.retryAfterMs!(odd))).toEqual([22_000, 3500, 45_838, 0]);
  for (const odd of [body('s'), body('-1s'), body('1e9s'), body(22), null, [], {}, { error: { details: 7 } }] as Json[]) expect(google.retryAfterMs!(odd)).toBeUndefined();
});

it('a part that there is no place for is an error, never left out', () => {
  for (const part of [{ inlineData: { mimeType: 'image/png', data: '' } }, { executableCode: {} }, { functionCall: { name: 'x', partialArgs: [] } }, { functionCall: { name: 'x', args: 'y' } }, { functionCall: { args: {} } }, { text: 7 }, { text: 'a', thoughtSignature: 7 }] as JsonObject[]) expect(() => decodeAnswer(candidate([part]), 'm')).toThrow(broken);
});

it('a candidate whose number makes no sense is an error', () => {
  for (const index of [-1, 1.5, 128, 2 ** 53, '0', null] as Json[]) expect(() => stream({ candidates: [{ index, content: { parts: [{ text: 'a' }] } }] })).toThrow(broken);
});

it('vectors are numbers', () => {
  for (const values of [undefined, 'AAAA', ['1'], [null], { 0: 1 }] as Json[]) expect(() => google.embeddings!.decode({ embeddings: [{ values: [1] }, { values }] })).toThrow(broken);
});

const names = ['candidates', 'content', 'parts', 'text', 'thought', 'thoughtSignature', 'functionCall', 'name', 'args', 'finishReason', 'index', 'usageMetadata', 'promptTokenCount', 'promptFeedback', 'blockReason', 'citationMetadata', 'citationSources', 'groundingMetadata', 'groundingSupports', 'groundingChunks', 'segment', 'startIndex', 'uri', 'web', 'logprobsResult', 'chosenCandidates', 'error', 'details', 'retryDelay', 'embeddings', 'values', 'models'];
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof({ maxDepth: 7, withCrossShrink: true }, fc.constantFrom(null, true, 0, -1, 1e300, '', 'STOP', 'x', '22s', 'https://a'), fc.array(tie('json'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 5, noNullPrototype: true })),
}));

it('nothing that Google may send crashes the adapter', () => {
  const attempt = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.code !== 'provider_error') throw error;
    }
  };
  fc.assert(fc.property(json, json, json, (part, rest, whole) => {
    const shaped = { candidates: [{ ...(rest as object), content: { parts: [part] }, finishReason: 'STOP' }], ...(typeof whole === 'object' ? whole : {}) } as Json;
    for (const body of [whole as Json, shaped, candidate([part as Json], rest as JsonObject)]) {
      attempt(() => decodeAnswer(body, 'm'));
      attempt(() => {
        const decoder = googleStream('m');
        decoder.push(JSON.stringify(body));
        decoder.end!();
      });
      attempt(() => google.embeddings!.decode(body));
      google.error(body);
      google.retryAfterMs!(body);
      google.models!.decode(body);
    }
  }), { numRuns: 3000 });
});
