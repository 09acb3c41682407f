import { GatehouseError } from '../core/errors.ts';
import { newId, newSecret } from '../core/ids.ts';
import { checkKeyClasses, checkOrigins, invalid } from './office-checks.ts';
import type { OfficeCore } from './office-core.ts';
import type { OfficeState, StoredKey } from './office-types.ts';

/** Names of the keys that a start makes by itself, for the line to paste into a terminal. */
export const OWN_KEYS = { first: 'first key', tryOut: 'try it (terminal)' } as const;

export function keyChanges(core: OfficeCore, prefix: string): Pick<OfficeState, 'createKey' | 'updateKey' | 'revokeKey' | 'createAskKey' | 'revokeAskKeys'> {
  function existing(id: string): StoredKey {
    const key = core.snapshot().keys.get(id);
    if (!key) throw new GatehouseError('not_found', `There is no key "${id}".`, { hint: 'See: gatehouse keys list' });
    return key;
  }

  function check(key: StoredKey): void {
    if (key.name.trim() === '') throw invalid('name', 'A key needs a name.');
    checkKeyClasses(key.floor, key.ceiling);
    checkOrigins(key.origins);
  }

  function insert(key: StoredKey, plaintext: string, author: string): { key: StoredKey; plaintext: string } {
    check(key);
    core.change(author, 'key.create', record(key), { kind: 'key-created', keyId: key.id }, () => core.storage.insertKey(key, core.vault.keyedHash(plaintext)));
    return { key, plaintext };
  }

  function revoke(id: string, author: string): void {
    const key = existing(id);
    core.change(author, 'key.revoke', record(key), { kind: 'key-revoked', keyId: id }, () => core.storage.deleteKey(id));
  }

  function revokeAskKeys(which: (key: StoredKey) => boolean, author: string): void {
    for (const key of core.snapshot().keys.values()) if (key.purpose === 'ask' && which(key)) revoke(key.id, author);
  }

  return {
    createKey(input, author) {
      const now = core.clock.now();
      const plaintext = prefix + newSecret();
      const key: StoredKey = {
        id: newId('key', now),
        name: input.name,
        owner: (input.owner ?? '').trim(),
        ownerKind: input.ownerKind ?? 'application',
        team: input.team ?? null,
        purpose: 'tool',
        floor: input.floor ?? 'public',
        ceiling: input.ceiling ?? 'secret',
        mediaClass: input.mediaClass ?? null,
        models: input.models ?? null,
        origins: input.origins ?? [],
        createdAt: now,
        expiresAt: input.expiresAt ?? null,
        disabled: false,
        lastUsedAt: null,
        last4: plaintext.slice(-4),
      };
      return insert(key, plaintext, author);
    },
    updateKey(id, change, author) {
      const before = existing(id);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const merged: StoredKey = { ...before, ...given };
      const key = { ...merged, owner: merged.owner.trim() };
      check(key);
      const over = ({ disabled, expiresAt }: StoredKey): boolean => disabled || (expiresAt !== null && expiresAt <= core.clock.now());
      const event = over(key) && !over(before) ? 'key-revoked' : 'key-updated';
      core.change(author, 'key.update', { ...record(key), before: record(before) }, { kind: event, keyId: id }, () => core.storage.updateKey(key));
      return key;
    },
    revokeKey: revoke,
    createAskKey: (input, author) =>
      core.together(() => {
        const now = core.clock.now();
        revokeAskKeys((key) => key.session === input.session || (key.expiresAt ?? 0) <= now, author);
        const plaintext = prefix + newSecret();
        const { origin, ...fields } = input;
        const key: StoredKey = {
          ...fields,
          id: newId('key', now),
          ownerKind: 'person',
          team: null,
          purpose: 'ask',
          ceiling: 'secret',
          mediaClass: null,
          models: null,
          origins: [origin],
          createdAt: now,
          disabled: false,
          lastUsedAt: null,
          last4: plaintext.slice(-4),
        };
        return insert(key, plaintext, author);
      }),
    revokeAskKeys,
  };
}

function record(key: StoredKey): { [name: string]: string | number | boolean | null | string[] } {
  const { id, name, owner, ownerKind, team, purpose, floor, ceiling, mediaClass, models, origins, expiresAt, disabled } = key;
  return { id, name, owner, ownerKind, team, purpose, floor, ceiling, mediaClass, models, origins, expiresAt, disabled };
}
