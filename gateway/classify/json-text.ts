import { type Json, parseJson } from '../core/json.ts';
import type { Field } from './fields.ts';

/** Two members and what is around them. */
const SHORTEST = 12;
/** Parsing is one step: this takes some two milliseconds. UTF-16 units. */
const LONGEST = 256 * 1024;
const OPENING = /^\s{0,64}[{[]/;
const CLOSING = /[}\]]\s{0,64}$/;

export function looksLikeJson({ text, kind }: Field): boolean {
  return kind === 'value' && text.length >= SHORTEST && text.length <= LONGEST && OPENING.test(text);
}

/** The object or list that a field's text writes as JSON, as the arguments of calls and the results of tools do; undefined where it is another text. */
export function jsonIn({ text }: Field): Json | undefined {
  return CLOSING.test(text.slice(-65)) ? parseJson(text) : undefined;
}
