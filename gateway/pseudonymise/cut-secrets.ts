import type { Value } from './values.ts';
import type { Place } from './walk.ts';

/** Letters and digits as a key or a token has them. */
const BEGINS = /^(?=[\w+/=.-]{0,40}\d)[\w+/=.-]{8}/;
const ENDS = /(?=[\w+/=.-]{0,40}\d)[\w+/=.-]{8,40}$/;
const GLUED = /^[\w+/=.-]*$/;
/** The first part of a web token, or its end, before the part that is found. */
const PART = /^[\w-]+\.$/;
const PART_MAX = 400;
const NEAR = 40;

/**
 * Attack: a token cut in two, of which one half is a token by itself: the other half would be sent. Says of a value whether it is such a half: it touches
 * the edge of its text, and a text behind it begins, or one before it ends, like the rest of a token. `index` is that of its place.
 */
export function cutSecrets(places: readonly Place[]): (value: Value, index: number) => boolean {
  let edges: { lastBeginning: number; firstEnd: number } | undefined;
  const find = () => ({
    lastBeginning: places.findLastIndex(({ kind, text }) => kind === 'text' && BEGINS.test(text)),
    firstEnd: places.findIndex(({ kind, text }) => kind === 'text' && ENDS.test(text.slice(-NEAR))),
  });
  return ({ finding, start, end }, index) => {
    if (finding.recogniser.group !== 'secret') return false;
    const { text } = places[index]!;
    const before = text.slice(0, start);
    if (start <= PART_MAX && PART.test(before)) return true;
    const [touchesStart, touchesEnd] = [start <= NEAR && GLUED.test(before), end === text.length];
    if (!touchesStart && !touchesEnd) return false;
    edges ??= find();
    return (touchesEnd && index < edges.lastBeginning) || (touchesStart && edges.firstEnd !== -1 && edges.firstEnd < index);
  };
}
