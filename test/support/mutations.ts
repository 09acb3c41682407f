/**
 * Twelve ways to write an identifier so that a simple pattern misses it while a reader, or a model, still understands it. Each is a pure function of
 * the value and a seed; `at` picks where in the value something is put in.
 */
export interface Mutation {
  name: string;
  /** One text, or several where the value is cut over parts or messages. */
  apply(value: string, seed: number): string | string[];
  /** Where it would make another value of others: blanks belong into numbers, not into passwords or e-mail addresses; a key may be broken once. */
  suits?: 'numbers' | 'numbers and keys';
}

/** Values that a mutation is promised to be seen through. */
export function suits(mutation: Mutation, kind: 'number' | 'key' | 'other'): boolean {
  if (mutation.suits === undefined) return true;
  return kind === 'number' || (kind === 'key' && mutation.suits === 'numbers and keys');
}

/** A whole number from 0 to `below` - 1 that depends on the seed and nothing else. */
function pick(seed: number, below: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % below;
}

/** A place inside the value, neither its beginning nor its end. */
function inside(value: string, seed: number): number {
  return value.length < 2 ? 0 : 1 + pick(seed, value.length - 1);
}

function between(value: string, mark: string): string {
  return Array.from(value).join(mark);
}

const CYRILLIC: Readonly<Record<string, string>> = { a: 'а', c: 'с', e: 'е', o: 'о', p: 'р', x: 'х', y: 'у', i: 'і', j: 'ј', s: 'ѕ', A: 'А', B: 'В', C: 'С', E: 'Е', H: 'Н', I: 'І', K: 'К', M: 'М', O: 'О', P: 'Р', T: 'Т', X: 'Х', Y: 'Υ', Z: 'Ζ', N: 'Ν' };
const ARABIC_ZERO = 0x660;

function wide(char: string): string {
  const code = char.charCodeAt(0);
  return code > 0x20 && code < 0x7f ? String.fromCharCode(code + 0xfee0) : char;
}

export const MUTATIONS: readonly Mutation[] = [
  { name: 'zero-width characters', apply: (value, seed) => between(value, ['\u200b', '\u200d', '\u2060', '\ufeff'][pick(seed, 4)]!) },
  { name: 'bidi, soft hyphen and grapheme joiner', apply: (value, seed) => between(value, ['\u202a', '\u2066', '\u00ad', '\u034f'][pick(seed, 4)]!) },
  { name: 'full-width characters', apply: (value) => Array.from(value, wide).join('') },
  { name: 'look-alike letters', apply: (value) => Array.from(value, (char) => CYRILLIC[char] ?? char).join('') },
  { name: 'digits of another script', apply: (value) => value.replace(/\d/g, (digit) => String.fromCharCode(ARABIC_ZERO + Number(digit))) },
  { name: 'separators between all characters', suits: 'numbers', apply: (value, seed) => between(value.replace(/[\s.-]/g, ''), [' ', '.', '-', '\u00a0', '\u202f'][pick(seed, 5)]!) },
  { name: 'a line break inside', suits: 'numbers and keys', apply: (value, seed) => `${value.slice(0, inside(value, seed))}\n${value.slice(inside(value, seed))}` },
  { name: 'HTML entities', apply: (value, seed) => Array.from(value, (char) => (pick(seed, 2) === 0 ? `&#${char.codePointAt(0)};` : `&#x${char.codePointAt(0)!.toString(16)};`)).join('') },
  { name: 'base64', apply: (value, seed) => Buffer.from(`data: ${value}`).toString(pick(seed, 2) === 0 ? 'base64' : 'base64url') },
  { name: 'percent-encoding', apply: (value) => Array.from(Buffer.from(value), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('') },
  { name: 'JSON escapes', apply: (value) => Array.from(value, (char) => (char.length === 1 ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char)).join('') },
  { name: 'cut in two', apply: (value, seed) => [value.slice(0, inside(value, seed)), value.slice(inside(value, seed))] },
];
