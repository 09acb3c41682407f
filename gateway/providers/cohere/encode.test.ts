import { describe, expect, it } from 'vitest';
import { type ChatRequest, type Message, NO_THINKING } from '../../core/chat.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Target } from '../define.ts';
import { encodeChat } from './encode.ts';
import { cohere } from './provider.ts';

const USER: Message[] = [{ role: 'user', content: 'hi' }];
const encode = (over: object = {}, target: Partial<Target> = {}) => encodeChat({ model: 'alias', messages: USER, ...over } as ChatRequest, { model: 'command', ...target });
const body = (over: object = {}, target: Partial<Target> = {}) => encode(over, target).body as JsonObject;
const tool = (name: string, strict?: boolean) => ({ type: 'function', function: { name, parameters: { type: 'object' }, ...(strict !== undefined && { strict }) } });
const user = (part: object) => ({ messages: [{ role: 'user', content: [part] }] });
const unsupported = (param: string, message?: RegExp) => expect.objectContaining({ code: 'unsupported_parameter', ...(message && { message: expect.stringMatching(message) as string }), details: expect.objectContaining({ param }) as object }) as Error;

describe('what changes the meaning and cannot be done', () => {
  it.each<[string, object]>([
    ['n', { n: 2 }],
    ['logit_bias', { logit_bias: { 5: 1 } }],
    ['top_logprobs', { logprobs: true, top_logprobs: 2 }],
    ['stop', { stop: ['a', 'b', 'c', 'd', 'e', 'f'] }],
    ['tools', { tools: [{ type: 'web_search' }] }],
    ['tool_choice', { tools: [tool('a')], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'mcp' }] } } }],
    ['tool_choice', { tools: [tool('a')], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'b' } }] } } }],
    ['tool_choice', { tools: [tool('a')], tool_choice: { type: 'function', function: { name: 'b' } } }],
    ['response_format', { tools: [tool('a')], response_format: { type: 'json_object' } }],
    ['response_format', { tools: [tool('a')], response_format: { type: 'json_schema', json_schema: { name: 'a' } } }],
    ['modalities', { modalities: ['audio'] }],
    ['functions', { functions: [{ name: 'a' }] }],
    ['web_search_options', { web_search_options: {} }],
    ['messages', user({ type: 'image_url', image_url: { url: 'https://example.com/cat.png' } })],
    ['messages', user({ type: 'input_audio', input_audio: { data: '', format: 'wav' } })],
    ['messages', user({ type: 'file', file: { file_data: '' } })],
    ['messages', { messages: [{ role: 'system', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] }] }],
    ['messages', { messages: [{ role: 'function', name: 'a', content: '' }] }],
    ...['documents', 'connectors', 'tools', 'model', 'priority', 'stream'].map((name): [string, object] => [`passthrough.cohere.${name}`, { passthrough: { cohere: { [name]: [] } } }]),
  ])('%s is said (%j)', (param, over) => {
    expect(() => encode(over)).toThrow(unsupported(param));
  });

  it.each<[string, number, RegExp]>([['top_p', 1.1, /from 0\.01 to 1/], ['top_p', 0, /from 0\.01 to 1/], ['frequency_penalty', -0.1, /from 0 to 1/], ['frequency_penalty', 1.1, /from 0 to 1/], ['presence_penalty', 2, /from 0 to 1/], ['presence_penalty', NaN, /from 0 to 1/]])('%s %d is outside its range, which is said', (name, value, message) => {
    expect(() => encode({ [name]: value })).toThrow(unsupported(name, message));
  });

  it('at the ends of their ranges they pass', () => {
    expect([body({ top_p: 0.01 }).p, body({ top_p: 0.99 }).p, body({ top_p: 1 }).p, body({ frequency_penalty: 0, presence_penalty: 1 })]).toEqual([0.01, 0.99, 0.99, { ...body(), frequency_penalty: 0, presence_penalty: 1 }]);
  });
});

describe('hints', () => {
  it('are named where they are not followed', () => {
    expect(encode({ user: 'u', service_tier: 'priority', store: true, metadata: { a: 'b' }, 'a\r\nset-cookie: x': 1 }).warnings).toEqual(['user', 'service_tier', 'store', 'a parameter of an unusual name'].map((name) => `${name} is ignored by Cohere`));
    expect(encode({ messages: [{ role: 'user', name: 'Anna', content: 'x' }] }).warnings).toEqual(['messages[].name is ignored by Cohere']);
    expect(encode({ tools: [tool('a', true), tool('b')] }).warnings).toEqual(['tools[].function.strict is ignored by Cohere, which is strict about all tools or none']);
    expect([body({ tools: [tool('a', true), tool('b')] }).strict_tools, body({ tools: [tool('a', true)] }).strict_tools]).toEqual([undefined, true]);
    expect(encode({ n: 1, parallel_tool_calls: true, logit_bias: {}, modalities: ['text'], top_p: null, top_logprobs: null, response_format: { type: 'text' }, passthrough: { google: { topK: 5 } } })).toEqual({ body: { model: 'command', messages: USER, stream: false }, warnings: [] });
  });

  it.each<[string, Partial<Target>, Json | undefined, string[]]>([
    ['none', {}, { type: 'disabled' }, []],
    ['none', { capabilities: { reasoning: false } }, undefined, []],
    ['low', {}, undefined, ['reasoning_effort is ignored by Cohere']],
    ['high', { capabilities: { reasoning: true } }, undefined, ['reasoning_effort is ignored by Cohere']],
  ])('effort %s, %j', (effort, target, thinking, warnings) => {
    expect([body({ reasoning_effort: effort }, target).thinking, encode({ reasoning_effort: effort }, target).warnings]).toEqual([thinking, warnings]);
  });

  it('a client’s own thinking takes the place of its effort', () => {
    expect(body({ [NO_THINKING]: true }, { capabilities: { reasoning: true } }).thinking).toEqual({ type: 'disabled' });
    expect(encode({ [NO_THINKING]: true }, {})).toMatchObject({ body: expect.not.objectContaining({ thinking: expect.anything() }) as object, warnings: [] });
    expect(body({ reasoning_effort: 'none', passthrough: { cohere: { thinking: { type: 'enabled', token_budget: 500 } } } }).thinking).toEqual({ type: 'enabled', token_budget: 500 });
  });
});

it('images in results of tools follow the results of that turn, and a warning says so', () => {
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } };
  const request = { messages: [
    ...USER, { role: 'assistant', content: null, tool_calls: ['x', 'y'].map((id) => ({ id, type: 'function', function: { name: 'a', arguments: '{}' } })) },
    { role: 'tool', tool_call_id: 'x', content: [{ type: 'text', text: 'seen' }, image] }, { role: 'tool', tool_call_id: 'y', content: [image] }, { role: 'user', content: 'Go on.' },
  ] };
  expect((body(request).messages as Json[]).slice(2)).toEqual([
    { role: 'tool', tool_call_id: 'x', content: [{ type: 'text', text: 'seen' }] }, { role: 'tool', tool_call_id: 'y', content: '' }, { role: 'user', content: [image, image] }, { role: 'user', content: 'Go on.' },
  ]);
  expect(encode(request).warnings).toEqual(['the place of images in results of tools is ignored by Cohere']);
});

describe('tools', () => {
  const tools = [tool('a'), tool('b')];
  const only = (...names: string[]) => names.map((name) => tool(name));
  it.each<[Json | undefined, object]>([
    [undefined, { tools }],
    ['auto', { tools }],
    ['none', { tools, tool_choice: 'NONE' }],
    ['required', { tools, tool_choice: 'REQUIRED' }],
    [{ type: 'function', function: { name: 'b' } }, { tools: only('b'), tool_choice: 'REQUIRED' }],
    [{ type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'b' } }] } }, { tools: only('b') }],
    [{ type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'a' } }, { type: 'function', function: { name: 'b' } }] } }, { tools, tool_choice: 'REQUIRED' }],
  ])('choice %j', (tool_choice, expected) => {
    expect(body({ tools, tool_choice })).toEqual({ model: 'command', messages: USER, stream: false, ...expected });
  });

  it('JSON may be asked for where they are switched off', () => {
    expect(body({ tools, tool_choice: 'none', response_format: { type: 'json_object' } }).response_format).toEqual({ type: 'json_object' });
  });
});

it('a tool without parameters takes none; marks for a cache are left out; a refusal in the history is text', () => {
  expect(body({ tools: [{ type: 'function', function: { name: 'a' }, cache_control: { type: 'ephemeral' } }] }).tools).toEqual([{ type: 'function', function: { name: 'a', parameters: { type: 'object', properties: {} } } }]);
  expect(body({ messages: [{ role: 'user', content: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }] }, { role: 'assistant', content: null, refusal: 'No.' }] }).messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'x' }] }, { role: 'assistant', content: 'No.' }]);
});

it('what was said before calls is their plan', () => {
  const message = (over: object) => (body({ messages: [{ role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'x', arguments: '' } }], ...over }] }).messages as Json[])[0];
  const tool_calls = [{ id: 'a', type: 'function', function: { name: 'x', arguments: '{}' } }];
  expect(message({ content: [{ type: 'text', text: 'Let me ' }, { type: 'text', text: 'see.' }], reasoning_content: 'Hm.' })).toEqual({ role: 'assistant', tool_plan: 'Hm.\nLet me see.', tool_calls });
  expect(message({ content: null })).toEqual({ role: 'assistant', tool_calls });
});

it('the bound of the client counts before the gateway’s', () => {
  expect([body({}, { outputBound: 5 }).max_tokens, body({ max_tokens: 9, max_completion_tokens: 7 }, { outputBound: 5 }).max_tokens]).toEqual([5, 7]);
});

describe('embeddings', () => {
  const embed = (over: object) => cohere.embeddings!.encode({ model: 'alias', input: 'a', ...over }, { model: 'embed-v4.0' });
  it('are of documents where nothing else is said, which is said; never cut', () => {
    expect(embed({ user: 'u' })).toEqual({ body: { model: 'embed-v4.0', texts: ['a'], input_type: 'search_document', embedding_types: ['float'], truncate: 'NONE' }, warnings: ['user is ignored by Cohere', 'input is embedded as documents to be searched (input_type search_document)'] });
    expect(embed({ passthrough: { cohere: { input_type: 'classification' } } })).toMatchObject({ body: { input_type: 'classification' }, warnings: [] });
  });

  it('of what Cohere does not take are refused', () => {
    for (const input of [[1, 2], [[1], [2]], Array.from({ length: 97 }, () => 'a')]) expect(() => embed({ input })).toThrow(unsupported('input'));
    expect(() => embed({ passthrough: { cohere: { truncate: 'END' } } })).toThrow(unsupported('passthrough.cohere.truncate'));
  });
});
