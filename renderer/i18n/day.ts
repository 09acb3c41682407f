/** Midnight after that day (`2027-01-31`), on this computer's clock, in UTC milliseconds. */
export function endOfDay(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + 1).getTime();
}

/** The last whole day before that time (UTC milliseconds): what `endOfDay` was made of. */
export function lastDayBefore(at: number): string {
  const time = new Date(at - 1);
  return new Date(Date.UTC(time.getFullYear(), time.getMonth(), time.getDate())).toISOString().slice(0, 10);
}
