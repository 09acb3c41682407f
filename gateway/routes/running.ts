import { setTimeout as sleep } from 'node:timers/promises';
import type { Cancellation } from '../core/cancellation.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Running } from './services.ts';

/** The requests that run now, by key. */
export class RunningRequests implements Running {
  readonly #byKey = new Map<string, Set<Cancellation>>();

  add(keyId: string, cancellation: Cancellation): () => void {
    let set = this.#byKey.get(keyId);
    if (!set) this.#byKey.set(keyId, (set = new Set()));
    set.add(cancellation);
    return () => {
      set.delete(cancellation);
      if (set.size === 0 && this.#byKey.get(keyId) === set) this.#byKey.delete(keyId);
    };
  }

  /** Ends what a revoked key has running, streams included. */
  endKey(keyId: string): void {
    for (const cancellation of this.#byKey.get(keyId) ?? []) cancellation.abort(new GatehouseError('key_revoked', 'This key has just been revoked.'));
  }

  /** Ends everything, and waits until it has ended, `waitMs` at the most. */
  async endAll(waitMs: number): Promise<void> {
    for (const set of this.#byKey.values()) for (const cancellation of set) cancellation.abort(new GatehouseError('shutting_down', 'The appliance is being stopped.', { retryAfterSeconds: 5 }));
    for (let waited = 0; this.size > 0 && waited < waitMs; waited += 10) await sleep(10);
  }

  get size(): number {
    let size = 0;
    for (const set of this.#byKey.values()) size += set.size;
    return size;
  }
}
