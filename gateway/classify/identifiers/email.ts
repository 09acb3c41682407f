import type { Found } from '../recogniser.ts';
import { isDigit, isLetter } from './digits.ts';
import { email } from './recognisers.ts';

const LOCAL_MAX = 64;
const DOMAIN_MAX = 255;
const DOT = 0x2e;
const HYPHEN = 0x2d;
const LOCAL_SIGNS = new Set(Array.from("!#$%&'*+-/=?^_`{|}~.", (char) => char.charCodeAt(0)));

/** An e-mail address around the `@` at `at`. */
export function emailAt(codes: Uint16Array, length: number, at: number, found: Found): void {
  let start = at;
  while (start > 0 && start > at - LOCAL_MAX && (isLetter(codes[start - 1]!) || isDigit(codes[start - 1]!) || LOCAL_SIGNS.has(codes[start - 1]!))) start -= 1;
  while (start < at && !isLetter(codes[start]!) && !isDigit(codes[start]!)) start += 1;
  if (start === at) return;
  let end = at + 1;
  let labelStart = end;
  let labels = 0;
  let last = -1;
  for (; end < length && end < at + DOMAIN_MAX; end++) {
    const code = codes[end]!;
    if (isLetter(code) || isDigit(code) || (code === HYPHEN && end > labelStart)) continue;
    if (code !== DOT || end === labelStart) break;
    labels += 1;
    labelStart = end + 1;
  }
  // A full stop behind the address is not its own.
  last = end === labelStart && labels > 0 ? labelStart - 1 : end;
  const dots = last === labelStart - 1 ? labels - 1 : labels;
  const topStart = lastDot(codes, at, last) + 1;
  if (dots < 1 || last - topStart < 2 || isDigit(codes[topStart]!)) return;
  if (ofNobody(codes, at + 1, last)) return;
  found({ recogniser: email, start, end: last, certain: true });
}

/** Domains that are nobody's (RFC 2606, RFC 6761), as documentation and templates have them. */
const NOBODYS = /^(?:.{1,190}\.)?(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$/i;
const NOBODYS_LAST = new Set(Array.from('emgtd', (char) => char.charCodeAt(0)));

function ofNobody(codes: Uint16Array, start: number, end: number): boolean {
  // Most domains end otherwise: no text need be made of them.
  return NOBODYS_LAST.has(codes[end - 1]! | 32) && NOBODYS.test(String.fromCharCode(...codes.subarray(start, end)));
}

function lastDot(codes: Uint16Array, at: number, end: number): number {
  let i = end - 1;
  while (i > at && codes[i] !== DOT) i -= 1;
  return i;
}
