import { DateTime } from 'luxon';
import { officeZone } from './office-zone.ts';

/** The beginning of that day (`2027-01-31`) on the clock of a time zone, in UTC milliseconds; where midnight is skipped, the first moment after. */
export function dayStart(day: string, timeZone: string): number {
  return DateTime.fromISO(day, { zone: timeZone }).toMillis();
}

/** Midnight after that day (`2027-01-31`) on the office's clock, in UTC milliseconds. */
export function endOfDay(day: string): number {
  return DateTime.fromISO(day, { zone: officeZone.get() }).plus({ days: 1 }).startOf('day').toMillis();
}
