import { classRank, type DataClass } from '../core/data-class.ts';
import type { Store } from './open.ts';

export interface Conversations {
  /** The class that this key's conversation has reached. Throws `storage_unavailable`. */
  classOf(keyId: string, session: string): DataClass | undefined;
  /** Raises it, durably; a lower class changes nothing. Throws `storage_unavailable`. */
  raise(keyId: string, session: string, dataClass: DataClass, now: number): void;
}

const REMEMBERED = 10_000;

export function createConversations(store: Store): Conversations {
  const remembered = new Map<string, DataClass>();
  const select = store.db.prepare<[string, string], { data_class: DataClass }>('SELECT data_class FROM conversations WHERE key_id = ? AND session = ?');
  const upsert = store.db.prepare<[string, string, DataClass, number]>(
    'INSERT INTO conversations (key_id, session, data_class, raised_at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET data_class = excluded.data_class, raised_at = excluded.raised_at',
  );

  function remember(id: string, dataClass: DataClass): void {
    remembered.delete(id);
    remembered.set(id, dataClass);
    if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value!);
  }

  function classOf(keyId: string, session: string): DataClass | undefined {
    const id = `${keyId}\0${session}`;
    const known = remembered.get(id) ?? store.transaction(() => select.get(keyId, session))?.data_class;
    if (known !== undefined) remember(id, known);
    return known;
  }

  return {
    classOf,
    raise(keyId, session, dataClass, now) {
      const known = classOf(keyId, session);
      if (known !== undefined && classRank(known) >= classRank(dataClass)) return;
      store.transaction(() => upsert.run(keyId, session, dataClass, now));
      remember(`${keyId}\0${session}`, dataClass);
    },
  };
}
