import type { DataClass } from '../../../gateway/core/data-class.ts';
import { useAction } from '../../api/queries.ts';
import { sessionState, useSession } from '../../api/session.ts';
import { createStore, useStore } from '../../api/store.ts';

/** In memory only, and for the person who made it: a key is shown once. */
const held = createStore<{ owner: string; id: string; key: string } | undefined>(undefined);

sessionState.subscribe(() => {
  if (sessionState.get().kind === 'signed-out') held.set(undefined);
});

export interface FirstKey {
  id: string | undefined;
  /** Undefined where it was made earlier: nobody can show it again. */
  plaintext: string | undefined;
  /** Makes one and gives its id. */
  create: (name: string, floor: DataClass) => Promise<string>;
  pending: boolean;
}

/** `made`: the id of the key that the first run made, as the gateway remembers it. */
export function useFirstKey(made: string | undefined): FirstKey {
  const create = useAction('keys.create', ['keys.list', 'status']);
  const now = useStore(held);
  const { name: owner } = useSession();
  const own = now?.owner === owner ? now : undefined;
  return {
    id: own?.id ?? made,
    plaintext: own?.key,
    pending: create.isPending,
    async create(name, floor) {
      // This page may use it too, for the question "from here".
      const { id, key } = await create.mutateAsync({ body: { name, floor, ownerKind: 'application', origins: [location.origin] } });
      held.set({ owner, id, key });
      return id;
    },
  };
}
