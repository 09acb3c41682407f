import { expect, it } from 'vitest';
import type { RateLimit } from '../core/spending.ts';
import { type Passage, Rates } from './rates.ts';

const LIMIT: RateLimit = { scope: 'key:k', requestsPerMinute: null, tokensPerMinute: 1_000, concurrent: null };

it('gives nothing back of an estimate whose minute is over: it would be taken from those who came since', () => {
  let now = 0;
  const limits = [LIMIT];
  const rates = new Rates(() => limits, () => now);
  const enter = (tokens: number) => rates.enter([LIMIT.scope], tokens);
  const long = enter(900) as Passage;
  now = 60_000;
  const other = enter(900) as Passage;
  long.end(10);
  expect(enter(200)).toMatchObject({ what: 'tokensPerMinute', retryAfterSeconds: 60 });
  other.end(10);
  expect(enter(200)).toHaveProperty('end');
});
