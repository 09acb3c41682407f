import { expect, it } from 'vitest';
import { foremost, spentOf } from './spent.ts';

const ZONE = 'Europe/Zurich';
const row = (time: string, cost: number, unpriced = 0) => ({ time: Date.parse(time), cost, unpriced });

it('adds up the day and the month of the office, not those of this computer or of UTC', () => {
  const rows = [row('2026-10-30T22:00:00Z', 1), row('2026-10-31T23:00:00Z', 10, 2), row('2026-11-19T23:00:00Z', 100, 1), row('2026-11-20T23:00:00Z', 1000)];
  expect(spentOf(rows, Date.parse('2026-11-21T10:00:00Z'), ZONE)).toEqual({ today: 1000, month: 1110, unpriced: 3 });
  expect(spentOf(rows, Date.parse('2026-11-20T23:30:00Z'), ZONE).today).toBe(1000);
  expect(spentOf(rows, Date.parse('2026-11-30T23:30:00Z'), ZONE)).toEqual({ today: 0, month: 0, unpriced: 0 });
});

it('puts the office’s budgets first, then the fullest, and counts what is left out', () => {
  const budget = (scope: string, limit: number, used: number, reserved = 0) => ({ budget: { scope, limit }, used, reserved });
  const [office, half, reserved, none, full] = [budget('organisation', 100, 1), budget('team:a', 100, 50), budget('team:b', 100, 10, 60), budget('key:c', 100, 0), budget('key:d', 0, 0)];
  expect(foremost([none, half, reserved, full, office], 4)).toEqual({ shown: [office, full, reserved, half], more: 1 });
  expect(foremost([], 4)).toEqual({ shown: [], more: 0 });
});
