import { setImmediate } from 'node:timers/promises';

/** Public vocabularies, by the names that their maker gave them. */
export type Encoding = 'o200k_base' | 'cl100k_base';

interface Vocabulary {
  countTokens(text: string, options: { disallowedSpecial: Set<string> }): number;
  clearMergeCache(): void;
}

const loaded = new Map<Encoding, Promise<Vocabulary>>();
/** "<|endoftext|>" in a text is text. */
const PLAIN = { disallowedSpecial: new Set<string>() };
/** UTF-16 units of one step: a millisecond or so. */
const SLICE = 16_384;
/** What cannot be cut and is longer would keep others waiting. */
const MAX_PART = 131_072;
/** Longer texts are not counted. Prose of this length takes a tenth of a second. */
const MAX_UNITS = 2_000_000;
/** Attack: texts that are made so that each word takes long. Milliseconds of counting. */
const MAX_MS = 2_000;
/** A word's last letter, before one sign or space that the next word takes along: tokens never reach across in these vocabularies. */
const BETWEEN_WORDS = /\p{L}(?=[^\r\n\p{L}\p{N}\p{M}']\p{L})/gu;
/** Attack: a run of 100,000 letters, or of spaces, takes seconds, as the time grows with the square of its length. */
const LONG_RUN = /[\p{L}\p{M}]{129}|\s{129}|[^\s\p{L}\p{N}]{129}/u;
/** White space to their makers' code and not to JavaScript, or the other way round; and letters that only one of them takes for an "s" or a "k". */
const DISPUTED = /[\u0085\ufeff\u017f\u212a]/;

/**
 * Tokens of the texts, each by itself, by the model's own vocabulary; loaded when it is first asked for (70 MB). `exact` is false where a part counted
 * for its bytes, which it never has more tokens than: what is left after `maxMs` milliseconds of counting does. Undefined where the texts are too long.
 * Other requests run between its steps.
 */
export async function countTokens(encoding: Encoding, texts: readonly string[], maxMs = MAX_MS): Promise<{ tokens: number; exact: boolean } | undefined> {
  let units = 0;
  for (const text of texts) units += text.length;
  if (units > MAX_UNITS) return undefined;
  const vocabulary = await vocabularyOf(encoding);
  let tokens = 0;
  let exact = true;
  let since = 0;
  let ms = 0;
  for (const text of texts) {
    for (const [part, hard] of partsOf(text)) {
      const began = performance.now();
      const byBytes = hard || ms > maxMs;
      tokens += byBytes ? Buffer.byteLength(part) : vocabulary.countTokens(part, PLAIN);
      exact &&= !byBytes;
      ms += performance.now() - began;
      since += part.length;
      if (since < SLICE) continue;
      since = 0;
      await setImmediate();
    }
  }
  // Nothing of a text stays in memory behind its request.
  vocabulary.clearMergeCache();
  return { tokens, exact };
}

function vocabularyOf(encoding: Encoding): Promise<Vocabulary> {
  let found = loaded.get(encoding);
  if (!found) {
    found = load(encoding);
    loaded.set(encoding, found);
    found.catch(() => loaded.delete(encoding));
  }
  return found;
}

function load(encoding: Encoding): Promise<Vocabulary> {
  return encoding === 'o200k_base' ? import('gpt-tokenizer/encoding/o200k_base') : import('gpt-tokenizer/encoding/cl100k_base');
}

/** The text, cut between words into parts of half a `SLICE` or more; what is hard to count into smaller ones, so that only what stands around that place is not exact. */
function* partsOf(text: string): Generator<[part: string, hard: boolean]> {
  for (const part of cut(text, SLICE / 2)) {
    if (isHard(part)) for (const smaller of cut(part, 256)) yield [smaller, isHard(smaller)];
    else yield [part, false];
  }
}

function* cut(text: string, least: number): Generator<string> {
  let start = 0;
  while (text.length - start > least) {
    BETWEEN_WORDS.lastIndex = start + least;
    if (!BETWEEN_WORDS.test(text)) break;
    const end = BETWEEN_WORDS.lastIndex;
    yield text.slice(start, end);
    start = end;
  }
  if (start < text.length) yield text.slice(start);
}

function isHard(text: string): boolean {
  return text.length > MAX_PART || LONG_RUN.test(text) || DISPUTED.test(text);
}
