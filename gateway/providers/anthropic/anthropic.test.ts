import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BEGUN, type ChatChunk, type ChatRequest, NATIVE } from '../../core/chat.ts';
import { GatehouseError } from '../../core/errors.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Target } from '../define.ts';
import { anthropicStream, decodeAnswer } from './decode.ts';
import { encodeChat, encodeNative } from './encode.ts';

const encode = (over: object = {}, target: Partial<Target> = {}) => encodeChat({ model: 'alias', max_tokens: 5000, messages: [{ role: 'user', content: 'hi' }], ...over } as ChatRequest, { model: 'claude-sonnet-5-5', ...target });
const body = (over: object = {}, target: Partial<Target> = {}) => encode(over, target).body as JsonObject & { messages: JsonObject[]; tools: JsonObject[] };
const tool = (name: string) => ({ type: 'function', function: { name } });
const unsupported = (param: string) => expect.objectContaining({ code: 'unsupported_parameter', status: 400, details: expect.objectContaining({ param }) as object }) as Error;
const providerError = (says = /./) => expect.objectContaining({ code: 'provider_error', message: expect.stringMatching(says) as string }) as Error;

describe('what it cannot do', () => {
  const part = (value: object) => ({ messages: [{ role: 'user', content: [value] }] });
  it.each<[string, object]>([
    ['n', { n: 2 }],
    ['logprobs', { logprobs: true }],
    ['logit_bias', { logit_bias: { 1: 1 } }],
    ['response_format', { response_format: { type: 'json_object' } }],
    ['response_format', { response_format: { type: 'json_schema', json_schema: { name: 'a' } } }],
    ['modalities', { modalities: ['text', 'audio'] }],
    ['functions', { functions: [{ name: 'a' }] }],
    ['web_search_options', { web_search_options: {} }],
    ['tools', { tools: [{ type: 'custom', custom: { name: 'a' } }] }],
    ['tool_choice', { tools: [tool('a')], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [tool('b')] } } }],
    ['messages', { messages: [{ role: 'function', name: 'a', content: 'x' }] }],
    ['messages', part({ type: 'input_audio', input_audio: { data: '', format: 'wav' } })],
    ['messages', part({ type: 'image_url', image_url: { url: 'https://example.org/a.png' } })],
    ['messages', part({ type: 'image_url', image_url: { url: 'data:image/tiff;base64,AAAA' } })],
    ['messages', part({ type: 'file', file: { file_id: 'file-1' } })],
    ['messages', part({ type: 'file', file: { file_data: 'data:application/zip;base64,AAAA' } })],
    ['passthrough.anthropic.service_tier', { passthrough: { anthropic: { service_tier: 'auto' } } }],
    ['passthrough.anthropic.inference_geo', { passthrough: { anthropic: { inference_geo: 'us' } } }],
    ['passthrough.anthropic.top_k', { passthrough: { anthropic: { top_k: 5 } } }],
    ['passthrough.anthropic.…', { passthrough: { anthropic: { 'a\r\nb': 5 } } }],
  ])('%s is said (%j)', (param, over) => {
    expect(() => encode(over)).toThrow(unsupported(param));
  });

  it('mere hints are named in the warning', () => {
    const over = { temperature: 0, top_p: 1, seed: 7, presence_penalty: 0.5, service_tier: 'priority', store: true, 'a\r\nset-cookie: x': 1, user: 'u'.repeat(257) };
    expect(encode(over).warnings).toEqual(['user', 'temperature', 'top_p', 'seed', 'presence_penalty', 'store', 'a parameter of an unusual name', 'service_tier'].map((name) => `${name} is ignored by Anthropic`));
    expect(Object.keys(body(over)).sort()).toEqual(['max_tokens', 'messages', 'model', 'service_tier']);
    expect(body({ service_tier: 'priority' }).service_tier).toBe('standard_only');
    expect(encode({ n: 1, logprobs: false, logit_bias: {}, stop: null, tools: [], service_tier: 'auto', parallel_tool_calls: true, metadata: { tags: 'a' }, passthrough: { mistral: { x: 1 } } }).warnings).toEqual([]);
  });

  it('a bound that nobody set is said', () => {
    expect(encode({ max_tokens: undefined })).toMatchObject({ body: { max_tokens: 8192 }, warnings: ['max_tokens was not set: the answer ends after 8192 tokens'] });
    expect(encode({ max_tokens: undefined }, { outputBound: 77 })).toMatchObject({ body: { max_tokens: 77 }, warnings: [] });
    expect([4096, 64_000].map((outputLimit) => body({ max_tokens: undefined }, { outputLimit }).max_tokens)).toEqual([4096, 8192]);
    expect(body({ max_completion_tokens: 9 }, { outputBound: 77 }).max_tokens).toBe(9);
  });
});

describe('thinking', () => {
  it.each<[string, string, object, object]>([
    ['claude-sonnet-5-5', 'minimal', {}, { output_config: { effort: 'low' }, thinking: { type: 'adaptive', display: 'summarized' } }],
    ['claude-sonnet-5-5', 'high', { tools: [tool('a')], tool_choice: 'required' }, { output_config: { effort: 'high' } }],
    ['claude-opus-4-6', 'none', {}, {}],
    ['claude-haiku-4-5', 'none', {}, {}],
    ['claude-haiku-4-5-20251001', 'medium', {}, { thinking: { type: 'enabled', budget_tokens: 2499 } }],
    ['claude-haiku-4-5', 'low', {}, { thinking: { type: 'enabled', budget_tokens: 1024 } }],
    ['claude-haiku-4-5', 'low', { passthrough: { anthropic: { thinking: { type: 'disabled' } } } }, { thinking: { type: 'disabled' } }],
  ])('%s, effort %s', (model, effort, over, expected) => {
    const { body: encoded, warnings } = encode({ reasoning_effort: effort, ...over }, { model });
    const { output_config, thinking } = encoded as JsonObject;
    expect(JSON.parse(JSON.stringify({ output_config, thinking }))).toEqual(expected);
    expect(warnings).toEqual([]);
  });

  const called = [{ role: 'user', content: 'hi' }, { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'a', arguments: '{}' } }] }, { role: 'tool', tool_call_id: 'a', content: 'x' }];
  it.each<[string, string, object, RegExp, Partial<Target>?]>([
    ['claude-sonnet-5-5', 'none', {}, /always think/],
    ['claude-sonnet-5-5', 'lots', {}, /unknown/],
    ['claude-haiku-4-5', 'high', { max_tokens: 1024 }, /max_tokens/],
    ['claude-haiku-4-5', 'high', { tools: [tool('a')], tool_choice: 'required' }, /must be called/],
    ['claude-haiku-4-5', 'high', { messages: called }, /reasoning_details/],
    ['claude-3-haiku-20240307', 'high', {}, /does not think/, { capabilities: { reasoning: false } }],
  ])('%s cannot follow effort %s with %j', (model, effort, over, warning, target) => {
    const { body: encoded, warnings } = encode({ reasoning_effort: effort, ...over }, { model, ...target });
    expect(encoded).not.toHaveProperty('thinking');
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });
});

describe('what goes through', () => {
  it('cache marks on parts, tools and messages', () => {
    const mark = { cache_control: { type: 'ephemeral', ttl: '1h' } };
    const messages = [{ role: 'system', content: 'a', ...mark }, { role: 'user', content: [{ type: 'text', text: 'b', ...mark }, { type: 'text', text: 'c' }] }, { role: 'assistant', content: 'd', ...mark }, { role: 'assistant', tool_calls: [{ id: 'e', function: { name: 'g', arguments: '{}' }, ...mark }] }, { role: 'tool', tool_call_id: 'e', content: 'f', ...mark }];
    expect(body({ messages, tools: [{ ...tool('t'), ...mark }] })).toMatchObject({
      system: [{ type: 'text', text: 'a', ...mark }],
      tools: [{ name: 't', input_schema: { type: 'object' }, ...mark }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'b', ...mark }, { type: 'text', text: 'c' }] }, { role: 'assistant', content: [{ type: 'text', text: 'd', ...mark }] }, { role: 'assistant', content: [{ type: 'tool_use', id: 'e', ...mark }] }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'e', content: 'f', ...mark }] }],
    });
  });

  it('instructions alone are the question', () => {
    expect(body({ messages: [{ role: 'system', content: 'Say hello.' }, { role: 'developer', content: 'Now.' }] })).toMatchObject({ messages: [{ role: 'user', content: 'Say hello.' }, { role: 'user', content: 'Now.' }] });
  });

  it('an empty message of the user stays behind, as every other one', () => {
    expect(body({ messages: [{ role: 'user', content: '' }, { role: 'user', content: 'hi' }] }).messages).toEqual([{ role: 'user', content: 'hi' }]);
  });

  it('results of one round stay together, those of the next apart; what is empty or unsigned stays behind', () => {
    const call = (id: string) => ({ role: 'assistant', content: '', reasoning_details: [{ type: 'reasoning.text', format: 'anthropic', text: 'unsigned' }], tool_calls: [{ id, type: 'function', function: { name: 'a', arguments: '' } }] });
    const messages = [{ role: 'system', content: '' }, { role: 'user', content: [{ type: 'text', text: '' }, { type: 'text', text: 'hi' }] }, call('a'), { role: 'tool', tool_call_id: 'a', content: 'x', is_error: true }, call('b'), { role: 'tool', tool_call_id: 'b', content: '' }, { role: 'assistant', content: '' }, { role: 'user', content: 'on' }];
    const use = (id: string) => ({ role: 'assistant', content: [{ type: 'tool_use', id, name: 'a', input: {} }] });
    expect(body({ messages })).not.toHaveProperty('system');
    expect(body({ messages }).messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'hi' }] }, use('a'), { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'x', is_error: true }] },
      use('b'), { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'b' }] }, { role: 'user', content: 'on' },
    ]);
  });

  it('what a JSON schema is for', () => {
    expect(body({ response_format: { type: 'json_schema', json_schema: { name: 'a', description: 'An a', schema: { type: 'object' } } } }).output_config).toEqual({ format: { type: 'json_schema', schema: { type: 'object', description: 'An a' } } });
  });

  it('only the allowed tools', () => {
    const { tools, tool_choice: choice } = body({ tools: [tool('a'), tool('b')], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [tool('b')] } } });
    expect([tools.map(({ name }) => name), choice]).toEqual([['b'], { type: 'any' }]);
    expect(body({ tools: [tool('a')], tool_choice: 'none', parallel_tool_calls: false }).tool_choice).toEqual({ type: 'none' });
    expect(body({ tools: [tool('a')], parallel_tool_calls: false }).tool_choice).toEqual({ type: 'auto', disable_parallel_tool_use: true });
  });

  it('arguments that a model wrote wrongly are shown as they are', () => {
    const input = (args: string) => body({ messages: [{ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'a', arguments: args } }] }] }).messages[0]!.content;
    for (const [args, shown] of [['{"city":', '{"city":'], ['7', 7], ['[]', []]] as const) expect(input(args)).toEqual([{ type: 'tool_use', id: 'a', name: 'a', input: { arguments: shown } }]);
  });

  it('a client’s own body, but for what it costs and where it is computed', () => {
    const own = Object.freeze({ model: 'alias', messages: [{ role: 'user', content: 'hi' }], speed: 'fast', service_tier: 'auto', new_field: { a: [1] } });
    expect(encodeNative(own as unknown as JsonObject, { model: 'm', outputBound: 7 })).toEqual({
      body: { model: 'm', messages: own.messages, max_tokens: 7, service_tier: 'standard_only', new_field: { a: [1] } },
      warnings: ['speed was left out: what it costs is not known', 'service_tier was left out: what it costs is not known'],
    });
    expect(() => encodeNative({ inference_geo: 'us' }, { model: 'm' })).toThrow(unsupported('inference_geo'));
  });
});

const usage = { input_tokens: 3, output_tokens: 4 };
const message = (over: object) => ({ type: 'message', content: [{ type: 'text', text: 'a' }], stop_reason: 'end_turn', usage, ...over }) as unknown as Json;
const stream = (...events: object[]) => {
  const decoder = anthropicStream('m');
  return { chunks: events.flatMap((event) => decoder.push(JSON.stringify(event))), finished: decoder.finished };
};
const start = { type: 'message_start', message: { usage } };
const stop = [{ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } }, { type: 'message_stop' }];
const deltas = (chunks: ChatChunk[]) => chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));

describe('answers', () => {
  it.each([['end_turn', 'stop'], ['stop_sequence', 'stop'], ['pause_turn', 'stop'], ['max_tokens', 'length'], ['model_context_window_exceeded', 'length'], ['tool_use', 'tool_calls'], ['refusal', 'content_filter'], ['something_new', 'length']])('%s is %s', (reason, finish) => {
    expect(decodeAnswer(message({ stop_reason: reason }), 'm').choices[0]!.finish_reason).toBe(finish);
    const { chunks } = stream(start, { type: 'message_delta', delta: { stop_reason: reason } }, { type: 'message_stop' });
    expect(chunks.flatMap(({ choices }) => choices.map(({ finish_reason }) => finish_reason))).toEqual([null, finish]);
  });

  it.each<[string, object, object | undefined]>([
    ['cached', { ...usage, cache_read_input_tokens: 10, cache_creation_input_tokens: 20, cache_creation: { ephemeral_1h_input_tokens: 5 }, output_tokens_details: { thinking_tokens: 2 } }, { prompt_tokens: 33, completion_tokens: 4, total_tokens: 37, prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 20, cache_write_1h_tokens: 5 }, completion_tokens_details: { reasoning_tokens: 2 } }],
    ['null', { ...usage, cache_read_input_tokens: null, cache_creation: null, output_tokens_details: null }, { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 }],
    ...[{}, { input_tokens: -1, output_tokens: 4 }, { input_tokens: 1e300, output_tokens: 4 }, { input_tokens: '3', output_tokens: 4 }, { input_tokens: 0.5, output_tokens: 4 }, { input_tokens: 0, output_tokens: 4 }, { ...usage, cache_read_input_tokens: 'x' }, { ...usage, cache_creation: { ephemeral_1h_input_tokens: 5 } }, { ...usage, output_tokens_details: { thinking_tokens: 5 } }].map((odd): [string, object, undefined] => [JSON.stringify(odd), odd, undefined]),
  ])('usage: %s', (_name, reported, expected) => {
    const { usage: made } = decodeAnswer(message({ usage: reported }), 'm');
    if (expected) expect(made).toMatchObject(expected);
    else expect(made).toBeUndefined();
  });

  it('says what the prompt has before the answer comes, for a stream that is cut', () => {
    const [begun, after] = stream({ type: 'message_start', message: { usage: { input_tokens: 3, cache_read_input_tokens: 5, output_tokens: 1 } } }, { type: 'ping' }).chunks;
    expect(begun![BEGUN]).toMatchObject({ prompt_tokens: 8, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 5 } });
    expect([begun!.usage, after![BEGUN]]).toEqual([undefined, undefined]);
    // All of the answer is in `message_delta`: a stream that is cut behind it is paid by its numbers.
    expect(stream(start, { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { input_tokens: 3, output_tokens: 900 } }).chunks.at(-1)![BEGUN]).toMatchObject({ prompt_tokens: 3, completion_tokens: 900 });
  });

  it('in a stream the last number counts, and is told once, at the end', () => {
    const { chunks, finished } = stream({ type: 'message_start', message: { usage: { input_tokens: 3, cache_read_input_tokens: 5, output_tokens: 1 } } }, { type: 'message_delta', delta: { stop_reason: null }, usage: { input_tokens: null, output_tokens: 2 } }, ...stop);
    expect(finished).toBe(true);
    expect(chunks.filter((chunk) => chunk.usage)).toEqual([expect.objectContaining({ choices: [], usage: expect.objectContaining({ prompt_tokens: 8, completion_tokens: 9 }) as object })]);
    expect(chunks.at(-1)!.usage).toBeDefined();
  });

  it('the tier, and the answer itself for its own dialect', () => {
    const own = message({ usage: { ...usage, service_tier: 'standard' } });
    const made = decodeAnswer(own, 'm');
    expect([made.service_tier, made[NATIVE]]).toEqual(['default', own]);
    expect(decodeAnswer(message({ usage: { ...usage, service_tier: 'priority' } }), 'm').service_tier).toBe('priority');
  });

  it('ends once, whatever follows', () => {
    const decoder = anthropicStream('m');
    const chunks = [start, stop[0]!, stop[0]!, stop[1]!, stop[1]!, { type: 'error', error: { message: 'late' } }].flatMap((event) => decoder.push(JSON.stringify(event)));
    expect(chunks.flatMap(({ choices }) => choices.flatMap(({ finish_reason }) => finish_reason ?? []))).toEqual(['stop']);
    expect(chunks.filter((chunk) => chunk.usage)).toHaveLength(1);
  });

  it('a signature that comes at once, and the input of a hosted tool, which is nobody’s call', () => {
    const { chunks } = stream(start, { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: 's' } }, { type: 'content_block_start', index: 1, content_block: { type: 'server_tool_use', id: 'a', name: 'web_search', input: {} } }, { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{}' } });
    expect(deltas(chunks).slice(1)).toEqual([{ reasoning_details: [{ type: 'reasoning.text', format: 'anthropic', text: '', signature: 's', index: 0 }] }]);
  });

  it('a tool without parameters is called with {}, and indices count tools alone', () => {
    const { chunks } = stream(
      start, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }, { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id: 'a', name: 'now', input: {} } }, { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '' } }, { type: 'content_block_stop', index: 1 },
      { type: 'content_block_start', index: 2, content_block: { type: 'tool_use', id: 'b', name: 'then', input: { x: 1 } } }, { type: 'content_block_stop', index: 2 }, ...stop,
    );
    expect(deltas(chunks).flatMap((delta) => delta.tool_calls ?? [])).toEqual([
      { index: 0, id: 'a', type: 'function', function: { name: 'now', arguments: '' } }, { index: 0, function: { arguments: '{}' } }, { index: 1, id: 'b', type: 'function', function: { name: 'then', arguments: '{"x":1}' } },
    ]);
  });

  it('citations of web pages become annotations of the text that they support', () => {
    const web = { type: 'web_search_result_location', url: 'https://example.org/a', title: 'A', cited_text: 'x' };
    const page = { type: 'page_location', document_index: 0, cited_text: 'x' };
    const expected = [{ type: 'url_citation', url_citation: { url: 'https://example.org/a', title: 'A', start_index: 3, end_index: 5 } }];
    expect(decodeAnswer(message({ content: [{ type: 'text', text: 'One' }, { type: 'text', text: 'is', citations: [web, page] }] }), 'm').choices[0]!.message.annotations).toEqual(expected);
    const block = (index: number, text: string, citations: object[]) => [{ type: 'content_block_start', index, content_block: { type: 'text', text: '' } }, ...citations.map((citation) => ({ type: 'content_block_delta', index, delta: { type: 'citations_delta', citation } })), { type: 'content_block_delta', index, delta: { type: 'text_delta', text } }, { type: 'content_block_stop', index }];
    expect(deltas(stream(start, ...block(0, 'One', []), ...block(1, 'is', [web, page]), ...stop).chunks).flatMap((delta) => delta.annotations ?? [])).toEqual(expected);
  });

  it('an event of a kind that is not known passes, and is there for its own dialect', () => {
    const event = { type: 'something_new', x: 1 };
    expect(stream(start, event).chunks[1]).toMatchObject({ choices: [], [NATIVE]: event });
  });

  it('what contradicts the protocol is the provider’s error', () => {
    expect(() => decodeAnswer({ type: 'error', error: { type: 'api_error', message: 'no way' } }, 'm')).toThrow(providerError(/no way/));
    expect(() => stream(start, { type: 'message_stop' })).toThrow(providerError(/without saying why/));
    expect(() => stream(...stop)).toThrow(providerError(/beginning/));
    expect(() => stream(start, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a' } })).toThrow(providerError(/not begun/));
    const text = { index: 0, delta: { type: 'text_delta', text: 'a' } };
    expect(() => stream(start, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }, { type: 'content_block_stop', index: 0 }, { type: 'content_block_delta', ...text })).toThrow(providerError(/not begun/));
    expect(() => stream(start, { type: 'error', error: { message: 'Overloaded' } })).toThrow(providerError(/Overloaded/));
    expect(stream(start, stop[0]!).finished).toBe(false);
  });

  it('whatever comes, nothing else is thrown', () => {
    const types = fc.constantFrom('message', 'message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop', 'text', 'thinking', 'redacted_thinking', 'tool_use', 'text_delta', 'input_json_delta', 'thinking_delta', 'signature_delta', 'citations_delta', 'error', 'refusal');
    const names = fc.constantFrom('type', 'content', 'text', 'delta', 'content_block', 'index', 'usage', 'message', 'stop_reason', 'stop_details', 'explanation', 'citations', 'citation', 'url', 'thinking', 'signature', 'data', 'input', 'id', 'name', 'partial_json', 'input_tokens', 'output_tokens');
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({ value: fc.oneof({ maxDepth: 4 }, types, fc.constantFrom(0, 1), fc.jsonValue({ maxDepth: 1 }), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(names, tie('value'), { maxKeys: 6 })) }));
    const quiet = (act: () => unknown) => {
      try {
        act();
      } catch (error) {
        if (!(error instanceof GatehouseError) || error.code !== 'provider_error') throw error;
      }
    };
    fc.assert(fc.property(value, (odd) => quiet(() => decodeAnswer(odd as Json, 'm'))), { numRuns: 2000 });
    fc.assert(fc.property(fc.array(fc.tuple(types, fc.dictionary(names, value, { maxKeys: 5 })), { maxLength: 6 }), (events) => quiet(() => stream(start, ...events.map(([type, fields]) => ({ ...fields, type }))))), { numRuns: 2000 });
  });
});

describe('turns that another model has made', () => {
  const call = { role: 'assistant', content: '\n\n', tool_calls: [{ id: 'c1', type: 'function', function: { name: 'time', arguments: '{}' } }] };

  it('a text without a letter, which is refused there, is left out', () => {
    const { messages, system } = body({ messages: [{ role: 'system', content: ' ' }, { role: 'user', content: 'hi' }, { role: 'assistant', content: '\n' }, { role: 'user', content: [{ type: 'text', text: ' ' }, { type: 'text', text: 'Go on.' }] }, call, { role: 'tool', tool_call_id: 'c1', content: '\n' }] });
    expect(system).toBeUndefined();
    expect(messages).toEqual([
      { role: 'user', content: 'hi' }, { role: 'user', content: [{ type: 'text', text: 'Go on.' }] },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'time', input: {} }] }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1' }] },
    ]);
  });

  const use = { type: 'tool_use', id: 'c1', name: 'time', input: {} };
  const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'noon' }] };
  const native = (messages: object[], over: object = {}) => encodeNative({ model: 'x', max_tokens: 5000, messages, ...over } as unknown as JsonObject, { model: 'claude-sonnet-4-5' });

  it('the same of a client’s own body, and an answer of which nothing is left', () => {
    const asked = { role: 'user', content: 'hi' };
    expect(native([asked, { role: 'assistant', content: [{ type: 'text', text: '\n\n' }, use] }, result, { role: 'assistant', content: [] }, asked, { role: 'assistant', content: ' ' }, asked]).body).toMatchObject({ messages: [asked, { role: 'assistant', content: [use] }, result, asked, asked] });
    const own = [asked, { role: 'assistant', content: [{ type: 'text', text: 'Ho.' }, use] }, result];
    expect((native(own).body as JsonObject).messages).toBe(own);
  });

  const thinking = { type: 'enabled', budget_tokens: 1024 };
  const thought = { type: 'thinking', thinking: 'Hm.', signature: 's' };
  it.each<[string, object[], boolean]>([
    ['calls of its own', [{ role: 'assistant', content: [thought, use] }, result], true],
    ['calls of another', [{ role: 'assistant', content: [use] }, result], false],
    ['calls of another, and words beside their results', [{ role: 'assistant', content: [use] }, result, { role: 'user', content: 'Hurry.' }], false],
    ['calls of another that are over', [{ role: 'assistant', content: [use] }, result, { role: 'assistant', content: 'Noon.' }, { role: 'user', content: 'And?' }], true],
  ])('of a fixed budget it thinks on behind %s: %j → %j', (_what, turns, thinks) => {
    const context = { edits: [{ type: 'clear_thinking_20251015' }, { type: 'clear_tool_uses_20250919' }, { type: { toString: 1 } }] };
    const { body: sent, warnings } = native([{ role: 'user', content: 'hi' }, ...turns], { thinking, context_management: context });
    expect([(sent as JsonObject).thinking, (sent as JsonObject).context_management]).toEqual(thinks ? [thinking, context] : [undefined, { edits: context.edits.slice(1) }]);
    expect(warnings).toEqual(thinks ? [] : [expect.stringMatching(/^the model is kept from thinking/)]);
  });

  it('and translated, whatever is said beside the results', () => {
    const turns = [{ role: 'user', content: 'hi' }, { ...call, content: null }, { role: 'tool', tool_call_id: 'c1', content: 'noon' }, { role: 'user', content: 'Hurry.' }];
    for (const over of [{ reasoning_effort: 'low' }, { passthrough: { anthropic: { thinking } } }]) {
      const { body: sent, warnings } = encode({ messages: turns, ...over }, { model: 'claude-sonnet-4-5' });
      expect((sent as JsonObject).thinking).toBeUndefined();
      expect(warnings).toHaveLength(1);
    }
  });
});
