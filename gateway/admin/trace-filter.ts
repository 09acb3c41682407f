import type { TraceFilter } from '../trace/types.ts';
import type { Input } from './contract.ts';

/** The filter of a list or an export of traces; the schema has let only digits through where a number is meant. */
export function traceFilterOf({ limit: _, since, ...filter }: Input<'traces.list'>['query']): TraceFilter {
  return { ...filter, ...(since !== undefined && { since: Number(since) }) };
}
