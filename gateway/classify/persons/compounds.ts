import { FOLDED, isUmlautE, SEED, SHARP_S } from './fold.ts';
import { BEGINNINGS, ENDINGS, type PartsOfWords } from './word-parts.ts';

/** Shorter words are in the lists themselves. */
export const LEAST_LETTERS = 8;
const PRIME = 0x01000193;
const BITS = 1 << 14;
/** So many letters tell nearly all other words apart from those that may fit. */
const FIRST = 3;
/** What must be left of a word beside the part. */
const REST = 3;
const S = 115;

const bitOf = (hash: number): number => (hash ^ (hash >>> 15)) & (BITS - 1);

interface Parts {
  /** One bit for the hash of an entry's first three letters. */
  first: Uint32Array;
  roles: Map<number, number>;
  longest: number;
}

const endings = partsOf(ENDINGS, -1);
const beginnings = partsOf(BEGINNINGS, 1);

/** The role of a word that no list has, by how it ends or begins. */
export function roleByParts(text: string, start: number, end: number): number {
  const last = FOLDED[text.charCodeAt(end - 1)];
  let role = roleFrom(endings, text, end - 1, start, -1);
  // Inflected: Räumungsklagen, Prostatakarzinoms.
  if (role === 0 && (last === 110 || last === S || last === 101)) role = roleFrom(endings, text, end - 2, start, -1);
  if (role === 0 && (last === 110 || last === S) && FOLDED[text.charCodeAt(end - 2)] === 101) role = roleFrom(endings, text, end - 3, start, -1);
  return role === 0 ? roleFrom(beginnings, text, start, end - 1, 1) : role;
}

function roleFrom(parts: Parts, text: string, from: number, to: number, step: 1 | -1): number {
  let hash = SEED;
  let letters = 0;
  let role = 0;
  for (let at = from; (to - at) * step >= 0 && letters < parts.longest; at += step) {
    const folded = FOLDED[text.charCodeAt(at)]!;
    if (isUmlautE(folded, FOLDED[text.charCodeAt(at - 1)]!) && at > 0) continue;
    hash = Math.imul(hash ^ (folded === SHARP_S ? S : folded), PRIME);
    if (folded === SHARP_S) hash = Math.imul(hash ^ S, PRIME);
    letters++;
    if (letters < FIRST) continue;
    if (letters === FIRST) {
      if ((parts.first[bitOf(hash) >>> 5]! & (1 << (bitOf(hash) & 31))) === 0) return 0;
      continue;
    }
    const here = parts.roles.get(hash);
    if (here !== undefined && (here === 0 || (to - at) * step >= REST)) role = here;
  }
  return role;
}

function partsOf(lists: PartsOfWords, step: 1 | -1): Parts {
  const parts: Parts = { first: new Uint32Array(BITS / 32), roles: new Map(), longest: 0 };
  for (const [role, list] of lists) {
    for (const part of list.split(/\s+/)) {
      let hash = SEED;
      let letters = 0;
      for (let at = step > 0 ? 0 : part.length - 1; at >= 0 && at < part.length; at += step) {
        const folded = FOLDED[part.charCodeAt(at)]!;
        if (at > 0 && isUmlautE(folded, FOLDED[part.charCodeAt(at - 1)]!)) continue;
        hash = Math.imul(hash ^ folded, PRIME);
        if (++letters === FIRST) parts.first[bitOf(hash) >>> 5]! |= 1 << (bitOf(hash) & 31);
      }
      parts.roles.set(hash, role);
      parts.longest = Math.max(parts.longest, letters);
    }
  }
  return parts;
}
