import type { Clock } from '../core/clock.ts';

export interface TurnedAway {
  /** As it calls itself (`User-Agent`), cut to 60 characters; empty where it does not say. */
  program: string;
  count: number;
  /** UTC milliseconds, of the last time. */
  at: number;
}

const DAY = 86_400_000;
/** Attack: a program with another name each time. */
const MAX_PROGRAMS = 20;

/** Programs that asked without a good key in the last 24 hours and have not come with one since: in memory only, so that nobody without a key can fill the disk. */
export class TurnedAwayPrograms {
  readonly #clock: Clock;
  /** The most recent last. */
  readonly #programs = new Map<string, TurnedAway>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  refused(userAgent: string | undefined): void {
    const program = nameOf(userAgent);
    const count = (this.#programs.get(program)?.count ?? 0) + 1;
    this.#programs.delete(program);
    this.#programs.set(program, { program, count, at: this.#clock.now() });
    if (this.#programs.size > MAX_PROGRAMS) this.#programs.delete(this.#programs.keys().next().value!);
  }

  accepted(userAgent: string | undefined): void {
    if (this.#programs.size > 0) this.#programs.delete(nameOf(userAgent));
  }

  /** The most recent first. */
  recent(): TurnedAway[] {
    const since = this.#clock.now() - DAY;
    return [...this.#programs.values()].filter(({ at }) => at > since).toReversed();
  }
}

function nameOf(userAgent = ''): string {
  return userAgent.replace(/[^\x20-\x7e]/g, '').trim().slice(0, 60);
}
