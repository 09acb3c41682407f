import type { Clock } from '../core/clock.ts';
import { type KeptResponse, outputOf, type ResponseStates } from '../core/kept-response.ts';
import type { Store } from './open.ts';
import type { Vault } from './vault.ts';

/** Answers that a client may go on from or ask for again, one encrypted row each. `limit`: bytes that one request may go on from. */
export function createResponses({ store, vault, clock, limit }: { store: Store; vault: Vault; clock: Clock; limit: number }): ResponseStates {
  const select = store.db.prepare<[string, string], Buffer>('SELECT sealed FROM responses WHERE id = ? AND key_id = ?').pluck();
  const size = store.db.prepare<[string, string], number>('SELECT length(sealed) FROM responses WHERE id = ? AND key_id = ?').pluck();
  const insert = store.db.prepare<[string, string, string, number, Buffer]>('INSERT INTO responses (id, key_id, trace, created_at, sealed) VALUES (?, ?, ?, ?, ?)');
  const remove = store.db.prepare<[string, string]>('DELETE FROM responses WHERE id = ? AND key_id = ?');
  const insertItem = store.db.prepare<[string, string, string]>('INSERT OR REPLACE INTO response_items (key_id, item_id, response_id) VALUES (?, ?, ?)');
  const holder = store.db.prepare<[string, string], string>('SELECT response_id FROM response_items WHERE key_id = ? AND item_id = ?').pluck();
  const contextOf = (keyId: string, id: string): string => JSON.stringify(['responses', keyId, id]);
  return {
    keep(keyId, trace, kept) {
      const sealed = vault.seal(JSON.stringify(kept), contextOf(keyId, kept.id));
      store.transaction(() => {
        insert.run(kept.id, keyId, trace, clock.now(), sealed);
        for (const { id } of outputOf(kept)) if (typeof id === 'string') insertItem.run(keyId, id, kept.id);
      });
    },
    get(keyId, id) {
      const sealed = store.transaction(() => select.get(id, keyId));
      return sealed && (JSON.parse(vault.open(sealed, contextOf(keyId, id))) as KeptResponse);
    },
    sizeOf: (keyId, id) => store.transaction(() => size.get(id, keyId)),
    holderOf: (keyId, itemId) => store.transaction(() => holder.get(keyId, itemId)),
    limit,
    remove(keyId, id) {
      const removed = store.transaction(() => remove.run(id, keyId).changes > 0);
      if (removed) store.scrub();
      return removed;
    },
  };
}
