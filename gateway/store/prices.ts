import { gunzipSync, gzipSync } from 'node:zlib';
import type { Store } from './open.ts';

/** What one provider takes for one model from a time on, as the office has set it. */
export interface StoredPrice<Price> {
  provider: string;
  model: string;
  /** UTC milliseconds. */
  from: number;
  /** Null: from then on the office has none. */
  price: Price | null;
  by: string;
  /** UTC milliseconds. */
  at: number;
}

export interface StoredCatalogue<Catalogue> {
  /** UTC milliseconds. */
  at: number;
  by: string;
  digest: string;
  catalogue: Catalogue;
}

export interface PriceStorage<Price, Catalogue> {
  transaction<T>(work: () => T): T;
  officePrices(): StoredPrice<Price>[];
  /** In the place of one of the same provider, model and beginning. */
  saveOfficePrice(price: StoredPrice<Price>): void;
  /** The newest. */
  catalogue(): StoredCatalogue<Catalogue> | undefined;
  saveCatalogue(applied: StoredCatalogue<Catalogue>): void;
}

interface PriceRow { provider: string; model: string; starts_at: number; price: string | null; set_by: string; set_at: number }
interface CatalogueRow { applied_at: number; applied_by: string; digest: string; content: Buffer }

/** Prices and catalogues are kept as JSON; whoever saves them has checked them. */
export function createPriceStorage<Price, Catalogue>(store: Store): PriceStorage<Price, Catalogue> {
  const { db } = store;
  const all = db.prepare<[], PriceRow>('SELECT * FROM office_prices ORDER BY starts_at, set_at');
  const save = db.prepare('INSERT OR REPLACE INTO office_prices (provider, model, starts_at, price, set_by, set_at) VALUES (?, ?, ?, ?, ?, ?)');
  const newest = db.prepare<[], CatalogueRow>('SELECT * FROM price_catalogues WHERE content IS NOT NULL ORDER BY id DESC LIMIT 1');
  const drop = db.prepare('UPDATE price_catalogues SET content = NULL WHERE content IS NOT NULL');
  const add = db.prepare('INSERT INTO price_catalogues (applied_at, applied_by, digest, content) VALUES (?, ?, ?, ?)');
  return {
    transaction: (work) => store.transaction(work),
    officePrices: () =>
      all.all().map((row) => ({ provider: row.provider, model: row.model, from: row.starts_at, price: row.price === null ? null : (JSON.parse(row.price) as Price), by: row.set_by, at: row.set_at })),
    saveOfficePrice: ({ provider, model, from, price, by, at }) => void save.run(provider, model, from, price === null ? null : JSON.stringify(price), by, at),
    catalogue() {
      const row = newest.get();
      return row && { at: row.applied_at, by: row.applied_by, digest: row.digest, catalogue: JSON.parse(gunzipSync(row.content).toString('utf8')) as Catalogue };
    },
    saveCatalogue: ({ at, by, digest, catalogue }) =>
      store.transaction(() => {
        drop.run();
        add.run(at, by, digest, gzipSync(JSON.stringify(catalogue)));
      }),
  };
}
