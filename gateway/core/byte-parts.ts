const LOOSE = 1_024;

/** Attack: a body that comes in chunks of one byte is a Buffer of 100 bytes for each. Collects the parts of a body, small ones joined as they come. */
export class ByteParts {
  size = 0;
  readonly #joined: Buffer[] = [];
  #loose: Buffer[] = [];

  push(part: Buffer): void {
    this.size += part.length;
    this.#loose.push(part);
    if (this.#loose.length < LOOSE) return;
    this.#joined.push(Buffer.concat(this.#loose));
    this.#loose = [];
  }

  join(): Buffer {
    const parts = [...this.#joined, ...this.#loose];
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts, this.size);
  }
}
