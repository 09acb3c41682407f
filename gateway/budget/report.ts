import { DateTime } from 'luxon';
import { setImmediate } from 'node:timers/promises';
import { GatehouseError } from '../core/errors.ts';
import { USAGE_DIMENSIONS, type UsageDimension, type UsageFilter, type UsageGroup, type UsageReader, type UsageSums } from '../trace/usage-reader.ts';
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
const SLICE_MS = 20;
const DAY_MS = 86_400_000;
const NO_SUMS: UsageSums = { requests: 0, promptTokens: 0, completionTokens: 0, cachedTokens: 0, countedTokens: 0, cost: 0, estimated: 0, unpriced: 0, totalMs: 0, firstTokenMs: 0, firstTokens: 0 };

/**
 * Usage by the dimensions and steps asked for, the dearest first within a step. A year of a million entries takes seconds: it is read in slices,
 * between which requests are answered. Rejects with `invalid_request` for a question that would give more rows than anybody reads.
 */
export async function usageReport(reader: UsageReader, { from, to, by, step, filter, timeZone }: UsageQuestion): Promise<{ rows: UsageRow[]; total: UsageSums }> {
  if (to <= from) throw new GatehouseError('invalid_request', 'The end lies before the beginning.', { param: 'to' });
  const tag = by.includes('tag');
  if (tag && (by.length > 1 || step !== undefined || Object.keys(filter).length > 0)) throw new GatehouseError('invalid_request', 'Tags are added up by themselves.', { param: 'by' });
  const rows = new Map<string, UsageRow>();
  const total = { ...NO_SUMS };
  const add = (group: UsageGroup, time: number | null): void => {
    const groups = Object.fromEntries(by.map((dimension) => [dimension, group[dimension] ?? '']));
    const name = `${time}\n${Object.values(groups).join('\n')}`;
    let row = rows.get(name);
    if (!row) {
      if (rows.size >= MAX_ROWS) throw tooMany();
      rows.set(name, (row = { time, groups, ...NO_SUMS }));
    }
    for (const sum of Object.keys(NO_SUMS) as (keyof UsageSums)[]) {
      row[sum] += group[sum];
      total[sum] += group[sum];
    }
  };
  let since = performance.now();
  for (const { groups, time } of tag ? tagParts(reader, from, to) : parts(reader, { from, to, by: by as UsageDimension[], filter, timeZone, ...(step && { step }) })) {
    for (const group of groups) add(group, time);
    if (performance.now() - since < SLICE_MS) continue;
    await setImmediate();
    since = performance.now();
  }
  return { rows: [...rows.values()].sort((a, b) => (a.time ?? 0) - (b.time ?? 0) || b.cost - a.cost || b.requests - a.requests), total };
}

interface Part {
  groups: UsageGroup[];
  /** The beginning of the step; null without steps. */
  time: number | null;
}

function* tagParts(reader: UsageReader, from: number, to: number): Generator<Part> {
  for (const groups of reader.tags(from, to)) yield { groups, time: null };
}

function* parts(reader: UsageReader, { from, to, by, step, filter, timeZone }: UsageQuestion & { by: readonly UsageDimension[] }): Generator<Part> {
  for (const slice of slices(Math.max(from, reader.oldest()), Math.min(to, reader.newest() + QUARTER_MS), step, timeZone)) yield { groups: reader.groups(slice.from, slice.to, by, filter), time: slice.time };
}

/** `by` of a query. Throws `invalid_request`. */
export function parseDimensions(text: string | undefined): (UsageDimension | 'tag')[] {
  const names = (text ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  const known: readonly string[] = [...USAGE_DIMENSIONS, 'tag'];
  for (const name of names) if (!known.includes(name)) throw new GatehouseError('invalid_request', `Usage cannot be added up by "${name.slice(0, 40)}".`, { param: 'by', hint: `By ${known.join(', ')}.` });
  if (new Set(names).size > 3) throw new GatehouseError('invalid_request', 'Up to three at once.', { param: 'by' });
  return [...new Set(names)] as (UsageDimension | 'tag')[];
}

interface Slice {
  /** UTC milliseconds. */
  from: number;
  /** No longer belongs to it. */
  to: number;
  /** The beginning of the step; null without steps. */
  time: number | null;
}

/** The steps of the zone's clock, or days where none are asked for; each quarter of an hour is in one of them. */
function* slices(begins: number, ends: number, step: TimeStep | undefined, zone: string): Generator<Slice> {
  const from = quarterOf(begins);
  const to = quarterOf(ends + QUARTER_MS - 1);
  if (step === undefined) {
    for (let at = from; at < to; at += DAY_MS) yield { from: at, to: Math.min(at + DAY_MS, to), time: null };
    return;
  }
  let begin = DateTime.fromMillis(from, { zone }).startOf(step);
  for (let count = 0; begin.toMillis() < to; count++) {
    if (count >= MAX_ROWS) throw tooMany();
    const next = begin.plus({ [step]: 1 }).startOf(step);
    yield { from: Math.max(from, quarterOf(begin.toMillis())), to: Math.min(quarterOf(next.toMillis()), to), time: begin.toMillis() };
    begin = next;
  }
}

const quarterOf = (time: number): number => Math.floor(time / QUARTER_MS) * QUARTER_MS;

function tooMany(): GatehouseError {
  return new GatehouseError('invalid_request', `That would be more than ${MAX_ROWS} rows.`, { hint: 'Ask for a shorter time, longer steps or fewer groups.' });
}
