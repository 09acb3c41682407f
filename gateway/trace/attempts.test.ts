import { expect, it } from 'vitest';
import { withNumbers } from './attempts.ts';
import type { TraceAttempt } from './types.ts';

const lost: TraceAttempt = { deployment: 'one/m', startedAt: 1, ms: 10, status: 500, error: 'provider_error', cost: 700 };
const answered: TraceAttempt = { deployment: 'two@second/vendor/m', startedAt: 11, ms: 20, status: 200 };
const ended = { provider: 'two', model: 'vendor/m', cost: 1_000, promptTokens: 12, completionTokens: 0, cachedTokens: 4, cacheWriteTokens: null, reasoningTokens: null };

it('gives the attempt that has answered the tokens, and what is not booked on those before it', () => {
  expect(withNumbers([lost, answered], ended)).toEqual([lost, { ...answered, cost: 300, promptTokens: 12, completionTokens: 0, cachedTokens: 4 }]);
});

it('gives a model that was asked twice its numbers once, and nobody what is unknown', () => {
  const again = { ...lost, deployment: answered.deployment };
  expect(withNumbers([again, answered], ended)[0]).toEqual(again);
  expect(withNumbers([answered], { ...ended, cost: null, promptTokens: null, completionTokens: null, cachedTokens: null })).toEqual([answered]);
  expect(withNumbers([lost], { ...ended, provider: null, model: null })).toEqual([lost]);
});
