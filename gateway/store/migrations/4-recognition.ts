export const v4 = `
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
