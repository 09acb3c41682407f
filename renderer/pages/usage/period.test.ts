import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { quarterAfter } from '../../components/use-quarter.ts';
import { periodOf } from './period.ts';

const ZONE = 'Europe/Zurich';
const at = (text: string): number => DateTime.fromISO(text, { zone: ZONE }).toMillis();
const said = (time: number): string => DateTime.fromMillis(time, { zone: ZONE }).toFormat('yyyy-MM-dd HH:mm');
const OWN = { first: '', last: '' };

it.each([
  ['today', '2026-11-21T15:20', '2026-11-21 00:00', '2026-11-22 00:00', '2026-11-20 00:00', '2026-11-20 15:30', 24],
  ['week', '2026-11-21T15:20', '2026-11-16 00:00', '2026-11-23 00:00', '2026-11-09 00:00', '2026-11-14 15:30', 7],
  ['month', '2026-11-21T15:20', '2026-11-01 00:00', '2026-12-01 00:00', '2026-10-01 00:00', '2026-10-21 15:30', 30],
  ['month', '2026-03-31T12:05', '2026-03-01 00:00', '2026-04-01 00:00', '2026-02-01 00:00', '2026-03-01 00:00', 31],
  ['lastMonth', '2026-11-21T15:20', '2026-10-01 00:00', '2026-11-01 00:00', '2026-09-01 00:00', '2026-10-01 00:00', 31],
  // The days on which the clocks change have 23 and 25 hours.
  ['today', '2026-03-29T23:50', '2026-03-29 00:00', '2026-03-30 00:00', '2026-03-28 00:00', '2026-03-29 00:00', 23],
  ['today', '2026-10-25T23:50', '2026-10-25 00:00', '2026-10-26 00:00', '2026-10-24 00:00', '2026-10-25 00:00', 25],
] as const)('%s at %s', (kind, now, from, to, beforeFrom, beforeTo, steps) => {
  const period = periodOf(kind, quarterAfter(at(now)), ZONE, OWN);
  expect([period.from, period.to, period.before.from, period.before.to].map(said)).toEqual([from, to, beforeFrom, beforeTo]);
  expect(period.steps).toHaveLength(steps);
  expect(period.steps[0]).toBe(period.from);
});

it.each([
  ['2026-10-01', '2026-10-31', 'day', 31, '2026-08-31 00:00'],
  ['2026-10-31', '2026-10-01', 'day', 31, '2026-08-31 00:00'],
  ['2026-11-02', '2026-11-02', 'hour', 24, '2026-11-01 00:00'],
  ['2026-01-01', '2026-10-31', 'week', 44, '2025-03-03 00:00'],
  ['2020-01-01', '2025-12-31', 'month', 72, '2013-12-31 00:00'],
] as const)('own days %s to %s', (first, last, step, steps, before) => {
  const period = periodOf('own', quarterAfter(at('2026-11-21T15:20')), ZONE, { first, last });
  expect([period.step, period.steps.length, said(period.before.from)]).toEqual([step, steps, before]);
  expect(period.before.to).toBe(period.from);
});

it('compares with as much of the time before as there is of own days that still run, and takes nonsense for today', () => {
  const now = quarterAfter(at('2026-11-21T15:20'));
  const running = periodOf('own', now, ZONE, { first: '2026-11-20', last: '2026-11-21' });
  expect(said(running.before.to)).toBe('2026-11-19 15:30');
  expect(said(periodOf('own', now, ZONE, { first: 'x', last: '' }).from)).toBe('2026-11-21 00:00');
  expect(periodOf('own', now, ZONE, { first: '1000-01-01', last: '2026-11-21' }).steps.length).toBeLessThan(200);
});
