import { beforeEach, expect, it } from 'vitest';
import { ProviderHealth } from './health.ts';

let now: number;
let health: ProviderHealth;

beforeEach(() => {
  now = 1_000;
  health = new ProviderHealth({ now: () => now, monotonic: () => 0 });
});

const UNKNOWN = { answeredAt: null, changedAt: null, failed: null, failures: 0, since: null };

it('knows nothing of a provider that nobody has asked', () => {
  expect(health.of('a')).toEqual(UNKNOWN);
});

it('counts failures in a row, from the first one on, until the next good answer', () => {
  health.answered('a');
  now = 2_000;
  health.failed('a', 'timeout');
  now = 3_000;
  health.failed('a', 'unreachable');
  expect(health.of('a')).toEqual({ ...UNKNOWN, answeredAt: 1_000, failed: { code: 'unreachable', at: 3_000 }, failures: 2, since: 2_000 });
  now = 4_000;
  health.answered('a');
  expect(health.of('a')).toEqual({ ...UNKNOWN, answeredAt: 4_000, failed: { code: 'unreachable', at: 3_000 } });
  now = 5_000;
  health.failed('a', 'error');
  expect(health.of('a')).toMatchObject({ failures: 1, since: 5_000 });
  expect(health.of('b')).toEqual(UNKNOWN);
});

it('starts afresh with a changed provider, and forgets a removed one', () => {
  health.failed('a', 'key-refused');
  now = 2_000;
  health.changed('a');
  expect(health.of('a')).toEqual({ ...UNKNOWN, changedAt: 2_000 });
  health.changed('b');
  health.failed('b', 'error');
  expect(health.of('a')).toEqual({ ...UNKNOWN, changedAt: 2_000 });
  health.removed('a');
  expect(health.of('a')).toEqual(UNKNOWN);
});
