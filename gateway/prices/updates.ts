import { hash } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import type { ProviderConfig } from '../core/model.ts';
import type { AppliedCatalogue, PriceBook } from './book.ts';
import { type Catalogue, digestOf } from './catalogue.ts';
import { compare, type ModelChange, withHistory } from './compare.ts';
import { createMatcher, type Matcher } from './match.ts';
import { readCatalogue } from './read-catalogue.ts';

/** `shipped`: the list that came with this version of the application. */
export type UpdateSource = { kind: 'text'; text: string } | { kind: 'network' } | { kind: 'shipped' };

export interface PreviewedChange extends ModelChange {
  /** The office uses this model. */
  inUse: boolean;
}

export interface UpdatePreview {
  /** Names this very list upon this very catalogue; `apply` takes it. */
  digest: string;
  source: string;
  date: string;
  models: number;
  /** It is of an earlier day than the one in force. */
  older: boolean;
  /** Models in use first, then the largest changes of price. */
  changes: PreviewedChange[];
}

export interface PriceUpdates {
  /** Nothing is changed. Throws `invalid_request`, `provider_error`. */
  preview(source: UpdateSource, inUse: readonly { provider: ProviderConfig; model: string }[]): Promise<UpdatePreview>;
  /** Throws `conflict` where it was not previewed, or another one has been put in force meanwhile. */
  apply(digest: string, author: string): AppliedCatalogue;
}

export interface PriceUpdatesDependencies {
  book: PriceBook;
  clock: Clock;
  shipped: Catalogue;
  /** The text of the newest list. */
  download(): Promise<string>;
}

const MAX_PENDING = 3;

export function createPriceUpdates({ book, clock, shipped, download }: PriceUpdatesDependencies): PriceUpdates {
  const pending = new Map<string, { next: Catalogue; base: string }>();

  async function read(source: UpdateSource): Promise<Catalogue> {
    if (source.kind === 'shipped') return shipped;
    const text = source.kind === 'text' ? source.text : await download();
    return readCatalogue(text, { source: `genai-prices, ${source.kind === 'text' ? 'from a file' : 'from the network'}`, now: clock.now(), current: book.catalogue().catalogue });
  }

  return {
    async preview(source, inUse) {
      const next = await read(source);
      const { catalogue, digest: base } = book.catalogue();
      const digest = hash('sha256', `${base}\n${digestOf(next)}`, 'hex');
      pending.delete(digest);
      while (pending.size >= MAX_PENDING) pending.delete(pending.keys().next().value!);
      pending.set(digest, { next, base });
      const used = new Set([...namesIn(book.matcher(), inUse), ...namesIn(createMatcher(next), inUse)]);
      const changes = compare(catalogue, next, clock.now()).map((change) => ({ ...change, inUse: used.has(nameOf(change.provider, change.model)) }));
      changes.sort((a, b) => Number(b.inUse) - Number(a.inUse) || size(b) - size(a) || (nameOf(a.provider, a.model) < nameOf(b.provider, b.model) ? -1 : 1));
      return { digest, source: next.source, date: next.date, models: countModels(next), older: next.date < catalogue.date, changes };
    },
    apply(digest, author) {
      const chosen = pending.get(digest);
      if (!chosen) throw new GatehouseError('conflict', 'This price list has not been looked at, or too long ago.', { hint: 'Look at the changes first; then put them in force.' });
      const current = book.catalogue();
      if (current.digest !== chosen.base) throw new GatehouseError('conflict', 'Another price list has been put in force meanwhile.', { hint: 'Look at the changes again.' });
      const now = clock.now();
      const changes = compare(current.catalogue, chosen.next, now);
      const catalogue = withHistory(current.catalogue, chosen.next, now);
      const applied: AppliedCatalogue = { at: now, by: author, digest: digestOf(catalogue), catalogue };
      const count = (kind: ModelChange['kind']): number => changes.filter((change) => change.kind === kind).length;
      book.apply(applied, { source: catalogue.source, date: catalogue.date, digest: applied.digest, before: current.digest, added: count('added'), removed: count('removed'), changed: count('changed') });
      return applied;
    },
  };
}

/** Models that have a price. */
export function countModels(catalogue: Catalogue): number {
  return catalogue.providers.reduce((sum, { models }) => sum + models.filter(({ periods }) => periods.length > 0).length, 0);
}

const nameOf = (provider: string, model: string): string => `${provider}/${model}`;

function namesIn(matcher: Matcher, inUse: readonly { provider: ProviderConfig; model: string }[]): string[] {
  return inUse.flatMap(({ provider, model }) => {
    const listed = matcher.provider(provider.baseUrl);
    const found = listed && matcher.model(listed, model);
    return found ? [nameOf(found.provider.id, found.model.id)] : [];
  });
}

/** The largest relative change of one rate. */
function size({ rates }: ModelChange): number {
  return Math.max(0, ...rates.map(({ before, after }) => (before !== null && after !== null && before > 0 ? Math.abs(after / before - 1) : 0)));
}
