import { DateTime } from 'luxon';

/** The beginning of that day (`2027-01-31`) on the clock of a time zone, in UTC milliseconds; where midnight is skipped, the first moment after. */
export function dayStart(day: string, timeZone: string): number {
  return DateTime.fromISO(day, { zone: timeZone }).toMillis();
}
