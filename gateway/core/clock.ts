/** Time as a value, so that tests can move it. */
export interface Clock {
  /** UTC, milliseconds since 1970. */
  now(): number;
  /** Milliseconds that only rise; for durations. */
  monotonic(): number;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
