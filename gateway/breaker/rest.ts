import type { Clock } from '../core/clock.ts';

export interface RestSettings {
  /** So many failures … */
  failures: number;
  /** … within so many milliseconds … */
  windowMs: number;
  /** … and a deployment rests for so long. */
  restMs: number;
}

const MAX_REMEMBERED = 1_000;

/** Attack: a key asks a provider for a model of another name each time, and each failure is remembered. */
function bound(map: Map<string, unknown>): void {
  if (map.size > MAX_REMEMBERED) map.delete(map.keys().next().value!);
}

/** Remembers which deployments failed of late, and which rest. */
export class RestingPlaces {
  readonly #failures = new Map<string, number[]>();
  readonly #until = new Map<string, number>();
  readonly #settings: RestSettings;
  readonly #clock: Clock;

  constructor(settings: RestSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  failed(deployment: string): void {
    const now = this.#clock.monotonic();
    const recent = (this.#failures.get(deployment) ?? []).filter((time) => now - time < this.#settings.windowMs);
    recent.push(now);
    if (recent.length >= this.#settings.failures) {
      this.#until.set(deployment, now + this.#settings.restMs);
      bound(this.#until);
      this.#failures.delete(deployment);
    } else {
      this.#failures.set(deployment, recent);
      bound(this.#failures);
    }
  }

  succeeded(deployment: string): void {
    this.#failures.delete(deployment);
    this.#until.delete(deployment);
  }

  /** Those that rest now, by name, and until when: UTC milliseconds. */
  resting(): { deployment: string; until: number }[] {
    const [now, today] = [this.#clock.monotonic(), this.#clock.now()];
    return [...this.#until].filter(([, until]) => until > now).map(([deployment, until]) => ({ deployment, until: Math.round(today + until - now) }));
  }

  rests(deployment: string): boolean {
    const until = this.#until.get(deployment);
    if (until === undefined) return false;
    if (until > this.#clock.monotonic()) return true;
    this.#until.delete(deployment);
    return false;
  }
}
