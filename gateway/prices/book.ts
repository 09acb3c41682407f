import { invalid } from '../config/office-checks.ts';
import type { AuditAppend } from '../config/office-types.ts';
import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { LOCAL_PROVIDER, type ProviderConfig } from '../core/model.ts';
import { type Currency, type CurrencyCode, DOLLARS } from '../core/money.ts';
import type { PriceStorage, StoredCatalogue } from '../store/prices.ts';
import type { Catalogue } from './catalogue.ts';
import { type History, historyOf, IMAGE_TOKENS, priceAt } from './history.ts';
import { createMatcher, type Matcher } from './match.ts';
import { ALL_MODELS, type ContractPrice, convert, type EnteredRates, type OfficePrice } from './office-prices.ts';
import type { Price, Prices } from './types.ts';

/** A catalogue that a person (or the first start) has put in force. */
export type AppliedCatalogue = StoredCatalogue<Catalogue>;

export interface OfficePriceInput {
  provider: string;
  /** `*` for all. */
  model: string;
  /** UTC milliseconds; absent: now. */
  from?: number;
  /** USD, or the currency in which the office counts. */
  currency: CurrencyCode;
  rates: EnteredRates;
}

export interface PriceBook extends Prices {
  /** The office's own, oldest first; also those that are over. */
  officePrices(): readonly OfficePrice[];
  /**
   * From now on, or from a later time. A beginning within the last day counts as now; an older one is refused: what was charged stays charged.
   * Throws `invalid_request` or `storage_unavailable`.
   */
  setOfficePrice(input: OfficePriceInput, author: string): OfficePrice;
  /** The catalogue's price counts again from now on, and later beginnings are taken back too. Throws `not_found`. */
  removeOfficePrice(provider: string, model: string, author: string): void;
  catalogue(): AppliedCatalogue;
  matcher(): Matcher;
  /** All that is known of one model at one provider. */
  history(provider: ProviderConfig, model: string): History;
  /** Puts a checked catalogue in force. */
  apply(applied: AppliedCatalogue, detail: Parameters<AuditAppend>[2]): void;
}

export interface PriceBookDependencies {
  storage: PriceStorage<ContractPrice, Catalogue>;
  audit: AuditAppend;
  clock: Clock;
  /** The office's own, with its rate. */
  currency(): Currency;
  /** False where a model costs more than lists say: the office's own price alone counts. */
  listed?(provider: ProviderConfig, model: string): boolean;
  /** In force before anybody has updated it. */
  shipped: { catalogue: Catalogue; digest: string };
}

const DAY_MS = 86_400_000;
const MAX_REMEMBERED = 2_000;
const FREE: Price = { id: `free:${LOCAL_PROVIDER}`, source: 'free', imageTokens: IMAGE_TOKENS, tiers: [{ above: 0, rates: { input: 0, output: 0 } }] };

export function createPriceBook({ storage, audit, clock, currency: officeCurrency, listed = () => true, shipped }: PriceBookDependencies): PriceBook {
  let applied = storage.catalogue() ?? adopt(storage, clock, shipped);
  let matcher = createMatcher(applied.catalogue);
  let office = storage.officePrices();
  /** By provider; forgotten where its address has changed. */
  const remembered = new Map<string, { baseUrl: string; models: Map<string, History> }>();

  function history(provider: ProviderConfig, model: string): History {
    const own = office.filter((row) => row.provider === provider.id && (row.model === model || row.model === ALL_MODELS));
    const list = matcher.provider(provider.baseUrl);
    const found = list && matcher.model(list, model);
    return historyOf(`${provider.id}/${model}`, found && { name: `${found.provider.id}/${found.model.id}`, model: listed(provider, model) ? found.model : { ...found.model, periods: [] } }, own);
  }

  function change(author: string, action: string, detail: Parameters<AuditAppend>[2], work: () => void): void {
    storage.transaction(() => {
      work();
      audit(author, action, detail);
    });
    remembered.clear();
    office = storage.officePrices();
  }

  /** The office's own price of exactly this model at that time; none or one. */
  function inForce(provider: string, model: string, at: number): OfficePrice[] {
    const row = office.findLast((one) => one.provider === provider && one.model === model && one.from <= at);
    return row?.price ? [row] : [];
  }

  return {
    find(provider, model, at) {
      if (provider.id === LOCAL_PROVIDER) return FREE;
      let known = remembered.get(provider.id);
      if (known?.baseUrl !== provider.baseUrl) {
        if (remembered.size >= MAX_REMEMBERED) remembered.clear();
        known = { baseUrl: provider.baseUrl, models: new Map() };
        remembered.set(provider.id, known);
      }
      let found = known.models.get(model);
      if (!found) {
        found = history(provider, model);
        // Names come from clients: without a bound they would fill the memory.
        if (known.models.size >= MAX_REMEMBERED) known.models.clear();
        known.models.set(model, found);
      }
      return priceAt(found, at);
    },
    officePrices: () => office,
    setOfficePrice({ provider, model, from, currency: code, rates: entered }, author) {
      const now = clock.now();
      if (provider === LOCAL_PROVIDER) throw invalid('deployment', 'The models on the office\'s own hardware cost nothing; there is no price to set.');
      if (from !== undefined && from < now - DAY_MS) throw invalid('from', 'A price cannot begin in the past: what has been charged stays charged.', 'Leave the beginning out, and it holds from now on.');
      const currency = code === 'USD' ? DOLLARS : officeCurrency();
      if (currency.code !== code) throw invalid('currency', `The office has no rate for ${code}.`, 'Set it under Settings, or enter dollars.');
      const price: ContractPrice = { entered, currency, rates: convert(entered, currency) };
      const row: OfficePrice = { provider, model, from: Math.max(from ?? now, now), price, by: author, at: now };
      change(author, 'prices.set', { provider, model, from: row.from, currency: { ...currency }, entered: { ...entered }, nanoDollarsPerMillion: { ...price.rates }, before: entries(inForce(provider, model, row.from)) }, () => storage.saveOfficePrice(row));
      return row;
    },
    removeOfficePrice(provider, model, author) {
      const now = clock.now();
      const rows = office.filter((row) => row.provider === provider && row.model === model);
      const current = inForce(provider, model, now);
      const open = rows.filter((row) => row.price !== null && (row.from > now || current.includes(row)));
      if (open.length === 0) throw new GatehouseError('not_found', `The office has no price of its own for ${provider}/${model}.`, { hint: 'gatehouse prices list shows them.' });
      change(author, 'prices.remove', { provider, model, before: entries(open) }, () => {
        for (const from of new Set([now, ...open.flatMap((row) => (row.from > now ? [row.from] : []))])) storage.saveOfficePrice({ provider, model, from, price: null, by: author, at: now });
      });
    },
    catalogue: () => applied,
    matcher: () => matcher,
    history,
    apply(next, detail) {
      change(next.by, 'prices.update', detail, () => storage.saveCatalogue(next));
      applied = next;
      matcher = createMatcher(next.catalogue);
      remembered.clear();
    },
  };
}

/** For the audit log, as they were entered. */
function entries(rows: readonly OfficePrice[]): Json[] {
  return rows.flatMap(({ from, price }) => (price ? [{ from, currency: { ...price.currency }, entered: { ...price.entered } }] : []));
}

function adopt(storage: PriceBookDependencies['storage'], clock: Clock, { catalogue, digest }: PriceBookDependencies['shipped']): AppliedCatalogue {
  const first = { at: clock.now(), by: 'first start', digest, catalogue };
  storage.saveCatalogue(first);
  return first;
}
