import type { Clock } from '../core/clock.ts';
import { newSecret } from '../core/ids.ts';

const LIFE_MS = 60_000;
/** Whoever asks for more pushes out the oldest. */
const MOST = 1_000;

/** Numbers that are used once, for proofs that cannot be shown twice. Kept in memory: those of an earlier process are worth nothing. */
export class Challenges {
  readonly #until = new Map<string, number>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  make(): string {
    const nonce = newSecret();
    this.#until.set(nonce, this.#clock.now() + LIFE_MS);
    if (this.#until.size > MOST) this.#until.delete(this.#until.keys().next().value!);
    return nonce;
  }

  /** True once for each that was made within the last minute. */
  take(nonce: string): boolean {
    const until = this.#until.get(nonce);
    return this.#until.delete(nonce) && until! > this.#clock.now();
  }
}
