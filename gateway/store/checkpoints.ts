import type { Store } from './open.ts';

/** What the log's head was at `time`, signed. */
export interface StoredCheckpoint {
  seq: number;
  hash: string;
  /** UTC milliseconds. */
  time: number;
  /** How many records the log held. */
  records: number;
  keyId: string;
  /** Base64. */
  signature: string;
}

/** `public` is SPKI in base64; `sealed` the PKCS #8 of the private half in base64, sealed by the vault. */
export interface StoredAuditKey { id: string; public: string; sealed: Buffer; createdAt: number }

export interface CheckpointRepository {
  /** The newest. */
  key(): StoredAuditKey | undefined;
  saveKey(key: StoredAuditKey): void;
  save(checkpoint: StoredCheckpoint): void;
  latest(): StoredCheckpoint | undefined;
  /** Oldest first: those of the records from `first` to `last`. */
  between(first: number, last: number): StoredCheckpoint[];
}

interface KeyRow { id: string; public: string; sealed: Buffer; created_at: number }

export function checkpointRepository({ db }: Store): CheckpointRepository {
  const columns = 'seq, hash, time, records, key_id AS keyId, signature';
  const key = db.prepare<[], KeyRow>('SELECT * FROM audit_keys ORDER BY created_at DESC LIMIT 1');
  const saveKey = db.prepare('INSERT INTO audit_keys (id, public, sealed, created_at) VALUES (?, ?, ?, ?)');
  const save = db.prepare('INSERT INTO audit_checkpoints (seq, hash, time, records, key_id, signature) VALUES (?, ?, ?, ?, ?, ?)');
  const latest = db.prepare<[], StoredCheckpoint>(`SELECT ${columns} FROM audit_checkpoints ORDER BY seq DESC LIMIT 1`);
  const between = db.prepare<[number, number], StoredCheckpoint>(`SELECT ${columns} FROM audit_checkpoints WHERE seq BETWEEN ? AND ? ORDER BY seq`);
  return {
    key() {
      const row = key.get();
      return row && { id: row.id, public: row.public, sealed: row.sealed, createdAt: row.created_at };
    },
    saveKey: ({ id, public: spki, sealed, createdAt }) => void saveKey.run(id, spki, sealed, createdAt),
    save: ({ seq, hash, time, records, keyId, signature }) => void save.run(seq, hash, time, records, keyId, signature),
    latest: () => latest.get(),
    between: (first, last) => between.all(first, last),
  };
}
