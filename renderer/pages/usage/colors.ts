import { MOST_SERIES } from './sums.ts';

/** Of the nth series of a chart; from the last on, that of all others together. */
export function colorOf(index: number): string {
  return `var(--gh-series-${Math.min(index, MOST_SERIES) + 1})`;
}
