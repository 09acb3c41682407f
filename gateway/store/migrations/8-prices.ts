export const v8 = `
-- What the office pays by contract, with history; the price, as JSON, is null where the catalogue's price counts again.
CREATE TABLE office_prices (
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  price TEXT,
  set_by TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  PRIMARY KEY (provider, model, starts_at)
) STRICT, WITHOUT ROWID;

-- Price lists that were in force; only the newest keeps its content, as gzipped JSON.
CREATE TABLE price_catalogues (
  id INTEGER PRIMARY KEY,
  applied_at INTEGER NOT NULL,
  applied_by TEXT NOT NULL,
  digest TEXT NOT NULL,
  content BLOB
) STRICT;
`;
