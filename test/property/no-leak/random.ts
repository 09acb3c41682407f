/** Numbers that depend on the seed alone (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 ≤ x < 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** Up to `most` of the list, each at most once. */
  some<T>(list: readonly T[], most: number): T[] {
    const rest = [...list];
    return Array.from({ length: Math.min(this.below(most + 1), list.length) }, () => rest.splice(this.below(rest.length), 1)[0]!);
  }

  /** Letters that no recogniser takes for anything. */
  letters(length: number): string {
    return Array.from({ length }, () => 'bdfghklmnprstvw'[this.below(15)]! + 'aeiou'[this.below(5)]!).join('').slice(0, length);
  }
}
