import { decodeEscapes } from '../classify/normalise/escapes.ts';
import { fold } from '../classify/normalise/fold.ts';
import { isAscii } from '../core/ascii.ts';
import type { Comparison } from '../core/pseudonyms.ts';

const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', æ: 'ae', ø: 'oe', œ: 'oe' };
const OTHERS: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', ø: 'o', œ: 'oe', ł: 'l', đ: 'd' };
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const SPELT = /[äöüåæøœ]/g;
const LETTERS = /[ßæøœłđ]/g;
const MARKS = /\p{M}+/gu;
const SEPARATORS = /[\s.\-–—/'’_(),:]+/g;
const NAME_WORDS_MAX = 5;
const NAME = /^[\p{L}\p{M}\s.,\-–'’]*$/u;

/** Lower case without diacritics; `spelt` writes umlauts out, as in Mueller. */
export function plain(text: string, spelt: boolean): string {
  const lower = text.toLowerCase();
  if (isAscii(lower)) return lower;
  const replaced = spelt ? lower.normalize('NFC').replace(SPELT, (letter) => UMLAUTS[letter]!) : lower;
  if (isAscii(replaced)) return replaced;
  return replaced.normalize('NFKD').replace(MARKS, '').replace(LETTERS, (letter) => OTHERS[letter]!);
}

/** Both ways to write a word plainly; one where they are the same. */
export function spellings(word: string): string[] {
  const usual = plain(word, false);
  if (isAscii(word)) return [usual];
  const spelt = plain(word, true);
  return usual === spelt ? [usual] : [usual, spelt];
}

/** The characters that were meant: escapes decoded, look-alikes and invisible ones gone. */
export function meant(text: string): string {
  return fold(decodeEscapes(text)?.text ?? text).text;
}

export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

/** True for two to five words of letters, as a name has them: their order may change. */
export function isName(text: string): boolean {
  if (!NAME.test(text)) return false;
  const words = wordsOf(text);
  return words.length >= 2 && words.length <= NAME_WORDS_MAX;
}

/**
 * What a value is compared by: two values with a form in common get the same stand-in. Of a name the words count in any order, umlauts either way.
 */
export function formsOf(value: string, by: Comparison): string[] {
  if (by === 'exact') return [`=${value}`];
  const text = meant(value).trim();
  if (by === 'compact') return [`#${squeezed(text)}`];
  const form = (spelt: boolean) => {
    const folded = plain(text, spelt);
    return `~${isName(text) ? wordsOf(folded).sort().join(' ') : folded.replace(/\s+/g, ' ')}`;
  };
  const usual = form(false);
  if (isAscii(text)) return [usual];
  const spelt = form(true);
  return usual === spelt ? [usual] : [usual, spelt];
}

/** Letters and digits alone. */
export function squeezed(text: string): string {
  return text.replace(SEPARATORS, '').toLowerCase();
}
