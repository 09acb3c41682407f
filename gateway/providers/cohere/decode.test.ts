import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatehouseError } from '../../core/errors.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { cohereStream, decodeAnswer } from './decode.ts';
import { cohere } from './provider.ts';

const answer = (rest: JsonObject = {}, message: JsonObject = {}): JsonObject => ({ id: 'x', finish_reason: 'COMPLETE', message: { role: 'assistant', content: [{ type: 'text', text: 'Hi' }], ...message }, ...rest });
const event = (type: string, message: JsonObject = {}, rest: JsonObject = {}): JsonObject => ({ type, delta: { message }, ...rest });
const end = (delta: JsonObject = {}): JsonObject => ({ type: 'message-end', delta: { finish_reason: 'COMPLETE', ...delta } });
const broken = expect.objectContaining({ code: 'provider_error' }) as Error;

function stream(...events: JsonObject[]) {
  const decoder = cohereStream('m');
  const chunks = events.flatMap((row) => decoder.push(JSON.stringify(row)));
  const deltas = chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.delta));
  return { finished: decoder.finished, chunks, deltas, finishes: chunks.flatMap((chunk) => chunk.choices.flatMap(({ finish_reason: reason }) => reason ?? [])) };
}

it('a tool called without arguments is called with an empty object, streamed too', () => {
  const start = (index: number, id: string) => event('tool-call-start', { tool_calls: { id, type: 'function', function: { name: 'a', arguments: '' } } }, { index });
  const { deltas } = stream(start(0, 'a'), event('tool-call-end', {}, { index: 0 }), start(1, 'b'), event('tool-call-delta', { tool_calls: { function: { arguments: '{"c":1}' } } }, { index: 1 }), event('tool-call-end', {}, { index: 1 }), end({ finish_reason: 'TOOL_CALL' }));
  const args = [0, 1].map((at) => deltas.flatMap(({ tool_calls: calls = [] }) => calls.filter(({ index }) => index === at).map((call) => call.function?.arguments ?? '')).join(''));
  expect(args).toEqual(['{}', '{"c":1}']);
});

describe('how an answer ends', () => {
  it.each([['COMPLETE', 'stop'], ['STOP_SEQUENCE', 'stop'], ['MAX_TOKENS', 'length'], ['TOOL_CALL', 'tool_calls']])('%s', (reason, finish) => {
    expect(decodeAnswer(answer({ finish_reason: reason }), 'm').choices[0]!.finish_reason).toBe(finish);
    expect(stream(end({ finish_reason: reason }))).toMatchObject({ finished: true, finishes: [finish], deltas: [{ role: 'assistant' }, {}] });
  });

  it.each<Json>(['ERROR', 'TIMEOUT', 'SOMETHING_NEW', 'toString', null, 7])('%j is an error, in Cohere’s words where it has any', (reason) => {
    expect(() => decodeAnswer(answer({ finish_reason: reason }), 'm')).toThrow(broken);
    expect(() => stream(end({ finish_reason: reason, error: 'overloaded' }))).toThrow(/overloaded/);
    expect(() => stream(end({ finish_reason: reason }))).toThrow(broken);
  });

  it('an error beside a good reason is one all the same', () => {
    expect(() => stream(end({ error: 'half of it' }))).toThrow(/half of it/);
    expect(() => stream({ message: 'invalid request' })).toThrow(/invalid request/);
    expect(() => decodeAnswer({ message: 'invalid request' }, 'm')).toThrow(/invalid request/);
  });

  it('[DONE] alone ends nothing, and what is behind the end says nothing', () => {
    const decoder = cohereStream('m');
    expect([decoder.push('[DONE]'), decoder.finished]).toEqual([[], false]);
    decoder.push(JSON.stringify(end()));
    expect([decoder.finished, decoder.push('[DONE]'), decoder.push(JSON.stringify(end()))]).toEqual([true, [], []]);
  });

  it('calls that were made are said, whatever the reason says', () => {
    const call = { id: 'a', type: 'function', function: { name: 'x' } };
    expect(decodeAnswer(answer({}, { content: [], tool_calls: [call] }), 'm').choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null, tool_calls: [{ id: 'a', type: 'function', function: { name: 'x', arguments: '{}' } }] } });
    expect(stream(event('tool-call-start', { tool_calls: call }, { index: 3 }), end()).finishes).toEqual(['tool_calls']);
  });
});

it('fragments of calls that come mixed are kept apart, and are numbered from nought', () => {
  const call = (id: string, index: number) => event('tool-call-start', { tool_calls: { id, type: 'function', function: { name: id, arguments: '' } } }, { index });
  const piece = (text: string, index: number) => event('tool-call-delta', { tool_calls: { function: { arguments: text } } }, { index });
  const { deltas } = stream(call('a', 1), call('b', 2), piece('{"b"', 2), piece('{', 1), piece('}', 1), piece(':1}', 2), end());
  expect(deltas.flatMap((delta) => delta.tool_calls ?? []).map(({ index, id, function: fn }) => [index, id, fn!.arguments])).toEqual([[0, 'a', ''], [1, 'b', ''], [1, undefined, '{"b"'], [0, undefined, '{'], [0, undefined, '}'], [1, undefined, ':1}']]);
  expect(() => stream(piece('{', 0))).toThrow(broken);
  expect(() => stream(call('a', 0), call('b', 0))).toThrow(broken);
});

describe('usage', () => {
  const usage = (value: Json) => decodeAnswer(answer({ usage: value }), 'm').usage;
  it('is of what is billed, else of all tokens; cached ones are among them', () => {
    expect(usage({ tokens: { input_tokens: 71, output_tokens: 6 }, billed_units: { input_tokens: 5, output_tokens: 4 }, cached_tokens: 64 })).toEqual({ prompt_tokens: 5, completion_tokens: 4, total_tokens: 9, prompt_tokens_details: { cached_tokens: 5 } });
    expect(usage({ tokens: { input_tokens: 71, output_tokens: 6 }, billed_units: { input_tokens: 80 }, cached_tokens: 64 })).toEqual({ prompt_tokens: 80, completion_tokens: 0, total_tokens: 80, prompt_tokens_details: { cached_tokens: 64 } });
    for (const billed of [undefined, {}, { input_tokens: 0, output_tokens: 4 }, { input_tokens: -1 }]) expect(usage({ tokens: { input_tokens: 71, output_tokens: 6 }, ...(billed && { billed_units: billed as JsonObject }) })).toMatchObject({ prompt_tokens: 71, completion_tokens: 6, total_tokens: 77 });
  });

  it.each<Json>([null, 'x', {}, { tokens: {} }, { tokens: { input_tokens: 0 } }, { tokens: { input_tokens: '5' } }, { tokens: { input_tokens: 1.5 } }, { tokens: { input_tokens: 5, output_tokens: -1 } }, { tokens: { input_tokens: 5 }, cached_tokens: -1 }, { billed_units: { input_tokens: 5.5 } }, { tokens: { input_tokens: 2 ** 53 - 1, output_tokens: 1 } }, { tokens: { input_tokens: 1e300 } }])('%j is none', (value) => {
    expect(usage(value)).toBeUndefined();
    expect(stream(end({ usage: value })).chunks.some((chunk) => chunk.usage)).toBe(false);
  });
});

describe('sources', () => {
  const citation: JsonObject = { start: 8, end: 10, text: 'ja', type: 'TEXT_CONTENT', sources: [{ type: 'document', id: 'doc', document: { url: 'https://example.com/a', title: 'A' } }, { type: 'tool', tool_output: { url: 'https://example.com/b' } }, { type: 'tool', tool_output: { url: 'javascript:alert(1)' } }, { type: 'tool' }] };
  const url = (address: string, title: string) => ({ type: 'url_citation', url_citation: { url: address, title, start_index: 8, end_index: 10 } });
  it('with an address, where their words stand', () => {
    const expected = [url('https://example.com/a', 'A'), url('https://example.com/b', 'https://example.com/b')];
    for (const start of [8, 3, null]) expect(decodeAnswer(answer({}, { content: [{ type: 'text', text: 'Zürich: ja' }], citations: [{ ...citation, start }] }), 'm').choices[0]!.message.annotations).toEqual(expected);
    const { deltas } = stream(event('content-delta', { content: { text: 'Zürich: ja' } }), event('citation-start', { citations: citation }), end());
    expect(deltas.flatMap((delta) => delta.annotations ?? [])).toEqual(expected);
  });

  it('the same words twice are told apart by their place', () => {
    expect(decodeAnswer(answer({}, { content: [{ type: 'text', text: 'ja, ja: ja' }], citations: [{ ...citation, start: 4 }] }), 'm').choices[0]!.message.annotations![0]!.url_citation).toMatchObject({ start_index: 4, end_index: 6 });
  });

  it('of the plan or of thoughts, or of words that are not there, are none', () => {
    for (const over of [{ type: 'PLAN' }, { type: 'THINKING_CONTENT' }, { text: 'nein' }, { text: '' }] as JsonObject[]) expect(decodeAnswer(answer({}, { content: [{ type: 'text', text: 'Zürich: ja' }], citations: [{ ...citation, ...over }] }), 'm').choices[0]!.message.annotations).toBeUndefined();
  });
});

it('thoughts and plans are reasoning, plain and streamed', () => {
  expect(decodeAnswer(answer({}, { content: [{ type: 'thinking', thinking: 'Hm.' }, { type: 'text', text: 'Hi' }], tool_plan: ' Ask.' }), 'm').choices[0]!.message).toMatchObject({ content: 'Hi', reasoning_content: 'Hm. Ask.' });
  expect(stream(event('message-start'), event('content-start', { content: { type: 'thinking', thinking: 'H' } }), event('content-delta', { content: { thinking: 'm.' } }), event('tool-plan-delta', { tool_plan: ' Ask.' }), end()).deltas.map((delta) => delta.reasoning_content ?? '').join('')).toBe('Hm. Ask.');
});

it('the probability of a piece is that of all its tokens', () => {
  const item = { text: 'Hi', token_ids: [1, 2], logprobs: [-0.5, -0.25] };
  const expected = { content: [{ token: 'Hi', logprob: -0.75, bytes: null, top_logprobs: [] }], refusal: null };
  expect(decodeAnswer(answer({ logprobs: [item] }), 'm').choices[0]!.logprobs).toEqual(expected);
  expect(stream(event('content-delta', { content: { text: 'Hi' } }, { logprobs: item }), end()).chunks[0]!.choices[0]!.logprobs).toEqual(expected);
});

it('what should be text and is not is an error, never read as text', () => {
  for (const odd of [7, {}, ['a'], true] as Json[]) {
    for (const message of [{ content: [{ type: 'text', text: odd }] }, { content: [{ type: 'thinking', thinking: odd }] }, { tool_plan: odd }, { tool_calls: [{ id: 'a', function: { name: 'x', arguments: odd } }] }] as JsonObject[]) expect(() => decodeAnswer(answer({}, message), 'm')).toThrow(broken);
    expect(() => stream(event('content-delta', { content: { text: odd } }))).toThrow(broken);
  }
});

it('vectors are numbers', () => {
  for (const vector of [null, 'AAAA', ['1'], [null]] as Json[]) expect(() => cohere.embeddings!.decode({ embeddings: { float: [[1], vector] } })).toThrow(broken);
});

const names = ['type', 'delta', 'message', 'content', 'text', 'thinking', 'tool_calls', 'tool_plan', 'function', 'name', 'arguments', 'id', 'index', 'citations', 'sources', 'document', 'url', 'start', 'usage', 'tokens', 'billed_units', 'input_tokens', 'cached_tokens', 'finish_reason', 'error', 'logprobs', 'embeddings', 'float', 'meta', 'models', 'endpoints'];
const types = ['message-start', 'content-start', 'content-delta', 'tool-plan-delta', 'tool-call-start', 'tool-call-delta', 'tool-call-end', 'citation-start', 'message-end', 'debug'];
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof({ maxDepth: 7, withCrossShrink: true }, fc.constantFrom(null, true, 0, -1, 1e300, '', 'COMPLETE', 'x', 'https://a', 'text', 'thinking'), fc.array(tie('json'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 5, noNullPrototype: true })),
}));

it('nothing that Cohere may send crashes the adapter', () => {
  const attempt = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.code !== 'provider_error') throw error;
    }
  };
  fc.assert(fc.property(json, json, fc.constantFrom(...types), (part, rest, type) => {
    const shaped = answer(rest as JsonObject, { content: [part as Json], citations: [part as Json], tool_calls: rest as Json });
    for (const body of [part as Json, shaped, { type, delta: part as Json }, event(type, { content: part as Json, tool_calls: part as Json, citations: part as Json, tool_plan: part as Json }, rest as JsonObject), end(rest as JsonObject)]) {
      attempt(() => decodeAnswer(body, 'm'));
      attempt(() => stream({ type: 'tool-call-start', delta: { message: { tool_calls: { id: 'a', function: { name: 'x' } } } } }, body as JsonObject));
      attempt(() => cohere.embeddings!.decode(body));
      cohere.error(body);
      cohere.models!.decode(body);
    }
  }), { numRuns: 3000 });
});
