import type { Address } from './addresses.ts';
import type { Lexicon } from './lexicon.ts';
import { LINE_MAX, type NameLine, nameLine } from './name-line.ts';

/** Who or what an address names, and whether nothing else can belong to it. */
export interface Addressee extends NameLine { certain: boolean }

const LINES_MAX = 4;
/** Between a name and the postal code: it has no street. */
const BOX = /^[ \t>]*(?:Postfach|Case postale|Casella postale|C\.?P\.?|P\.?O\.? ?Box)(?: \d{1,6})?[ \t\r,]*$/i;
const CARE = /^[ \t>]*(?:c\/o|p\. ?A\.|chez|presso|bei|z\. ?H(?:d|v)?\.|att(?:n|ention)?[.:]?)[ \t]+/i;
const PLACE = /\d{4,5} \p{Lu}/u;
/** A name right before the comma, behind whatever it is told by. */
const BEFORE_COMMA = /(?:^|[\n:;(]|\p{Ll}) ?((?:\p{Lu}[\p{L}\p{M}'’-]+|\p{Lu}\.)(?: (?:\p{Lu}[\p{L}\p{M}'’-]+|\p{Lu}\.)){1,2})$/u;

/**
 * The names in the lines above a street or a postal code with its place, or between the line's beginning and the comma before it. They need be in no list:
 * what stands there is somebody, or a firm. A name in a full address is certain, its line says where it ends.
 */
export function addresseesOf(lexicon: Lexicon, text: string, address: Address): Addressee[] {
  let end = address.start;
  while (' \t>'.includes(text[end - 1] ?? '\n') && address.start - end < LINE_MAX) end--;
  if (text[end - 1] === ',') return address.street ? inLine(lexicon, text, end - 1) : [];
  if (text[end - 1] !== '\n') return [];
  const full = PLACE.test(text.slice(address.start, address.end)) || !address.street;
  const found: Addressee[] = [];
  for (let lines = 0; lines < LINES_MAX && end > 0; lines++) {
    const to = end - 1;
    const from = text.lastIndexOf('\n', to - 1) + 1;
    if (to - from > LINE_MAX + 20 || to === 0) break;
    const line = text.slice(from, to);
    if (!BOX.test(line)) {
      const care = CARE.exec(line)?.[0].length ?? 0;
      const name = nameLine(lexicon, text, from + care, to);
      // Above an address that is no line of its own stands prose.
      if (!name && (lines > 0 || !isShort(line))) break;
      if (name && (address.street || name.kind !== 'word')) found.push({ ...name, certain: care > 0 || (name.kind === 'person' && (name.known || full)) });
    }
    end = from;
  }
  return found;
}

/** `Herrn`, `An die`, `Rechnung`: one or two words, above which the block may go on. */
const isShort = (line: string): boolean => /^[ \t>]*\p{Lu}[\p{L}]*(?: \p{L}+)?[ \t\r]*$/u.test(line);

function inLine(lexicon: Lexicon, text: string, comma: number): Addressee[] {
  const names = BEFORE_COMMA.exec(text.slice(Math.max(0, comma - LINE_MAX), comma))?.[1];
  const name = names === undefined ? undefined : nameLine(lexicon, text, comma - names.length, comma);
  return name && name.kind !== 'word' ? [{ ...name, certain: name.known && name.kind === 'person' && name.units.length === 2 }] : [];
}
