import { RETIREMENT_NOTICE_DAYS } from '../../../gateway/core/model.ts';
import { lastDayBefore } from '../../i18n/day.ts';
import type { Offered } from './provider.ts';

const DAY = 86_400_000;

/** `unknown`: no day is known. `over`: the day has passed, and yet the provider still names the model. */
export type Retirement = 'unknown' | 'later' | 'soon' | 'over';

/** `now`: UTC milliseconds; days are those of the office's clock. */
export function retirementOf({ retires }: Pick<Offered, 'retires'>, now: number): Retirement {
  if (retires === undefined) return 'unknown';
  if (retires < dayOf(now)) return 'over';
  return retires <= dayOf(now + RETIREMENT_NOTICE_DAYS * DAY) ? 'soon' : 'later';
}

const dayOf = (at: number): string => lastDayBefore(at + 1);

/** Whether somebody who uses it should do something. */
export function endsSoon(model: Pick<Offered, 'retires'>, now: number): boolean {
  return ['soon', 'over'].includes(retirementOf(model, now));
}

/** Those of which a date is known, each once: what ends first, then what knows the least, before the others. `undated`: how many are left. */
export function lifetimesOf(models: readonly Offered[]): { dated: Offered[]; undated: number } {
  const each = [...new Map(models.map((model) => [model.name, model])).values()];
  const dated = each.filter(({ retires, knowledge }) => retires !== undefined || knowledge !== undefined);
  const order = ({ retires = '9', knowledge = '9', name }: Offered): string => [retires, knowledge, name].join(' ');
  return { dated: dated.sort((a, b) => (order(a) < order(b) ? -1 : 1)), undated: each.length - dated.length };
}
