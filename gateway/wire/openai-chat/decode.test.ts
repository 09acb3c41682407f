import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../core/json.ts';
import { decodeChat } from './decode.ts';

const USER = [{ role: 'user', content: 'hi' }];
const chat = (over: object = {}): Json => ({ model: 'm', messages: USER, ...over }) as Json;
const parts = (...content: object[]): Json => chat({ messages: [{ role: 'user', content }] });
const IMAGE = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } };
const TOOL = { type: 'function', function: { name: 'weather' } };
const fault = (code: string, param: string) => expect.objectContaining({ code, status: 400, details: expect.objectContaining({ param }) as object }) as Error;

describe('what is let in', () => {
  it('is the very value that was classified, unknown fields included', () => {
    const body = chat({ vendor: { a: [1] }, temperature: 0 });
    expect(decodeChat(body).request).toBe(body);
  });

  it.each<[string, object]>([
    ['every role', { messages: [{ role: 'system', content: 'a' }, { role: 'developer', content: 'a' }, { role: 'user', content: 'a' }, { role: 'assistant', content: null }, { role: 'assistant' }, { role: 'tool', tool_call_id: 'c', content: 'a' }, { role: 'function', name: 'f', content: 'a' }] }],
    ['an empty text', { messages: [{ role: 'user', content: '' }] }],
    ['calls of tools', { messages: [{ role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'function', function: { name: 'a', arguments: '{}' } }] }] }],
    ['null for every parameter', { temperature: null, stop: null, tools: null, response_format: null, stream: null, stream_options: null, metadata: null, tool_choice: null, n: null, previous_response_id: null, functions: null }],
    ['both ends of every range', { temperature: 2, top_p: 0, frequency_penalty: -2, presence_penalty: 2, n: 128, top_logprobs: 20, max_tokens: 1, seed: -9007199254740991 }],
    ['stop words', { stop: ['a', 'b'] }],
    ['no tools and no choice of them', { tools: [], tool_choice: 'auto' }],
  ])('%s', (_name, over) => {
    const body = chat(over);
    expect(decodeChat(body).request).toBe(body);
  });
});

describe('what it needs of a model', () => {
  const nothing = { tools: false, images: false, jsonSchema: false, unreadable: false, files: [] };
  it.each<[string, Json, object]>([
    ['text', chat(), nothing],
    ['tools', chat({ tools: [TOOL] }), { ...nothing, tools: true }],
    ['tools that may not be called', chat({ tools: [TOOL], tool_choice: 'none' }), nothing],
    ['a schema', chat({ response_format: { type: 'json_schema', json_schema: { name: 'a' } } }), { ...nothing, jsonSchema: true }],
    ['any JSON', chat({ response_format: { type: 'json_object' } }), nothing],
    ['an image, which nothing reads', parts({ type: 'text', text: 'a' }, IMAGE), { ...nothing, images: true, unreadable: 'media' }],
    ['sound', parts({ type: 'input_audio', input_audio: { data: 'UklGRiQ=', format: 'wav' } }), { ...nothing, unreadable: 'media' }],
    ['a file', parts({ type: 'file', file: { file_data: 'data:application/pdf;base64,AAAA', filename: 'a.pdf' } }), { ...nothing, files: [{ path: 'messages[0].content[0].file', data: 'data:application/pdf;base64,AAAA' }] }],
    ['what is called an image and is none', parts({ type: 'image_url', image_url: { url: `data:image/png;base64,${Buffer.from('Name;Betrag').toString('base64')}` } }, IMAGE), { ...nothing, images: true, unreadable: 'unknown' }],
    ['an image of long ago', chat({ messages: [{ role: 'user', content: [IMAGE] }, ...USER] }), { ...nothing, images: true, unreadable: 'media' }],
  ])('%s', (_name, body, needs) => {
    expect(decodeChat(body).needs).toEqual(needs);
  });
});

describe('content that is not in the request', () => {
  it.each<[string, string, Json]>([
    ['content_by_reference', 'messages[0].content[0].image_url.url', parts({ type: 'image_url', image_url: { url: 'http://127.0.0.1/x.png' } })],
    ['content_by_reference', 'messages[0].content[0].image_url.url', parts({ type: 'image_url', image_url: { url: 'file:///etc/passwd' } })],
    ['content_by_reference', 'messages[0].content[0].image_url.url', parts({ type: 'image_url', image_url: { url: 'data:text/html;base64,AAAA' } })],
    ['content_by_reference', 'messages[0].content[0].image_url.url', parts({ type: 'image_url', image_url: { url: ' data:image/png;base64,AAAA' } })],
    ['content_by_reference', 'messages[0].content[0].file.file_id', parts({ type: 'file', file: { file_id: 'file-1', file_data: 'AAAA' } })],
    ['content_by_reference', 'messages[0].content[0].file.file_data', parts({ type: 'file', file: { file_data: 'https://evil.example/x.pdf' } })],
    ['content_by_reference', 'messages[0].audio', chat({ messages: [{ role: 'assistant', audio: { id: 'audio_1' } }] })],
    ...['previous_response_id', 'conversation', 'file_ids', 'thread_id', 'assistant_id', 'prompt'].map((name): [string, string, Json] => ['content_by_reference', name, chat({ [name]: 'x' })]),
    ['hosted_tool', 'web_search_options', chat({ web_search_options: {} })],
    ...['web_search', 'mcp', 'file_search', 'code_interpreter', 'computer_use_preview', 'image_generation'].map((type): [string, string, Json] => ['hosted_tool', 'tools[1].type', chat({ tools: [TOOL, { type }] })]),
  ])('%s: %s', (code, param, body) => {
    expect(() => decodeChat(body)).toThrow(fault(code, param));
  });
});

describe('the fault is named with its path', () => {
  it.each<[string, Json]>([
    ['model', { messages: USER } as Json],
    ['model', chat({ model: '' })],
    ['model', chat({ model: ['m'] })],
    ['messages', chat({ messages: 'hi' })],
    ['messages', chat({ messages: [] })],
    ['messages[1]', chat({ messages: [...USER, 'hi'] })],
    ['messages[0].role', chat({ messages: [{ content: 'x' }] })],
    ['messages[0].content', chat({ messages: [{ role: 'user' }] })],
    ['messages[0].content', chat({ messages: [{ role: 'user', content: null }] })],
    ['messages[0].content', chat({ messages: [{ role: 'user', content: [] }] })],
    ['messages[0].content', chat({ messages: [{ role: 'user', content: { text: 'x' } }] })],
    ['messages[0].content[0]', parts('x' as never)],
    ['messages[0].content[0].text', parts({ type: 'text', text: 7 })],
    ['messages[0].content[0].refusal', parts({ type: 'refusal' })],
    ['messages[0].content[0].image_url.url', parts({ type: 'image_url', image_url: 'data:image/png;base64,AAAA' })],
    ['messages[0].content[0].input_audio', parts({ type: 'input_audio', input_audio: { data: 'x' } })],
    ['messages[0].content[0].file', parts({ type: 'file' })],
    ['messages[0].content[0].file.file_data', parts({ type: 'file', file: { filename: 'a' } })],
    ['messages[0].tool_call_id', chat({ messages: [{ role: 'tool', content: 'x' }] })],
    ['messages[0].tool_calls', chat({ messages: [{ role: 'assistant', tool_calls: {} }] })],
    ['messages[0].tool_calls[0]', chat({ messages: [{ role: 'assistant', tool_calls: [{ id: 'c', function: { name: 'a', arguments: {} } }] }] })],
    ['tools', chat({ tools: {} })],
    ['tools[0]', chat({ tools: [null] })],
    ['tools[0].function.name', chat({ tools: [{ type: 'function', function: {} }] })],
    ['tool_choice', chat({ tool_choice: 'required' })],
    ['response_format.type', chat({ response_format: { type: 'xml' } })],
    ['response_format.json_schema.name', chat({ response_format: { type: 'json_schema' } })],
    ['response_format.json_schema.schema', chat({ response_format: { type: 'json_schema', json_schema: { name: 'a', schema: 'json' } } })],
    ['stop', chat({ stop: [1] })],
    ['reasoning_effort', chat({ reasoning_effort: { toString: 1 } })],
    ['stream', chat({ stream: 'true' })],
    ['stream_options', chat({ stream_options: true })],
    ['metadata', chat({ metadata: [] })],
    ['temperature', chat({ temperature: '1' })],
    ['temperature', chat({ temperature: -0.1 })],
    ['top_p', chat({ top_p: 1.1 })],
    ['max_tokens', chat({ max_tokens: 0 })],
    ['max_completion_tokens', chat({ max_completion_tokens: 1.5 })],
    ['n', chat({ n: 129 })],
  ])('%s', (param, body) => {
    expect(() => decodeChat(body)).toThrow(fault('invalid_request', param));
  });

  it.each([null, [], 'x', 7])('a body that is %j', (body) => {
    expect(() => decodeChat(body as Json)).toThrow(expect.objectContaining({ code: 'invalid_request' }) as Error);
  });

  it('functions, the form of 2023', () => {
    expect(() => decodeChat(chat({ functions: [] }))).toThrow(fault('unsupported_parameter', 'functions'));
  });
});

it('knows the bytes of an image by the part that they stand in, and only where they are nothing but base64', () => {
  const url = `data:image/png;base64,iVBORw0KGgo${'A'.repeat(300)}`;
  const body = parts({ type: 'image_url', image_url: { url } }, { type: 'image_url', image_url: { url: `${url} und mehr` } }, { type: 'text', text: 'a', mine: { url } });
  const [image] = ((body as JsonObject).messages as { content: { image_url: object }[] }[])[0]!.content;
  expect([...decodeChat(body).payloads]).toEqual([[image!.image_url, 'url']]);
});
