import { type FieldKind, isJson, withoutEscapes } from './fields.ts';
import type { Literals } from './literals.ts';
import type { Pseudonym } from './map.ts';
import { CannotReplace } from './refusals.ts';
import type { Replacement, Sent } from './sent.ts';
import { isWord } from './stand-in.ts';

export interface Known {
  literals: Literals;
  /** The stand-in of one word of a person's name, as it is written here. */
  forPart(written: string, of: Pseudonym): Pseudonym;
  sent: Sent;
}

/**
 * A text with its findings replaced, and whatever else of known values stands in it; undefined where that is nothing. Throws `CannotReplace` where the
 * field takes no stand-in, or its JSON would break.
 * @param findings in order, none overlapping another
 */
export function replaceText(text: string, kind: FieldKind, findings: readonly Replacement[], { literals, forPart, sent }: Known): string | undefined {
  const json = (findings.length > 0 || text.includes('\\u')) && isJson(text);
  const all: Replacement[] = [];
  let base = '';
  let from = 0;
  const takeUpTo = (to: number): void => {
    const raw = text.slice(from, to);
    const readable = json ? withoutEscapes(raw) : raw;
    const mentions = literals.scan(readable);
    for (const { start, end, of, part } of mentions) all.push({ start: base.length + start, end: base.length + end, by: part ? forPart(readable.slice(start, end), of) : of });
    base += mentions.length > 0 ? readable : raw;
  };
  for (const { start, end, by } of findings) {
    takeUpTo(start);
    all.push({ start: base.length, end: base.length + end - start, by });
    base += text.slice(start, end);
    from = end;
  }
  takeUpTo(text.length);
  if (all.length === 0) return undefined;
  if (kind === 'fixed' || (kind === 'bare' && !all.every((one) => standsAlone(base, one)))) throw new CannotReplace('fixed-field');
  const isStill = json || isJson(base);
  const replaced = sent.replace(base, all, kind === 'bare' ? 'bare' : isStill ? 'json' : 'text');
  if (isStill && !isJson(replaced)) throw new CannotReplace('broken-json');
  return replaced;
}

/** Without brackets a stand-in is known again only as a word of its own. */
function standsAlone(text: string, { start, end }: Replacement): boolean {
  return !isWord(text.charCodeAt(start - 1)) && !isWord(text.charCodeAt(end));
}
