import { checkWord, hashWord, spread } from './fold.ts';

/** Words with a value each, in flat arrays that several threads may share; never the words themselves. */
export interface WordTable {
  /** Two per place: hash and check. A place is free where its value is 0. */
  keys: Uint32Array;
  values: Uint32Array;
  /** One bit per hash, to pass by nearly all other words without a look at the table. */
  filter: Uint32Array;
}

const FILTER_BITS_PER_WORD = 12;
const PLACES_PER_WORD = 1.7;

/** An empty table for so many words; `buffer` gives shared memory where several threads are to read it. */
export function createWordTable(words: number, buffer: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes)): WordTable {
  const places = powerOfTwo(words * PLACES_PER_WORD + 8);
  const filterWords = powerOfTwo((words * FILTER_BITS_PER_WORD) / 32 + 8);
  return { keys: new Uint32Array(buffer(places * 8)), values: new Uint32Array(buffer(places * 4)), filter: new Uint32Array(buffer(filterWords * 4)) };
}

/** The place of a word of the text, or where it would go. */
function placeOf(table: WordTable, text: string, start: number, end: number, hash: number): number {
  const mask = table.values.length - 1;
  let place = spread(hash) & mask;
  // Most words are in no table.
  if (table.values[place] === 0) return place;
  const check = checkWord(text, start, end) >>> 0;
  while (table.values[place] !== 0 && (table.keys[place * 2] !== hash >>> 0 || table.keys[place * 2 + 1] !== check)) place = (place + 1) & mask;
  return place;
}

/** Adds bits to the word's value; `value` must not be 0. Returns its place, which stays the same. */
export function putWord(table: WordTable, word: string, value: number, inFilter: boolean): number {
  const hash = hashWord(word, 0, word.length);
  const place = placeOf(table, word, 0, word.length, hash);
  if (table.values[place] === 0) {
    table.keys[place * 2] = hash >>> 0;
    table.keys[place * 2 + 1] = checkWord(word, 0, word.length) >>> 0;
  }
  table.values[place]! |= value;
  if (inFilter) {
    addToFilter(table.filter, hash);
  }
  return place;
}

/** The place of the word from `start` to `end`, or -1. */
export function findWord(table: WordTable, text: string, start: number, end: number, hash: number = hashWord(text, start, end)): number {
  const place = placeOf(table, text, start, end, hash);
  return table.values[place] === 0 ? -1 : place;
}

/** The value of the word from `start` to `end`, 0 where it is unknown. */
export function wordValue(table: WordTable, text: string, start: number, end: number, hash?: number): number {
  const place = findWord(table, text, start, end, hash);
  return place < 0 ? 0 : table.values[place]!;
}

/** The least power of two, 16 at least, that is not below `least`. */
export function powerOfTwo(least: number): number {
  let size = 16;
  while (size < least) size *= 2;
  return size;
}

/** Lets the words of this hash through the filter of `scanWords`, which looks at the same bit. */
export function addToFilter(filter: Uint32Array, hash: number): void {
  const bit = (hash ^ (hash >>> 15)) & (filter.length * 32 - 1);
  filter[bit >>> 5]! |= 1 << (bit & 31);
}
