import type { Clock } from '../core/clock.ts';
import type { MapKeeper, MapState } from '../core/pseudonyms.ts';
import type { Store } from './open.ts';
import type { Vault } from './vault.ts';

export interface Pseudonyms {
  /** The stand-ins of this key's conversation. They are erased with it. */
  keeper(keyId: string, session: string): MapKeeper;
}

/** The values that stand-ins stand for, encrypted, one row per conversation. */
export function createPseudonyms({ store, vault, clock }: { store: Store; vault: Vault; clock: Clock }): Pseudonyms {
  const select = store.db.prepare<[string, string], Buffer>('SELECT sealed FROM pseudonyms WHERE key_id = ? AND session = ?').pluck();
  const upsert = store.db.prepare<[string, string, Buffer, number]>(
    'INSERT INTO pseudonyms (key_id, session, sealed, changed_at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at',
  );
  return {
    keeper(keyId, session) {
      const context = JSON.stringify(['pseudonyms', keyId, session]);
      return {
        read() {
          const sealed = store.transaction(() => select.get(keyId, session));
          return sealed && (JSON.parse(vault.open(sealed, context)) as MapState);
        },
        write(state) {
          store.transaction(() => upsert.run(keyId, session, vault.seal(JSON.stringify(state), context), clock.now()));
        },
      };
    },
  };
}
