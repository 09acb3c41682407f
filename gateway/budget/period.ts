import { DateTime } from 'luxon';
import type { Period } from '../core/spending.ts';

export interface Span {
  /** UTC milliseconds; belongs to it. */
  start: number;
  /** UTC milliseconds; no longer belongs to it. */
  end: number;
}

/** The day, week (from Monday) or month of a time zone's calendar that `time` is in, however many hours it has. */
export function spanOf(period: Period, time: number, timeZone: string): Span {
  if (period === 'total') return { start: 0, end: Infinity };
  let start = DateTime.fromMillis(time, { zone: timeZone }).startOf(period);
  // Where clocks go back over midnight (Azores, Havana), the day's first hour comes twice: a budget begins with the first of them, and once.
  const before = start.minus(1);
  if (before.day === start.day) start = before.startOf(period);
  return { start: start.toMillis(), end: start.plus({ [period]: 1 }).startOf(period).toMillis() };
}
