import type { RateLimit } from '../core/spending.ts';

const SECONDS = 60;

/** Sums over the last minute, by the second. */
class Minute {
  readonly #slots = new Float64Array(SECONDS);
  #second = 0;
  #sum = 0;

  sum(second: number): number {
    this.#turn(second);
    return this.#sum;
  }

  add(second: number, amount: number): void {
    this.#turn(second);
    this.#slots[second % SECONDS]! += amount;
    this.#sum += amount;
  }

  /** Puts right what was added at an earlier second, as long as it counts. */
  correct(second: number, at: number, amount: number): void {
    this.#turn(second);
    if (second - at >= SECONDS) return;
    this.#slots[at % SECONDS]! += amount;
    this.#sum += amount;
  }

  /** Whole seconds until no more than `most` is left of it. */
  secondsUntil(second: number, most: number): number {
    this.#turn(second);
    let left = this.#sum;
    for (let ahead = 1; ahead <= SECONDS; ahead++) {
      left -= this.#slots[(second + ahead) % SECONDS]!;
      if (left <= most) return ahead;
    }
    return SECONDS;
  }

  #turn(second: number): void {
    if (second - this.#second >= SECONDS) {
      this.#slots.fill(0);
      this.#sum = 0;
      this.#second = second;
    }
    while (this.#second < second) {
      this.#second++;
      this.#sum -= this.#slots[this.#second % SECONDS]!;
      this.#slots[this.#second % SECONDS] = 0;
    }
  }
}

interface Use {
  requests: Minute;
  tokens: Minute;
  running: number;
}

export interface Refused {
  limit: RateLimit;
  what: 'requestsPerMinute' | 'tokensPerMinute' | 'concurrent';
  retryAfterSeconds: number;
}

/** A request that was let in; ended once, with the tokens that it really took, or taken back where it went no further. */
export interface Passage {
  end(tokens: number): void;
  takeBack(): void;
}

/** Requests and tokens per minute, and how many at once; in memory, for every scope by itself. `monotonic` in milliseconds. */
export class Rates {
  readonly #limits: () => readonly RateLimit[];
  readonly #monotonic: () => number;
  readonly #uses = new Map<string, Use>();
  #known: readonly RateLimit[] = [];
  #byScope = new Map<string, RateLimit>();

  constructor(limits: () => readonly RateLimit[], monotonic: () => number) {
    this.#limits = limits;
    this.#monotonic = monotonic;
  }

  /** `tokens` is an estimate; it is put right by the end. Undefined: none of the scopes has a limit. */
  enter(scopes: readonly string[], tokens: number): Passage | Refused | undefined {
    const limits = this.#applying(scopes);
    if (limits.length === 0) return undefined;
    const second = Math.floor(this.#monotonic() / 1000);
    for (const limit of limits) {
      const { requests, tokens: spent, running } = this.#use(limit.scope);
      if (limit.concurrent !== null && running >= limit.concurrent) return { limit, what: 'concurrent', retryAfterSeconds: 1 };
      if (limit.requestsPerMinute !== null && requests.sum(second) >= limit.requestsPerMinute) return { limit, what: 'requestsPerMinute', retryAfterSeconds: requests.secondsUntil(second, limit.requestsPerMinute - 1) };
      // One that is larger than the whole limit goes through when nothing else did: it could never go through otherwise.
      const most = Math.max(0, (limit.tokensPerMinute ?? 0) - tokens);
      if (limit.tokensPerMinute !== null && spent.sum(second) > most) return { limit, what: 'tokensPerMinute', retryAfterSeconds: spent.secondsUntil(second, most) };
    }
    const uses = limits.map(({ scope }) => this.#use(scope));
    for (const use of uses) {
      use.running++;
      use.requests.add(second, 1);
      use.tokens.add(second, tokens);
    }
    let ended = false;
    const finish = (real: number, count: number): void => {
      if (ended) return;
      ended = true;
      const now = Math.floor(this.#monotonic() / 1000);
      for (const use of uses) {
        use.running--;
        // What was estimated too low was mostly written since: it counts from now on, however long it took.
        if (real > tokens) use.tokens.add(now, real - tokens);
        else use.tokens.correct(now, second, real - tokens);
        if (count === 0) use.requests.correct(now, second, -1);
      }
    };
    return { end: (real) => finish(real, 1), takeBack: () => finish(0, 0) };
  }

  /** Ten thousand limits are gone through when they change, not for each request. */
  #applying(scopes: readonly string[]): RateLimit[] {
    const limits = this.#limits();
    if (limits !== this.#known) {
      this.#known = limits;
      this.#byScope = new Map(limits.map((limit) => [limit.scope, limit]));
    }
    return scopes.flatMap((scope) => this.#byScope.get(scope) ?? []);
  }

  #use(scope: string): Use {
    let use = this.#uses.get(scope);
    if (!use) {
      use = { requests: new Minute(), tokens: new Minute(), running: 0 };
      this.#uses.set(scope, use);
    }
    return use;
  }
}
