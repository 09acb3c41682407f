import type { Match, Recogniser } from './recogniser.ts';
import type { Score } from './score.ts';

/** A match on its way to a finding, with its canonical value. */
export interface Found extends Match { value: string }

const GROUP_RANK: Record<Recogniser['group'], number> = { secret: 4, office: 3, identifier: 2, person: 1, context: 0 };

/** The one that stays where two findings cover the same characters: what is checked and says more, then what is longer. */
function stronger(a: Match, b: Match): boolean {
  if (a.recogniser.weight !== b.recogniser.weight) return a.recogniser.weight > b.recogniser.weight;
  if (a.certain !== b.certain) return a.certain;
  if (a.end - a.start !== b.end - b.start) return a.end - a.start > b.end - b.start;
  return GROUP_RANK[a.recogniser.group] > GROUP_RANK[b.recogniser.group];
}

/** Both ranges as one finding of the stronger; nothing of the weaker may be left over when it is replaced. */
function joined<M extends Match>(a: M, b: M): M {
  const [winner, loser] = stronger(a, b) ? [a, b] : [b, a];
  const contained = loser.start >= winner.start && loser.end <= winner.end;
  if (contained) return winner;
  return { ...winner, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end), certain: winner.certain && loser.certain };
}

/**
 * Findings of one text in order, no value overlapping another, for those who mark or replace them. Of two that overlap the stronger stays and covers both.
 * Words that are no value (a context) stay as they are.
 */
export function withoutOverlaps<M extends Match>(matches: readonly M[]): M[] {
  if (matches.length < 2) return [...matches];
  const kept: M[] = [];
  const signs: M[] = [];
  for (const match of [...matches].sort(inOrder)) {
    const last = kept[kept.length - 1];
    if (match.recogniser.entity === undefined) signs.push(match);
    else if (last && match.start < last.end) kept[kept.length - 1] = joined(last, match);
    else kept.push(match);
  }
  return signs.length === 0 ? kept : [...kept, ...signs].sort(inOrder);
}

function inOrder(a: Match, b: Match): number {
  return a.start - b.start || b.end - a.end;
}

/**
 * Counts the findings of one text. What a stronger one of at least the same class covers says nothing more; what speaks for a higher class counts
 * beside it, or a weak finding could be hidden behind a strong one of a lower class.
 */
export function countInto(score: Score, found: readonly Found[], kept: readonly Found[]): void {
  const covers = kept.filter(({ recogniser }) => recogniser.entity !== undefined);
  let at = 0;
  for (const match of [...found].sort(inOrder)) {
    while (at < covers.length && covers[at]!.end <= match.start) at += 1;
    const cover = covers[at];
    const hidden = cover && cover.start <= match.start && cover.recogniser !== match.recogniser && match.recogniser.entity !== undefined;
    if (!hidden || score.rankOf(match.recogniser) > score.rankOf(cover.recogniser) || match.recogniser.weight > cover.recogniser.weight) score.add(match.recogniser, match.value);
  }
}
