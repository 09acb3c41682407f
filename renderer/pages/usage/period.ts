import { DateTime, type DateTimeUnit } from 'luxon';

export const PERIOD_KINDS = ['today', 'week', 'month', 'lastMonth', 'own'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];
export type Step = 'hour' | 'day' | 'week' | 'month';

/** UTC milliseconds; `to` no longer belongs to it. */
export interface Span {
  from: number;
  to: number;
}

export interface Period extends Span {
  step: Step;
  /** What it is compared with: as much of the period before as there is of this one so far. */
  before: Span;
  /** Where the steps of its axis begin. */
  steps: number[];
}

/** The first and the last day of a period that somebody chose, as `2026-11-21`. */
export interface OwnDays {
  first: string;
  last: string;
}

const MAX_DAYS = 3_700;
const UNITS: Record<Exclude<PeriodKind, 'own'>, DateTimeUnit> = { today: 'day', week: 'week', month: 'month', lastMonth: 'month' };

/** The first and the last day of a span, on the clock of a time zone. */
export function daysOf({ from, to }: Span, zone: string): OwnDays {
  const day = (time: number): string => DateTime.fromMillis(time, { zone }).toISODate() ?? '';
  return { first: day(from), last: day(to - 1) };
}

/** A period of the office's calendar; `now` is rounded by `useQuarter`. Days that are none count as today. */
export function periodOf(kind: PeriodKind, now: number, timeZone: string, own: OwnDays): Period {
  const zone = timeZone;
  const time = DateTime.fromMillis(now - 1, { zone });
  if (kind === 'own') return ownPeriod(own, time, now);
  const unit = UNITS[kind];
  const current = time.startOf(unit);
  const start = kind === 'lastMonth' ? current.minus({ months: 1 }) : current;
  const end = start.plus({ [unit]: 1 });
  const earlier = start.minus({ [unit]: 1 });
  const elapsed = Math.min(now, end.toMillis()) - start.toMillis();
  const whole = now >= end.toMillis();
  const before = { from: earlier.toMillis(), to: whole ? start.toMillis() : Math.min(earlier.toMillis() + elapsed, start.toMillis()) };
  return { from: start.toMillis(), to: end.toMillis(), before, ...stepsOf(start, end, unit === 'day' ? 'hour' : 'day') };
}

function ownPeriod({ first, last }: OwnDays, today: DateTime, now: number): Period {
  const day = (text: string): DateTime => {
    const parsed = DateTime.fromISO(text, { zone: today.zone });
    return (parsed.isValid ? parsed : today).startOf('day');
  };
  const [a, b] = [day(first), day(last)];
  const start = a < b ? a : b;
  const end = DateTime.min(a < b ? b : a, start.plus({ days: MAX_DAYS })).plus({ days: 1 });
  const days = Math.round(end.diff(start, 'days').days);
  const step = days <= 2 ? 'hour' : days <= 62 ? 'day' : days <= 400 ? 'week' : 'month';
  const earlier = start.minus({ days });
  const left = Math.max(0, end.toMillis() - Math.max(now, start.toMillis()));
  return { from: start.toMillis(), to: end.toMillis(), before: { from: earlier.toMillis(), to: Math.max(earlier.toMillis() + 1, start.toMillis() - left) }, ...stepsOf(start, end, step) };
}

/** The beginnings of the steps of a span, as the gateway reckons them: the first may lie before it. */
function stepsOf(start: DateTime, end: DateTime, step: Step): { step: Step; steps: number[] } {
  const steps: number[] = [];
  for (let at = start.startOf(step); at < end; at = at.plus({ [step]: 1 }).startOf(step)) steps.push(at.toMillis());
  return { step, steps };
}
