import type { Output } from '../../../gateway/admin/contract.ts';
import { LOCAL_PROVIDER } from '../../../gateway/core/model.ts';

export type Report = Output<'usage.report'>;
export type Row = Report['rows'][number];
export type Sums = Report['total'];
export const SHOWN_AS = ['cost', 'requests', 'tokens'] as const;
export type ShownAs = (typeof SHOWN_AS)[number];
export const DIMENSIONS = ['team', 'owner', 'key', 'model', 'provider', 'class'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const tokensOf = ({ promptTokens, completionTokens }: Sums): number => promptTokens + completionTokens;
export const amountOf = (sums: Sums, shown: ShownAs): number => (shown === 'tokens' ? tokensOf(sums) : sums[shown]);

/** One group over the whole time. */
export interface Group {
  id: string;
  name: string;
  sums: Sums;
}

const NAMES = ['requests', 'promptTokens', 'completionTokens', 'cachedTokens', 'countedTokens', 'cost', 'estimated', 'unpriced', 'totalMs', 'firstTokenMs', 'firstTokens'] as const;

function added(a: Sums, b: Sums): Sums {
  return Object.fromEntries(NAMES.map((name) => [name, a[name] + b[name]])) as unknown as Sums;
}

export const NOTHING = Object.fromEntries(NAMES.map((name) => [name, 0])) as unknown as Sums;

/** Rows of one dimension added up over time, the largest first. */
export function groupsOf(rows: readonly Row[], dimension: string, shown: ShownAs): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const id = row.groups[dimension] ?? '';
    const group = groups.get(id);
    if (group) group.sums = added(group.sums, row);
    else groups.set(id, { id, name: row.names[dimension] ?? id, sums: added(NOTHING, row) });
  }
  return [...groups.values()].sort((a, b) => amountOf(b.sums, shown) - amountOf(a.sums, shown) || a.name.localeCompare(b.name));
}

/** What the office asks of a dashboard, from rows by provider, model and outcome. */
export interface Shares {
  /** Of the answered requests, those that this computer answered; undefined where there are none. */
  here: number | undefined;
  /** Of all requests. */
  failed: number | undefined;
  refused: number;
  /** Of a whole answer, in milliseconds. */
  meanMs: number | undefined;
}

export function sharesOf(rows: readonly Row[]): Shares {
  const count = (fits: (groups: Row['groups']) => boolean, of: 'requests' | 'totalMs' = 'requests'): number => rows.reduce((sum, row) => sum + (fits(row.groups) ? row[of] : 0), 0);
  const answered = ({ outcome }: Row['groups']): boolean => outcome === 'ok' || outcome === 'aborted';
  const all = count(() => true);
  const some = count(answered);
  const whole = count(({ outcome }) => outcome === 'ok');
  return {
    // What is charged to a provider that lost the request, and was answered here then, stands without a model.
    here: some === 0 ? undefined : count((groups) => answered(groups) && (groups['provider'] === LOCAL_PROVIDER || (groups['outcome'] === 'ok' && groups['model'] === ''))) / some,
    failed: all === 0 ? undefined : count(({ outcome }) => outcome === 'error' || outcome === 'interrupted') / all,
    refused: count(({ outcome }) => outcome === 'refused'),
    meanMs: whole === 0 ? undefined : count(({ outcome }) => outcome === 'ok', 'totalMs') / whole,
  };
}

/** One series of the chart: a group, or all the smaller ones together. */
export interface Series {
  /** `s0`, `s1`, …: names of groups are no safe keys for a chart library. */
  key: string;
  /** Undefined: the smaller ones together. */
  group: Group | undefined;
}

export const MOST_SERIES = 6;

/** The amounts per step and series, zero where there was nothing. */
export function seriesOf(rows: readonly Row[], dimension: string, shown: ShownAs, steps: readonly number[]): { series: Series[]; points: { time: number; values: Record<string, number> }[] } {
  const all = groupsOf(rows, dimension, shown);
  // What costs nothing has no bar; its row in the table says so.
  const groups = all.filter(({ sums }, index) => index === 0 || amountOf(sums, shown) > 0);
  const named = groups.length <= MOST_SERIES + 1 ? groups : groups.slice(0, MOST_SERIES);
  const series: Series[] = [...named.map((group, index) => ({ key: `s${index}`, group })), ...(named.length < groups.length ? [{ key: `s${named.length}`, group: undefined }] : [])];
  const keys = new Map(named.map((group, index) => [group.id, `s${index}`]));
  const points = new Map(steps.map((time) => [time, { time, values: Object.fromEntries(series.map(({ key }) => [key, 0])) }]));
  for (const row of rows) {
    const key = keys.get(row.groups[dimension] ?? '') ?? `s${named.length}`;
    const point = points.get(row.time ?? NaN);
    if (point?.values[key] !== undefined) point.values[key] += amountOf(row, shown);
  }
  return { series, points: [...points.values()] };
}
