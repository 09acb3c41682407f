import { describe, expect, it } from 'vitest';
import { NO_THINKING } from '../../core/chat.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { decodeMessages } from './decode.ts';

const USER = [{ role: 'user', content: 'hi' }];
const body = (over: object = {}): Json => ({ model: 'm', max_tokens: 10, messages: USER, ...over }) as Json;
const blocks = (...content: object[]): Json => body({ messages: [{ role: 'user', content }] });
const said = (...content: object[]): Json => body({ messages: [...USER, { role: 'assistant', content }, ...USER] });
const decode = (value: Json, headers = {}) => decodeMessages(value, headers);
const fault = (code: string, param: string) => expect.objectContaining({ code, status: 400, details: expect.objectContaining({ param }) as object }) as Error;
const PNG = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } };

it('a conversation of nothing but empty messages is refused', () => {
  expect(() => decode(body({ system: 'Be brief.', messages: [{ role: 'user', content: [] }] }))).toThrow(fault('invalid_request', 'messages'));
});

describe('what is let in', () => {
  it('is the very value that is classified, unknown fields included', () => {
    const value = body({ vendor: { a: [1] } });
    expect(decode(value).body).toBe(value);
  });

  it('says what it needs of a model, and which bytes nobody reads as text', () => {
    const image = decode(blocks({ type: 'text', text: 'a' }, PNG));
    expect(image.needs).toMatchObject({ images: true, unreadable: 'media', files: [] });
    expect([...image.payloads]).toEqual([[((image.body.messages as JsonObject[])[0]!.content as JsonObject[])[1]!.source, 'data']]);
    const pdf = decode(blocks({ type: 'document', title: 'a.pdf', source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' } }));
    expect(pdf.needs).toMatchObject({ unreadable: false, files: [{ path: 'messages[0].content[0].source', data: 'AAAA' }] });
    expect(pdf.request.messages[0]!.content).toEqual([{ type: 'file', file: { file_data: 'data:application/pdf;base64,AAAA', filename: 'a.pdf' } }]);
    expect(decode(blocks({ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'A text.' } })).payloads.size).toBe(0);
    // In the result of a tool too.
    expect(decode(blocks({ type: 'tool_result', tool_use_id: 't', content: [PNG] })).needs).toMatchObject({ images: true, unreadable: 'media' });
    expect(decode(body({ tools: [{ name: 'a', input_schema: {} }] })).needs.tools).toBe(true);
    expect(decode(body({ tools: [{ name: 'a', input_schema: {} }], tool_choice: { type: 'none' } })).needs.tools).toBe(false);
    expect(decode(body({ output_config: { format: { type: 'json_schema', schema: {} } } })).needs.jsonSchema).toBe(true);
    // As it was called while it was on trial.
    expect(decode(body({ output_format: { type: 'json_schema', schema: {} } }))).toMatchObject({ needs: { jsonSchema: true }, request: { response_format: { type: 'json_schema', json_schema: { schema: {} } } } });
    expect(() => decode(body({ output_format: { type: 'grammar' } }))).toThrow(fault('invalid_request', 'output_format'));
  });

  it('names what other models are not told of a tool: examples of its input', () => {
    const tool = { name: 'a', input_schema: {}, type: 'custom', eager_input_streaming: true, defer_loading: false, input_examples: [{ city: 'Bern' }], 'x\r\nset-cookie': 1 };
    expect(decode(body({ tools: [tool, { ...tool, name: 'b' }] })).hints).toEqual(['tools[].input_examples']);
    expect(decode(body({ tools: [{ name: 'a', input_schema: {}, ...Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`f${at}`, 1])) }] })).hints).toHaveLength(16);
  });

  it('keeps what is said of a document, its title and its context, for models of other providers too', () => {
    const cache_control = { type: 'ephemeral' };
    const text = { type: 'document', title: 'Lease', context: 'Draft of May.', source: { type: 'text', media_type: 'text/plain', data: 'Rent: 12.' }, cache_control };
    const pdf = { type: 'document', title: 'Lease', context: 'Draft of May.', source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' } };
    const file = { type: 'file', file: { file_data: 'data:application/pdf;base64,AAAA', filename: 'Lease' } };
    expect(decode(blocks(text, pdf)).request.messages[0]!.content).toEqual([{ type: 'text', text: 'Lease\nDraft of May.\nRent: 12.', cache_control }, { type: 'text', text: 'Draft of May.' }, file]);
    expect(decode(blocks({ type: 'tool_result', tool_use_id: 't', content: [pdf] })).request.messages[0]!.content).toEqual([{ type: 'text', text: 'Draft of May.' }, file]);
  });

  it('keeps marks of the cache wherever they stand', () => {
    const cache_control = { type: 'ephemeral' };
    const { messages } = decode(body({ messages: [...USER, { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'a', input: {}, cache_control }] }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'x', cache_control }] }] })).request;
    expect(messages.slice(1)).toMatchObject([{ tool_calls: [{ id: 't', cache_control }] }, { role: 'tool', tool_call_id: 't', content: 'x', cache_control }]);
  });

  it('takes the result of a tool that returned nothing, however that is said', () => {
    for (const nothing of [undefined, null, '', []]) expect(decode(blocks({ type: 'tool_result', tool_use_id: 't', content: nothing })).request.messages).toEqual([{ role: 'tool', tool_call_id: 't', content: '' }]);
  });

  it('tells efforts, and what is lost in translation', () => {
    expect([1024, 4096, 10_000, 50_000].map((budget_tokens) => decode(body({ thinking: { type: 'enabled', budget_tokens } })).request.reasoning_effort)).toEqual(['low', 'low', 'medium', 'high']);
    expect(decode(body({ output_config: { effort: 'max' }, thinking: { type: 'adaptive' } })).request.reasoning_effort).toBe('max');
    const off = decode(body({ thinking: { type: 'disabled' } })).request;
    expect([off.reasoning_effort, off[NO_THINKING], decode(body({})).request[NO_THINKING]]).toEqual([undefined, true, undefined]);
    expect(decode(body({ top_k: 3, context_management: {} })).hints).toEqual(['top_k', 'context_management']);
    expect(decode(body({ tools: [{ type: 'bash_20250124', name: 'bash' }] })).ownOnly).toEqual(['tools[0].type']);
    expect(decode(blocks({ type: 'document', citations: { enabled: true }, source: { type: 'text', data: 'x' } })).ownOnly).toEqual(['messages[0].content[0].citations']);
  });

  it('lets only known words of its headers go on', () => {
    expect(decode(body(), { 'anthropic-version': '2023-06-01', 'anthropic-beta': 'interleaved-thinking-2025-05-14, Meier-Dossier-7' })).toMatchObject({ headers: { 'anthropic-version': '2023-06-01', 'anthropic-beta': 'interleaved-thinking-2025-05-14' }, warnings: ['of anthropic-beta only what is known here was passed on'] });
    expect(decode(body(), { 'anthropic-version': 'CH66 0076 2011 6238 5295 8' }).headers).toEqual({});
  });
});

describe('thoughts', () => {
  it('go back to their maker alone: Anthropic’s as they are, others by their mark, nobody’s as text', () => {
    const { request, opaque } = decode(said(
      { type: 'thinking', thinking: 'one', signature: 'sig' },
      { type: 'redacted_thinking', data: 'secret' },
      { type: 'thinking', thinking: 'two', signature: 'gho.mistral.aWQ.gh1.x' },
      { type: 'thinking', thinking: 'three', signature: 'gho.none..gh1.y' },
      { type: 'redacted_thinking', data: 'gho.google.Y2FsbF8x.gh1.z' },
      { type: 'tool_use', id: 'call_1', name: 'a', input: { b: 1 } },
    ));
    expect(request.messages[1]).toEqual({
      role: 'assistant', content: null, reasoning_content: 'onetwothree',
      reasoning_details: [{ type: 'reasoning.text', format: 'anthropic', text: 'one', signature: 'sig' }, { type: 'reasoning.encrypted', format: 'anthropic', data: 'secret' }, { type: 'reasoning.text', format: 'mistral', text: 'two', signature: 'gh1.x', id: 'id' }],
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'a', arguments: '{"b":1}' }, extra_content: { google: { thought_signature: 'gh1.z' } } }],
    });
    expect(opaque).toEqual(expect.arrayContaining(['sig', 'secret', 'gh1.x', 'gho.mistral.aWQ.gh1.x', 'gh1.z']));
  });
});

describe('what is refused', () => {
  it.each<[string, string, Json]>([
    ['content_by_reference', 'messages[0].content[0].source', blocks({ type: 'image', source: { type: 'url', url: 'https://evil.example' } })],
    ['content_by_reference', 'messages[0].content[0].source', blocks({ type: 'document', source: { type: 'file', file_id: 'f' } })],
    ['content_by_reference', 'messages[0].content[0].content[0].source', blocks({ type: 'tool_result', tool_use_id: 't', content: [{ type: 'image', source: { type: 'url', url: 'x' } }] })],
    ['content_by_reference', 'messages[0].content[0]', blocks({ type: 'container_upload', file_id: 'f' })],
    ['content_by_reference', 'container', body({ container: 'c' })],
    ['hosted_tool', 'mcp_servers', body({ mcp_servers: [{}] })],
    ...['web_search_20260209', 'web_fetch_20250910', 'code_execution_20250825', 'tool_search_tool_bm25_20251119', 'mcp_toolset'].map((type): [string, string, Json] => ['hosted_tool', 'tools[0].type', body({ tools: [{ type, name: 'x' }] })]),
    ['hosted_tool', 'messages[1].content[0].type', said({ type: 'server_tool_use', id: 's', name: 'web_fetch', input: {} })],
    ['hosted_tool', 'messages[1].content[0].type', said({ type: 'web_fetch_tool_result', tool_use_id: 's', content: [] })],
    ['unsupported_parameter', 'api_base', body({ api_base: 'https://evil.example' })],
    ['invalid_request', 'model', body({ model: '' })],
    ['invalid_request', 'max_tokens', body({ max_tokens: undefined })],
    ['invalid_request', 'max_tokens', body({ max_tokens: 0 })],
    ['invalid_request', 'temperature', body({ temperature: 1.1 })],
    ['invalid_request', 'messages', body({ messages: [] })],
    ['invalid_request', 'messages[0].role', body({ messages: [{ role: 'tool', content: 'x' }] })],
    ['invalid_request', 'messages[0].content', body({ messages: [{ role: 'user' }] })],
    ['invalid_request', 'messages[0].content[0].source.data', blocks({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'A name: Meier' } })],
    ['invalid_request', 'messages[0].content[0].source', blocks({ type: 'image', source: { type: 'base64', media_type: 'text/html', data: 'AAAA' } })],
    ['invalid_request', 'messages[0].content[0].type', blocks({ type: 'hologram' })],
    ['invalid_request', 'messages[0].content[0].tool_use_id', blocks({ type: 'tool_result', content: 'x' })],
    ['invalid_request', 'messages[1].content[0]', said({ type: 'tool_use', id: 'a', name: 'b', input: 'c' })],
    ['invalid_request', 'messages[1].content[0]', said({ type: 'thinking', thinking: 'x' })],
    ['invalid_request', 'tools[0].name', body({ tools: [{ input_schema: {} }] })],
    ['invalid_request', 'tools[0].input_schema', body({ tools: [{ name: 'a' }] })],
    ['invalid_request', 'tool_choice.type', body({ tools: [{ name: 'a', input_schema: {} }], tool_choice: { type: 'tool' } })],
    ['invalid_request', 'tool_choice', body({ tool_choice: { type: 'any' } })],
    ['invalid_request', 'thinking.budget_tokens', body({ thinking: { type: 'enabled', budget_tokens: 10 } })],
    ['invalid_request', 'stop_sequences', body({ stop_sequences: 'x' })],
    ['invalid_request', 'system[0].text', body({ system: [{ type: 'image' }] })],
    ['invalid_request', 'messages', body({ Messages: USER })],
  ])('%s: %s', (code, param, value) => {
    expect(() => decode(value)).toThrow(fault(code, param));
  });
});
