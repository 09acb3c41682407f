export const v9 = `
-- Answers that are kept for the key that asked for them, each encrypted; they are deleted once their key is revoked.
CREATE TABLE responses (
  id TEXT PRIMARY KEY,
  key_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  sealed BLOB NOT NULL
) STRICT;
CREATE INDEX responses_age ON responses (created_at);
-- Where the items of answers stand, so that a client may name one in place of sending it.
CREATE TABLE response_items (
  key_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  response_id TEXT NOT NULL,
  PRIMARY KEY (key_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX response_items_of ON response_items (response_id);
CREATE TRIGGER items_of_deleted_response AFTER DELETE ON responses BEGIN DELETE FROM response_items WHERE response_id = OLD.id; END;
CREATE TRIGGER responses_of_revoked_key AFTER UPDATE OF disabled ON virtual_keys WHEN NEW.disabled = 1 BEGIN DELETE FROM responses WHERE key_id = NEW.id; END;
CREATE TRIGGER responses_of_deleted_key AFTER DELETE ON virtual_keys BEGIN DELETE FROM responses WHERE key_id = OLD.id; END;
`;
