import { officeZone } from './office-zone.ts';
import { shared } from './shared.ts';

const dayIn = shared((timeZone: string) => new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }));

/** The last whole day (`2027-01-31`) before that time (UTC milliseconds) on the office's clock: what `endOfDay` was made of. */
export function lastDayBefore(at: number): string {
  return dayIn(officeZone.get()).format(at - 1);
}
