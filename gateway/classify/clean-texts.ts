import { hash } from 'node:crypto';

/** A shorter text is looked at quicker than it is hashed; a longer one would hold up others while it is. UTF-16 units. */
const SHORTEST = 400;
const LONGEST = 1_000_000;
const REMEMBERED = 20_000;

/**
 * Texts in which one set of recognisers has found nothing, by their SHA-256: a conversation sends its instructions and its history anew with each turn.
 * Attack on a weaker hash: a text made to collide with a harmless one would pass unseen.
 */
export class CleanTexts {
  readonly #known = new Set<string>();

  /** What stands for the text here; undefined for one that is not remembered. */
  key(text: string): string | undefined {
    return text.length < SHORTEST || text.length > LONGEST ? undefined : hash('sha256', text, 'base64');
  }

  has(key: string | undefined): boolean {
    return key !== undefined && this.#known.has(key);
  }

  add(key: string | undefined): void {
    if (key === undefined) return;
    if (this.#known.size >= REMEMBERED) this.#known.delete(this.#known.values().next().value!);
    this.#known.add(key);
  }
}
