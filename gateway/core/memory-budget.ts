import { GatehouseError } from '../core/errors.ts';

interface Waiting {
  bytes: number;
  enter(): void;
}

/**
 * Bounds the memory that large bodies may hold at once. Attack, or a busy Monday: some twenty documents of 20 MB at the same time, each of which is there
 * several times over while it is parsed, held and serialised.
 */
export class BodyBudget {
  readonly #limit: number;
  readonly #waitMs: number;
  readonly #waiting: Waiting[] = [];
  #held = 0;

  /** @param limit bytes of all bodies together; one body alone always fits. @param waitMs how long a body waits for room, milliseconds. */
  constructor(limit: number, waitMs: number) {
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
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        reject(new GatehouseError('server_busy', 'Too many large requests are under way.', { retryAfterSeconds: Math.ceil(this.#waitMs / 1000) }));
        this.#next();
      }, this.#waitMs);
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
