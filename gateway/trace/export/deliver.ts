import type { EventEmitter } from 'node:events';
import type { Clearance } from '../../core/clearance.ts';
import type { Clock } from '../../core/clock.ts';
import type { Egress } from '../../egress/types.ts';
import type { Delivery } from './sender.ts';

export interface Target {
  egress: Egress;
  /** For the receiver's origin alone. */
  clearance: Clearance;
  url: string;
  headers: Record<string, string>;
  /** Emits `abort`. */
  abort: EventEmitter;
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const LONGEST_RETRY_AFTER_MS = 300_000;

/** One POST. A redirect is a refusal; what the receiver says is never repeated: its text may hold anything. */
export async function deliverTo({ egress, clearance, url, headers, abort }: Target, body: Uint8Array | undefined, clock: Clock): Promise<Delivery> {
  if (!body) return { result: 'refused', reason: 'it could not be written' };
  let status: number;
  let retryAfter: unknown;
  try {
    const answer = await egress.exchange(clearance, { url, method: 'POST', headers, body: Buffer.from(body.buffer, body.byteOffset, body.byteLength), headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, signal: abort, limit: () => MAX_ANSWER_BYTES });
    status = answer.status;
    retryAfter = answer.headers['retry-after'];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return code === 'clearance_violation' ? { result: 'refused', reason: code } : { result: 'retry', reason: `it cannot be reached (${code})` };
  }
  if (status >= 200 && status < 300) return { result: 'taken' };
  const reason = `it answered ${status}`;
  if (status === 413) return { result: 'smaller', reason };
  if (status === 408 || status === 429 || status >= 500) {
    const afterMs = waitOf(retryAfter, clock.now());
    return { result: 'retry', reason, ...(afterMs !== undefined && { afterMs }) };
  }
  return { result: 'refused', reason };
}

/** Seconds or a date; in milliseconds. */
function waitOf(retryAfter: unknown, now: number): number | undefined {
  if (typeof retryAfter !== 'string') return undefined;
  const ms = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS);
}
