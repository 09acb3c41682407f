import { WORD_KINDS, type WordKind } from '../../config/recognition.ts';
import { classRank, type DataClass } from '../../core/data-class.ts';
import { GatehouseError } from '../../core/errors.ts';
import { FOLDED, spread } from '../persons/fold.ts';
import { createWordTable, powerOfTwo, putWord, type WordTable } from '../persons/word-table.ts';
import { isCode, kindOf, tellingWords, tokensOf, type WordEntry } from './entries.ts';

/** More would not fit into 32 MB. */
export const ENTRIES_MAX = 200_000;
/** An organisation's name of more words is known by its first ones. */
export const LONGEST_PHRASE = 8;

/**
 * The office's words as hashes in shared memory: it can be handed to a worker without copying, and no word can be read from it, only tried.
 * A value is `packEntry`'s.
 */
export interface WordIndex {
  /** Every word that is part of an entry. */
  words: WordTable;
  /** Matter numbers and the like, without their separators. */
  codes: WordTable;
  longestCode: number;
  /** A bit for each beginning that a code has: nearly all other numbers are passed by. */
  prefixes: Uint32Array;
  /** Three per place: two keys of the words' places, and the value. */
  phrases: Uint32Array;
  entries: number;
}

export const MEMBER = 1;
/** The word is an entry by itself. */
export const ALONE = 2;
/** A short code in capitals: only in capitals it is meant. */
export const CAPITALS_ONLY = 4;
const SHORT_CODE = 4;
const PREFIXES = 1 << 15;
const PREFIX_LENGTH = 3;
const CLASS_SHIFT = 4;
const KIND_SHIFT = 8;

const shared = (bytes: number) => new SharedArrayBuffer(bytes);

/** Builds the index. Throws `invalid_request` for more than 200,000 entries. */
export function buildWordIndex(entries: Iterable<WordEntry>): WordIndex {
  const read: { tokens: string[]; kind: WordKind; dataClass: DataClass; comma: boolean }[] = [];
  let words = 0;
  let codes = 0;
  for (const entry of entries) {
    if (read.length >= ENTRIES_MAX) throw new GatehouseError('invalid_request', `The word list has more than ${ENTRIES_MAX.toLocaleString('en')} entries.`);
    const text = entry.text.normalize('NFKC');
    const tokens = tokensOf(text);
    if (tokens.length === 0) continue;
    if (isCode(tokens)) codes++;
    else words += tokens.length + 1;
    read.push({ tokens, kind: kindOf({ ...entry, text }, tokens), dataClass: entry.dataClass ?? 'confidential', comma: text.includes(',') });
  }
  const index: WordIndex = { words: createWordTable(words, shared), codes: createWordTable(codes, shared), longestCode: 0, prefixes: new Uint32Array(shared(PREFIXES / 8)), phrases: new Uint32Array(shared(powerOfTwo(read.length * 5) * 12)), entries: read.length };
  for (const { tokens, kind, dataClass, comma } of read) {
    const value = packEntry(dataClass, kind);
    if (isCode(tokens)) {
      const code = tokens.join('');
      putEntry(index.codes, code, value);
      const prefix = prefixOf(code, 0);
      index.prefixes[prefix >>> 5]! |= 1 << (prefix & 31);
      index.longestCode = Math.max(index.longestCode, code.length);
    } else putWords(index, tellingWords(tokens).slice(0, LONGEST_PHRASE), kind, value, comma);
  }
  return index;
}

function putWords(index: WordIndex, words: readonly string[], kind: WordKind, value: number, surnameFirst: boolean): void {
  if (words.length === 1) {
    const [word] = words as [string];
    const short = word.length <= SHORT_CODE && word === word.toUpperCase() && word !== word.toLowerCase();
    putEntry(index.words, word, value | ALONE | (short ? CAPITALS_ONLY : 0));
    // The e of the plural and of -es, of which the scan takes off the s.
    if (kind === 'word' && !short) putEntry(index.words, `${word}e`, value | ALONE);
    return;
  }
  const places = words.map((word) => putWord(index.words, word, MEMBER, true));
  if (kind !== 'person') {
    putPhrase(index.phrases, orderedKey(places, 0, places.length), places.length, value);
    return;
  }
  putPhrase(index.phrases, anyOrderKey(places, 0, places.length), places.length, value);
  const last = places.length - 1;
  // Without the middle names: a given name and the surname.
  if (places.length > 2) putPhrase(index.phrases, anyOrderKey([places[0]!, surnameFirst ? places[1]! : places[last]!], 0, 2), 2, value);
  // Of two names in a row nobody knows which is the surname.
  if (surnameFirst) putPhrase(index.phrases, initialKey(letterOf(words[1]!), places[0]!), 2, value);
  else putPhrase(index.phrases, initialKey(letterOf(words[0]!), places[last]!), 2, value);
  if (places.length === 2 && !surnameFirst) putPhrase(index.phrases, initialKey(letterOf(words[1]!), places[0]!), 2, value);
}

function letterOf(word: string): number {
  return FOLDED[word.charCodeAt(0)]!;
}

function putEntry(table: WordTable, word: string, value: number): void {
  const place = putWord(table, word, MEMBER, true);
  table.values[place] = stronger(table.values[place]!, value);
}

/** Of two entries with the same words the higher class counts, and all ways in which they are found. */
function stronger(a: number, b: number): number {
  const flags = (a | b) & ~CAPITALS_ONLY & ((1 << CLASS_SHIFT) - 1);
  const capitals = (a & ALONE) !== 0 ? a & b & CAPITALS_ONLY : b & CAPITALS_ONLY;
  const higher = (a & ALONE) !== 0 && entryClassRank(a) > entryClassRank(b) ? a : b;
  return (higher & ~((1 << CLASS_SHIFT) - 1)) | flags | capitals;
}

export function packEntry(dataClass: DataClass, kind: WordKind): number {
  return MEMBER | (classRank(dataClass) << CLASS_SHIFT) | (WORD_KINDS.indexOf(kind) << KIND_SHIFT);
}

export function entryClassRank(value: number): number {
  return (value >>> CLASS_SHIFT) & 3;
}

export function entryKind(value: number): WordKind {
  return WORD_KINDS[(value >>> KIND_SHIFT) & 3]!;
}

/** Two numbers that tell a set of places in their order; the second half of the key follows from the first and the places again. */
export function orderedKey(places: ArrayLike<number>, from: number, to: number): [number, number] {
  let a = 17;
  let b = 0x9e3779b9 | 0;
  for (let i = from; i < to; i++) {
    a = spread(Math.imul(a, 31) + places[i]!);
    b = Math.imul(b ^ places[i]!, 0x85ebca6b) + (b >>> 13);
  }
  return [a >>> 0, b >>> 0];
}

export function anyOrderKey(places: ArrayLike<number>, from: number, to: number): [number, number] {
  let a = 0;
  let b = 0;
  for (let i = from; i < to; i++) {
    a = (a + spread(places[i]! ^ 0x3c6ef372)) | 0;
    b = (b + spread(places[i]! ^ 0x1b873593)) | 0;
  }
  return [spread(a), b >>> 0];
}

/** Behind all places. */
const INITIALS = 0xffffff00;

/** Of a surname's place and a given name's first letter, as its small letter's code. */
export function initialKey(letter: number, place: number): [number, number] {
  return anyOrderKey([INITIALS + letter, place], 0, 2);
}

function phrasePlace(phrases: Uint32Array, [a, b]: readonly [number, number], words: number): number {
  const size = phrases.length / 3;
  const first = (a ^ words) >>> 0;
  let place = spread(first ^ b) & (size - 1);
  while (phrases[place * 3 + 2] !== 0 && (phrases[place * 3] !== first || phrases[place * 3 + 1] !== b)) place = (place + 1) & (size - 1);
  return place;
}

function putPhrase(phrases: Uint32Array, key: readonly [number, number], words: number, value: number): void {
  const place = phrasePlace(phrases, key, words);
  const before = phrases[place * 3 + 2]!;
  phrases[place * 3] = (key[0] ^ words) >>> 0;
  phrases[place * 3 + 1] = key[1];
  phrases[place * 3 + 2] = before !== 0 && entryClassRank(before) > entryClassRank(value) ? before : value;
}

/** The value of the phrase, or 0. */
export function findPhrase(phrases: Uint32Array, key: readonly [number, number], words: number): number {
  return phrases[phrasePlace(phrases, key, words) * 3 + 2]!;
}

/** Of the first letters and digits from `at`, whatever stands between them. */
function prefixOf(text: string, at: number): number {
  let prefix = 0;
  for (let i = at, read = 0; i < text.length && read < PREFIX_LENGTH && i - at < 2 * PREFIX_LENGTH; i++) {
    const folded = FOLDED[text.charCodeAt(i)]!;
    if (folded === 0) continue;
    prefix = ((prefix << 5) ^ folded) & (PREFIXES - 1);
    read++;
  }
  return prefix;
}

/** False where no code begins like the text from `at`. */
export function inPrefixes(prefixes: Uint32Array, text: string, at: number): boolean {
  const prefix = prefixOf(text, at);
  return (prefixes[prefix >>> 5]! & (1 << (prefix & 31))) !== 0;
}
