import { expect, it } from 'vitest';
import { dayIn, periodOf } from './period.ts';

it.each([
  ['thisMonth', '2026-11-21', '2026-11-01', '2026-11-21'],
  ['lastMonth', '2026-01-05', '2025-12-01', '2025-12-31'],
  ['lastMonth', '2028-03-31', '2028-02-01', '2028-02-29'],
  ['thisYear', '2026-11-21', '2026-01-01', '2026-11-21'],
  ['lastYear', '2026-11-21', '2025-01-01', '2025-12-31'],
] as const)('%s on %s is %s to %s', (preset, today, from, to) => {
  expect(periodOf(preset, today)).toEqual({ from, to });
});

it('has the day of the office, not that of the computer', () => {
  const newYear = Date.UTC(2026, 11, 31, 23, 30);
  expect([dayIn('Europe/Zurich', newYear), dayIn('UTC', newYear), dayIn('America/New_York', newYear)]).toEqual(['2027-01-01', '2026-12-31', '2026-12-31']);
});
