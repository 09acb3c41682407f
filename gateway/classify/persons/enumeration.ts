import type { Lexicon } from './lexicon.ts';
import { wordEnd } from './reader.ts';
import { isNoName } from './roles.ts';
import { wordValue } from './word-table.ts';

export interface Range { start: number; end: number }

const ITEM = String.raw`\p{Lu}[\p{L}\p{M}'’-]{1,30} \p{Lu}[\p{L}\p{M}'’-]{1,30}`;
const BEHIND = new RegExp(String.raw`(?:, ?(?:und |and |et |e |ed |sowie )?|,? (?:und|and|et|e|ed|sowie|&) )(${ITEM})(?![\p{L}\p{M}'’-]| \p{Lu})`, 'yu');
const BEFORE = new RegExp(String.raw`(?:^|[^\p{L}\p{M}'’-])(${ITEM})(?:, |,? (?:und|and|et|e|ed|sowie|&) )$`, 'u');
/** What a comma or an "and" ends with, before the blank. */
const LINK_ENDS = new Set(',dte&');
const ITEM_MAX = 75;
/** Of a name with what stands beside it: its bearer's office, a place. */
const FEWEST = 3;
const MOST = 40;

/** "Lian Amrhein, Yara Duss, Tim Meier": who stands in a list of names is somebody, though no list of ours knows him. What the list of the name from `start` to `end` holds beside names that are known, and where it ends. */
export function listedWith(lexicon: Lexicon, text: string, { start, end }: Range): { others: Range[]; end: number } {
  const others: Range[] = [];
  let items = 1;
  const isOne = (item: Range): boolean => {
    const kind = kindOf(lexicon, text, item);
    if (kind === 'unknown') others.push(item);
    if (kind !== 'other') items++;
    return kind !== 'other';
  };
  for (let at = start, step = 0; step < MOST && LINK_ENDS.has(text[at - 2] ?? ''); step++) {
    const from = Math.max(0, at - ITEM_MAX);
    const found = BEFORE.exec(text.slice(from, at));
    if (!found) break;
    const first = from + found.index + found[0].indexOf(found[1]!);
    if (!isOne({ start: first, end: first + found[1]!.length })) break;
    at = first;
  }
  let at = end;
  for (let step = 0; step < MOST; step++) {
    BEHIND.lastIndex = at;
    const found = BEHIND.exec(text);
    if (!found) break;
    const next = BEHIND.lastIndex;
    if (!isOne({ start: next - found[1]!.length, end: next })) break;
    at = next;
  }
  return { others: items < FEWEST ? [] : others, end: at };
}

/** Two words: a name that is found by itself, nothing that is known, or something else. */
function kindOf(lexicon: Lexicon, text: string, { start, end }: Range): 'known' | 'unknown' | 'other' {
  const first = wordEnd(text, start);
  let names = 0;
  for (const [from, to] of [[start, first], [first + 1, end]] as const) {
    const roles = wordValue(lexicon, text, from, to);
    if (isNoName(roles)) return 'other';
    if (roles !== 0) names++;
  }
  return names === 2 ? 'known' : 'unknown';
}
