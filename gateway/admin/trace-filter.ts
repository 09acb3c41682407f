import type { TraceFilter } from '../trace/types.ts';
import type { Input } from './contract.ts';

/** The filter of a list or an export of traces; the schema has let only digits through where a number is meant. */
export function traceFilterOf({ limit: _, since, until, minCost, minMs, ...filter }: Input<'traces.list'>['query']): TraceFilter {
  const numbers = { since, until, minCost, minMs };
  return { ...filter, ...Object.fromEntries(Object.entries(numbers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Number(value)]]))) };
}
