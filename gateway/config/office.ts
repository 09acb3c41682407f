import { GatehouseError } from '../core/errors.ts';
import type { VirtualKey } from '../core/model.ts';
import { RecentMap } from '../core/recent-map.ts';
import { aliasChanges } from './office-aliases.ts';
import type { OfficeCore, OfficeDependencies } from './office-core.ts';
import { keyChanges } from './office-keys.ts';
import { policyChanges } from './office-policy.ts';
import { providerChanges } from './office-providers.ts';
import { settingChanges } from './office-settings.ts';
import { credentialContext, readSnapshot, type Snapshot } from './office-snapshot.ts';
import type { OfficeEvent, OfficeState } from './office-types.ts';

export type { OfficeDependencies } from './office-core.ts';
export type { KeyInput, OfficeEvent, OfficeState, ProviderInput, StoredKey } from './office-types.ts';

const PREFIX = 'sk-gh-';
const PLAINTEXT_LENGTH = PREFIX.length + 43;
const WRITE_LAST_USE_MS = 60_000;
const REMEMBERED_KEYS = 1_000;

export function createOffice(dependencies: OfficeDependencies): OfficeState {
  const { storage, vault, audit, clock } = dependencies;
  const listeners = new Set<(event: OfficeEvent) => void>();
  const used = new Map<string, number>();
  /** Of keys that were right, by their plaintext. A look into it says nothing by its time: V8 compares strings only where their seeded hashes are the same. */
  const hashes = new RecentMap<string, string>(REMEMBERED_KEYS);
  let depth = 0;
  let events: OfficeEvent[] = [];

  if (!storage.newestPolicy()) {
    storage.transaction(() => {
      const { policy } = readSnapshot(storage, vault, clock.now());
      storage.insertPolicy(policy);
      audit('gatehouse', 'policy.change', { version: policy.version, comment: policy.comment });
    });
  }
  let snapshot = readSnapshot(storage, vault, clock.now());

  function together<T>(work: () => T): T {
    if (depth > 0) return work();
    const before = snapshot;
    depth++;
    try {
      const result = storage.transaction(work);
      const happened = events;
      depth--;
      events = [];
      for (const event of happened) for (const listener of listeners) listener(event);
      return result;
    } catch (error) {
      depth--;
      events = [];
      snapshot = before;
      throw error;
    }
  }

  const core: OfficeCore = {
    ...dependencies,
    snapshot: () => snapshot,
    together,
    change(author, action, detail, event, work) {
      return together(() => {
        const result = work();
        audit(author, action, detail);
        // Read before the commit: a state that cannot be read is never committed.
        snapshot = withUse(readSnapshot(storage, vault, clock.now()), used);
        if (event) events.push(event);
        return result;
      });
    },
  };

  function writeLastUse(): void {
    if (used.size === 0) return;
    try {
      storage.transaction(() => storage.touchKeys(used));
      used.clear();
    } catch (error) {
      // Kept for the next time: a full disk must not end the process over a time of last use.
      if (!(error instanceof GatehouseError)) throw error;
    }
  }
  const timer = setInterval(writeLastUse, WRITE_LAST_USE_MS);
  timer.unref();

  return {
    findKey(plaintext): VirtualKey | undefined {
      if (plaintext.length !== PLAINTEXT_LENGTH || !plaintext.startsWith(PREFIX)) return undefined;
      const hash = hashes.get(plaintext) ?? vault.keyedHash(plaintext);
      const key = snapshot.keysByHash.get(hash);
      if (!key || key.disabled) return undefined;
      hashes.set(plaintext, hash);
      const now = clock.now();
      if (key.expiresAt !== null && key.expiresAt <= now) return undefined;
      key.lastUsedAt = now;
      used.set(key.id, now);
      return key;
    },
    key: (id) => snapshot.keys.get(id),
    keys: () => [...snapshot.keys.values()].filter(({ purpose }) => purpose === 'tool'),
    provider: (id) => snapshot.providers.get(id),
    providers: () => [...snapshot.providers.values()],
    credential(providerId, name = '') {
      const place = credentialContext(providerId, name);
      const known = snapshot.opened.get(place);
      if (known !== undefined) return known;
      const sealed = snapshot.credentials.get(providerId)?.get(name);
      if (!sealed) return undefined;
      const opened = vault.open(sealed, place);
      snapshot.opened.set(place, opened);
      return opened;
    },
    credentialNames: (providerId) => [...(snapshot.credentials.get(providerId)?.keys() ?? [])],
    alias: (name) => snapshot.aliases.get(name),
    aliases: () => [...snapshot.aliases.values()],
    policy: () => snapshot.policy,
    problems: () => snapshot.problems,
    ...keyChanges(core, PREFIX),
    ...providerChanges(core),
    ...aliasChanges(core),
    ...policyChanges(core),
    ...settingChanges(core),
    together,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      clearInterval(timer);
      writeLastUse();
    },
  };
}

/** Times of last use that are not written yet survive the exchange of the snapshot. */
function withUse(snapshot: Snapshot, used: ReadonlyMap<string, number>): Snapshot {
  for (const [id, time] of used) {
    const key = snapshot.keys.get(id);
    if (key) key.lastUsedAt = time;
  }
  return snapshot;
}
