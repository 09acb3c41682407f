import { isIPv6 } from 'node:net';
import type { Found } from '../recogniser.ts';
import type { Before } from './context.ts';
import { isDigit, isLetter } from './digits.ts';
import { VERSION } from './labels.ts';
import { ip } from './recognisers.ts';

const V4 = /(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d])(?!\.\d)/y;
const DOT = 0x2e;
const SLASH = 0x2f;
const HYPHEN = 0x2d;
const SECTION = 0xa7;
const COLON = 0x3a;
const V6_MAX = 39;

/** Addresses that name nobody: this host, documentation, broadcast, multicast. */
function namesNobody(a: number, b: number, c: number): boolean {
  return a === 0 || a === 127 || a >= 224 || (a === 192 && b === 0 && c === 2) || (a === 198 && b === 51 && c === 100) || (a === 203 && b === 0 && c === 113);
}

/** An IPv4 address from `start` on; no version number, no chapter. */
export function ipv4At(text: string, codes: Uint16Array, start: number, before: Before, found: Found): void {
  const previous = start > 0 ? codes[start - 1]! : 0;
  if (isLetter(previous) || previous === DOT || previous === HYPHEN) return;
  // `Chrome/120.0.0.0` is a version, `//85.5.17.201` an address.
  if (previous === SLASH && start > 1 && isLetter(codes[start - 2]!)) return;
  if (previous === SECTION || (previous === 0x20 && start > 1 && codes[start - 2] === SECTION)) return;
  V4.lastIndex = start;
  const match = V4.exec(text);
  if (!match) return;
  const [a, b, c, d] = [Number(match[1]), Number(match[2]), Number(match[3]), Number(match[4])];
  if (a > 255 || b > 255 || c > 255 || d > 255 || namesNobody(a, b, c) || before.says(VERSION)) return;
  found({ recogniser: ip, start, end: V4.lastIndex, certain: true });
}

function isHex(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

/** An IPv6 address around the first of its colons, at `at`. @returns where to read on. */
export function ipv6At(text: string, codes: Uint16Array, length: number, at: number, found: Found): number {
  let start = at;
  while (start > 0 && start > at - 4 && isHex(codes[start - 1]!)) start -= 1;
  let end = at + 1;
  let colons = 1;
  while (end < length && end - start < V6_MAX && (isHex(codes[end]!) || codes[end] === COLON)) {
    if (codes[end] === COLON) colons += 1;
    end += 1;
  }
  if (colons < 2) return at;
  const outside = (code: number) => !isLetter(code) && !isDigit(code) && code !== COLON;
  if ((start > 0 && !outside(codes[start - 1]!)) || (end < length && !outside(codes[end]!))) return end - 1;
  const address = text.slice(start, end).toLowerCase();
  // `a::b` is also how programs name things.
  if (address.length < 6 || !/\d/.test(address) || /^2001:0?db8:/.test(address) || address.startsWith('::') || !isIPv6(address)) return end - 1;
  found({ recogniser: ip, start, end, certain: true });
  return end - 1;
}
