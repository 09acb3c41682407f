import type { OwnDays } from './period.ts';
import type { Dimension } from './sums.ts';

/** The list of requests has a filter of that name for each but people and applications. */
const FILTERED: readonly Dimension[] = ['class', 'key', 'team', 'provider', 'model'];

/** Where the requests of a group within those days are listed; undefined where the list knows no such filter. */
export function requestsLink(dimension: Dimension, id: string, { first, last }: OwnDays): string | undefined {
  if (id === '' || !FILTERED.includes(dimension)) return undefined;
  return `/requests?${new URLSearchParams({ [dimension]: id, from: first, to: last }).toString()}`;
}
