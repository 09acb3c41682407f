import { DateTime } from 'luxon';

export const PRESETS = ['thisMonth', 'lastMonth', 'thisYear', 'lastYear'] as const;
export type Preset = (typeof PRESETS)[number];

/** Days such as 2026-01-31, both included. */
export interface Period {
  from: string;
  to: string;
}

/** The day's date on the office's clock, as 2026-01-31. `now`: UTC milliseconds. */
export function dayIn(timeZone: string, now: number): string {
  return DateTime.fromMillis(now, { zone: timeZone }).toISODate() ?? '';
}

/** What a preset means on that day. */
export function periodOf(preset: Preset, today: string): Period {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const day = (y: number, m: number, d: number): string => new Date(Date.UTC(y, m - 1, d)).toISOString().slice(0, 10);
  return {
    thisMonth: { from: day(year, month, 1), to: today },
    lastMonth: { from: day(year, month - 1, 1), to: day(year, month, 0) },
    thisYear: { from: day(year, 1, 1), to: today },
    lastYear: { from: day(year - 1, 1, 1), to: day(year - 1, 12, 31) },
  }[preset];
}
