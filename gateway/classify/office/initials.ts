import { FOLDED, isLetter } from '../persons/fold.ts';
import { isCapital } from '../persons/reader.ts';
import { isSkipped } from './entries.ts';

/** `A. B. C. Müller`: more are no name. */
const INITIALS_MAX = 3;
const BLANKS = ' \u00a0\u202f';

/** Told of an initial, as its small letter's code, and of the range that it and the surname take. */
export type Initial = (letter: number, start: number, end: number) => void;

/** Attack: a client's given name cut down to its initial. Those before the surname from `start` to `end`, or behind it: `A. Müller`, `A.-M. Müller`, `Müller, A.`. */
export function initialsAround(text: string, start: number, end: number, found: Initial): void {
  let at = beforeParticles(text, start);
  for (let read = 0; read < INITIALS_MAX; read++) {
    let dot = at - 1;
    while (at - dot <= 2 && (BLANKS.includes(text[dot] ?? '.') || text[dot] === '-')) dot--;
    if (text[dot] !== '.' || !isInitial(text, dot - 1)) break;
    at = dot - 1;
    found(FOLDED[text.charCodeAt(at)]!, at, end);
  }
  let behind = text[end] === ',' ? end + 1 : end;
  while (behind - end <= 2 && BLANKS.includes(text[behind] ?? '.')) behind++;
  // Not the next person's: `Müller, A. Keller`.
  if (behind > end && isInitial(text, behind) && text[behind + 1] === '.' && !isCapital(text.charCodeAt(behind + 3))) found(FOLDED[text.charCodeAt(behind)]!, start, behind + 2);
}

const PARTICLES = /(?:\b[a-zé]{1,4}[ \u00a0]|\b[dl]['’]){1,3}$/i;
const PARTICLES_MAX = 15;

/** Where `von der` begins that stands before the name from `start`. */
function beforeParticles(text: string, start: number): number {
  const [particles] = PARTICLES.exec(text.slice(Math.max(0, start - PARTICLES_MAX), start)) ?? [''];
  const words = particles.split(/[ \u00a0'’]/);
  let at = start;
  for (let i = words.length - 2; i >= 0 && isSkipped(words[i]!); i--) at -= words[i]!.length + 1;
  return at;
}

/** One capital letter, with no other letter or digit before it. */
function isInitial(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return isCapital(code) && isLetter(FOLDED[code]!) && !(at > 0 && FOLDED[text.charCodeAt(at - 1)] !== 0);
}
