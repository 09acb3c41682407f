import type { Clock } from '../core/clock.ts';

/**
 * Why a provider could not answer. `unusable`: nothing can be sent with the key or the address that the office has entered. `bad-answer`: cut off, or not to be read.
 * `error`: it answered with an error of its own.
 */
export const FAILURES = ['unreachable', 'timeout', 'key-refused', 'unusable', 'no-credit', 'rate-limited', 'bad-answer', 'error'] as const;
export type Failure = (typeof FAILURES)[number];

export interface Health {
  /** The last good answer. UTC milliseconds, as all times here; null: none since the start, or since the provider was changed. */
  answeredAt: number | null;
  /** Since when it is known as it is set up now; null: since the start. */
  changedAt: number | null;
  /** The last request that failed. */
  failed: { code: Failure; at: number } | null;
  /** Requests in a row that failed, with all their tries; the last one included. */
  failures: number;
  /** The first of them. */
  since: number | null;
}

const UNREACHED: ReadonlySet<Failure> = new Set(['unreachable', 'timeout', 'key-refused', 'unusable']);

/** How each provider has answered of late: since the start of the process, in memory only. */
export class ProviderHealth {
  readonly #known = new Map<string, Health>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  answered(provider: string): void {
    const health = this.#of(provider);
    health.answeredAt = this.#clock.now();
    health.failures = 0;
  }

  failed(provider: string, code: Failure): void {
    const health = this.#of(provider);
    const at = this.#clock.now();
    if (health.failures === 0) health.since = at;
    health.failures++;
    health.failed = { code, at };
  }

  /** It could be reached, and takes the key; whether it answers a request is not known. */
  reached(provider: string): void {
    const health = this.#of(provider);
    if (health.failed && UNREACHED.has(health.failed.code)) health.failures = 0;
  }

  /** It has another key, address or state now: what was, says nothing about it. */
  changed(provider: string): void {
    this.#known.set(provider, { ...UNKNOWN, changedAt: this.#clock.now() });
  }

  removed(provider: string): void {
    this.#known.delete(provider);
  }

  of(provider: string): Health {
    const health = this.#known.get(provider) ?? UNKNOWN;
    return { ...health, since: health.failures > 0 ? health.since : null };
  }

  #of(provider: string): Health {
    let health = this.#known.get(provider);
    if (!health) this.#known.set(provider, (health = { ...UNKNOWN }));
    return health;
  }
}

const UNKNOWN: Readonly<Health> = { answeredAt: null, changedAt: null, failed: null, failures: 0, since: null };
