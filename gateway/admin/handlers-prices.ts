import { parseDeployment } from '../core/deployment.ts';
import { GatehouseError } from '../core/errors.ts';
import { LOCAL_PROVIDER, type ProviderConfig } from '../core/model.ts';
import type { CatalogueModel } from '../prices/catalogue.ts';
import { historyOf, priceAt } from '../prices/history.ts';
import { ALL_MODELS, formatRate, type OfficePrice } from '../prices/office-prices.ts';
import type { Price, Rates, Tier } from '../prices/types.ts';
import { countModels } from '../prices/updates.ts';
import type { Output } from './contract.ts';
import type { Handlers } from './handler.ts';
import { newestFirstLimit } from './limits.ts';
import type { PriceRates, PriceRow } from './schemas-prices.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<Handlers, 'prices.list' | 'prices.show' | 'prices.office' | 'prices.set' | 'prices.remove' | 'prices.catalogue' | 'prices.preview' | 'prices.apply'>;

const OK = { ok: true } as const;
const CHANGES_SHOWN = 1_000;

export function priceHandlers({ office, prices, priceUpdates, shippedPrices, clock }: AdminServices): Part {
  const outside = (): ProviderConfig[] => office.providers().filter(({ id }) => id !== LOCAL_PROVIDER);

  /** What aliases and providers name: what requests are likely to ask for. */
  function inUse(): { provider: ProviderConfig; model: string }[] {
    const named = [...office.aliases().flatMap(({ deployments }) => deployments), ...outside().flatMap(({ id, models }) => models.map((model) => ({ provider: id, model })))];
    return named.flatMap(({ provider: id, model }) => {
      const provider = office.provider(id);
      return provider && id !== LOCAL_PROVIDER ? [{ provider, model }] : [];
    });
  }

  function known(deployment: string): { provider: ProviderConfig; model: string } {
    const { provider: id, model } = parseDeployment(deployment);
    const provider = office.provider(id);
    if (!provider) throw new GatehouseError('not_found', `There is no provider "${id}".`, { param: 'deployment', hint: 'gatehouse providers list shows them.' });
    return { provider, model };
  }

  function officeRow(provider: ProviderConfig, model: string, used: boolean): PriceRow {
    const listed = prices.matcher().provider(provider.baseUrl);
    const found = listed && prices.matcher().model(listed, model);
    return row(provider.id, model, prices.find(provider, model, clock.now()), found?.model, used);
  }

  /** Names only; what each costs is found out for the page that is shown. */
  function officeModels(): { provider: ProviderConfig; model: string; used: boolean }[] {
    const used = inUse();
    return outside().flatMap((provider) => {
      const mine = used.filter((one) => one.provider.id === provider.id).map(({ model }) => model);
      const priced = prices.officePrices().flatMap((one) => (one.provider === provider.id && one.model !== ALL_MODELS ? [one.model] : []));
      const listed = prices.matcher().provider(provider.baseUrl)?.models.map(({ id }) => id) ?? [];
      const first = new Set(mine);
      return [...new Set([...mine, ...priced, ...listed])].map((model) => ({ provider, model, used: first.has(model) }));
    });
  }

  return {
    'prices.list': ({ query: { search = '', provider: only, scope = 'office', limit, offset = '0' } }) => {
      const wanted = search.toLowerCase();
      const fits = (provider: string, model: string): boolean => (only === undefined || provider === only) && (wanted === '' || `${provider}/${model}`.toLowerCase().includes(wanted));
      const [start, end] = [Number(offset), Number(offset) + newestFirstLimit(limit)];
      if (scope === 'catalogue') {
        const all = prices.catalogue().catalogue.providers.flatMap((provider) => provider.models.filter(({ id }) => fits(provider.id, id)).map((model) => ({ provider, model })));
        return { total: all.length, prices: all.slice(start, end).map(({ provider, model }) => row(provider.id, model.id, priceAt(historyOf('', { name: `${provider.id}/${model.id}`, model }, []), clock.now()), model, false)) };
      }
      const all = officeModels().filter(({ provider, model }) => fits(provider.id, model));
      all.sort((a, b) => Number(b.used) - Number(a.used));
      return { total: all.length, prices: all.slice(start, end).map(({ provider, model, used }) => officeRow(provider, model, used)) };
    },
    'prices.show': ({ query }) => {
      const { provider, model } = known(query.deployment);
      const used = inUse().some((one) => one.provider.id === provider.id && one.model === model);
      return {
        now: officeRow(provider, model, used),
        history: prices.history(provider, model).map(({ from, prices: [first] }) => ({ from, source: sourceOf(first?.price), tiers: tiersOut(first?.price.tiers), byTime: first?.price.otherTimes !== undefined })),
      };
    },
    'prices.office': () => ({ prices: prices.officePrices().map(officePriceOut) }),
    'prices.set': ({ body: { deployment, currency = 'USD', from, ...rates } }, { principal }) => {
      const { provider, model } = known(deployment);
      return officePriceOut(prices.setOfficePrice({ provider: provider.id, model, currency, rates, ...(from !== undefined && { from }) }, principal.name));
    },
    'prices.remove': ({ body: { deployment } }, { principal }) => {
      // The provider itself may be gone already.
      const { provider, model } = parseDeployment(deployment);
      prices.removeOfficePrice(provider, model, principal.name);
      return OK;
    },
    'prices.catalogue': () => state(),
    'prices.preview': async ({ body: { kind, text } }) => {
      if ((kind === 'text') !== (text !== undefined)) throw new GatehouseError('invalid_request', 'A price list from a file comes as text, and only that.', { param: 'text' });
      const { changes, ...preview } = await priceUpdates.preview(kind === 'text' ? { kind, text: text! } : { kind }, inUse());
      const count = (what: string): number => changes.filter((change) => change.kind === what).length;
      return {
        ...preview,
        counts: { added: count('added'), removed: count('removed'), changed: count('changed') },
        changes: changes.slice(0, CHANGES_SHOWN).map(({ rates, ...change }) => ({
          ...change,
          rates: rates.map(({ part, before, after }) => ({
            part,
            before: before === null ? null : formatRate(before),
            after: after === null ? null : formatRate(after),
            percent: before !== null && after !== null && before > 0 ? Math.round((after / before - 1) * 1000) / 10 : null,
          })),
        })),
      };
    },
    'prices.apply': ({ body: { digest } }, { principal }) => {
      priceUpdates.apply(digest, principal.name);
      return state();
    },
  };

  function state(): Output<'prices.catalogue'> {
    const { catalogue, digest, at, by } = prices.catalogue();
    const { source, licence, date, check } = catalogue;
    return { source, licence, date, digest, appliedAt: at, appliedBy: by, models: countModels(catalogue), check: check ?? null, newerShipped: shippedPrices.date > date ? shippedPrices.date : null };
  }
}

function row(provider: string, model: string, price: Price | undefined, listed: CatalogueModel | undefined, inUse: boolean): PriceRow {
  return {
    provider,
    model,
    source: sourceOf(price),
    id: price?.id ?? null,
    tiers: tiersOut(price?.tiers),
    byTime: price?.otherTimes !== undefined,
    contextTokens: price?.contextTokens ?? listed?.context ?? null,
    maxOutputTokens: price?.maxOutputTokens ?? listed?.maxOutput ?? null,
    check: listed?.check ?? null,
    inUse,
  };
}

function sourceOf(price: Price | undefined): PriceRow['source'] {
  return price === undefined ? 'unpriced' : price.source === 'office' ? 'office' : 'catalogue';
}

function tiersOut(tiers: readonly Tier[] = []): PriceRow['tiers'] {
  return tiers.map(({ above, rates }) => ({ above, rates: ratesOut(rates) }));
}

function ratesOut(rates: Rates): PriceRates {
  return Object.fromEntries(Object.entries(rates).map(([part, nano]: [string, number]) => [part, formatRate(nano)])) as unknown as PriceRates;
}

function officePriceOut({ price, ...rest }: OfficePrice): Output<'prices.set'> {
  return { ...rest, price: price === null ? null : { entered: price.entered, currency: price.currency, rates: ratesOut(price.rates) } };
}
