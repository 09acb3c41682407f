import { expect, it } from 'vitest';
import type { ChatChunk } from '../../core/chat.ts';
import { inMessage, OllamaStream } from './encode.ts';

it('log probabilities of tokens that have no text by themselves are told in a stream too', () => {
  const chunk = (content: string, logprob: number): ChatChunk => ({ id: 'a', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: null, logprobs: { content: [{ token: '', logprob }], refusal: null } }] });
  const stream = new OllamaStream({ native: false }, inMessage);
  const lines = stream.encode([chunk('', -1), chunk('🙂', -2)]).trim().split('\n').map((line) => JSON.parse(line) as object);
  expect(lines).toMatchObject([{ message: { content: '' }, logprobs: [{ logprob: -1 }] }, { message: { content: '🙂' }, logprobs: [{ logprob: -2 }] }]);
});
