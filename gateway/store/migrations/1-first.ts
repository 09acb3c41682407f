export const v1 = `
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
