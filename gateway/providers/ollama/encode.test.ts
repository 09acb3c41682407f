import { describe, expect, it } from 'vitest';
import { type ChatRequest, type Message, NO_THINKING } from '../../core/chat.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Target } from '../define.ts';
import { encodeChat } from './encode.ts';
import { encodeNativeChat } from './native.ts';

const USER: Message[] = [{ role: 'user', content: 'hi' }];
const encode = (over: object = {}, target: Partial<Target> = {}) => encodeChat({ model: 'alias', messages: USER, ...over } as ChatRequest, { model: 'm', ...target });
const body = (over: object = {}, target: Partial<Target> = {}) => encode(over, target).body as JsonObject & { options: JsonObject; messages: JsonObject[] };
const tool = { type: 'function', function: { name: 'weather', parameters: { type: 'object' } } };

describe('every request', () => {
  it('never lets a prompt be cut or an answer shift', () => {
    expect(body()).toEqual({ model: 'm', messages: [{ role: 'user', content: 'hi' }], stream: false, truncate: false, shift: false, options: {} });
    expect(body({ stream: true })).toMatchObject({ stream: true, truncate: false, shift: false });
  });

  it.each<[string, object, object]>([
    ['temperature', { temperature: 0 }, { temperature: 0 }],
    ['top_p', { top_p: 0.5 }, { top_p: 0.5 }],
    ['seed', { seed: 0 }, { seed: 0 }],
    ['frequency_penalty', { frequency_penalty: -1 }, { frequency_penalty: -1 }],
    ['presence_penalty', { presence_penalty: 1 }, { presence_penalty: 1 }],
    ['a stop word', { stop: 'END' }, { stop: ['END'] }],
    ['stop words', { stop: ['a', 'b'] }, { stop: ['a', 'b'] }],
    ['max_tokens', { max_tokens: 7 }, { num_predict: 7 }],
    ['max_completion_tokens, which counts before max_tokens', { max_tokens: 9, max_completion_tokens: 7 }, { num_predict: 7 }],
    ['null, which is nothing', { temperature: null, stop: null, seed: null, max_tokens: null }, {}],
  ])('carries %s', (_name, over, options) => {
    expect(body(over).options).toEqual(options);
  });

  it('asks for the context size it was given', () => {
    expect(body({}, { numCtx: 8192 }).options).toEqual({ num_ctx: 8192 });
  });

  it('carries the response format', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    expect(body({ response_format: { type: 'json_schema', json_schema: { name: 'a', schema } } }).format).toEqual(schema);
    expect(body({ response_format: { type: 'json_schema', json_schema: { name: 'a' } } }).format).toBe('json');
    expect(body({ response_format: { type: 'json_object' } }).format).toBe('json');
    expect(body({ response_format: { type: 'text' } })).not.toHaveProperty('format');
  });

  it('carries a schema that Ollama can make a grammar of, and refuses the others', () => {
    const schema = (pattern: string) => ({ response_format: { type: 'json_schema', json_schema: { name: 'a', schema: { type: 'string', pattern } } } });
    expect(body(schema('^\\d$')).format).toEqual({ type: 'string', pattern: '^[0-9]$' });
    expect(() => body(schema('^(?=a)$'))).toThrow(expect.objectContaining({ code: 'unsupported_parameter', details: expect.objectContaining({ param: 'response_format' }) as object }) as Error);
    expect(encodeNativeChat({ messages: [], format: { type: 'string', pattern: '^\\w$' } }, { model: 'm' }).body).toMatchObject({ format: { pattern: '^[A-Za-z0-9_]$' } });
    expect(() => encodeNativeChat({ messages: [], format: { type: 'string', maxLength: 5_000 } }, { model: 'm' })).toThrow(expect.objectContaining({ details: expect.objectContaining({ param: 'format' }) as object }) as Error);
  });

  it('carries log probabilities', () => {
    expect(body({ logprobs: true, top_logprobs: 3 })).toMatchObject({ logprobs: true, top_logprobs: 3 });
  });
});

describe('messages', () => {
  it('keep what was refused, and lose nothing in silence', () => {
    const { body: encoded, warnings } = encode({ messages: [{ role: 'user', content: 'hi', name: 'Anna' }, { role: 'assistant', content: null, refusal: 'No.' }, { role: 'tool', tool_call_id: 'a', name: 'x', content: '', is_error: true }] });
    expect((encoded as { messages: JsonObject[] }).messages[1]).toEqual({ role: 'assistant', content: 'No.' });
    expect(warnings).toEqual(['messages[].name is ignored by the local model', 'messages[].is_error is ignored by the local model']);
  });

  it('developer is system, function is tool, names of tools follow their calls', () => {
    const messages = [
      { role: 'developer', content: 'be brief' },
      { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bern"}' } }, { id: 'c2', type: 'function', function: { name: 'time', arguments: '' } }] },
      { role: 'tool', tool_call_id: 'c2', content: '12:00' },
      { role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text: 'sunny' }] },
      { role: 'tool', tool_call_id: 'unknown', content: 'x' },
    ];
    expect(body({ messages }).messages).toEqual([
      { role: 'system', content: 'be brief' },
      { role: 'assistant', content: '', tool_calls: [{ function: { name: 'weather', arguments: { city: 'Bern' } } }, { function: { name: 'time', arguments: {} } }] },
      { role: 'tool', content: '12:00', tool_name: 'time' },
      { role: 'tool', content: 'sunny', tool_name: 'weather' },
      { role: 'tool', content: 'x', tool_name: '' },
    ]);
  });

  it('parts: texts joined, images without their data: head', () => {
    const content = [{ type: 'text', text: 'what' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }, { type: 'refusal', refusal: 'no' }, { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,BBBB' } }];
    expect(body({ messages: [{ role: 'user', content }] }).messages).toEqual([{ role: 'user', content: 'what\nno', images: ['AAAA', 'BBBB'] }]);
  });

  it('arguments that a model wrote wrongly are shown as they are', () => {
    const messages = [{ role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'a', arguments: '{"city":' } }] }];
    expect(body({ messages }).messages).toMatchObject([{ tool_calls: [{ function: { name: 'a', arguments: { arguments: '{"city":' } } }] }]);
  });
});

describe('what it cannot do', () => {
  it.each<[string, object]>([
    ['n', { n: 2 }],
    ['tool_choice', { tools: [tool], tool_choice: { type: 'function', function: { name: 'other' } } }],
    ['tools', { tools: [{ type: 'function', function: { name: 'a', parameters: { type: 'object', properties: { a: { type: 'string', maxLength: 5_000 } } } } }], tool_choice: 'required' }],
    ['logit_bias', { logit_bias: { 1: 1 } }],
    ['stop', { stop: '' }],
    ['stop', { stop: ['a', ''] }],
    ['tools', { tools: [{ type: 'custom', custom: { name: 'a' } }] }],
    ['modalities', { modalities: ['text', 'audio'] }],
    ['messages', { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: '', format: 'wav' } }] }] }],
    ['messages', { messages: [{ role: 'user', content: [{ type: 'file', file: { file_data: '' } }] }] }],
  ])('%s is said (%j)', (param, over) => {
    expect(() => encode(over)).toThrow(expect.objectContaining({ code: 'unsupported_parameter', status: 400, details: expect.objectContaining({ param }) as object }) as Error);
  });

  it('asks for nothing that changes nothing', () => {
    expect(encode({ n: 1, tool_choice: 'auto', parallel_tool_calls: true, logit_bias: {}, tools: [tool], modalities: ['text'], metadata: { tags: 'a' } }).warnings).toEqual([]);
    expect(body({ tools: [tool], tool_choice: 'none', parallel_tool_calls: false })).not.toHaveProperty('tools');
    expect(body({ tools: [tool] }).tools).toEqual([tool]);
  });

  it('names mere hints in the warning, whatever they are', () => {
    expect(encode({ user: 'u', service_tier: 'flex', store: true, top_k: 5, prompt_cache_key: null }).warnings).toEqual(['user', 'service_tier', 'store', 'top_k'].map((name) => `${name} is ignored by the local model`));
    expect(encode({ tools: [{ ...tool, function: { ...tool.function, strict: true } }] }).warnings).toEqual(['tools[].function.strict is ignored by the local model']);
    expect(encode({ 'a\r\nset-cookie: x': 1 }).warnings).toEqual(['a parameter of an unusual name is ignored by the local model']);
  });
});

describe('a tool that must be called', () => {
  const other = { type: 'function', function: { name: 'book' } };
  const one = (name: string, index: number) => ({ type: 'object', properties: { name: { const: name }, arguments: { $ref: `#/$defs/${index}` } }, required: ['name', 'arguments'] });

  it('is what the answer is held to, one of several or the one that is named', () => {
    const required = encode({ tools: [tool, other], tool_choice: 'required', parallel_tool_calls: false });
    expect(required.body).toMatchObject({ tools: [tool, other], format: { anyOf: [one('weather', 0), one('book', 1)], $defs: { 0: { type: 'object', properties: {} }, 1: { type: 'object', properties: {} } } } });
    expect(required.answer).toBeDefined();
    expect(body({ tools: [tool, other], tool_choice: { type: 'function', function: { name: 'book' } } })).toMatchObject({ tools: [other], format: { anyOf: [one('book', 0)] } });
    const allowed = (mode: string) => encode({ tools: [tool, other], tool_choice: { type: 'allowed_tools', allowed_tools: { mode, tools: [{ type: 'function', function: { name: 'weather' } }] } } });
    expect(allowed('required').body).toMatchObject({ tools: [tool], format: { anyOf: [one('weather', 0)] } });
    expect(allowed('auto').body).toMatchObject({ tools: [tool] });
    expect([allowed('auto').body, allowed('auto').answer]).toEqual([expect.not.objectContaining({ format: expect.anything() as object }), undefined]);
  });

  it('keeps the references within its parameters', () => {
    const parameters = { type: 'object', properties: { place: { $ref: '#/$defs/Place' }, $ref: { type: 'string' } }, $defs: { Place: { type: 'object', properties: { within: { $ref: '#/$defs/Place' } } } } };
    const { format } = encode({ tools: [other, { type: 'function', function: { name: 'go', parameters } }], tool_choice: 'required' }).body as { format: { $defs: JsonObject } };
    expect(format.$defs['1']).toEqual({ type: 'object', properties: { place: { $ref: '#/$defs/1/$defs/Place' }, $ref: { type: 'string' } }, $defs: { Place: { type: 'object', properties: { within: { $ref: '#/$defs/1/$defs/Place' } } } } });
  });

  it('is not cut by a stop word, which is said', () => {
    const { body: sent, warnings } = encode({ tools: [{ ...tool, function: { ...tool.function, strict: true } }], tool_choice: 'required', stop: '\n', logprobs: true, response_format: { type: 'json_object' } });
    expect(sent).toMatchObject({ options: {}, format: { anyOf: [one('weather', 0)] } });
    expect(sent).not.toHaveProperty('logprobs');
    expect(warnings).toEqual(['stop', 'logprobs'].map((name) => `${name} is ignored by the local model where it must call a tool`));
  });
});

describe('reasoning', () => {
  it('goes back where it came from', () => {
    expect(body({ messages: [{ role: 'assistant', content: 'Four.', reasoning_content: 'Two and two.' }] }).messages).toEqual([{ role: 'assistant', content: 'Four.', thinking: 'Two and two.' }]);
  });

  it.each<[string, unknown]>([['none', false], ['low', 'low'], ['medium', 'medium'], ['high', 'high'], ['minimal', true], ['xhigh', true]])('effort %s', (effort, think) => {
    expect(body({ reasoning_effort: effort }, { capabilities: { reasoning: true } }).think).toBe(think);
  });

  it('is not asked of a model that cannot, which is a hint not followed', () => {
    expect([true, false].map((reasoning) => body({ [NO_THINKING]: true }, { capabilities: { reasoning } }).think)).toEqual([false, undefined]);
    const { body: encoded, warnings } = encode({ reasoning_effort: 'high' }, { capabilities: { reasoning: false } });
    expect(encoded).not.toHaveProperty('think');
    expect(warnings).toEqual(['reasoning_effort is ignored by the local model']);
  });
});
