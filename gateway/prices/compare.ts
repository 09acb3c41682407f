import { isDeepStrictEqual } from 'node:util';
import type { Catalogue, CatalogueModel, CataloguePeriod } from './catalogue.ts';
import type { Rates } from './types.ts';

export interface RateChange {
  part: keyof Rates;
  /** Nano-dollars per million tokens (`request`: for one request); null: none of its own. */
  before: number | null;
  after: number | null;
}

export interface ModelChange {
  provider: string;
  model: string;
  kind: 'added' | 'removed' | 'changed';
  /** Of the first tier; what else changed is in `more`. */
  rates: RateChange[];
  /** Tiers, times of day, or a price that begins later. */
  more: boolean;
}

const PARTS: readonly (keyof Rates)[] = ['input', 'output', 'cached', 'cacheWrite', 'cacheWriteHour', 'audioIn', 'cachedAudio', 'audioOut', 'reasoning', 'request'];

/** What one catalogue in the place of the other changes from `at` on (UTC milliseconds). */
export function compare(before: Catalogue, after: Catalogue, at: number): ModelChange[] {
  const [old, now] = [byName(before), byName(after)];
  const changes: ModelChange[] = [];
  for (const [name, { provider, model }] of now) {
    const was = old.get(name)?.model;
    const change = changeOf(was, model, at);
    if (change) changes.push({ provider, model: model.id, ...change });
  }
  for (const [name, { provider, model }] of old) {
    if (now.has(name)) continue;
    const change = changeOf(model, undefined, at);
    if (change) changes.push({ provider, model: model.id, ...change });
  }
  return changes;
}

function changeOf(before: CatalogueModel | undefined, after: CatalogueModel | undefined, at: number): Omit<ModelChange, 'provider' | 'model'> | undefined {
  const [was, is] = [inForce(before, at), inForce(after, at)];
  const later = !isDeepStrictEqual(comingAfter(before, at), comingAfter(after, at));
  if (!was && !is && !later) return undefined;
  const rates = PARTS.flatMap((part): RateChange[] => {
    const [from, to] = [was?.tiers[0]!.rates[part] ?? null, is?.tiers[0]!.rates[part] ?? null];
    return from === to ? [] : [{ part, before: from, after: to }];
  });
  if (samePrice(was, is) && !later) return undefined;
  const more = later || (was !== undefined && is !== undefined && !(isDeepStrictEqual(was.times, is.times) && isDeepStrictEqual(was.tiers.slice(1), is.tiers.slice(1))));
  return { kind: was && !is ? 'removed' : is && !was ? 'added' : 'changed', rates, more };
}

/**
 * The new catalogue, with the past as it was: a price that differs from the one in force begins at `at`, and what held before is kept, so that
 * no request is ever priced anew.
 */
export function withHistory(before: Catalogue, after: Catalogue, at: number): Catalogue {
  const old = byName(before);
  return {
    ...after,
    providers: after.providers.map((provider) => ({
      ...provider,
      models: provider.models.map((model) => {
        const was = old.get(nameOf(provider.id, model.id))?.model;
        return was ? { ...model, periods: joined(was, model, at) } : model;
      }),
    })),
  };
}

const MAX_PERIODS = 100;

function joined(before: CatalogueModel, after: CatalogueModel, at: number): CataloguePeriod[] {
  // Unpriced from now on: there is no period that says so, and the old price must not go on.
  const is = inForce(after, at);
  if (!is) return after.periods;
  const changed = !samePrice(inForce(before, at), is);
  const periods = [...before.periods.filter(({ from }) => from <= at), ...(changed ? [{ ...is, from: at }] : []), ...comingAfter(after, at)];
  const unique = periods.filter((period, index) => periods[index + 1]?.from !== period.from);
  return unique.slice(-MAX_PERIODS);
}

function samePrice(a: CataloguePeriod | undefined, b: CataloguePeriod | undefined): boolean {
  return isDeepStrictEqual(a && [a.tiers, a.times], b && [b.tiers, b.times]);
}

function inForce(model: CatalogueModel | undefined, at: number): CataloguePeriod | undefined {
  return model?.periods.findLast(({ from }) => from <= at);
}

function comingAfter(model: CatalogueModel | undefined, at: number): CataloguePeriod[] {
  return (model?.periods ?? []).filter(({ from }) => from > at);
}

const nameOf = (provider: string, model: string): string => JSON.stringify([provider, model]);

function byName(catalogue: Catalogue): Map<string, { provider: string; model: CatalogueModel }> {
  return new Map(catalogue.providers.flatMap(({ id, models }) => models.map((model) => [nameOf(id, model.id), { provider: id, model }] as const)));
}
