import type { Clock } from '../core/clock.ts';
import type { KeptResponse, ResponseStates } from '../core/kept-response.ts';
import type { Store } from './open.ts';
import type { Vault } from './vault.ts';

/** Answers that a client may go on from or ask for again, one encrypted row each. */
export function createResponses({ store, vault, clock }: { store: Store; vault: Vault; clock: Clock }): ResponseStates {
  const select = store.db.prepare<[string, string], Buffer>('SELECT sealed FROM responses WHERE id = ? AND key_id = ?').pluck();
  const insert = store.db.prepare<[string, string, number, Buffer]>('INSERT INTO responses (id, key_id, created_at, sealed) VALUES (?, ?, ?, ?)');
  const remove = store.db.prepare<[string, string]>('DELETE FROM responses WHERE id = ? AND key_id = ?');
  const contextOf = (keyId: string, id: string): string => JSON.stringify(['responses', keyId, id]);
  return {
    keep(keyId, kept) {
      const sealed = vault.seal(JSON.stringify(kept), contextOf(keyId, kept.id));
      store.transaction(() => insert.run(kept.id, keyId, clock.now(), sealed));
    },
    get(keyId, id) {
      const sealed = store.transaction(() => select.get(id, keyId));
      return sealed && (JSON.parse(vault.open(sealed, contextOf(keyId, id))) as KeptResponse);
    },
    remove(keyId, id) {
      const removed = store.transaction(() => remove.run(id, keyId).changes > 0);
      if (removed) store.scrub();
      return removed;
    },
  };
}
