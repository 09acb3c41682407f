import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatChunk, ChatRequest } from '../../core/chat.ts';
import { GatehouseError } from '../../core/errors.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Target } from '../define.ts';
import { bedrockStream, decodeAnswer } from './decode.ts';
import { encodeChat } from './encode.ts';

const encode = (over: object = {}, target: Partial<Target> = {}) => encodeChat({ model: 'alias', messages: [{ role: 'user', content: 'hi' }], ...over } as ChatRequest, { model: 'anthropic.claude-sonnet-4-5-20250929-v1:0', ...target });
const body = (over: object = {}, target: Partial<Target> = {}) => encode(over, target).body as JsonObject;
const tool = (name: string) => ({ type: 'function', function: { name } });
const unsupported = (param: string) => expect.objectContaining({ code: 'unsupported_parameter', status: 400, details: expect.objectContaining({ param }) as object }) as Error;
const providerError = (says = /./) => expect.objectContaining({ code: 'provider_error', message: expect.stringMatching(says) as string }) as Error;

describe('what it cannot do', () => {
  const part = (value: object) => ({ messages: [{ role: 'user', content: [value] }] });
  it.each<[string, object]>([
    ['n', { n: 2 }],
    ['top_logprobs', { top_logprobs: 2 }],
    ['logit_bias', { logit_bias: { 1: 1 } }],
    ['response_format', { response_format: { type: 'json_object' } }],
    ['response_format', { response_format: { type: 'json_schema', json_schema: { name: 'a' } } }],
    ['modalities', { modalities: ['text', 'audio'] }],
    ['function_call', { function_call: 'auto' }],
    ['tools', { tools: [{ type: 'custom', custom: { name: 'a' } }] }],
    ['tool_choice', { tools: [tool('a')], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [tool('b')] } } }],
    ['messages', { messages: [{ role: 'function', name: 'a', content: 'x' }] }],
    ['messages', { messages: [{ role: 'system', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }, { role: 'user', content: 'hi' }] }],
    ['messages', part({ type: 'input_audio', input_audio: { data: '', format: 'wav' } })],
    ['messages', part({ type: 'image_url', image_url: { url: 'https://example.org/a.png' } })],
    ['messages', part({ type: 'file', file: { file_id: 'file-1' } })],
    ['messages', part({ type: 'file', file: { file_data: 'data:application/pdf;base64,AAAA' } })],
    ['messages', part({ type: 'file', file: { file_data: 'data:x/constructor;base64,AAAA' } })],
    ['passthrough.bedrock.performanceConfig', { passthrough: { bedrock: { performanceConfig: { latency: 'optimized' } } } }],
    ['passthrough.bedrock.guardrailConfig', { passthrough: { bedrock: { guardrailConfig: {} } } }],
  ])('%s is said (%j)', (param, over) => {
    expect(() => encode(over)).toThrow(unsupported(param));
  });

  it('mere hints are named in the warning', () => {
    const over = { seed: 7, presence_penalty: 0.5, service_tier: 'flex', user: 'u', 'a\r\nset-cookie: x': 1 };
    expect(encode(over).warnings).toEqual(['seed', 'presence_penalty', 'user', 'a parameter of an unusual name', 'service_tier'].map((name) => `${name} is ignored by Bedrock`));
    expect(Object.keys(body(over))).toEqual(['messages']);
    expect(encode({ n: 1, tools: [tool('a')], tool_choice: 'none', parallel_tool_calls: false, metadata: {}, stop: null, service_tier: 'default', passthrough: { anthropic: { x: 1 } } })).toEqual({ body: { messages: [{ role: 'user', content: [{ text: 'hi' }] }] }, warnings: [] });
    expect(encode({ temperature: 0, top_p: 1 }, { model: 'eu.anthropic.claude-opus-4-7' })).toMatchObject({ warnings: ['temperature is ignored by Bedrock', 'top_p is ignored by Bedrock'] });
    expect(body({ temperature: 0 }, { model: 'eu.anthropic.claude-opus-4-7' })).not.toHaveProperty('inferenceConfig');
  });

  it.each(['amazon.nova-pro-v1:0', 'eu.anthropic.claude-haiku-4-5-20251001-v1:0'])('%s takes no effort', (model) => {
    expect(encode({ reasoning_effort: 'high' }, { model })).toMatchObject({ warnings: [expect.stringMatching(/^reasoning_effort is ignored/)] });
    expect(Object.keys(body({ reasoning_effort: 'high' }, { model }))).toEqual(['messages']);
  });
});

describe('what goes through', () => {
  it('bounds, and parameters of the model’s maker', () => {
    expect(body({}, { outputBound: 7 }).inferenceConfig).toEqual({ maxTokens: 7 });
    expect(body({ max_tokens: 9, max_completion_tokens: 8 }, { outputBound: 7 }).inferenceConfig).toEqual({ maxTokens: 8 });
    expect(body({ passthrough: { bedrock: { top_k: 5 } } }).additionalModelRequestFields).toEqual({ top_k: 5 });
    expect(body({ reasoning_effort: 'max', tools: [tool('a')], tool_choice: 'required' }, { model: 'anthropic.claude-opus-5' })).toMatchObject({ outputConfig: { effort: 'max' } });
    expect(body({ reasoning_effort: 'max', tools: [tool('a')], tool_choice: 'required' }, { model: 'anthropic.claude-opus-5' })).not.toHaveProperty('additionalModelRequestFields');
  });

  it('ids and names that are refused there are put in others’ place, one for one', () => {
    const ids = (id: string) => JSON.stringify(body({ tools: [tool('a')], messages: [{ role: 'assistant', tool_calls: [{ id, type: 'function', function: { name: 'a', arguments: '' } }] }, { role: 'tool', tool_call_id: id, content: 'x' }] })).match(/(?<="toolUseId":")[^"]+/g);
    for (const id of ['a'.repeat(65), 'a:1', '']) expect(ids(id)).toEqual([expect.stringMatching(/^gh_[\w-]{43}$/), ids(id)![0]]);
    expect(ids('a'.repeat(64))).toEqual(['a'.repeat(64), 'a'.repeat(64)]);
    const file = (filename?: string) => ({ type: 'file', file: { filename, file_data: 'data:application/pdf;base64,AAAA' } });
    const names = ['Akte  7/ü (a)[b].pdf', 'Akte  7/ü (a)[b].pdf', undefined].map(file);
    expect(JSON.stringify(body({ messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }, ...names] }] })).match(/(?<="name":")[^"]+/g)).toEqual(['Akte 7- (a)[b]-pdf', 'Akte 7- (a)[b]-pdf 2', 'document']);
  });

  it('a failed call, thoughts in fragments', () => {
    const messages = [{ role: 'assistant', content: 'x', reasoning_details: [{ type: 'reasoning.encrypted', format: 'bedrock', data: 'YQ==', index: 0 }, { type: 'reasoning.encrypted', format: 'bedrock', data: 'Yg==', index: 0 }, { type: 'reasoning.text', format: 'bedrock', text: 'unsigned' }] }, { role: 'tool', tool_call_id: 'a', content: 'x', is_error: true }];
    const tools = [tool('a')];
    expect(body({ tools, messages }).messages).toEqual([{ role: 'assistant', content: [{ reasoningContent: { redactedContent: 'YWI=' } }, { text: 'x' }] }, { role: 'user', content: [{ toolResult: { toolUseId: 'a', content: [{ text: 'x' }], status: 'error' } }] }]);
    expect(JSON.stringify(body({ tools, messages }, { model: 'mistral.mistral-large-2407-v1:0' }))).not.toContain('status');
  });

  it('calls and results in words where no tool may be called: neither has a place then', () => {
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
    const calls = ['a', 'b'].map((id) => ({ id, type: 'function', function: { name: `tool-${id}`, arguments: id === 'a' ? '{"city":"Bern"}' : '' } }));
    const messages = [{ role: 'user', content: 'hi' }, { role: 'assistant', content: 'I look.', tool_calls: calls }, { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'sunny' }, image] }, { role: 'tool', tool_call_id: 'b', content: 'no', is_error: true }];
    for (const over of [{ messages }, { messages, tools: [tool('tool-a')], tool_choice: 'none' }]) {
      const { body: told, warnings } = encode(over) as { body: JsonObject; warnings: string[] };
      expect([told.toolConfig, warnings]).toEqual([undefined, ['calls of tools, and their results, are told in words: Bedrock takes neither where no tool may be called']]);
      expect(told.messages).toEqual([
        { role: 'user', content: [{ text: 'hi' }] },
        { role: 'assistant', content: [{ text: 'I look.' }, { text: '[Called tool-a with {"city":"Bern"}.]\n[Called tool-b with {}.]' }] },
        { role: 'user', content: [{ text: 'sunny' }, { image: { format: 'png', source: { bytes: 'AAAA' } } }, { text: '[That is the result: tool-a.]' }, { text: 'no' }, { text: '[That is why it failed: tool-b.]' }] },
      ]);
    }
  });

  it('only the allowed tools', () => {
    expect(body({ tools: [tool('a'), tool('b')], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [tool('b')] } } }).toolConfig).toEqual({ tools: [{ toolSpec: { name: 'b', inputSchema: { json: { type: 'object' } } } }], toolChoice: { auto: {} } });
  });

  it('instructions alone are the question', () => {
    expect(body({ messages: [{ role: 'system', content: 'Say hello.' }, { role: 'developer', content: 'Now.' }] })).toMatchObject({ messages: [{ role: 'user', content: [{ text: 'Say hello.' }, { text: 'Now.' }] }] });
  });

  it('cache marks become cache points, for models that know them', () => {
    const mark = { cache_control: { type: 'ephemeral' } };
    const over = { messages: [{ role: 'user', content: [{ type: 'text', text: 'a', ...mark }, { type: 'text', text: 'b' }], ...mark }], tools: [{ ...tool('t'), ...mark }] };
    const point = { cachePoint: { type: 'default' } };
    expect(body(over)).toMatchObject({ messages: [{ content: [{ text: 'a' }, point, { text: 'b' }, point] }], toolConfig: { tools: [{ toolSpec: { name: 't' } }, point] } });
    expect(JSON.stringify(encode(over, { model: 'mistral.mistral-large-2407-v1:0' }))).not.toMatch(/cache/i);
    const rounds = [{ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'a', arguments: '{}' }, ...mark }] }, { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'x', ...mark }] }, { role: 'assistant', content: 'y' }, { role: 'tool', tool_call_id: 'b', content: 'z', ...mark }];
    expect(body({ tools: [tool('a')], messages: rounds }).messages).toEqual([
      { role: 'assistant', content: [{ toolUse: { toolUseId: 'a', name: 'a', input: {} } }, point] }, { role: 'user', content: [{ toolResult: { toolUseId: 'a', content: [{ text: 'x' }] } }, point] },
      { role: 'assistant', content: [{ text: 'y' }] }, { role: 'user', content: [{ toolResult: { toolUseId: 'b', content: [{ text: 'z' }] } }, point] },
    ]);
  });

  it('arguments that a model wrote wrongly are shown as they are', () => {
    const sent = body({ tools: [tool('a')], messages: [{ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'a', arguments: '[]' } }] }] });
    expect(sent.messages).toEqual([{ role: 'assistant', content: [{ toolUse: { toolUseId: 'a', name: 'a', input: { arguments: [] } } }] }]);
  });
});

const usage = { inputTokens: 3, outputTokens: 4, totalTokens: 7 };
const answer = (over: object, content: object[] = [{ text: 'a' }]) => ({ output: { message: { role: 'assistant', content } }, stopReason: 'end_turn', usage, ...over }) as unknown as Json;
const stream = (...events: [string, object][]) => {
  const decoder = bedrockStream('m');
  return { chunks: events.flatMap(([type, fields]) => decoder.push(JSON.stringify({ body: fields, ':message-type': 'event', ':event-type': type }))), finished: decoder.finished };
};
const start: [string, object] = ['messageStart', { role: 'assistant' }];
const end: [string, object][] = [['messageStop', { stopReason: 'end_turn' }], ['metadata', { usage }]];
const deltas = (chunks: ChatChunk[]) => chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));

describe('answers', () => {
  it.each([['end_turn', 'stop'], ['stop_sequence', 'stop'], ['max_tokens', 'length'], ['model_context_window_exceeded', 'length'], ['tool_use', 'tool_calls'], ['content_filtered', 'content_filter'], ['guardrail_intervened', 'content_filter'], ['something_new', 'length']])('%s is %s', (reason, finish) => {
    expect(decodeAnswer(answer({ stopReason: reason }), 'm').choices[0]!.finish_reason).toBe(finish);
    expect(stream(start, ['messageStop', { stopReason: reason }]).chunks.at(-1)!.choices[0]!.finish_reason).toBe(finish);
  });

  it.each<[object, object | undefined]>([
    [{ ...usage, cacheReadInputTokens: 10, cacheWriteInputTokens: 20, cacheDetails: [{ ttl: '1h', inputTokens: 5 }, { ttl: '5m', inputTokens: 15 }] }, { prompt_tokens: 33, completion_tokens: 4, total_tokens: 37, prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 20, cache_write_1h_tokens: 5 } }],
    [{ inputTokens: 3, outputTokens: 4 }, { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7, prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 } }],
    [{}, undefined], [{ inputTokens: -1, outputTokens: 4 }, undefined], [{ inputTokens: 1e300, outputTokens: 4 }, undefined], [{ inputTokens: '3', outputTokens: 4 }, undefined], [{ inputTokens: 0, outputTokens: 4 }, undefined], [{ ...usage, cacheDetails: [{ ttl: '1h', inputTokens: 5 }] }, undefined], [{ ...usage, cacheReadInputTokens: {} }, undefined],
  ])('usage: %j', (reported, expected) => {
    expect(decodeAnswer(answer({ usage: reported }), 'm').usage).toEqual(expected);
  });

  it('a tool without parameters is called with {}, indices count tools alone, texts need no announcement', () => {
    const { chunks, finished } = stream(
      start, ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Let me see.' } }], ['contentBlockStop', { contentBlockIndex: 0 }],
      ['contentBlockStart', { contentBlockIndex: 1, start: { toolUse: { toolUseId: 'a', name: 'now' } } }], ['contentBlockStop', { contentBlockIndex: 1 }],
      ['contentBlockStart', { contentBlockIndex: 2, start: { toolUse: { toolUseId: 'b', name: 'then' } } }], ['contentBlockDelta', { contentBlockIndex: 2, delta: { toolUse: { input: '{"x":1}' } } }], ['contentBlockStop', { contentBlockIndex: 2 }], ...end,
    );
    expect(finished).toBe(true);
    expect(deltas(chunks).flatMap((delta) => delta.tool_calls ?? [])).toEqual([
      { index: 0, id: 'a', type: 'function', function: { name: 'now', arguments: '' } }, { index: 0, function: { arguments: '{}' } }, { index: 1, id: 'b', type: 'function', function: { name: 'then', arguments: '' } }, { index: 1, function: { arguments: '{"x":1}' } },
    ]);
  });

  it('citations of web pages become annotations of the text that they support', () => {
    const web = { title: 'A', location: { web: { url: 'https://example.org/a', domain: 'example.org' } } };
    const page = { title: 'B', location: { documentPage: { documentIndex: 0, start: 1, end: 2 } } };
    const expected = [{ type: 'url_citation', url_citation: { url: 'https://example.org/a', title: 'A', start_index: 3, end_index: 5 } }];
    expect(decodeAnswer(answer({}, [{ text: 'One' }, { citationsContent: { content: [{ text: 'is' }], citations: [web, page] } }]), 'm').choices[0]!.message).toMatchObject({ content: 'Oneis', annotations: expected });
    const said = (contentBlockIndex: number, delta: object): [string, object] => ['contentBlockDelta', { contentBlockIndex, delta }];
    expect(deltas(stream(start, said(0, { text: 'One' }), ['contentBlockStop', { contentBlockIndex: 0 }], said(1, { text: 'is' }), said(1, { citation: web }), said(1, { citation: page }), ['contentBlockStop', { contentBlockIndex: 1 }], ...end).chunks).flatMap((delta) => delta.annotations ?? [])).toEqual(expected);
  });

  it('thoughts are numbered one after the other', () => {
    const thought = (contentBlockIndex: number, delta: object): [string, object] => ['contentBlockDelta', { contentBlockIndex, delta: { reasoningContent: delta } }];
    expect(deltas(stream(start, thought(0, { text: 'a' }), thought(0, { signature: 's' }), thought(1, { redactedContent: 'YQ==' })).chunks).flatMap((delta) => delta.reasoning_details ?? []).map(({ index }) => index)).toEqual([0, 0, 1]);
  });

  it('ends once, whatever follows', () => {
    const { chunks } = stream(start, end[0]!, ...end, end[1]!, ['contentBlockDelta', {}]);
    expect(chunks.flatMap(({ choices }) => choices.flatMap(({ finish_reason }) => finish_reason ?? []))).toEqual(['stop']);
    expect(chunks.filter((chunk) => chunk.usage)).toHaveLength(1);
  });

  it('what contradicts the protocol is the provider’s error', () => {
    expect(() => decodeAnswer({ message: 'no way' }, 'm')).toThrow(providerError(/no way/));
    expect(() => decodeAnswer(answer({ stopReason: 'malformed_tool_use' }), 'm')).toThrow(providerError(/malformed_tool_use/));
    expect(() => stream(start, end[1]!)).toThrow(providerError(/without saying why/));
    expect(() => stream(end[0]!)).toThrow(providerError(/beginning/));
    expect(() => stream(start, ['contentBlockDelta', { contentBlockIndex: 0, delta: { toolUse: { input: '{' } } }])).toThrow(providerError(/not begun/));
    const called: [string, object][] = [['contentBlockStart', { contentBlockIndex: 0, start: { toolUse: { toolUseId: 'a', name: 'b' } } }], ['contentBlockStop', { contentBlockIndex: 0 }]];
    expect(() => stream(start, ...called, ['contentBlockDelta', { contentBlockIndex: 0, delta: { toolUse: { input: '{' } } }])).toThrow(providerError(/not begun/));
    expect(stream(start, end[0]!).finished).toBe(false);
  });

  it('whatever comes, nothing else is thrown', () => {
    const types = fc.constantFrom('messageStart', 'contentBlockStart', 'contentBlockDelta', 'contentBlockStop', 'messageStop', 'metadata', 'end_turn', 'event', 'exception', 'error');
    const names = fc.constantFrom('output', 'message', 'content', 'text', 'toolUse', 'toolUseId', 'name', 'input', 'reasoningContent', 'reasoningText', 'signature', 'redactedContent', 'citationsContent', 'citations', 'citation', 'location', 'web', 'url', 'start', 'delta', 'contentBlockIndex', 'stopReason', 'usage', 'inputTokens', 'cacheDetails');
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({ value: fc.oneof({ maxDepth: 4 }, types, fc.constantFrom(0, 1), fc.jsonValue({ maxDepth: 1 }), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(names, tie('value'), { maxKeys: 6 })) }));
    const quiet = (act: () => unknown) => {
      try {
        act();
      } catch (error) {
        if (!(error instanceof GatehouseError) || error.code !== 'provider_error') throw error;
      }
    };
    fc.assert(fc.property(fc.dictionary(names, value), fc.array(fc.dictionary(names, value, { maxKeys: 4 }), { maxLength: 4 }), (odd, content) => {
      quiet(() => decodeAnswer(odd as Json, 'm'));
      quiet(() => decodeAnswer(answer(odd, content), 'm'));
    }), { numRuns: 2000 });
    fc.assert(fc.property(fc.array(fc.tuple(types, fc.dictionary(names, value, { maxKeys: 5 })), { maxLength: 6 }), (events) => quiet(() => stream(start, ...events))), { numRuns: 2000 });
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(':message-type', ':event-type', ':exception-type', ':error-code', ':error-message', 'body'), value), (frame) => quiet(() => bedrockStream('m').push(JSON.stringify(frame)))), { numRuns: 1000 });
  });
});

it('a text without a letter, which is refused there, is left out', () => {
  const call = { role: 'assistant', content: '\n\n', tool_calls: [{ id: 'c1', type: 'function', function: { name: 'time', arguments: '{}' } }] };
  const { messages, system } = body({ tools: [tool('time')], messages: [{ role: 'system', content: ' ' }, { role: 'user', content: [{ type: 'text', text: '\n' }, { type: 'text', text: 'hi' }] }, call, { role: 'tool', tool_call_id: 'c1', content: '\n' }] });
  expect(system).toBeUndefined();
  expect(messages).toEqual([{ role: 'user', content: [{ text: 'hi' }] }, { role: 'assistant', content: [{ toolUse: { toolUseId: 'c1', name: 'time', input: {} } }] }, { role: 'user', content: [{ toolResult: { toolUseId: 'c1', content: [] } }] }]);
});
