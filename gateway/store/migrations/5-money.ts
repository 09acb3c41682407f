export const v5 = `
-- Departments. A key belongs to one, or to none.
CREATE TABLE teams (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  cost_centre TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
ALTER TABLE virtual_keys ADD COLUMN team TEXT;

-- Each as JSON; what is used of a budget stands nowhere but in usage.
CREATE TABLE budgets (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE rate_limits (
  scope TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Once per budget, period and threshold.
CREATE TABLE budget_alerts (
  budget TEXT NOT NULL,
  period INTEGER NOT NULL,
  threshold INTEGER NOT NULL,
  time INTEGER NOT NULL,
  detail TEXT NOT NULL,
  seen_by TEXT,
  PRIMARY KEY (budget, period, threshold)
) STRICT, WITHOUT ROWID;

ALTER TABLE traces ADD COLUMN team TEXT;
ALTER TABLE traces ADD COLUMN owner TEXT;
-- The deployments that were to be tried, as JSON.
ALTER TABLE traces ADD COLUMN plan TEXT;
-- W3C trace context of the client.
ALTER TABLE traces ADD COLUMN traceparent TEXT;
-- Set aside before anything was sent: nano-dollars and tokens.
ALTER TABLE traces ADD COLUMN reserved INTEGER;
ALTER TABLE traces ADD COLUMN reserved_tokens INTEGER;
-- Nano-dollars; NULL where no price is known.
ALTER TABLE traces ADD COLUMN cost INTEGER;
ALTER TABLE traces ADD COLUMN price TEXT;
ALTER TABLE traces ADD COLUMN reasoning_tokens INTEGER;
ALTER TABLE traces ADD COLUMN cache_write_tokens INTEGER;

-- The ledger: what was settled, summed up in the transaction that ends the traces. It outlives them.
CREATE TABLE usage (
  -- Of time, as in traces.
  quarter INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  team TEXT NOT NULL,
  owner TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  data_class TEXT NOT NULL,
  outcome TEXT NOT NULL,
  requests INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  -- What budgets count: prompt and completion, or what was set aside where the numbers never came.
  counted_tokens INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  estimated INTEGER NOT NULL,
  unpriced INTEGER NOT NULL,
  -- Sums, for means.
  total_ms INTEGER NOT NULL,
  first_token_ms INTEGER NOT NULL,
  first_tokens INTEGER NOT NULL,
  PRIMARY KEY (quarter, key_id, team, owner, provider, model, data_class, outcome)
) STRICT, WITHOUT ROWID;
INSERT INTO usage
  SELECT quarter, coalesce(key_id, ''), '', '', coalesce(provider, CASE decision WHEN 'local' THEN 'local' ELSE '' END), coalesce(model, ''), data_class, outcome, count(*), sum(coalesce(prompt_tokens, 0)), sum(coalesce(completion_tokens, 0)), sum(coalesce(cached_tokens, 0)),
    sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)), 0, sum(coalesce(usage_estimated, 0)), sum(coalesce(provider, 'local') <> 'local'),
    sum(CAST(coalesce(total_ms, 0) AS INTEGER)), sum(CAST(coalesce(first_token_ms, 0) AS INTEGER)), count(first_token_ms)
  FROM traces WHERE outcome IS NOT NULL GROUP BY 1, 2, 5, 6, 7, 8;
-- The overview is read from the usage now: an index less that every request pays for.
DROP INDEX traces_overview;
-- From before prices were known.
UPDATE traces SET cost = 0 WHERE outcome IS NOT NULL AND coalesce(provider, 'local') = 'local';
`;
