import { DateTime } from 'luxon';
import { GatehouseError } from '../core/errors.ts';
import { USAGE_DIMENSIONS, type UsageDimension, type UsageFilter, type UsageReader, type UsageSums } from '../trace/usage-reader.ts';
import { QUARTER_MS } from '../trace/rows.ts';

export type TimeStep = 'hour' | 'day' | 'week' | 'month';

export interface UsageQuestion {
  /** UTC milliseconds. */
  from: number;
  to: number;
  by: readonly (UsageDimension | 'tag')[];
  step?: TimeStep;
  filter: UsageFilter;
  timeZone: string;
}

export interface UsageRow extends UsageSums {
  time: number | null;
  groups: Partial<Record<UsageDimension | 'tag', string>>;
}

const MAX_ROWS = 50_000;
const NO_SUMS: UsageSums = { requests: 0, promptTokens: 0, completionTokens: 0, cachedTokens: 0, countedTokens: 0, cost: 0, estimated: 0, unpriced: 0, totalMs: 0, firstTokenMs: 0, firstTokens: 0 };

/** Usage by the dimensions and steps asked for, the dearest first within a step. Throws `invalid_request` for a question that would give more rows than anybody reads. */
export function usageReport(reader: UsageReader, { from, to, by, step, filter, timeZone }: UsageQuestion): { rows: UsageRow[]; total: UsageSums } {
  if (to <= from) throw new GatehouseError('invalid_request', 'The end lies before the beginning.', { param: 'to' });
  const tag = by.includes('tag');
  if (tag && (by.length > 1 || step !== undefined || Object.keys(filter).length > 0)) throw new GatehouseError('invalid_request', 'Tags are added up by themselves.', { param: 'by' });
  const startOf = step && stepper(step, timeZone);
  const rows = new Map<string, UsageRow>();
  const total = { ...NO_SUMS };
  const found = tag ? reader.tags(from, to) : reader.groups(from, to, by as UsageDimension[], step !== undefined, filter);
  for (const group of found) {
    const time = startOf && group.quarter !== null ? startOf(group.quarter * QUARTER_MS) : null;
    const groups = Object.fromEntries(by.map((dimension) => [dimension, group[dimension] ?? '']));
    const name = `${time}\n${Object.values(groups).join('\n')}`;
    let row = rows.get(name);
    if (!row) {
      if (rows.size >= MAX_ROWS) throw new GatehouseError('invalid_request', `That would be more than ${MAX_ROWS} rows.`, { hint: 'Ask for a shorter time, longer steps or fewer groups.' });
      rows.set(name, (row = { time, groups, ...NO_SUMS }));
    }
    for (const sum of Object.keys(NO_SUMS) as (keyof UsageSums)[]) {
      row[sum] += group[sum];
      total[sum] += group[sum];
    }
  }
  return { rows: [...rows.values()].sort((a, b) => (a.time ?? 0) - (b.time ?? 0) || b.cost - a.cost || b.requests - a.requests), total };
}

/** `by` of a query. Throws `invalid_request`. */
export function parseDimensions(text: string | undefined): (UsageDimension | 'tag')[] {
  const names = (text ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  const known: readonly string[] = [...USAGE_DIMENSIONS, 'tag'];
  for (const name of names) if (!known.includes(name)) throw new GatehouseError('invalid_request', `Usage cannot be added up by "${name.slice(0, 40)}".`, { param: 'by', hint: `By ${known.join(', ')}.` });
  if (new Set(names).size > 3) throw new GatehouseError('invalid_request', 'Up to three at once.', { param: 'by' });
  return [...new Set(names)] as (UsageDimension | 'tag')[];
}

/** The beginning of the step that a quarter of an hour is in; many come in a row from the same one. */
function stepper(step: TimeStep, zone: string): (time: number) => number {
  let [start, end] = [0, 0];
  return (time) => {
    if (time >= start && time < end) return start;
    const begin = DateTime.fromMillis(time, { zone }).startOf(step);
    start = begin.toMillis();
    end = begin.plus({ [step]: 1 }).startOf(step).toMillis();
    return start;
  };
}
