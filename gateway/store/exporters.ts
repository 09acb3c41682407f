import type { DataClass } from '../core/data-class.ts';
import type { Store } from './open.ts';

export interface StoredExporter {
  id: string;
  name: string;
  kind: string;
  endpoint: string;
  /** Encrypted JSON. */
  secrets: Buffer;
  classes: DataClass[];
  enabled: boolean;
  /** UTC milliseconds. */
  createdAt: number;
}

export interface ExporterRows {
  all(): StoredExporter[];
  /** One of that id is replaced. */
  save(exporter: StoredExporter): void;
  delete(id: string): void;
}

interface Row { id: string; name: string; kind: string; endpoint: string; secrets: Buffer; classes: string; enabled: number; created_at: number }

export function exporterRows({ db }: Store): ExporterRows {
  const all = db.prepare<[], Row>('SELECT * FROM exporters ORDER BY created_at, id');
  const save = db.prepare(
    `INSERT INTO exporters (id, name, kind, endpoint, secrets, classes, enabled, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, endpoint = excluded.endpoint, secrets = excluded.secrets, classes = excluded.classes, enabled = excluded.enabled`,
  );
  const remove = db.prepare('DELETE FROM exporters WHERE id = ?');
  return {
    all: () => all.all().map(({ created_at: createdAt, classes, enabled, ...row }) => ({ ...row, createdAt, classes: JSON.parse(classes) as DataClass[], enabled: enabled === 1 })),
    save: ({ id, name, kind, endpoint, secrets, classes, enabled, createdAt }) => void save.run(id, name, kind, endpoint, secrets, JSON.stringify(classes), Number(enabled), createdAt),
    delete: (id) => void remove.run(id),
  };
}
