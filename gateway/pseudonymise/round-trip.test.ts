import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../classify/inspection.ts';
import type { ChatRequest } from '../core/chat.ts';
import { meant } from './forms.ts';
import { pseudonymise } from './pseudonymise.ts';
import { createRestorer } from './restorer.ts';
import { chat, inspector, replaced } from './testing/recognisers.ts';
import type { Pseudonymised } from './types.ts';

const recogniser = (entity: string, group: 'secret' | 'identifier' | 'person') => ({ id: entity, group, entity, dataClass: 'confidential' as const, weight: 1, examples: { found: [], passed: [] } });
const RECOGNISERS = [recogniser('FIRM', 'person'), recogniser('CODE', 'identifier'), recogniser('TOKEN', 'secret')];

function back({ request, restore }: Pseudonymised<ChatRequest>): string[] {
  const restorer = createRestorer(restore);
  return request.messages.map(({ content }) => {
    const answer = restorer.answer({ id: '', object: 'chat.completion', created: 0, model: '', choices: [{ index: 0, message: { role: 'assistant', content: content as string }, finish_reason: 'stop' }] });
    return answer.choices[0]!.message.content!;
  });
}

const finding = (text: string, start: number, end: number, of: Finding['recogniser']): Finding => ({ recogniser: of, start, end, certain: true, field: 0, kind: 'value', path: 'messages[0].content', keys: ['messages', 0, 'content'], split: false, value: () => text.slice(start, end).toLowerCase() });

describe('restoring what was replaced', () => {
  it('gives back any text, whatever was found in it', async () => {
    const part = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('<', '>', 'FIRM_1', '<CODE_2>', 'TOKEN', '_', '1', ' ', '\\', '&lt;', '&gt;', '\\u003c', '"', '%3C', 'Koch', 'Ann', 's', '\n', '< ', 'code\\_1', '{', '}', ':') },
      { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
    );
    await fc.assert(fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 20 }), fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 12 }), fc.constantFrom(...RECOGNISERS)), { maxLength: 5 }), async (parts, spots) => {
      const text = parts.join('');
      // A host and the beginning of a link's target are not restored (address.test.ts).
      if (/[\\/]{2}|\]\(/.test(text)) return;
      const findings = spots.filter(([start]) => start < text.length).map(([start, length, of]) => finding(text, start, Math.min(start + length, text.length), of));
      const done = await pseudonymise(chat(text), { found: { findings, more: false }, unreadable: false, inspect: () => ({ findings: [], more: false }) });
      // Spellings that count as the same value come back in the first one's.
      if ('refused' in done) expect(['broken-json', 'encoded']).toContain(done.refused);
      else if (findings.every(({ recogniser: { group } }) => group === 'secret')) expect(back(done)[0]).toBe(text);
      else expect(plain(back(done)[0]!)).toBe(plain(text));
    }), { numRuns: 4000, seed: 12 });
  });

  it('gives back a letter, and a second turn sends its restored answer with the same stand-ins', async () => {
    const letter = 'Sehr geehrte Frau Müller\n\nIn Sachen Anna Müller gegen Beat Meier (AHV 756.1234.5678.97, anna@x.ch): Müllers Akte liegt bei.';
    const first = await replaced(chat(letter));
    const sent = JSON.stringify(first.request);
    for (const value of ['Anna', 'Müller', 'Meier', '756', '@']) expect(sent).not.toContain(value);
    expect(back(first)[0]).toBe(letter.replace('Frau Müller', 'Frau Anna Müller').replace('Müllers Akte', 'Anna Müllers Akte'));

    const answer = createRestorer(first.restore).answer({ id: '', object: 'chat.completion', created: 0, model: '', choices: [{ index: 0, message: { role: 'assistant', content: 'Liebe PERSON_1, zu < AHV_1 >:' }, finish_reason: 'stop' }] }).choices[0]!.message.content!;
    expect(answer).toBe('Liebe Anna Müller, zu 756.1234.5678.97:');
    const second = await replaced(chat(letter, answer, 'Und an anna@x.ch?'));
    expect(second.request.messages.map(({ content }) => content)).toEqual([first.request.messages[0]!.content, 'Liebe <PERSON_1>, zu <AHV_1>:', 'Und an <EMAIL_1>?']);
    expect(inspector.inspect(second.request as never).findings).toEqual([]);
  });
});

function plain(text: string): string {
  return meant(text).normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/\s+/g, '');
}
