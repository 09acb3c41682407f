import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ChatRequest } from '../../core/chat.ts';
import type { Json } from '../../core/json.ts';
import { mistral } from './provider.ts';

const USER = { role: 'user', content: 'The capital of France?' };
const encode = (...messages: object[]) => mistral.chat!.encode({ model: 'x', messages } as unknown as ChatRequest, { model: 'm' });
const chunk = (delta: object, finish: string | null = null) => JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] });

/** What a client puts together of a stream of these pieces. */
function streamed(beginning: string, pieces: string[], endsWithText = false): string {
  const decoder = encode(USER, { role: 'assistant', content: beginning }).answer!.decoder('m');
  const payloads = endsWithText ? pieces.map((content, at) => chunk({ content }, at === pieces.length - 1 ? 'stop' : null)) : [...pieces.map((content) => chunk({ content })), chunk({ content: '' }, 'stop')];
  return [...payloads, '[DONE]'].flatMap((payload) => decoder.push(payload)).map(({ choices }) => choices[0]?.delta.content ?? '').join('');
}

it('the beginning of an answer is marked as such, unless the client has done so', () => {
  const last = { role: 'assistant', content: 'It is' };
  expect(encode(USER, last).body).toMatchObject({ messages: [USER, { ...last, prefix: true }] });
  expect(encode(USER, { role: 'assistant', content: [{ type: 'text', text: 'It is' }] }).body).toMatchObject({ messages: [USER, { prefix: true }] });
  for (const messages of [[USER, { ...last, prefix: true }], [USER, last, USER], [USER]]) {
    const { body, answer } = encode(...messages);
    expect([(body as ChatRequest).messages, answer]).toEqual([messages, undefined]);
  }
});

it('what Mistral says once more is not told, plain', () => {
  const { answer } = encode(USER, { role: 'assistant', content: 'It is' });
  const said = (content: string) => answer!.decode({ choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }] } as Json, 'm').choices[0]!.message.content;
  expect(['It is Paris.', 'It was Paris.', 'Paris.'].map(said)).toEqual([' Paris.', 'It was Paris.', 'Paris.']);
});

it('nor streamed, however it is cut; and nothing else is lost', () => {
  fc.assert(
    fc.property(fc.constantFrom('It is Paris.', 'It is', 'It i', 'It was', ' It is', 'Paris', '{'), fc.array(fc.nat(12), { maxLength: 5 }), fc.boolean(), (whole, cuts, endsWithText) => {
      const at = [...new Set([0, ...cuts.filter((cut) => cut < whole.length), whole.length])].sort((a, b) => a - b);
      const pieces = at.slice(1).map((end, index) => whole.slice(at[index], end));
      expect(streamed('It is', pieces, endsWithText)).toBe(whole.startsWith('It is') ? whole.slice(5) : whole);
    }),
  );
});
