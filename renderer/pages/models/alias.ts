import type { Output } from '../../../gateway/admin/contract.ts';

export type Alias = Output<'aliases.list'>['aliases'][number];

/** Words below a model; `urgent`: somebody should do something. */
export interface Note {
  text: string;
  urgent: boolean;
}

/** The list with the entry at `from` moved to `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), list[from]!, ...rest.slice(to)];
}
