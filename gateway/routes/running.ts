import { setTimeout as sleep } from 'node:timers/promises';
import type { Cancellation } from '../core/cancellation.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Running, RunningEntry } from './services.ts';

/** The requests that run now. */
export class RunningRequests implements Running {
  readonly #running = new Map<Cancellation, RunningEntry>();
  readonly #limit: number;

  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  get tooMany(): boolean {
    return this.#running.size > this.#limit;
  }

  add(entry: RunningEntry, cancellation: Cancellation): () => void {
    this.#running.set(cancellation, entry);
    return () => {
      this.#running.delete(cancellation);
    };
  }

  /** Ends what a revoked key has running, streams included. */
  endKey(keyId: string): void {
    this.#end((entry) => entry.keyId === keyId, () => new GatehouseError('key_revoked', 'This key has just been revoked.'));
  }

  /** The same for keys that have run out meanwhile. */
  endKeysWithout(isGood: (keyId: string) => boolean): void {
    this.#end(({ keyId }) => !isGood(keyId), () => new GatehouseError('key_revoked', 'This key has just run out.'));
  }

  has(traceId: string): boolean {
    for (const entry of this.#running.values()) if (entry.traceId === traceId) return true;
    return false;
  }

  /** Ends one request, as an administrator asked for. */
  stop(traceId: string): void {
    this.#end((entry) => entry.traceId === traceId, () => new GatehouseError('request_stopped', 'An administrator has stopped this request.'));
  }

  /** Ends what is on its way to a provider outside: what was sent cannot be called back, but nothing more is sent or read. */
  endLeaving(): void {
    this.#end((entry) => entry.leaves, () => new GatehouseError('lockdown', '"Nothing leaves the building" has just been switched on.'));
  }

  /** Ends everything, and waits until it has ended, `waitMs` at the most. */
  async endAll(waitMs: number): Promise<void> {
    this.#end(() => true, () => new GatehouseError('shutting_down', 'The appliance is being stopped.', { retryAfterSeconds: 5 }));
    for (let waited = 0; this.size > 0 && waited < waitMs; waited += 10) await sleep(10);
  }

  get size(): number {
    return this.#running.size;
  }

  #end(which: (entry: RunningEntry) => boolean, reason: () => GatehouseError): void {
    for (const [cancellation, entry] of this.#running) if (which(entry)) cancellation.abort(reason());
  }
}
