/** A text as the detectors see it, and where each of its characters stood in the text before. */
export interface View {
  text: string;
  /** Absent where nothing was changed: offsets are the same. */
  starts?: Int32Array;
  ends?: Int32Array;
}

/** A range of a view in the text that the view was made of. */
export function before(view: View, start: number, end: number): [start: number, end: number] {
  if (!view.starts || end <= start) return [start, end];
  return [view.starts[start]!, view.ends![end - 1]!];
}

/** Builds a view character by character. Grows by doubling: linear in what is written. */
export class ViewBuilder {
  #units: Uint16Array<ArrayBuffer>;
  #starts: Int32Array<ArrayBuffer>;
  #ends: Int32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity: number) {
    this.#units = new Uint16Array(capacity);
    this.#starts = new Int32Array(capacity);
    this.#ends = new Int32Array(capacity);
  }

  unit(code: number, start: number, end: number): void {
    if (this.length === this.#units.length) this.#grow();
    this.#units[this.length] = code;
    this.#starts[this.length] = start;
    this.#ends[this.length] = end;
    this.length += 1;
  }

  text(text: string, start: number, end: number): void {
    for (let i = 0; i < text.length; i++) this.unit(text.charCodeAt(i), start, end);
  }

  last(): number {
    return this.length === 0 ? 0 : this.#units[this.length - 1]!;
  }

  /** Where the last unit began. */
  lastStart(): number {
    return this.length === 0 ? 0 : this.#starts[this.length - 1]!;
  }

  /** The last unit becomes another and reaches to `end`. */
  replaceLast(code: number, end: number): void {
    this.#units[this.length - 1] = code;
    this.#ends[this.length - 1] = end;
  }

  view(): View {
    let text = '';
    for (let i = 0; i < this.length; i += 8192) text += String.fromCharCode.apply(null, this.#units.subarray(i, Math.min(i + 8192, this.length)) as unknown as number[]);
    return { text, starts: this.#starts, ends: this.#ends };
  }

  #grow(): void {
    const size = this.#units.length * 2 + 64;
    const grown = <T extends Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(to: T, from: T): T => (to.set(from), to);
    this.#units = grown(new Uint16Array(size), this.#units);
    this.#starts = grown(new Int32Array(size), this.#starts);
    this.#ends = grown(new Int32Array(size), this.#ends);
  }
}
