import { parse } from 'mrz';
import type { Found } from '../recogniser.ts';
import { passport } from './recognisers.ts';

const LINE = '[A-Z0-9<«]';
const DOCUMENTS = [`[PVIAC]${LINE}{43}\\s{1,3}${LINE}{44}`, `[PVIAC]${LINE}{35}\\s{1,3}${LINE}{36}`, `[PVIAC]${LINE}{29}\\s{1,3}${LINE}{30}\\s{1,3}${LINE}{30}`].map((shape) => new RegExp(`${shape}(?!${LINE})`, 'iy'));
const FILLER = '<<';
const LINE_MAX = 44;
const zone = new RegExp(LINE, 'i');

/** The machine-readable zone of a passport or an identity card: whatever its state, its check digits hold. */
export function passports(text: string, found: Found): void {
  for (let at = text.indexOf(FILLER); at >= 0; at = text.indexOf(FILLER, at)) {
    let start = at;
    while (start > 0 && start > at - LINE_MAX && zone.test(text[start - 1]!)) start -= 1;
    const end = documentAt(text, start);
    if (end > 0) found({ recogniser: passport, start, end, certain: true });
    at = Math.max(end, at + LINE_MAX);
  }
}

function documentAt(text: string, start: number): number {
  for (const shape of DOCUMENTS) {
    shape.lastIndex = start;
    if (!shape.test(text)) continue;
    const lines = text.slice(start, shape.lastIndex).toUpperCase().split(/\s+/);
    const checks = parse(lines).details.filter((detail) => detail.field?.endsWith('CheckDigit'));
    if (checks.length > 0 && checks.every((detail) => detail.valid)) return shape.lastIndex;
  }
  return -1;
}
