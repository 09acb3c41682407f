import { FOLDED, isLetter } from '../persons/fold.ts';
import { wordValue } from '../persons/word-table.ts';
import { inPrefixes, type WordIndex } from './word-index.ts';

/** Word makes an en dash of a hyphen, and a line may end anywhere. */
const SEPARATORS = ' -_./:#\n\r\t\u00a0\u2009\u202f\u2010\u2011\u2012\u2013\u2014\u2212';
/** `2024 / 0117` has three. */
const SEPARATORS_MAX = 3;
const BACK = 3;
const FORTH = 4;

/** Tokens of letters or of digits around a number, as pairs of offsets; reused, as numbers are many. */
const tokens = new Int32Array((BACK + FORTH + 1) * 2);

/**
 * Tries the number from `start` to `end` with up to three tokens before and four after it, of which up to three separators part each from the next,
 * whatever they are: `2024-0117/AB`, `2024 0117 ab` and `20240117AB` are the same.
 */
export function codesAround({ codes, longestCode: longest, prefixes }: WordIndex, text: string, start: number, end: number, report: (value: number, start: number, end: number) => void): void {
  let first = BACK;
  tokens[BACK * 2] = start;
  tokens[BACK * 2 + 1] = end;
  // Only letters before it: with a number before it is found from there.
  while (first > 0 && tokenBefore(text, tokens[first * 2]!, (first - 1) * 2, longest) && kindAt(text, tokens[(first - 1) * 2]!) === LETTER) first--;
  let last = BACK;
  while (last < BACK + FORTH && tokenAfter(text, tokens[last * 2 + 1]!, (last + 1) * 2, longest)) last++;
  for (let from = first; from <= BACK; from++) {
    if (!inPrefixes(prefixes, text, tokens[from * 2]!)) continue;
    let code = '';
    for (let to = from; to <= last && code.length <= longest; to++) {
      code += text.slice(tokens[to * 2], tokens[to * 2 + 1]);
      if (to < BACK || code.length > longest) continue;
      const value = wordValue(codes, code, 0, code.length);
      if (value !== 0) report(value, tokens[from * 2]!, tokens[to * 2 + 1]!);
    }
  }
}

function tokenBefore(text: string, at: number, into: number, longest: number): boolean {
  let end = at;
  while (end > 0 && at - end < SEPARATORS_MAX && SEPARATORS.includes(text[end - 1]!)) end--;
  const kind = kindAt(text, end - 1);
  if (kind === 0) return false;
  let start = end - 1;
  while (start > 0 && end - start <= longest && kindAt(text, start - 1) === kind) start--;
  if (end - start > longest) return false;
  tokens[into] = start;
  tokens[into + 1] = end;
  return true;
}

function tokenAfter(text: string, at: number, into: number, longest: number): boolean {
  let start = at;
  while (start < text.length && start - at < SEPARATORS_MAX && SEPARATORS.includes(text[start]!)) start++;
  const kind = kindAt(text, start);
  if (kind === 0) return false;
  let end = start + 1;
  while (end < text.length && end - start <= longest && kindAt(text, end) === kind) end++;
  if (end - start > longest) return false;
  tokens[into] = start;
  tokens[into + 1] = end;
  return true;
}

const LETTER = 1;
const DIGIT = 2;

/** `LETTER`, `DIGIT`, or 0 for anything else. */
function kindAt(text: string, at: number): number {
  if (at < 0 || at >= text.length) return 0;
  const folded = FOLDED[text.charCodeAt(at)]!;
  return folded === 0 ? 0 : isLetter(folded) ? LETTER : DIGIT;
}
