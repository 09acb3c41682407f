import { describe, expect, it } from 'vitest';
import { type ChatRequest, NO_THINKING } from '../core/chat.ts';
import type { Json } from '../core/json.ts';
import { azureOpenai } from './azure-openai.ts';
import { deepseek } from './deepseek.ts';
import type { Target } from './define.ts';
import { groq } from './groq.ts';
import { mistral } from './mistral/provider.ts';
import { openaiCompatible } from './openai-compatible.ts';
import { openai } from './openai.ts';
import { responsesEndpoint } from './openai-responses.ts';
import { together } from './together.ts';

const KINDS = { openai, 'azure-openai': azureOpenai, mistral, groq, together, deepseek, 'openai-compatible': openaiCompatible };
type Kind = keyof typeof KINDS;
const USER = [{ role: 'user', content: 'hi' }];
const TOOL = { type: 'function', function: { name: 'time', parameters: { type: 'object', properties: {} } } };

function encode(kind: Kind, over: object, target: Partial<Target> = {}) {
  const request = { model: 'alias', messages: USER, ...over } as unknown as ChatRequest;
  const before = JSON.stringify(request);
  const { body, warnings } = KINDS[kind].chat!.encode(request, { model: 'm', ...target });
  expect(JSON.stringify(request)).toBe(before);
  return { body: body as Record<string, unknown>, warnings };
}

describe('the bound of an answer', () => {
  it.each<[Kind, string, string]>([['openai', 'max_completion_tokens', 'max_tokens'], ['azure-openai', 'max_completion_tokens', 'max_tokens'], ['groq', 'max_completion_tokens', 'max_tokens'], ['mistral', 'max_tokens', 'max_completion_tokens'], ['together', 'max_tokens', 'max_completion_tokens'], ['deepseek', 'max_tokens', 'max_completion_tokens']])('%s calls it %s', (kind, name, other) => {
    for (const [over, target, bound] of [[{ [other]: 50 }, {}, 50], [{ [name]: 50 }, {}, 50], [{ [other]: 50, [name]: 20 }, {}, 20], [{ [other]: null }, { outputBound: 9 }, 9], [{}, { outputBound: 9 }, 9]] as const) {
      const { body } = encode(kind, over, target);
      expect([body[name], body[other] ?? undefined]).toEqual([bound, undefined]);
    }
  });

  it('a compatible server gets what the client said, and ours by the host', () => {
    expect(encode('openai-compatible', { max_completion_tokens: 5, max_tokens: 6 }).body).toMatchObject({ max_completion_tokens: 5, max_tokens: 6 });
    expect(encode('openai-compatible', {}, { outputBound: 9 }).body).toMatchObject({ max_tokens: 9 });
    expect(encode('openai-compatible', {}, { outputBound: 9, baseUrl: 'https://eu.api.openai.com/v1' }).body).toMatchObject({ max_completion_tokens: 9 });
  });
});

describe('ids of calls that another provider has made', () => {
  const long = `chatcmpl-tool-${'0123456789abcdef'.repeat(2)}`;
  const turn = (id: string) => ({ messages: [...USER, { role: 'assistant', tool_calls: [{ id, type: 'function', function: { name: 'time', arguments: '{}' }, extra_content: {} }] }, { role: 'tool', tool_call_id: id, content: 'noon' }] });
  const ids = (kind: Kind, id: string): string[] => {
    const [, call, result] = encode(kind, turn(id)).body.messages as { tool_calls: { id: string }[]; tool_call_id: string }[];
    return [call!.tool_calls[0]!.id, result!.tool_call_id];
  };

  it.each<Kind>(['openai', 'azure-openai'])('%s takes 40 characters: a longer one becomes a digest, the same in call and result', (kind) => {
    const [call, result] = ids(kind, long);
    expect(call).toMatch(/^gh_[\w-]{37}$/);
    expect(result).toBe(call);
    expect(ids(kind, `${long}x`)[0]).not.toBe(call);
    expect(ids(kind, 'c'.repeat(40))).toEqual(['c'.repeat(40), 'c'.repeat(40)]);
  });

  it('others get them as they are', () => {
    expect(ids('openai-compatible', long)).toEqual([long, long]);
  });

  it('items of responses may have 64', () => {
    const input: Json[] = [{ type: 'function_call', call_id: long.repeat(2), name: 'time', arguments: '{}' }, { type: 'function_call_output', call_id: long.repeat(2), output: 'noon' }, { type: 'function_call_output', call_id: long, output: 'noon' }];
    const sent = responsesEndpoint.encode({ model: 'm', input }, { model: 'm' }).body as { input: { call_id: string }[] };
    const [call, result, short] = sent.input.map(({ call_id: id }) => id);
    expect(call).toMatch(/^gh_[\w-]{43}$/);
    expect([result, short]).toEqual([call, long]);
  });
});

describe('what a provider does not know', () => {
  it.each<[Kind, string, object]>([
    ['groq', 'n', { n: 2 }],
    ['groq', 'logprobs', { logprobs: true }],
    ['groq', 'logit_bias', { logit_bias: { 1: 1 } }],
    ['groq', 'tools', { tools: Array.from({ length: 129 }, () => TOOL) }],
    ['groq', 'tools', { tools: [{ type: 'custom', custom: { name: 'a' } }] }],
    ['groq', 'tool_choice', { tools: [TOOL], tool_choice: { type: 'allowed_tools', allowed_tools: {} } }],
    ['groq', 'messages', { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: '', format: 'wav' } }] }] }],
    ['openai', 'stop', { stop: ['a', 'b', 'c', 'd', 'e'] }],
    ['openai', 'tools', { tools: Array.from({ length: 129 }, () => TOOL) }],
    ['azure-openai', 'stop', { stop: ['a', 'b', 'c', 'd', 'e'] }],
    ['mistral', 'logprobs', { logprobs: true }],
    ['mistral', 'messages', { messages: [{ role: 'function', name: 'f', content: 'x' }] }],
    ['mistral', 'messages', { messages: [{ role: 'user', content: [{ type: 'file', file: { file_data: 'x' } }] }] }],
    ['together', 'modalities', { modalities: ['text', 'audio'] }],
    ['deepseek', 'n', { n: 3 }],
    ['deepseek', 'response_format', { response_format: { type: 'json_schema', json_schema: { name: 'a' } } }],
    ['deepseek', 'stop', { stop: Array.from({ length: 17 }, String) }],
  ])('%s: %s changes the meaning and is said', (kind, param, over) => {
    expect(() => encode(kind, over)).toThrow(expect.objectContaining({ code: 'unsupported_parameter', status: 400, details: expect.objectContaining({ param }) as object }) as Error);
  });

  it.each<[Kind, object]>([['groq', { compound_custom: { models: { answering_model: 'x' } } }], ['groq', { search_settings: { country: 'ch' } }], ['together', { safety_model: 'x' }]])('%s: %j would run something there', (kind, over) => {
    expect(() => encode(kind, over)).toThrow(expect.objectContaining({ code: 'hosted_tool' }) as Error);
  });

  it('is left out in silence where it asks for nothing', () => {
    const neutral = { n: 1, logprobs: false, top_logprobs: 0, logit_bias: {}, modalities: ['text'], parallel_tool_calls: true, store: false, user: null, metadata: { tags: 'a' } };
    for (const kind of ['deepseek', 'groq', 'mistral', 'together'] as const) expect([kind, encode(kind, neutral).warnings]).toEqual([kind, []]);
    expect(Object.keys(encode('deepseek', neutral).body).sort()).toEqual(['logprobs', 'messages', 'model', 'top_logprobs']);
  });

  it('is a warning where it is a mere hint', () => {
    expect(encode('deepseek', { user: 'u', seed: 7 }).warnings).toEqual(['user is ignored by DeepSeek', 'seed is ignored by DeepSeek']);
    expect(encode('mistral', { user: 'u', seed: 7 })).toMatchObject({ warnings: ['user is ignored by Mistral AI'], body: { random_seed: 7 } });
    expect(encode('mistral', { messages: [{ role: 'user', content: 'x', vendor: 1, 'a\r\nset-cookie': 1 }] }).warnings).toEqual(['messages[].vendor is ignored by Mistral AI', 'messages[].a field of an unusual name is ignored by Mistral AI']);
  });

  it('only some of the tools are offered where they alone are allowed, and the choice has no form for it', () => {
    const other = { type: 'function', function: { name: 'other' } };
    const asked = (mode: string, name = TOOL.function.name) => ({ tools: [other, TOOL], tool_choice: { type: 'allowed_tools', allowed_tools: { mode, tools: [{ type: 'function', function: { name } }] } } });
    for (const kind of ['deepseek', 'groq', 'mistral', 'together'] as const) {
      expect(encode(kind, asked('auto')).body).toMatchObject({ tools: [{ function: { name: TOOL.function.name } }], tool_choice: 'auto' });
      expect(encode(kind, asked('required')).body).toMatchObject({ tools: [{ function: { name: TOOL.function.name } }], tool_choice: kind === 'mistral' ? 'any' : 'required' });
      expect(() => encode(kind, asked('auto', 'nobody'))).toThrow(expect.objectContaining({ code: 'unsupported_parameter' }) as Error);
    }
    expect(encode('openai', asked('auto')).body).toMatchObject(asked('auto'));
  });

  it('leaves out the switch for one call at a time where it is not known', () => {
    for (const kind of ['deepseek', 'together'] as const) expect(encode(kind, { tools: [TOOL], parallel_tool_calls: false }).body).not.toHaveProperty('parallel_tool_calls');
  });

  it('effort is the next that its API knows', () => {
    const told = (kind: Parameters<typeof encode>[0]) => ['none', 'minimal', 'low', 'high', 'xhigh', 'max', 'constructor'].map((reasoning_effort) => encode(kind, { reasoning_effort }).body.reasoning_effort);
    expect(told('openai')).toEqual(['none', 'minimal', 'low', 'high', 'xhigh', 'max', 'constructor']);
    for (const kind of ['groq', 'together'] as const) expect(told(kind)).toEqual(['none', 'low', 'low', 'high', 'high', 'high', 'constructor']);
    expect(told('mistral')).toEqual(['none', 'minimal', 'low', 'high', 'xhigh', 'xhigh', 'constructor']);
  });

  it('effort is left out for a model that is known not to think', () => {
    for (const kind of ['openai', 'mistral'] as const) {
      const { body, warnings } = encode(kind, { reasoning_effort: 'high' }, { capabilities: { reasoning: false } });
      expect([body.reasoning_effort, warnings]).toEqual([undefined, [expect.stringMatching(/^reasoning_effort is ignored by/) as string]]);
      expect(encode(kind, { reasoning_effort: 'none' }, { capabilities: { reasoning: false } })).toMatchObject({ warnings: [], body: expect.not.objectContaining({ reasoning_effort: 'none' }) as object });
      expect(encode(kind, { reasoning_effort: 'high' }).body.reasoning_effort).toBe('high');
    }
  });

  it('goes on where the provider is OpenAI’s own, or unknown', () => {
    for (const kind of ['openai', 'openai-compatible'] as const) {
      const messages = [{ role: 'user', content: 'x', vendor: { a: 1 } }];
      const { body, warnings } = encode(kind, { messages, tomorrow: [1] });
      expect([body.messages, body.tomorrow, warnings]).toEqual([messages, [1], []]);
    }
  });
});

describe('what costs or keeps', () => {
  it('nothing is stored at the provider', () => {
    expect(encode('openai', {}).body).toMatchObject({ store: false });
    expect(encode('openai', { store: true, metadata: { tags: 'a', case: '7' } })).toMatchObject({ body: { store: false }, warnings: ['store was left out: nothing is to be kept there', 'metadata is ignored by OpenAI'] });
    expect(encode('openai', { store: true, metadata: { a: 'b' } }).body).not.toHaveProperty('metadata');
    for (const kind of ['azure-openai', 'openai-compatible', 'groq'] as const) expect(encode(kind, { store: true })).toMatchObject({ warnings: ['store was left out: nothing is to be kept there'], body: expect.not.objectContaining({ store: true }) as object });
  });

  it.each<[Kind, string, boolean]>([['openai', 'flex', true], ['openai', 'priority', false], ['openai', 'fast', false], ['groq', 'on_demand', true], ['groq', 'auto', false], ['groq', 'performance', false], ['mistral', 'standard_only', true], ['mistral', 'auto', false], ['together', 'default', false], ['openai-compatible', 'default', true], ['openai-compatible', 'priority', false]])('%s: the tier %s', (kind, tier, taken) => {
    const { body, warnings } = encode(kind, { service_tier: tier });
    expect([body.service_tier, warnings.length]).toEqual(taken ? [tier, 0] : [undefined, 1]);
  });
});

describe('messages', () => {
  const call = { id: 'c1', type: 'function', function: { name: 'time', arguments: '{}' }, extra_content: { google: { thought_signature: 's' } } };
  const assistant = { role: 'assistant', content: null, reasoning_content: 'hm', reasoning_details: [{ type: 'reasoning.text', format: 'anthropic', text: 'hm' }], cache_control: { type: 'ephemeral' }, tool_calls: [call] };
  const { extra_content: _extra, ...bare } = call;

  it('are the very same where nothing must change', () => {
    const messages = [{ role: 'system', content: 'x' }, ...USER, { role: 'assistant', content: [{ type: 'text', text: 'a' }] }];
    for (const kind of ['openai', 'azure-openai', 'openai-compatible', 'groq'] as const) expect(encode(kind, { messages }).body.messages).toBe(messages);
  });

  it.each<[Kind, object]>([
    ['openai', { role: 'assistant', content: null, tool_calls: [bare] }],
    ['groq', { role: 'assistant', content: null, tool_calls: [bare] }],
    ['deepseek', { role: 'assistant', content: null, reasoning_content: 'hm', tool_calls: [bare] }],
    ['openai-compatible', { role: 'assistant', content: null, reasoning_content: 'hm', tool_calls: [call] }],
  ])('%s gets back only what it knows', (kind, expected) => {
    const { body, warnings } = encode(kind, { messages: [assistant, ...USER] });
    expect([body.messages, warnings]).toEqual([[expected, ...USER], []]);
  });

  it('in parts become one text where the server reads strings, images stay', () => {
    const text = (words: string) => ({ type: 'text', text: words });
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
    const messages = [{ role: 'developer', content: [text('a'), { ...text('b'), cache_control: { type: 'ephemeral' } }] }, { role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] }, { role: 'user', content: [text('c'), image] }];
    expect(encode('deepseek', { messages }).body.messages).toEqual([{ role: 'system', content: 'a\nb' }, { role: 'assistant', content: 'no' }, { role: 'user', content: [text('c'), image] }]);
  });

  it('of a developer are instructions of the system for models that know no developer, all in one message', () => {
    const [image, late] = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }, { role: 'developer', content: 'Now in French.' }];
    const said = (...messages: object[]): unknown => encode('openai-compatible', { messages }).body.messages;
    expect(said({ role: 'system', content: 'Be brief.' }, { role: 'developer', content: 'Be kind.' }, ...USER, late)).toEqual([{ role: 'system', content: 'Be brief.\n\nBe kind.' }, ...USER, { role: 'system', content: 'Now in French.' }]);
    expect(said({ role: 'developer', content: 'Be brief.' }, { role: 'system', content: [image] }, ...USER)).toEqual([{ role: 'system', content: [{ type: 'text', text: 'Be brief.' }, image] }, ...USER]);
    // Nobody's message is touched where there is none of a developer; OpenAI itself knows the word.
    const messages = [{ role: 'system', content: 'a' }, { role: 'system', content: 'b' }, ...USER];
    expect(said(...messages)).toEqual(messages);
    expect(encode('openai', { messages: [late, ...USER] }).body.messages).toEqual([late, ...USER]);
  });

  it('of calls whose thoughts are gone keep a model from thinking that would refuse them; so does the wish that it should not', () => {
    const off = { thinking: { type: 'disabled' } };
    const called = { role: 'assistant', content: null, tool_calls: [bare] };
    const gone = encode('deepseek', { reasoning_effort: 'high', messages: [...USER, called, { role: 'tool', tool_call_id: bare.id, content: 'x' }] });
    expect([gone.body.thinking, gone.body.reasoning_effort, gone.warnings]).toEqual([off.thinking, undefined, [expect.stringMatching(/kept from thinking/)]]);
    const kept = encode('deepseek', { reasoning_effort: 'high', messages: [...USER, { ...called, reasoning_content: '' }] });
    expect([kept.body.thinking, kept.body.reasoning_effort, kept.warnings]).toEqual([undefined, 'high', []]);
    const none = encode('deepseek', { reasoning_effort: 'none' });
    expect([none.body.thinking, none.body.reasoning_effort, none.warnings]).toEqual([off.thinking, undefined, []]);
    expect(encode('deepseek', { [NO_THINKING]: true }, { capabilities: { reasoning: true } }).body).toMatchObject(off);
    // What the client says itself, and a model that does not think, is left alone.
    const own = { thinking: { type: 'enabled' }, messages: [...USER, called] };
    for (const over of [own, { ...own, thinking: undefined, passthrough: { deepseek: { thinking: own.thinking } } }]) expect(encode('deepseek', over).body.thinking).toEqual({ type: 'enabled' });
    expect(encode('deepseek', { messages: [called] }, { capabilities: { reasoning: false } }).body.thinking).toBeUndefined();
    expect(encode('openai', { messages: [called] }).body.thinking).toBeUndefined();
  });

  it('tools and calls lose marks for another maker’s cache', () => {
    const mark = { cache_control: { type: 'ephemeral' } };
    const { body } = encode('openai', { tools: [{ ...TOOL, ...mark }, TOOL] });
    expect(body.tools).toEqual([TOOL, TOOL]);
    for (const kind of ['openai', 'openai-compatible', 'groq'] as const) expect(encode(kind, { messages: [{ role: 'assistant', content: null, tool_calls: [{ ...bare, ...mark }] }] }).body.messages).toEqual([{ role: 'assistant', content: null, tool_calls: [bare] }]);
  });

  it('of thoughts alone keep their turn', () => {
    const messages = [...USER, { role: 'assistant', content: null, reasoning_details: [{ type: 'reasoning.text', format: 'anthropic', text: 'hm' }] }, ...USER];
    for (const kind of ['openai', 'groq', 'together'] as const) expect(encode(kind, { messages }).body.messages).toEqual([...USER, { role: 'assistant', content: '' }, ...USER]);
  });

  it('that a call has failed is said where the provider has no word for it', () => {
    const result = { role: 'tool', tool_call_id: 'c1', content: 'no' };
    for (const kind of ['openai', 'azure-openai', 'openai-compatible', 'mistral'] as const) {
      const { body, warnings } = encode(kind, { messages: [{ ...result, tool_call_id: 'abcdefgh1', is_error: true }] });
      expect([body.messages, warnings.map((text) => text.split(' by ')[0])]).toEqual([[{ ...result, tool_call_id: 'abcdefgh1' }], ['messages[].is_error is ignored']]);
    }
  });

  it('a refusal is the answer’s text where there is no other place for it', () => {
    const refused = { role: 'assistant', content: null, refusal: 'I cannot.' };
    for (const kind of ['groq', 'together', 'mistral', 'deepseek'] as const) expect(encode(kind, { messages: [...USER, refused, ...USER] })).toMatchObject({ body: { messages: [...USER, { role: 'assistant', content: 'I cannot.' }, ...USER] }, warnings: [] });
    for (const kind of ['openai', 'azure-openai', 'openai-compatible'] as const) expect(encode(kind, { messages: [...USER, refused, ...USER] }).body.messages).toEqual([...USER, refused, ...USER]);
  });

  it('Mistral gets them in the only order that it takes', () => {
    const calls = { role: 'assistant', content: '', tool_calls: [{ ...bare, id: 'abcdefgh1' }] };
    const result = { role: 'tool', tool_call_id: 'abcdefgh1', content: 'noon' };
    const system = (content: string) => ({ role: 'system', content });
    const ok = { role: 'assistant', content: 'OK.' };
    const sent = (...messages: object[]) => {
      const { body, warnings } = encode('mistral', { messages });
      return [body.messages, warnings.map((text) => text.split(' stand')[0])];
    };
    expect(sent(...USER, calls, result, ...USER)).toEqual([[...USER, calls, result, ok, ...USER], ['a word of the assistant (OK.)']]);
    expect(sent(...USER, calls, result, { role: 'assistant', content: null }, ...USER)).toEqual([[...USER, calls, result, ok, ...USER], ['a word of the assistant (OK.)']]);
    expect(sent(system('a'), ...USER, calls, result, { role: 'developer', content: 'b' })).toEqual([[system('a'), system('b'), ...USER, calls, result], ['instructions in mid-conversation']]);
    expect(sent(...USER, ok, system('b'), ...USER)).toEqual([[system('b'), ...USER, ok, ...USER], ['instructions in mid-conversation']]);
    for (const taken of [[system('a'), ...USER, system('b'), ...USER, calls, result, ok, ...USER], [...USER, calls, result]]) expect(sent(...taken)).toEqual([taken, []]);
  });

  it('images in results of tools follow these as the user’s, where results are texts', () => {
    const image = (data: string) => ({ type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } });
    const result = (id: string, content: unknown) => ({ role: 'tool', tool_call_id: id, content });
    const calls = { role: 'assistant', content: null, tool_calls: [{ ...bare, id: 'abcdefgh1' }, { ...bare, id: 'abcdefgh2' }] };
    const messages = [...USER, calls, result('abcdefgh1', [{ type: 'text', text: 'seen' }, image('AAAA')]), result('abcdefgh2', [image('BBBB')]), { role: 'user', content: 'And?' }];
    for (const kind of ['openai', 'azure-openai', 'groq'] as const) {
      const { body, warnings } = encode(kind, { messages });
      expect(body.messages).toEqual([...USER, calls, result('abcdefgh1', [{ type: 'text', text: 'seen' }]), result('abcdefgh2', ''), { role: 'user', content: [image('AAAA'), image('BBBB')] }, { role: 'user', content: 'And?' }]);
      expect(warnings).toEqual([expect.stringMatching(/^the place of images in results of tools is ignored by/) as string]);
    }
    for (const kind of ['openai-compatible', 'mistral'] as const) expect(encode(kind, { messages: messages.slice(0, -1) })).toMatchObject({ body: { messages: messages.slice(0, -1) }, warnings: [] });
  });

  it('stop is a list where the server wants one, and usage is asked for where it does not come by itself', () => {
    expect(encode('together', { stop: 'x', stream: true }).body).toMatchObject({ stop: ['x'], stream_options: { include_usage: true } });
    for (const kind of ['groq', 'mistral'] as const) expect(encode(kind, { stream: true, stream_options: { include_usage: true } }).body).not.toHaveProperty('stream_options');
  });
});

describe('parameters of one provider alone', () => {
  it.each<[Kind, object]>([['openai', { verbosity: 'low' }], ['mistral', { safe_prompt: true }], ['groq', { reasoning_format: 'hidden' }], ['together', { top_k: 5 }], ['deepseek', { thinking: { type: 'disabled' } }], ['openai-compatible', { top_k: 5, chat_template_kwargs: {} }]])('%s takes %j', (kind, own) => {
    expect(encode(kind, { passthrough: { [kind]: own, somebody: { a: 1 } } }).body).toMatchObject(own);
    expect(encode(kind, { passthrough: { somebody: own } }).body).not.toMatchObject(own);
  });

  it.each<[Kind, string]>(Object.keys(KINDS).flatMap((kind) => ['model', 'messages', 'tools', 'store', 'service_tier', 'models', 'metadata', 'web_search_options', 'base_url', '__proto__'].map((name): [Kind, string] => [kind as Kind, name])))('%s does not take %s by this way', (kind, name) => {
    const own = JSON.parse(`{${JSON.stringify(name)}: 1}`) as object;
    expect(() => encode(kind, { passthrough: { [kind]: own } })).toThrow(expect.objectContaining({ code: 'unsupported_parameter', details: expect.objectContaining({ param: `passthrough.${kind}.${name}` }) as object }) as Error);
  });
});

describe('embeddings', () => {
  it('in the provider’s own words', () => {
    expect(mistral.embeddings!.encode({ model: 'a', input: 'x', dimensions: 8, user: 'u' }, { model: 'm' })).toEqual({ body: { model: 'm', input: 'x', output_dimension: 8, encoding_format: 'float' }, warnings: ['user is ignored by Mistral AI'] });
    expect(() => mistral.embeddings!.encode({ model: 'a', input: [1, 2] }, { model: 'm' })).toThrow(expect.objectContaining({ code: 'unsupported_parameter' }) as Error);
    expect(openai.embeddings!.encode({ model: 'a', input: [1, 2], dimensions: 8 }, { model: 'm' }).body).toEqual({ model: 'm', input: [1, 2], dimensions: 8, encoding_format: 'float' });
  });
});
