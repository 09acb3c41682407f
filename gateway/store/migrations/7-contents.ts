export const v7 = `
-- What was asked and answered, where the office keeps it; see content_keys and content_marks.
CREATE TABLE contents (
  trace TEXT PRIMARY KEY,
  time INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  session TEXT,
  data_class TEXT NOT NULL,
  -- Nonce and AES-256-GCM under a key of this record's own; NULL where only the marks are kept.
  sealed BLOB
) STRICT;
CREATE INDEX contents_age ON contents (data_class, time);
CREATE INDEX contents_key ON contents (key_id, session);
CREATE INDEX contents_owner ON contents (owner);

-- The key of each record, wrapped under the data key. Without its row the content cannot be read by anybody.
CREATE TABLE content_keys (
  trace TEXT PRIMARY KEY REFERENCES contents (trace) ON DELETE CASCADE,
  wrapped BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Keyed hashes of messages and answers: equal ones are found without being read.
CREATE TABLE content_marks (
  mark BLOB NOT NULL,
  trace TEXT NOT NULL REFERENCES contents (trace) ON DELETE CASCADE,
  -- 1: of the answer.
  answer INTEGER NOT NULL,
  PRIMARY KEY (mark, trace, answer)
) STRICT, WITHOUT ROWID;
CREATE INDEX content_marks_trace ON content_marks (trace);

-- Content never outlives the trace by which it would be found.
CREATE TRIGGER contents_end AFTER DELETE ON traces BEGIN
  DELETE FROM contents WHERE trace = OLD.id;
END;

-- Where traces are sent.
CREATE TABLE exporters (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  -- Encrypted JSON: headers, and the keys of the service.
  secrets BLOB NOT NULL,
  classes TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
`;
