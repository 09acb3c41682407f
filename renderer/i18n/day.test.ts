import { expect, it } from 'vitest';
import { lastDayBefore } from './day.ts';
import { dayStart, endOfDay } from './day-start.ts';
import { officeZone } from './office-zone.ts';

it.each([
  ['2026-11-21', 'Europe/Zurich', '2026-11-20T23:00:00.000Z'],
  ['2026-07-01', 'Europe/Zurich', '2026-06-30T22:00:00.000Z'],
  ['2026-03-29', 'Europe/Zurich', '2026-03-28T23:00:00.000Z'],
  ['2026-10-25', 'Europe/Zurich', '2026-10-24T22:00:00.000Z'],
  ['2026-01-01', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
  ['2026-01-01', 'Pacific/Pago_Pago', '2026-01-01T11:00:00.000Z'],
  // Its clocks go from 23:59:59 to 01:00.
  ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
] as const)('%s begins in %s at %s', (day, timeZone, moment) => {
  expect(new Date(dayStart(day, timeZone)).toISOString()).toBe(moment);
});

it.each(['Europe/Zurich', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/Santiago'])('ends a day where the next begins, on the clock of an office in %s', (zone) => {
  officeZone.set(zone);
  for (const [day, next] of [['2026-11-21', '2026-11-22'], ['2026-09-05', '2026-09-06'], ['2026-12-31', '2027-01-01'], ['2026-03-29', '2026-03-30']] as const) {
    expect(endOfDay(day)).toBe(dayStart(next, zone));
    expect(lastDayBefore(endOfDay(day))).toBe(day);
  }
});
