import { type Client, CliError } from './context.ts';
import type { When } from './parse.ts';

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;

/** Days and times by the office's clock, which need not be this machine's. */
export interface OfficeDays {
  /** UTC milliseconds of a day's first moment, as many hours as the day may have. */
  start(day: string): number;
  /** Of the day after. */
  end(day: string): number;
  /** As 2026-11-01. */
  day(ms: number): string;
  /** As 2026-11-01 14:30. */
  minute(ms: number): string;
  /** As 2026-11-01 14:30:05; `-` for none. */
  second(ms: number | null): string;
}

/** The end of a day, or the moment, in UTC milliseconds. */
export async function untilOf(api: Client, when: When): Promise<number> {
  return 'ms' in when ? when.ms : (await daysOf(api)).end(when.day);
}

/** The beginning of a day, or the moment, in UTC milliseconds. */
export async function sinceOf(api: Client, when: When): Promise<number> {
  return 'ms' in when ? when.ms : (await daysOf(api)).start(when.day);
}

/** Writes times as the office's clock has them. */
export async function officeTime(api: Client): Promise<OfficeDays['second']> {
  return (await daysOf(api)).second;
}

async function daysOf(api: Client): Promise<OfficeDays> {
  return officeDays((await api.call('spending.get')).timeZone);
}

export function officeDays(timeZone: string): OfficeDays {
  // Sweden writes a time as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const second = (ms: number | null): string => (ms === null ? '-' : format.format(ms));
  const minute = (ms: number): string => second(ms).slice(0, 16);
  const day = (ms: number): string => minute(ms).slice(0, 10);
  function start(text: string): number {
    const noon = Date.parse(`${text}T12:00:00Z`);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(noon) || new Date(noon).toISOString().slice(0, 10) !== text) throw new CliError(`"${text}" is not a day.`, { hint: 'Write it as 2026-11-21.', code: 'invalid_request' });
    let at = noon - 2 * DAY_MS;
    while (day(at) < text) at += QUARTER_MS;
    return at;
  }
  return {
    start,
    end(text) {
      start(text);
      return start(new Date(Date.parse(`${text}T12:00:00Z`) + DAY_MS).toISOString().slice(0, 10));
    },
    day,
    minute,
    second,
  };
}
