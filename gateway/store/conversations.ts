import { classRank, type DataClass } from '../core/data-class.ts';
import { RecentMap } from '../core/recent-map.ts';
import type { Store } from './open.ts';

export interface Conversations {
  /** The class that this key's conversation has reached. Throws `storage_unavailable`. */
  classOf(keyId: string, session: string): DataClass | undefined;
  /** Raises it, durably; a lower class changes nothing. Throws `storage_unavailable`. */
  raise(keyId: string, session: string, dataClass: DataClass, now: number): void;
}

const REMEMBERED = 5_000;

export function createConversations(store: Store): Conversations {
  const remembered = new RecentMap<string, DataClass>(REMEMBERED);
  const select = store.db.prepare<[string, string], { data_class: DataClass }>('SELECT data_class FROM conversations WHERE key_id = ? AND session = ?');
  const upsert = store.db.prepare<[string, string, DataClass, number]>(
    'INSERT INTO conversations (key_id, session, data_class, raised_at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET data_class = excluded.data_class, raised_at = excluded.raised_at',
  );

  function classOf(keyId: string, session: string): DataClass | undefined {
    const id = `${keyId}\0${session}`;
    const known = remembered.get(id);
    if (known !== undefined) return known;
    const stored = store.transaction(() => select.get(keyId, session))?.data_class;
    if (stored !== undefined) remembered.set(id, stored);
    return stored;
  }

  return {
    classOf,
    raise(keyId, session, dataClass, now) {
      const known = classOf(keyId, session);
      if (known !== undefined && classRank(known) >= classRank(dataClass)) return;
      store.transaction(() => upsert.run(keyId, session, dataClass, now));
      remembered.set(`${keyId}\0${session}`, dataClass);
    },
  };
}
