import type { EventEmitter } from 'node:events';
import { GatehouseError } from './errors.ts';

interface Waiting {
  bytes: number;
  enter(): void;
}

/**
 * Bounds the memory that large bodies or answers may hold at once. Attack, or a busy Monday: some twenty documents of 20 MB at the same time, each of which is
 * there several times over while it is parsed, held and serialised.
 */
export class MemoryBudget {
  readonly #limit: number;
  readonly #waitMs: number | undefined;
  readonly #waiting: Waiting[] = [];
  #held = 0;

  /** @param limit bytes of all together; one alone always fits. @param waitMs how long one waits for room, milliseconds; without it as long as it wants. */
  constructor(limit: number, waitMs?: number) {
    this.#limit = limit;
    this.#waitMs = waitMs;
  }

  /** Waits for room, first come first served; resolves with the function that gives it back, but for `keep` bytes. Rejects with `server_busy`. */
  async enter(bytes: number): Promise<(keep?: number) => void> {
    if (this.#waiting.length > 0 || !this.#fits(bytes)) await this.#turn(bytes);
    this.#held += bytes;
    let held = bytes;
    return (keep = 0) => {
      if (keep >= held) return;
      this.#held -= held - keep;
      held = keep;
      this.#next();
    };
  }

  #fits(bytes: number): boolean {
    return this.#held === 0 || this.#held + bytes <= this.#limit;
  }

  #turn(bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        bytes,
        enter: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const ms = this.#waitMs;
      const timer = ms === undefined ? undefined : setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        reject(new GatehouseError('server_busy', 'Too many large requests are under way.', { retryAfterSeconds: Math.ceil(ms / 1000) }));
        this.#next();
      }, ms);
      this.#waiting.push(entry);
    });
  }

  /** One at a time: each takes its room before the next is looked at. */
  #next(): void {
    const first = this.#waiting[0];
    if (!first || !this.#fits(first.bytes)) return;
    this.#waiting.shift();
    first.enter();
    queueMicrotask(() => this.#next());
  }
}

/** What one request holds of a budget, from its first large piece to its end. */
export class MemoryShare {
  readonly #budget: MemoryBudget;
  #held: Set<() => void> | undefined;
  #closed = false;

  constructor(budget: MemoryBudget) {
    this.#budget = budget;
  }

  /** Waits for room for so many bytes more, or until `over` emits `abort`; resolves with the function that gives them back. */
  take(bytes: number, over?: EventEmitter): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const done = (leave: () => void): void => {
        over?.off('abort', waitNoLonger);
        resolve(leave);
      };
      const waitNoLonger = (): void => done(() => {});
      over?.once('abort', waitNoLonger);
      this.#enter(bytes).then(done, reject);
    });
  }

  async #enter(bytes: number): Promise<() => void> {
    const leave = await this.#budget.enter(bytes);
    if (this.#closed) leave();
    else (this.#held ??= new Set()).add(leave);
    return () => {
      if (this.#held?.delete(leave)) leave();
    };
  }

  get isHeld(): boolean {
    return this.#held !== undefined && this.#held.size > 0;
  }

  giveBack(): void {
    for (const leave of this.#held ?? []) leave();
    this.#held = undefined;
  }

  /** From now on whatever is taken is given back at once. */
  close(): void {
    this.#closed = true;
    this.giveBack();
  }
}
