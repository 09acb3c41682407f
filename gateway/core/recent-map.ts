/**
 * The entries that were last set or asked for: at least `size` of them, at most twice as many. In two generations, as a Map that drops its oldest key passes
 * all that it has dropped before, some ten microseconds each time with 20,000 entries.
 */
export class RecentMap<Key, Value extends {}> {
  readonly #size: number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();

  constructor(size: number) {
    this.#size = size;
  }

  get(key: Key): Value | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const older = this.#old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: Key, value: Value): void {
    if (this.#young.size >= this.#size) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
