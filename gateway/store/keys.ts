import type { DataClass } from '../core/data-class.ts';
import type { OwnerKind, VirtualKey } from '../core/model.ts';
import type { OfficeStorage, StoredKey } from '../config/office-types.ts';
import type { Store } from './open.ts';

interface Row {
  id: string; hash: string; last4: string; name: string; owner: string; floor: DataClass; ceiling: DataClass; media_class: DataClass | null; models: string | null;
  origins: string; created_at: number; expires_at: number | null; disabled: number; last_used_at: number | null;
  team: string | null; purpose: VirtualKey['purpose']; owner_kind: OwnerKind; session: string | null;
}

export function keyRepository({ db }: Store): Pick<OfficeStorage, 'keys' | 'insertKey' | 'updateKey' | 'deleteKey' | 'touchKeys'> {
  const all = db.prepare<[], Row>('SELECT * FROM virtual_keys ORDER BY created_at, rowid');
  const insert = db.prepare(
    `INSERT INTO virtual_keys (id, hash, last4, name, owner, floor, ceiling, media_class, models, origins, created_at, expires_at, disabled, last_used_at, purpose, owner_kind, session, team)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = db.prepare('UPDATE virtual_keys SET name = ?, owner = ?, owner_kind = ?, team = ?, floor = ?, ceiling = ?, media_class = ?, models = ?, origins = ?, expires_at = ?, disabled = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM virtual_keys WHERE id = ?');
  const touch = db.prepare('UPDATE virtual_keys SET last_used_at = ? WHERE id = ?');
  return {
    keys: () =>
      all.all().map((row) => ({
        hash: row.hash,
        key: {
          id: row.id,
          name: row.name,
          owner: row.owner,
          ownerKind: row.owner_kind,
          team: row.team,
          purpose: row.purpose,
          ...(row.session !== null && { session: row.session }),
          floor: row.floor,
          ceiling: row.ceiling,
          mediaClass: row.media_class,
          models: row.models === null ? null : (JSON.parse(row.models) as string[]),
          origins: JSON.parse(row.origins) as string[],
          createdAt: row.created_at,
          expiresAt: row.expires_at,
          disabled: row.disabled === 1,
          lastUsedAt: row.last_used_at,
          last4: row.last4,
        },
      })),
    insertKey: (key, hash) => {
      insert.run(
        key.id, hash, key.last4, key.name, key.owner, key.floor, key.ceiling, key.mediaClass, models(key), JSON.stringify(key.origins),
        key.createdAt, key.expiresAt, Number(key.disabled), key.lastUsedAt, key.purpose, key.ownerKind, key.session ?? null, key.team,
      );
    },
    updateKey: (key) => {
      update.run(key.name, key.owner, key.ownerKind, key.team, key.floor, key.ceiling, key.mediaClass, models(key), JSON.stringify(key.origins), key.expiresAt, Number(key.disabled), key.id);
    },
    deleteKey: (id) => {
      remove.run(id);
    },
    touchKeys: (lastUsed) => {
      for (const [id, time] of lastUsed) touch.run(time, id);
    },
  };
}

function models(key: StoredKey): string | null {
  return key.models === null ? null : JSON.stringify(key.models);
}
