/** One step of the schema. Steps are only ever added: a published one never changes. */
export interface Migration {
  version: number;
  sql: string;
}

const v1 = `
CREATE TABLE wrapped_keys (
  way TEXT PRIMARY KEY,
  salt BLOB NOT NULL,
  nonce BLOB NOT NULL,
  wrapped BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE virtual_keys (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  last4 TEXT NOT NULL,
  name TEXT NOT NULL,
  owner TEXT NOT NULL,
  floor TEXT NOT NULL,
  ceiling TEXT NOT NULL,
  media_class TEXT,
  models TEXT,
  origins TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  disabled INTEGER NOT NULL DEFAULT 0,
  last_used_at INTEGER
) STRICT;

CREATE TABLE providers (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  base_url TEXT NOT NULL,
  region TEXT NOT NULL,
  headers BLOB,
  contract TEXT NOT NULL,
  models TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE provider_credentials (
  provider TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (provider, name)
) STRICT;

CREATE TABLE aliases (
  name TEXT PRIMARY KEY,
  deployments TEXT NOT NULL
) STRICT;

CREATE TABLE policies (
  version INTEGER PRIMARY KEY,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  comment TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE admins (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE admin_links (
  hash TEXT PRIMARY KEY,
  admin TEXT NOT NULL REFERENCES admins (id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE admin_sessions (
  hash TEXT PRIMARY KEY,
  admin TEXT NOT NULL REFERENCES admins (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE traces (
  id TEXT PRIMARY KEY,
  time INTEGER NOT NULL,
  key_id TEXT,
  key_name TEXT,
  endpoint TEXT NOT NULL,
  data_class TEXT NOT NULL,
  decision TEXT NOT NULL,
  rule TEXT,
  policy_version INTEGER NOT NULL,
  requested_model TEXT NOT NULL,
  session TEXT,
  tags TEXT,
  streamed INTEGER NOT NULL,
  provider TEXT,
  model TEXT,
  attempts TEXT,
  prompt_tokens INTEGER,
  completion_tokens INTEGER,
  cached_tokens INTEGER,
  usage_estimated INTEGER,
  first_token_ms REAL,
  total_ms REAL,
  outcome TEXT,
  error_code TEXT,
  http_status INTEGER
) STRICT, WITHOUT ROWID;

-- The running requests only: what a crash left open is found without reading the whole table.
CREATE INDEX traces_open ON traces (id) WHERE outcome IS NULL;

-- What class a conversation has reached: it only rises, also over a restart.
CREATE TABLE conversations (
  key_id TEXT NOT NULL,
  session TEXT NOT NULL,
  data_class TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  PRIMARY KEY (key_id, session)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
`;

const v2 = `
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

const v3 = `
-- The rule that decided, as JSON: a UI says it in any language.
ALTER TABLE traces ADD COLUMN why TEXT;
`;

const v4 = `
-- Why the class is above the key's own, as JSON: recognisers and places, never text.
ALTER TABLE traces ADD COLUMN evidence TEXT;
-- How many values were replaced by stand-ins, by kind, as JSON.
ALTER TABLE traces ADD COLUMN stand_ins TEXT;

-- The office's own words, each list encrypted as a whole.
CREATE TABLE word_lists (
  id TEXT PRIMARY KEY,
  sealed BLOB NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- Patterns of the office's own; they may hold names too, so they are encrypted.
CREATE TABLE office_patterns (
  id TEXT PRIMARY KEY,
  sealed BLOB NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- Findings that somebody has reported as false alarms, by the keyed hash of what was found.
CREATE TABLE allowed_findings (
  recogniser TEXT NOT NULL,
  mark TEXT NOT NULL,
  trace TEXT NOT NULL,
  reported_by TEXT NOT NULL,
  reported_at INTEGER NOT NULL,
  PRIMARY KEY (recogniser, mark)
) STRICT, WITHOUT ROWID;

-- What the stand-ins of a conversation stand for, encrypted.
CREATE TABLE pseudonyms (
  key_id TEXT NOT NULL,
  session TEXT NOT NULL,
  sealed BLOB NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (key_id, session)
) STRICT, WITHOUT ROWID;
-- Erased with the conversation, whoever deletes it.
CREATE TRIGGER pseudonyms_end AFTER DELETE ON conversations BEGIN
  DELETE FROM pseudonyms WHERE key_id = OLD.key_id AND session = OLD.session;
END;
`;

export const MIGRATIONS: readonly Migration[] = [{ version: 1, sql: v1 }, { version: 2, sql: v2 }, { version: 3, sql: v3 }, { version: 4, sql: v4 }];
