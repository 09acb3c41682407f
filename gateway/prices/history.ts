import { hash } from 'node:crypto';
import type { CatalogueModel, CataloguePeriod } from './catalogue.ts';
import { ALL_MODELS, type OfficePrice } from './office-prices.ts';
import type { Price, Tier } from './types.ts';

/** More tokens than this the providers' documented image formulas do not reach, but for the models that the catalogue names. */
export const IMAGE_TOKENS = 6_000;

/** From a time on; several prices where they change with the hour. */
interface Stretch {
  from: number;
  /** The last whose hours fit counts; the first holds all day. Empty: unpriced. */
  prices: { start: number; end: number; price: Price }[];
}

/** All that is known of one model at one provider, ascending; the first begins at 0. */
export type History = readonly Stretch[];

export const UNPRICED: History = [{ from: 0, prices: [] }];
const DAY_MINUTES = 1440;

/** `office`: the provider's own rows, for this model and for all. */
export function historyOf(name: string, found: { name: string; model: CatalogueModel } | undefined, office: readonly OfficePrice[]): History {
  const starts = new Set([0, ...office.map(({ from }) => from), ...(found?.model.periods ?? []).map(({ from }) => from)]);
  return [...starts].sort((a, b) => a - b).map((from) => {
    const own = inForce(office.filter(({ model }) => model !== ALL_MODELS), from) ?? inForce(office.filter(({ model }) => model === ALL_MODELS), from);
    if (own?.price) return { from, prices: [{ start: 0, end: DAY_MINUTES, price: { ...price('office', own.model === ALL_MODELS ? `${own.provider}/*` : name, own.from, [{ above: 0, rates: own.price.rates }], []), ...limits(found?.model) } }] };
    const period = found?.model.periods.findLast((one) => one.from <= from);
    return { from, prices: found && period ? ofPeriod(found.name, found.model, period) : [] };
  });
}

/** The row that counts at a time; undefined where there is none, or the office has taken it back. */
function inForce(rows: readonly OfficePrice[], at: number): OfficePrice | undefined {
  let found: OfficePrice | undefined;
  for (const row of rows) if (row.from <= at && (!found || row.from >= found.from)) found = row;
  return found?.price ? found : undefined;
}

function ofPeriod(name: string, model: CatalogueModel, { from, tiers, times = [] }: CataloguePeriod): Stretch['prices'] {
  const all = [{ start: 0, end: DAY_MINUTES, tiers }, ...times];
  return all.map(({ start, end, tiers: own }) => ({ start, end, price: { ...price('catalogue', name, from, own, all.filter((other) => other.tiers !== own).map((other) => other.tiers)), ...limits(model) } }));
}

function price(source: 'catalogue' | 'office', name: string, from: number, tiers: readonly Tier[], otherTimes: (readonly Tier[])[]): Price {
  const date = from === 0 ? 'start' : new Date(from).toISOString().replace(/T00:00:00\.000Z$/, '');
  const digest = hash('sha256', JSON.stringify([tiers, otherTimes]), 'hex').slice(0, 8);
  return { id: `${source}:${name}@${date}#${digest}`, source, imageTokens: IMAGE_TOKENS, tiers, ...(otherTimes.length > 0 && { otherTimes }) };
}

function limits(model: CatalogueModel | undefined): Partial<Price> {
  return {
    ...(model?.context !== undefined && { contextTokens: model.context }),
    ...(model?.maxOutput !== undefined && { maxOutputTokens: model.maxOutput }),
    ...(model?.imageTokens !== undefined && { imageTokens: model.imageTokens }),
  };
}

/** At a time in UTC milliseconds. */
export function priceAt(history: History, at: number): Price | undefined {
  let stretch = history[0]!;
  for (const one of history) if (one.from <= at) stretch = one;
  const { prices } = stretch;
  if (prices.length < 2) return prices[0]?.price;
  const minute = Math.floor(at / 60_000) % DAY_MINUTES;
  return prices.findLast(({ start, end }) => (end < start ? minute >= start || minute < end : minute >= start && minute < end))?.price;
}
