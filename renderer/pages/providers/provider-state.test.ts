import { expect, it } from 'vitest';
import { stateOf } from './provider-state.ts';

const failing = (code: 'unreachable' | 'key-refused' | 'no-credit' | 'rate-limited', failures: number) => stateOf({ enabled: true, health: { answeredAt: 1, failed: { code, at: 2 }, failures } });

it('says of a provider whether it answers, whatever it did before', () => {
  expect(stateOf({ enabled: true, health: { answeredAt: null, failed: null, failures: 0 } })).toBe('unasked');
  expect(stateOf({ enabled: true, health: { answeredAt: 3, failed: { code: 'unreachable', at: 2 }, failures: 0 } })).toBe('answers');
  expect(stateOf({ enabled: false, health: { answeredAt: 3, failed: { code: 'unreachable', at: 4 }, failures: 9 } })).toBe('off');
});

it('takes a failure or two for a chance, but not a third one, nor what only the office can mend', () => {
  expect([failing('unreachable', 1), failing('rate-limited', 2), failing('unreachable', 3)]).toEqual(['stumbles', 'stumbles', 'fails']);
  expect([failing('key-refused', 1), failing('no-credit', 1)]).toEqual(['refused', 'fails']);
});
