import { InvalidArgumentError, Option } from 'commander';
import { DATA_CLASSES } from '../core/data-class.ts';

export const classOption = (flags = '--class <class>', description = 'data class'): Option => new Option(flags, `${description}: ${DATA_CLASSES.join(', ')}`).choices(DATA_CLASSES);

const MOMENT = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** A day of the office's calendar, or a moment in UTC milliseconds. */
export type When = { day: string } | { ms: number };

/** Undefined for whatever else `Date.parse` would take: it reads `1.5.2027` as the 5th of January, and `7` as a day of 2001. */
function moment(text: string): When | undefined {
  const [, day, clock] = MOMENT.exec(text) ?? [];
  const ms = day === undefined ? Number.NaN : Date.parse(text);
  // The 30th of February would be the 2nd of March.
  if (day === undefined || Number.isNaN(ms) || new Date(`${day}T00:00Z`).toISOString().slice(0, 10) !== day) return undefined;
  return clock === undefined ? { day } : { ms };
}

/** A day, a time, or a number of days from now as `30d`. */
export function parseUntil(text: string): When {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  if (days !== undefined) return { ms: Date.now() + Number(days) * 86_400_000 };
  const when = moment(text);
  if (!when) throw new InvalidArgumentError('Give a day (2027-01-31), a time (2027-01-31T12:00:00Z) or days (30d).');
  return when;
}

/** A day or a time. */
export function parseSince(text: string): When {
  const when = moment(text);
  if (!when) throw new InvalidArgumentError('Give a day (2026-01-31) or a time (2026-01-31T12:00:00Z).');
  return when;
}

/** A day of the office's calendar. */
export function parseDay(text: string): string {
  const when = moment(text);
  if (!when || 'ms' in when) throw new InvalidArgumentError('Give a day (2026-01-31).');
  return when.day;
}

/** The same, or `never`: Commander knows no null. */
export function parseExpiry(text: string): When | 'never' {
  return text === 'never' ? text : parseUntil(text);
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 1000) throw new InvalidArgumentError('Give a number from 1 to 1000.');
  return count;
}

/** A limit. What is no number would be none, which takes the limit away. */
export function parseWhole(text: string): number {
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new InvalidArgumentError('Give a whole number above zero, as 60.');
  return Number(text);
}

/** The same, or `none`. */
export function parseLimit(text: string): number | 'none' {
  return text === 'none' ? text : parseWhole(text);
}

/** Whole percents, with commas. */
export function parsePercents(text: string): number[] {
  const percents = text.split(',').map((part) => part.trim());
  if (!percents.every((part) => /^([1-9]\d?|100)$/.test(part))) throw new InvalidArgumentError('Give whole percents from 1 to 100, with commas, as 50,80.');
  return percents.map(Number);
}

/** `name=value`, collected. */
export function parseHeader(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.search(/[=:]/);
  if (at < 1) throw new InvalidArgumentError('Write it as name=value.');
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
}
