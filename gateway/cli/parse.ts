import { InvalidArgumentError, Option } from 'commander';
import { DATA_CLASSES } from '../core/data-class.ts';

export const classOption = (flags = '--class <class>', description = 'data class'): Option => new Option(flags, `${description}: ${DATA_CLASSES.join(', ')}`).choices(DATA_CLASSES);

/** A day (its end, in UTC), a time, or a number of days from now as `30d`; in UTC milliseconds. */
export function parseUntil(text: string): number {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  if (days !== undefined) return Date.now() + Number(days) * 86_400_000;
  const time = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59Z` : text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('Give a day (2027-01-31), a time (2027-01-31T12:00:00Z) or days (30d).');
  return time;
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

/** `name=value`, collected. */
export function parseHeader(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.search(/[=:]/);
  if (at < 1) throw new InvalidArgumentError('Write it as name=value.');
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
}
