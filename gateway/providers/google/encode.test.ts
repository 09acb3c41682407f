import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChatRequest, type Message, NO_THINKING, type ReasoningDetail } from '../../core/chat.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Target } from '../define.ts';
import { decodeAnswer, googleStream } from './decode.ts';
import { encodeChat } from './encode.ts';

const USER: Message[] = [{ role: 'user', content: 'hi' }];
/** Wants no signatures: what it gets is what there is. */
const OLDER = { model: 'gemini-2.5-flash' };
const encode = (over: object = {}, target: Partial<Target> = {}) => encodeChat({ model: 'alias', messages: USER, ...over } as ChatRequest, { model: 'gemini-3-flash', ...target });
const body = (over: object = {}, target: Partial<Target> = {}) => encode(over, target).body as { contents: { role: string; parts: JsonObject[] }[]; generationConfig?: JsonObject; systemInstruction?: JsonObject; tools?: Json; toolConfig?: JsonObject };
const tool = (name: string) => ({ type: 'function', function: { name, parameters: { type: 'object' } } });
const declared = (name: string) => ({ name, parametersJsonSchema: { type: 'object' } });
const image = (url: string, detail?: string) => ({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url, detail } }] }] });

it('empty texts, which are refused there, are left out', () => {
  const messages = [{ role: 'system', content: '' }, { role: 'user', content: '' }, { role: 'user', content: [{ type: 'text', text: '' }, { type: 'text', text: 'hi' }] }, { role: 'assistant', content: '' }];
  expect(body({ messages })).toEqual({ contents: [{ role: 'user', parts: [{ text: 'hi' }] }] });
});

describe('what changes the meaning and cannot be done', () => {
  it.each<[string, object]>([
    ['logit_bias', { logit_bias: { 5: 1 } }],
    ['stop', { stop: ['a', 'b', 'c', 'd', 'e', 'f'] }],
    ['tools', { tools: [{ type: 'web_search' }] }],
    ['tool_choice', { tools: [tool('a')], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'mcp' }] } } }],
    ['tool_choice', { tools: [tool('a')], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'b' } }] } } }],
    ['modalities', { modalities: ['text', 'audio'] }],
    ['functions', { functions: [{ name: 'a' }] }],
    ['web_search_options', { web_search_options: {} }],
    ['messages', image('https://example.com/cat.png')],
    ['messages', { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file_1' } }] }] }],
    ['messages', { messages: [{ role: 'user', content: [{ type: 'video_url' }] }] }],
    ['passthrough.google.tools', { passthrough: { google: { tools: [{ googleSearch: {} }] } } }],
    ['passthrough.google.cachedContent', { passthrough: { google: { cachedContent: 'cachedContents/1' } } }],
  ])('%s is said (%j)', (param, over) => {
    expect(() => encode(over)).toThrow(expect.objectContaining({ code: 'unsupported_parameter', details: expect.objectContaining({ param }) as object }) as Error);
  });

  it('nor a result of no call', () => {
    expect(() => encode({ messages: [{ role: 'tool', tool_call_id: 'nobody', content: '' }] })).toThrow(expect.objectContaining({ code: 'invalid_request' }) as Error);
  });
});

it('arguments that a model wrote wrongly are shown as they are', () => {
  const sent = (args: string) => encode({ messages: [{ role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'x', arguments: args } }] }] }).body;
  for (const [args, shown] of [['{', '{'], ['[]', []]] as const) expect(sent(args)).toMatchObject({ contents: [{ role: 'model', parts: [{ functionCall: { name: 'x', args: { arguments: shown } } }] }] });
});

describe('hints', () => {
  it('are named where they are not followed', () => {
    expect(encode({ user: 'u', service_tier: 'priority', store: true, metadata: { a: 'b' }, tools: [{ ...tool('a'), function: { name: 'a', strict: true } }] }).warnings).toEqual(['user', 'service_tier', 'store', 'tools[].function.strict'].map((name) => `${name} is ignored by Google`));
    expect(encode({ ...image('data:image/png;base64,AA==', 'low'), 'a\r\nset-cookie: x': 1 }).warnings).toEqual(['a parameter of an unusual name is ignored by Google', 'image_url.detail is ignored by Google']);
    expect(encode({ messages: [{ role: 'user', name: 'Anna', content: 'x' }] }).warnings).toEqual(['messages[].name is ignored by Google']);
    expect(encode({ n: 1, parallel_tool_calls: true, logit_bias: {}, modalities: ['text'], temperature: null, passthrough: { mistral: { safe_prompt: true } }, cache_control: { type: 'ephemeral' } })).toEqual({ body: { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] }, warnings: [] });
  });

  it.each<[string, string, object | undefined, number]>([
    ['gemini-3-flash', 'none', { thinkingLevel: 'MINIMAL', includeThoughts: false }, 1],
    ['gemini-3-flash', 'minimal', { thinkingLevel: 'MINIMAL', includeThoughts: true }, 0],
    ['gemini-3.1-pro-preview', 'minimal', { thinkingLevel: 'LOW', includeThoughts: true }, 0],
    ['gemini-3-flash', 'medium', { thinkingLevel: 'MEDIUM', includeThoughts: true }, 0],
    ['gemini-flash-latest', 'xhigh', { thinkingLevel: 'HIGH', includeThoughts: true }, 0],
    ['gemini-2.5-flash', 'none', { thinkingBudget: 0, includeThoughts: false }, 0],
    ['gemini-2.5-pro', 'none', { thinkingBudget: 128, includeThoughts: false }, 1],
    ['gemini-2.5-pro', 'low', { thinkingBudget: 1024, includeThoughts: true }, 0],
    ['gemini-2.5-pro', 'medium', { thinkingBudget: 8192, includeThoughts: true }, 0],
    ['gemini-2.5-pro', 'high', { thinkingBudget: 24576, includeThoughts: true }, 0],
    ['gemini-2.0-flash', 'high', undefined, 1],
    ['gemini-3-flash', 'astronomical', undefined, 1],
  ])('%s thinks with effort %s', (model, effort, config, warned) => {
    const { warnings } = encode({ reasoning_effort: effort }, { model });
    expect([body({ reasoning_effort: effort }, { model }).generationConfig?.thinkingConfig, warnings.length]).toEqual([config, warned]);
  });

  it('a client’s own thinkingConfig takes the place of its effort; a model known not to think is not asked to', () => {
    expect(body({ reasoning_effort: 'low', passthrough: { google: { thinkingConfig: { thinkingBudget: 5 } } } }).generationConfig).toEqual({ thinkingConfig: { thinkingBudget: 5 } });
    expect(body({ [NO_THINKING]: true }, { model: 'gemini-2.5-flash', capabilities: { reasoning: true } }).generationConfig).toEqual({ thinkingConfig: { thinkingBudget: 0, includeThoughts: false } });
    expect(encode({ [NO_THINKING]: true }, { capabilities: { reasoning: false } }).warnings).toEqual([]);
    expect(encode({ reasoning_effort: 'high' }, { capabilities: { reasoning: false } }).warnings).toEqual(['reasoning_effort is ignored by Google']);
  });
});

describe('tools', () => {
  const tools = [tool('a'), tool('b')];
  it.each<[Json | undefined, object]>([
    [undefined, { tools: [{ functionDeclarations: [declared('a'), declared('b')] }] }],
    ['auto', { toolConfig: { functionCallingConfig: { mode: 'AUTO' } } }],
    ['none', { toolConfig: { functionCallingConfig: { mode: 'NONE' } } }],
    ['required', { toolConfig: { functionCallingConfig: { mode: 'ANY' } } }],
    [{ type: 'function', function: { name: 'b' } }, { toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['b'] } } }],
    [{ type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'b' } }] } }, { tools: [{ functionDeclarations: [declared('b')] }], toolConfig: { functionCallingConfig: { mode: 'AUTO' } } }],
    [{ type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'b' } }] } }, { tools: [{ functionDeclarations: [declared('b')] }], toolConfig: { functionCallingConfig: { mode: 'ANY' } } }],
  ])('choice %j', (tool_choice, expected) => {
    expect(body({ tools, tool_choice })).toMatchObject(expected);
  });

  it('instructions alone are the question', () => {
    expect(body({ messages: [{ role: 'system', content: 'Say hello.' }] })).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Say hello.' }] }] });
  });

  it('a call that has failed is said to have', () => {
    const { contents } = body({ messages: [{ role: 'assistant', content: '', tool_calls: [{ id: 'x', type: 'function', function: { name: 'a', arguments: '' } }] }, { role: 'tool', tool_call_id: 'x', content: 'no such file', is_error: true }] }, OLDER);
    expect(contents[1]).toEqual({ role: 'user', parts: [{ functionResponse: { id: 'x', name: 'a', response: { error: 'no such file' } } }] });
  });

  it('results of one turn come together, pictures among them, and what the user says next stands apart', () => {
    const { contents } = body({ messages: [
      { role: 'assistant', content: '', tool_calls: ['x', 'y'].map((id) => ({ id, type: 'function', function: { name: `tool_${id}`, arguments: '' } })) },
      { role: 'tool', tool_call_id: 'y', content: [{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] },
      { role: 'tool', tool_call_id: 'x', content: null }, { role: 'user', content: 'thanks' },
    ] }, OLDER);
    expect(contents).toEqual([
      { role: 'model', parts: [{ functionCall: { id: 'x', name: 'tool_x', args: {} } }, { functionCall: { id: 'y', name: 'tool_y', args: {} } }] },
      { role: 'user', parts: [{ functionResponse: { id: 'x', name: 'tool_x', response: { output: '' } } }, { functionResponse: { id: 'y', name: 'tool_y', response: { output: 'a\nb' }, parts: [{ inlineData: { mimeType: 'image/png', data: 'AA==' } }] } }] },
      { role: 'user', parts: [{ text: 'thanks' }] },
    ]);
  });
});

it('log probabilities, and how many beside each, only where they are asked for', () => {
  expect([{ logprobs: true }, { logprobs: true, top_logprobs: 0 }, { logprobs: true, top_logprobs: 3 }, { top_logprobs: 3 }, { logprobs: false }].map((over) => body(over).generationConfig)).toEqual([{ responseLogprobs: true }, { responseLogprobs: true }, { responseLogprobs: true, logprobs: 3 }, undefined, undefined]);
});

describe('a bound', () => {
  it('of the client counts before the gateway’s', () => {
    expect(body({}, { outputBound: 5 }).generationConfig).toEqual({ maxOutputTokens: 5 });
    expect(body({ max_tokens: 9, max_completion_tokens: 7 }, { outputBound: 5 }).generationConfig).toEqual({ maxOutputTokens: 7 });
  });
});

/** Parts as Google sends them; texts that follow each other unsigned are one when they come back, and so are thoughts. */
const signature = fc.option(fc.base64String({ minLength: 4, maxLength: 12 }), { nil: undefined, freq: 1 });
const signed = (part: JsonObject, thoughtSignature: string | undefined): JsonObject => ({ ...part, ...(thoughtSignature !== undefined && { thoughtSignature }) });
const anyPart = fc.oneof(
  fc.tuple(fc.string({ unit: 'grapheme', maxLength: 4 }), signature).map(([text, sign]) => signed({ text }, sign)),
  fc.tuple(fc.string({ unit: 'grapheme', maxLength: 4 }), signature).map(([text, sign]) => signed({ text, thought: true }, sign)),
  fc.tuple(fc.constantFrom('a', 'b'), signature).map(([name, sign]) => signed({ functionCall: { name, args: { x: 1 } } }, sign)),
);

function joined(parts: JsonObject[]): JsonObject[] {
  const out: JsonObject[] = [];
  for (const part of parts) {
    const before = out.at(-1);
    if (part.functionCall === undefined && part.thoughtSignature === undefined && part.thought === undefined && part.text === '') continue;
    if (before && 'text' in before && 'text' in part && before.thought === part.thought && before.thoughtSignature === undefined && part.thoughtSignature === undefined) before.text = `${before.text as string}${part.text as string}`;
    else out.push({ ...part });
  }
  return out;
}

const answer = (parts: JsonObject[]): JsonObject => ({ candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }] });
const back = (message: Message): JsonObject[] => body({ messages: [...USER, message, { role: 'user', content: 'x' }] }, OLDER).contents.filter((content) => content.role === 'model').flatMap((content) => content.parts);
const signaturesOf = (parts: JsonObject[]) => parts.filter((part) => part.thoughtSignature !== undefined);

describe('every signature goes back on the part where it was', () => {
  it.each<[string, JsonObject[]]>([
    ['thoughts, text and calls', [{ text: 'Hm.', thought: true }, { text: 'So', thought: true, thoughtSignature: 's1' }, { text: 'A' }, { text: '– b', thoughtSignature: 's2' }, { text: 'C' }, { functionCall: { name: 'x', args: {} }, thoughtSignature: 's3' }, { text: '', thoughtSignature: 's4' }]],
    ['a thought in the middle', [{ text: 'A' }, { text: 'Hm.', thought: true, thoughtSignature: 's1' }, { text: 'B' }]],
    ['unsigned thoughts on both sides of the text', [{ text: 'Hm.', thought: true }, { text: 'A' }, { text: 'So.', thought: true }, { functionCall: { name: 'x', args: {} } }, { text: 'Done.', thought: true }]],
    ['calls between thoughts', [{ functionCall: { name: 'x', args: {} } }, { text: 'Hm.', thought: true }, { functionCall: { name: 'y', args: { z: [1] } }, thoughtSignature: 's' }]],
  ])('%s', (_name, parts) => {
    expect(back(decodeAnswer(answer(parts), 'm').choices[0]!.message)).toEqual(parts);
  });

  it('whatever the parts, plain and streamed', () => {
    fc.assert(fc.property(fc.array(anyPart, { maxLength: 8 }), (parts) => {
      const plain = decodeAnswer(answer(parts), 'm').choices[0]!.message;
      const decoder = googleStream('m');
      const deltas = parts.flatMap((part) => decoder.push(JSON.stringify({ candidates: [{ content: { parts: [part] } }] }))).flatMap((chunk) => chunk.choices.map((choice) => choice.delta));
      const details: ReasoningDetail[] = [];
      for (const { index, ...piece } of deltas.flatMap((delta) => delta.reasoning_details ?? [])) {
        const known = details[index!];
        if (known) known.text += piece.text ?? '';
        else details[index!] = piece;
      }
      const content = deltas.map((delta) => delta.content ?? '').join('');
      const calls = deltas.flatMap((delta) => delta.tool_calls ?? []).map(({ index: _index, ...call }) => call);
      expect([content, details]).toEqual([plain.content ?? '', plain.reasoning_details ?? []]);
      // What is unsigned may move (Google has nothing to tell it by); what is signed may not.
      for (const message of [plain, { role: 'assistant', content, tool_calls: calls, reasoning_details: details } as Message]) {
        expect(signaturesOf(back(message))).toEqual(signaturesOf(parts));
        if (!parts.some((part) => part.functionCall)) expect(joined(back(message))).toEqual(joined(parts));
      }
    }), { numRuns: 500 });
  });

  it('unsigned thoughts that follow each other are one piece, a signed one is its own', () => {
    const thought = (text: string, thoughtSignature?: string) => signed({ text, thought: true }, thoughtSignature);
    const { reasoning_content: text, reasoning_details: details } = decodeAnswer(answer([thought('a'), thought('b'), thought('c', 's'), thought('d'), { text: '' }, thought('e')]), 'm').choices[0]!.message;
    expect([text, details!.map((detail) => [detail.text, detail.signature])]).toEqual(['abcde', [['ab', undefined], ['c', 's'], ['de', undefined]]]);
  });

  it.each([['gemini-3-flash', 'skip_thought_signature_validator'], ['gemini-flash-latest', 'skip_thought_signature_validator'], ['gemini-2.5-pro', undefined]])('%s: calls that come without any (of another model, or lost by the client) are marked so', (model, mark) => {
    const call = (id: string, thought_signature?: string) => ({ id, type: 'function', function: { name: id, arguments: '{}' }, ...(thought_signature && { extra_content: { google: { thought_signature } } }) });
    const marks = (...tool_calls: object[]) => body({ messages: [...USER, { role: 'assistant', tool_calls }] }, { model }).contents[1]!.parts.map((part) => part.thoughtSignature);
    expect([marks(call('a'), call('b')), marks(call('a', 's'), call('b')), marks(call('a'), call('b', 's'))]).toEqual([[mark, undefined], ['s', undefined], [undefined, 's']]);
  });

  it('a client that has changed the text or lost the places breaks nothing', () => {
    const details = [{ type: 'reasoning.encrypted', format: 'google', data: 's', id: 'content:4-9+7' }, { type: 'reasoning.encrypted', format: 'google', data: 't' }, { type: 'reasoning.encrypted', format: 'anthropic', data: 'u' }] as ReasoningDetail[];
    expect(back({ role: 'assistant', content: 'shorter', reasoning_details: details })).toEqual([{ text: 'shor' }, { text: 'ter', thoughtSignature: 's' }, { text: '', thoughtSignature: 't' }]);
    const twice = { type: 'reasoning.encrypted', format: 'google', data: 's', id: 'content:0-3+0' } as ReasoningDetail;
    expect(back({ role: 'assistant', content: 'shorter', reasoning_details: [twice, twice] })).toEqual([{ text: 'sho', thoughtSignature: 's' }, { text: '', thoughtSignature: 's' }, { text: 'rter' }]);
    expect(back({ role: 'assistant', content: 'Hi', reasoning_content: 'not signed, not asked for' })).toEqual([{ text: 'Hi' }]);
  });
});
