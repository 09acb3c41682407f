import type { Input, Output } from '../../../gateway/admin/contract.ts';
import { ORGANISATION } from '../../../gateway/core/spending.ts';
import type { Standing } from '../budgets/tree.ts';

/** From any day of a month its first is at the most so long ago. */
const MONTH_MS = 32 * 86_400_000;

/** Asks for the days of the month that this quarter of an hour ends. */
export function monthUntil(quarter: number): Input<'usage.report'> {
  return { query: { from: String(quarter - MONTH_MS), to: String(quarter), step: 'day' } };
}

type Row = Output<'usage.report'>['rows'][number];

/** What the day and the month that `now` is in have cost, in nano-dollars, of rows by day; days are those of the time zone. */
export function spentOf(rows: readonly Pick<Row, 'time' | 'cost' | 'unpriced'>[], now: number, timeZone: string): { today: number; month: number; unpriced: number } {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const day = format.format(now);
  const spent = { today: 0, month: 0, unpriced: 0 };
  for (const { time, cost, unpriced } of rows) {
    const date = format.format(time ?? 0);
    if (date === day) spent.today += cost;
    if (date.slice(0, 7) !== day.slice(0, 7)) continue;
    spent.month += cost;
    spent.unpriced += unpriced;
  }
  return spent;
}

type Filled = Pick<Standing, 'used' | 'reserved'> & { budget: Pick<Standing['budget'], 'scope' | 'limit'> };

/** The office's own budgets, then the others from the fullest on, at the most so many; `more` are left out. */
export function foremost<B extends Filled>(budgets: readonly B[], most: number): { shown: B[]; more: number } {
  const share = ({ budget, used, reserved }: B): number => (budget.limit === 0 ? Infinity : (used + reserved) / budget.limit);
  const own = budgets.filter(({ budget }) => budget.scope === ORGANISATION);
  const others = budgets.filter(({ budget }) => budget.scope !== ORGANISATION).sort((a, b) => share(b) - share(a));
  const shown = [...own, ...others].slice(0, most);
  return { shown, more: budgets.length - shown.length };
}
