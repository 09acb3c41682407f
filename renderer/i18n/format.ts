import { useTranslation } from 'react-i18next';
import { useStore } from '../api/store.ts';
import { localeOf } from './languages.ts';
import { officeZone } from './office-zone.ts';
import { shared } from './shared.ts';

const SECOND = 1000;
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400 * SECOND], ['hour', 3_600 * SECOND], ['minute', 60 * SECOND], ['second', SECOND]];
const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export interface Format {
  number(value: number): string;
  percent(share: number): string;
  bytes(bytes: number): string;
  /** Below a second in ms, then in seconds. */
  duration(ms: number): string;
  /** Of UTC milliseconds, on the office's clock. */
  time(at: number): string;
  /** Hours and minutes. */
  hour(at: number): string;
  date(at: number): string;
  dateTime(at: number): string;
  relative(at: number, now: number): string;
}

export function createFormat(locale: string, timeZone: string): Format {
  const of = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, options);
    return (value: number) => format.format(value);
  };
  const number = of({ maximumFractionDigits: 1 });
  const percent = of({ style: 'percent', maximumFractionDigits: 0 });
  const ms = of({ style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 });
  const seconds = of({ style: 'unit', unit: 'second', maximumFractionDigits: 1 });
  const sizes = BYTE_UNITS.map((unit) => of({ style: 'unit', unit, maximumFractionDigits: unit === 'byte' ? 0 : 1 }));
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone });
  const hour = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    number,
    percent,
    bytes(bytes) {
      const power = Math.min(BYTE_UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
      return sizes[power]!(bytes / 1000 ** power);
    },
    duration: (value) => (value < SECOND ? ms(value) : seconds(value / SECOND)),
    time: (at) => time.format(at),
    hour: (at) => hour.format(at),
    date: (at) => date.format(at),
    dateTime: (at) => dateTime.format(at),
    relative(at, now) {
      const difference = at - now;
      const [unit, size] = STEPS.find(([, step]) => Math.abs(difference) >= step) ?? ['second', SECOND];
      return relative.format(Math.round(difference / size), unit);
    },
  };
}

const formatOf = shared(createFormat);

/** Words one after the other: "a, b and c", "a, b or c". */
export function useListFormat(): { and(words: readonly string[]): string; or(words: readonly string[]): string } {
  const { i18n } = useTranslation();
  const locale = localeOf(i18n.language);
  const list = (type: 'conjunction' | 'disjunction') => (words: readonly string[]): string => new Intl.ListFormat(locale, { type }).format(words);
  return { and: list('conjunction'), or: list('disjunction') };
}

/** Numbers, sizes and times as the chosen language writes them in Switzerland. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  return formatOf(localeOf(i18n.language), useStore(officeZone));
}
