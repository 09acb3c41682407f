import { useTranslation } from 'react-i18next';
import { localeOf } from './languages.ts';
import { shared } from './shared.ts';

/** Times as the chosen language writes them, on the office's clock. All of UTC milliseconds. */
export interface ZoneFormat {
  date(at: number): string;
  /** Without the year. */
  day(at: number): string;
  hour(at: number): string;
  /** With seconds. */
  time(at: number): string;
  dateTime(at: number): string;
  /** "November 2026" */
  month(at: number): string;
  weekday(at: number): string;
}

const zoneFormatOf = shared((locale: string, timeZone: string): ZoneFormat => {
  const of = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone });
    return (at: number): string => format.format(at);
  };
  return {
    date: of({ dateStyle: 'medium' }),
    day: of({ day: 'numeric', month: 'short' }),
    hour: of({ timeStyle: 'short' }),
    time: of({ timeStyle: 'medium' }),
    dateTime: of({ dateStyle: 'medium', timeStyle: 'short' }),
    month: of({ month: 'long', year: 'numeric' }),
    weekday: of({ weekday: 'short', day: 'numeric', month: 'short' }),
  };
});

export function useZoneFormat(timeZone: string): ZoneFormat {
  const { i18n } = useTranslation();
  return zoneFormatOf(localeOf(i18n.language), timeZone);
}
