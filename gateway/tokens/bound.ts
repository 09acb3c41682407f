/** Characters of one token, at the most, but for runs of the same one: the longest known is 104 (docs/models.md). */
const MAX_TOKEN_CHARACTERS = 128;

/**
 * Never more tokens than the text has, in any vocabulary that is known here: no token holds letters or digits on both sides of white space, so each
 * stretch between two is one at the least. Runs of one character count once: some vocabularies have tokens for a thousand spaces.
 */
export function leastTokens(text: string): number {
  const count = new LeastCount();
  count.add(text, 0, text.length);
  return count.end();
}

/** The same in steps, so that others run in between. */
export class LeastCount {
  #tokens = 0;
  #worded = false;
  #changes = 0;
  #before = -1;

  /** The text's next piece. */
  add(text: string, from: number, to: number): void {
    let [worded, changes, before] = [this.#worded, this.#changes, this.#before];
    for (let at = from; at < to; at++) {
      const code = text.charCodeAt(at);
      if (code <= 0x20) {
        if (worded) this.#tokens += Math.max(1, Math.floor(changes / MAX_TOKEN_CHARACTERS));
        worded = false;
        changes = 0;
      } else if (code !== before) {
        changes++;
        worded ||= isWordLike(code);
      }
      before = code;
    }
    [this.#worded, this.#changes, this.#before] = [worded, changes, before];
  }

  /** The end of a text: what it holds, with all texts before it. */
  end(): number {
    this.add(' ', 0, 1);
    return this.#tokens;
  }
}

/** Letters and digits of the scripts that separate words by white space. */
function isWordLike(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || (code >= 0xc0 && code < 0x300 && code !== 0xd7 && code !== 0xf7) || (code >= 0x370 && code < 0x530);
}

/** In tenths of a token, measured (docs/models.md): a word's first letter, and whatever stands alone; each further small letter; one behind two consonants. */
const ALONE = 10;
const FURTHER = 6;
const VOWELS = new Set([0x61, 0x65, 0x69, 0x6f, 0x75, 0x79]);

/**
 * For makers whose vocabulary is not public: never fewer tokens than the text has in any vocabulary of the corpus (`testing/corpus.ts`), and at the
 * most one beside its bytes in normal form. An estimate for people and clients; what is paid is bounded by the bytes (budget/demand.ts).
 */
export function mostTokens(text: string): number {
  const most = mostOf(text);
  // Some bring a text into this form first (Unicode Standard Annex #15).
  const normal = text.normalize('NFKC');
  return normal === text ? most : Math.max(most, mostOf(normal));
}

function mostOf(text: string): number {
  // Some put a space before the text.
  let tenths = text === '' ? 0 : ALONE;
  let inWord = false;
  let consonants = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x61 && code <= 0x7a) {
      consonants = VOWELS.has(code) ? 0 : consonants + 1;
      tenths += inWord && consonants < 3 ? FURTHER : ALONE;
      inWord = true;
      continue;
    }
    inWord = false;
    consonants = 0;
    if (code >= 0x80) tenths += ALONE * bytesOf(code);
    // One space before a word is part of it.
    else if (code !== 0x20 || !isLetter(text.charCodeAt(at + 1)) || text.charCodeAt(at - 1) <= 0x20) tenths += ALONE;
  }
  return Math.ceil(tenths / 10);
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

/** In UTF-8; a surrogate is half of four. */
function bytesOf(code: number): number {
  return code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
}
