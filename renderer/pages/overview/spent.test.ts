import { expect, it } from 'vitest';
import { spentOf } from './spent.ts';

const ZONE = 'Europe/Zurich';
const row = (time: string, cost: number, unpriced = 0) => ({ time: Date.parse(time), cost, unpriced });

it('adds up the day and the month of the office, not those of this computer or of UTC', () => {
  const rows = [row('2026-10-30T22:00:00Z', 1), row('2026-10-31T23:00:00Z', 10, 2), row('2026-11-19T23:00:00Z', 100, 1), row('2026-11-20T23:00:00Z', 1000)];
  expect(spentOf(rows, Date.parse('2026-11-21T10:00:00Z'), ZONE)).toEqual({ today: 1000, month: 1110, unpriced: 3 });
  expect(spentOf(rows, Date.parse('2026-11-20T23:30:00Z'), ZONE).today).toBe(1000);
  expect(spentOf(rows, Date.parse('2026-11-30T23:30:00Z'), ZONE)).toEqual({ today: 0, month: 0, unpriced: 0 });
});
