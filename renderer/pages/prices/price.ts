import type { Output } from '../../../gateway/admin/contract.ts';

export type PriceRow = Output<'prices.list'>['prices'][number];

export const PARTS = ['input', 'output', 'cached', 'cacheWrite', 'cacheWriteHour', 'audioIn', 'cachedAudio', 'audioOut', 'reasoning', 'request'] as const;

/** A list's day, as 2026-11-21, as people write it. */
export function dayText(date: string, zone: { date(at: number): string }): string {
  const at = Date.parse(`${date}T12:00:00Z`);
  return Number.isNaN(at) ? date : zone.date(at);
}
