import type { Trace } from '../../api/trace-stream.ts';

/** Beyond this the oldest rows go; they can be fetched again. */
export const MAX_ROWS = 150_000;

/** Rows of one filter, oldest first inside, so that a new one costs the same whether there are ten or a hundred thousand. */
export class TraceList {
  #ids: string[] = [];
  readonly #rows = new Map<string, Trace>();
  /** Where older rows begin; null: none is left at the gateway. */
  #next: string | null = null;

  get length(): number {
    return this.#ids.length;
  }

  get(id: string): Trace | undefined {
    return this.#rows.get(id);
  }

  newestId(): string | null {
    return this.#ids.at(-1) ?? null;
  }

  get next(): string | null {
    return this.#next;
  }

  get complete(): boolean {
    return this.#next === null;
  }

  /** What the gateway said at the end of a page. */
  endOfPage(next: string | null): void {
    this.#next = next;
  }

  /** `place` 0 is the newest of the rows up to and with `upTo`, or of all. */
  at(place: number, upTo: number): Trace {
    return this.#rows.get(this.#ids[upTo - 1 - place]!)!;
  }

  /** How many rows there are up to and with that one; all where it is gone. It is looked for from the newest on, where it is. */
  countUpTo(id: string | null): number {
    const index = id === null ? -1 : this.#ids.lastIndexOf(id);
    return index === -1 ? this.#ids.length : index + 1;
  }

  /** Rows as they began or ended, in that order. */
  add(traces: readonly Trace[]): void {
    for (const trace of traces) {
      if (!this.#rows.has(trace.id)) this.#ids.push(trace.id);
      this.#rows.set(trace.id, trace);
    }
    const excess = this.#ids.length - MAX_ROWS;
    if (excess <= 0) return;
    for (const id of this.#ids.splice(0, excess)) this.#rows.delete(id);
    this.#next = this.#ids[0] ?? null;
  }

  /** A row that no longer fits the filter. */
  remove(id: string): void {
    if (this.#rows.delete(id)) this.#ids.splice(this.#ids.lastIndexOf(id), 1);
  }

  /** A page of older rows, newest first as the gateway lists them. */
  addOlder(traces: readonly Trace[]): void {
    const fresh = traces.filter(({ id }) => !this.#rows.has(id));
    for (const trace of fresh) this.#rows.set(trace.id, trace);
    this.#ids = [...fresh.map(({ id }) => id).reverse(), ...this.#ids];
  }
}
