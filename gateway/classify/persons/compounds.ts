import { FOLDED, isUmlautE, SEED, SHARP_S } from './fold.ts';
import { isCapital } from './reader.ts';
import { FORMS, HEADS, MODIFIERS, type PartsOfWords } from './word-parts.ts';

const PRIME = 0x01000193;
/** What must be left of a word beside the part. */
const REST = 3;
const S = 115;
const EDGE = 3;
const A = 97;
const ALPHABET = 26;
const N = 110;
const E = 101;
const PLACES = 2_048;
const BITS = 1 << 14;
const LEAST_PART = 4;

interface Parts {
  /** A bit for three letters with which a fitting word ends or begins: nearly all others are passed by for one look. */
  edges: Uint32Array;
  /** A bit for the hash of the four letters that are read first. */
  onward: Uint32Array;
  /** Hashes of the letters, in the order in which they are read; a place is free where its hash is 0. */
  hashes: Int32Array;
  roles: Int32Array;
  longest: number;
}

const forms = partsOf(FORMS, -1);
const heads = partsOf(HEADS, -1);
const modifiers = partsOf(MODIFIERS, 1);

/** The role of a word that no list has, by how it ends or begins; German nouns are capitalised. */
export function roleByParts(text: string, start: number, end: number): number {
  let role = mayFit(forms, text, end - EDGE) ? roleFrom(forms, text, end - 1, start, -1) : 0;
  if (role !== 0 || !isCapital(text.charCodeAt(start))) return role;
  if (mayFit(heads, text, end - EDGE)) role = roleFrom(heads, text, end - 1, start, -1);
  // Inflected: Räumungsklagen, Prostatakarzinoms.
  const last = FOLDED[text.charCodeAt(end - 1)]!;
  const inflected = last === N || last === S || last === E;
  if (inflected && role === 0 && mayFit(heads, text, end - EDGE - 1)) role = roleFrom(heads, text, end - 2, start, -1);
  if (inflected && role === 0 && last !== E && FOLDED[text.charCodeAt(end - 2)] === E && mayFit(heads, text, end - EDGE - 2)) role = roleFrom(heads, text, end - 3, start, -1);
  return role === 0 && mayFit(modifiers, text, start) ? roleFrom(modifiers, text, start, end - 1, 1) : role;
}

/** Where three letters stand in the bits; -1 for others than those of the alphabet. */
function edgeOf(text: string, at: number): number {
  const first = FOLDED[text.charCodeAt(at)]! - A;
  const second = FOLDED[text.charCodeAt(at + 1)]! - A;
  const third = FOLDED[text.charCodeAt(at + 2)]! - A;
  return first >= 0 && first < ALPHABET && second >= 0 && second < ALPHABET && third >= 0 && third < ALPHABET ? (first * ALPHABET + second) * ALPHABET + third : -1;
}

function mayFit(parts: Parts, text: string, at: number): boolean {
  const edge = edgeOf(text, at);
  return edge >= 0 && (parts.edges[edge >>> 5]! & (1 << (edge & 31))) !== 0;
}

function roleFrom(parts: Parts, text: string, from: number, to: number, step: 1 | -1): number {
  const { onward, hashes, roles, longest } = parts;
  let hash = SEED;
  let role = 0;
  for (let at = from, letters = 0; (to - at) * step >= 0 && letters < longest; at += step) {
    const folded = FOLDED[text.charCodeAt(at)]!;
    // As in fold.ts: the e of an umlaut that is spelt out is none.
    if (folded === E && at > 0 && isUmlautE(folded, FOLDED[text.charCodeAt(at - 1)]!)) continue;
    hash = Math.imul(hash ^ (folded === SHARP_S ? S : folded), PRIME);
    if (folded === SHARP_S) hash = Math.imul(hash ^ S, PRIME);
    if (++letters < LEAST_PART) continue;
    const bit = (hash ^ (hash >>> 15)) & (BITS - 1);
    if (letters === LEAST_PART && (onward[bit >>> 5]! & (1 << (bit & 31))) === 0) return 0;
    const place = placeOf(parts, hash);
    if (hashes[place] !== 0 && (roles[place] === 0 || (to - at) * step >= REST)) role = roles[place]!;
  }
  return role;
}

/** An empty place, or that of the hash. */
function placeOf(parts: Parts, hash: number): number {
  let place = hash & (PLACES - 1);
  while (parts.hashes[place] !== 0 && parts.hashes[place] !== hash) place = (place + 1) & (PLACES - 1);
  return place;
}

function partsOf(lists: PartsOfWords, step: 1 | -1): Parts {
  const parts: Parts = { edges: new Uint32Array(Math.ceil(ALPHABET ** EDGE / 32)), onward: new Uint32Array(BITS / 32), hashes: new Int32Array(PLACES), roles: new Int32Array(PLACES), longest: 0 };
  for (const [role, list] of lists) {
    for (const part of list.split(/\s+/)) {
      let hash = SEED;
      let letters = 0;
      for (let at = step > 0 ? 0 : part.length - 1; at >= 0 && at < part.length; at += step) {
        const folded = FOLDED[part.charCodeAt(at)]!;
        if (at > 0 && isUmlautE(folded, FOLDED[part.charCodeAt(at - 1)]!)) continue;
        hash = Math.imul(hash ^ folded, PRIME);
        if (++letters !== LEAST_PART) continue;
        const bit = (hash ^ (hash >>> 15)) & (BITS - 1);
        parts.onward[bit >>> 5]! |= 1 << (bit & 31);
      }
      const place = placeOf(parts, hash);
      parts.hashes[place] = hash;
      parts.roles[place] = role;
      parts.longest = Math.max(parts.longest, part.length);
      for (const form of step > 0 ? [part, part.replace('ü', 'ue').replace('ä', 'ae')] : [part]) {
        const edge = edgeOf(form, step > 0 ? 0 : form.length - EDGE);
        parts.edges[edge >>> 5]! |= 1 << (edge & 31);
      }
    }
  }
  return parts;
}
