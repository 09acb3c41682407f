import { expect, it } from 'vitest';
import { answerOf, messagesOf } from './content-text.ts';

it.each([
  ['a text', { messages: [{ role: 'user', content: 'Hello' }] }, [{ who: 'user', text: 'Hello' }]],
  ['parts', { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }] }] }, [{ who: 'user', text: 'a\nb' }]],
  ['no messages', { input: 'x' }, undefined],
  ['nonsense', { messages: [null, 7] }, [{ who: '', text: 'null' }, { who: '', text: '7' }]],
] as const)('reads %s', (_, body, said) => {
  expect(messagesOf(JSON.stringify(body))).toEqual(said);
});

it('shows what is cut or has another form as it is', () => {
  expect(messagesOf('{"messages":[{"ro')).toBeUndefined();
  expect(answerOf('plain words')).toBe('plain words');
  expect(answerOf('{"choices":[{"message":{"content":"Paris"}}]}')).toBe('Paris');
  expect(answerOf('{"content":[{"type":"text","text":"Paris"}]}')).toBe('Paris');
  expect(answerOf('{"data":[1]}')).toBe('{"data":[1]}');
});
