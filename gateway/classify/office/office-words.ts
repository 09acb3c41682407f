import { WORD_KINDS, type WordKind } from '../../config/recognition.ts';
import { DATA_CLASSES } from '../../core/data-class.ts';
import { FOLDED, isLetter } from '../persons/fold.ts';
import { isCapital, wordEnd } from '../persons/reader.ts';
import { type Hits, scanWords } from '../persons/scan.ts';
import { findWord } from '../persons/word-table.ts';
import type { Detector, Found, Recogniser } from '../recogniser.ts';
import { codesAround } from './codes.ts';
import { isSkipped } from './entries.ts';
import { type Initial, initialsAround } from './initials.ts';
import { ALONE, anyOrderKey, CAPITALS_ONLY, entryClassRank, entryKind, findPhrase, initialKey, LONGEST_PHRASE, orderedKey, type WordIndex } from './word-index.ts';

const ENTITY: Record<WordKind, string> = { person: 'CLIENT', organisation: 'CLIENT', matter: 'MATTER', word: 'WORD' };

/** One per kind and class: the office gives each entry its own class. */
const RECOGNISERS: readonly (readonly Recogniser[])[] = WORD_KINDS.map((kind) =>
  DATA_CLASSES.map((dataClass): Recogniser => ({ id: `office-${kind}-${dataClass}`, group: 'office', entity: ENTITY[kind], dataClass, weight: 1, compact: kind === 'matter', examples: { found: [], passed: [] } })),
);

/** Letters that German and French put at the end of a word: e, n, s. */
const ENDINGS = (1 << 4) | (1 << 13) | (1 << 18);
const LONGEST_GAP = 48;
/** Middle names between a given name and the surname. */
const MIDDLE_WORDS = 2;
const LONGEST_PERSON = 4;

/** Finds the office's clients, matters and code words: in any order, inflected, with or without diacritics, hyphens and separators. */
export function officeWords(index: WordIndex): Detector {
  return {
    recognisers: RECOGNISERS.flat(),
    detect(text, found) {
      if (index.entries > 0) scanWords(text, index.words.filter, ENDINGS, new OfficeReading(index, text, found));
    },
  };
}

/** One text on its way: the last words that are part of an entry, as long as they stand together. */
class OfficeReading implements Hits {
  readonly #index: WordIndex;
  readonly #text: string;
  readonly #found: Found;
  readonly #places = new Uint32Array(LONGEST_PHRASE);
  readonly #starts = new Uint32Array(LONGEST_PHRASE);
  /** What stands between the word and the one before it: `PLAIN`, `LINKED` or `MIDDLE`. */
  readonly #gaps = new Uint8Array(LONGEST_PHRASE);
  /** Of the word that is read. */
  #place = 0;
  #count = 0;
  #last = 0;
  /** Where the last finding ended: no other begins before it and reaches over a gap. */
  #reported = 0;

  constructor(index: WordIndex, text: string, found: Found) {
    this.#index = index;
    this.#text = text;
    this.#found = found;
  }

  word(start: number, end: number, hash: number): void {
    const { words } = this.#index;
    let to = end;
    let place = findWord(words, this.#text, start, end, hash);
    if (place < 0 && end - start > 3 && endingAt(this.#text, end - 1)) {
      to = end - 1;
      place = findWord(words, this.#text, start, to);
    }
    if (place < 0) return;
    const value = words.values[place]!;
    if ((value & ALONE) !== 0 && ((value & CAPITALS_ONLY) === 0 || allCapitals(this.#text, start, wordEnd(this.#text, start)))) this.#report(value, start, to);
    this.#place = place;
    initialsAround(this.#text, start, wordEnd(this.#text, to), this.#initial);
    this.#join(place, start, to);
  }

  readonly #initial: Initial = (letter, start, end) => {
    const value = findPhrase(this.#index.phrases, initialKey(letter, this.#place), 2);
    if (value !== 0) this.#report(value, start, end);
  };

  long(): void {}

  number(start: number, end: number): void {
    if (this.#index.longestCode > 0) codesAround(this.#index, this.#text, start, end, (value, from, to) => this.#report(value, from, to));
  }

  #join(place: number, start: number, end: number): void {
    const gap = this.#count === 0 ? -1 : gapBetween(this.#text, this.#last, start);
    if (gap < 0) this.#count = 0;
    if (this.#count === LONGEST_PHRASE) {
      this.#places.copyWithin(0, 1);
      this.#starts.copyWithin(0, 1);
      this.#gaps.copyWithin(0, 1);
      this.#count--;
    }
    this.#places[this.#count] = place;
    this.#starts[this.#count] = start;
    this.#gaps[this.#count] = Math.max(0, gap);
    this.#count++;
    this.#last = wordEnd(this.#text, end);
    if (this.#count > 1) this.#phrases(end);
  }

  /** All phrases that end with the last word. */
  #phrases(end: number): void {
    const { phrases } = this.#index;
    const count = this.#count;
    for (let from = count - 2; from >= 0 && this.#gaps[from + 1]! <= LINKED; from--) {
      const words = count - from;
      this.#try(findPhrase(phrases, orderedKey(this.#places, from, count), words), from, end);
    }
    for (let from = count - 2; from >= 0 && this.#gaps[from + 1] === PLAIN && count - from <= LONGEST_PERSON; from--) {
      this.#try(findPhrase(phrases, anyOrderKey(this.#places, from, count), count - from), from, end);
    }
    // Two of a person's names with others between them.
    for (let from = count - 2; from >= 0 && count - from <= MIDDLE_WORDS + 2; from--) {
      if (this.#starts[from]! < this.#reported) return;
      if (this.#try(findPhrase(phrases, anyOrderKey([this.#places[from]!, this.#places[count - 1]!], 0, 2), 2), from, end)) return;
    }
  }

  #try(value: number, from: number, end: number): boolean {
    if (value === 0) return false;
    this.#report(value, this.#starts[from]!, end);
    this.#reported = end;
    return true;
  }

  #report(value: number, start: number, end: number): void {
    this.#found({ recogniser: RECOGNISERS[WORD_KINDS.indexOf(entryKind(value))]![entryClassRank(value)]!, start, end, certain: true });
  }
}

function endingAt(text: string, at: number): boolean {
  const folded = FOLDED[text.charCodeAt(at)]!;
  return folded >= 97 && folded <= 122 && (ENDINGS & (1 << (folded - 97))) !== 0;
}

function allCapitals(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isCapital(text.charCodeAt(at))) return false;
  return true;
}

const PLAIN = 0;
const LINKED = 1;
const MIDDLE = 2;
const LINKS = /^(?:und|et|and|e|y)$/i;
/** What a form or a table calls the parts of a name, and what stands before the one that somebody was born with. */
const LABELS = new Set('name vorname nachname familienname rufname surname firstname lastname forename first last given family nom prénom prenom nome cognome geb geboren geborene née nee nata nato born'.split(' '));

/** `PLAIN` where nothing but separators, particles, initials and labels stands between two words, `LINKED` for an "and", `MIDDLE` for up to two middle names, -1 for more. */
function gapBetween(text: string, from: number, to: number): number {
  if (to - from > LONGEST_GAP) return -1;
  let gap = PLAIN;
  let middle = 0;
  let lines = 0;
  for (let at = from; at < to; ) {
    const code = text.charCodeAt(at);
    if (isLetter(FOLDED[code]!)) {
      const end = wordEnd(text, at);
      const word = text.slice(at, end);
      const short = end - at === 1 || LABELS.has(word.toLowerCase());
      if (!short && !isSkipped(word)) {
        if (!isCapital(code) || ++middle > MIDDLE_WORDS) return -1;
        gap = MIDDLE;
      } else if (!short && LINKS.test(word)) gap = Math.max(gap, LINKED);
      at = end;
      if (short && text[at] === '.') at++;
      continue;
    }
    // The end of a sentence or a number parts them.
    if (FOLDED[code] !== 0 || '.!?'.includes(text[at]!)) return -1;
    if (code === 10 && ++lines > 1) return -1;
    at++;
  }
  return gap;
}
