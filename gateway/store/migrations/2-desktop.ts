export const v2 = `
ALTER TABLE virtual_keys ADD COLUMN purpose TEXT NOT NULL DEFAULT 'tool';
ALTER TABLE virtual_keys ADD COLUMN owner_kind TEXT NOT NULL DEFAULT 'application';
-- The admin session (its hash) that an Ask key ends with.
ALTER TABLE virtual_keys ADD COLUMN session TEXT;

ALTER TABLE aliases ADD COLUMN position INTEGER NOT NULL DEFAULT 0;

-- What the office has set, each as JSON.
CREATE TABLE office_settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Of time, in quarters of an hour: every time zone in use differs from UTC by whole ones. A generated column would keep the index from covering.
ALTER TABLE traces ADD COLUMN quarter INTEGER NOT NULL DEFAULT 0;
UPDATE traces SET quarter = time / 900000;
-- Covers the overview, in the order of its groups: 100,000 rows of one day are counted without sorting or reading the table.
CREATE INDEX traces_overview ON traces (quarter, decision, outcome, provider, data_class, prompt_tokens, completion_tokens);
-- Says whether a conversation is still in use, before its class is forgotten.
CREATE INDEX traces_session ON traces (session, key_id) WHERE session IS NOT NULL;
`;
