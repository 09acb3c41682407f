export const v9 = `
-- Answers that are kept for the key that asked for them, each encrypted; they are deleted once their key is revoked.
CREATE TABLE responses (
  id TEXT PRIMARY KEY,
  key_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  sealed BLOB NOT NULL
) STRICT;
CREATE INDEX responses_age ON responses (created_at);
CREATE TRIGGER responses_of_revoked_key AFTER UPDATE OF disabled ON virtual_keys WHEN NEW.disabled = 1 BEGIN DELETE FROM responses WHERE key_id = NEW.id; END;
CREATE TRIGGER responses_of_deleted_key AFTER DELETE ON virtual_keys BEGIN DELETE FROM responses WHERE key_id = OLD.id; END;
`;
