import { GatehouseError } from '../core/errors.ts';
import type { Count, EgressCounts } from '../egress/types.ts';
import type { AuditLog } from './log.ts';

/** Requests that left for an origin since the start, as egress counted them and as the log has them. */
export interface OriginBalance { origin: string; sent: Count; recorded: Count }

export interface Reconciliation {
  /** Compares now. Undefined where the log cannot take what waits: then nothing can be said. */
  check(): OriginBalance[] | undefined;
  /** In words; undefined while both agree. It stays until the next start. */
  problem(): string | undefined;
  close(): void;
}

export interface ReconciliationOptions {
  audit: AuditLog;
  counts(): EgressCounts;
  /**
   * Puts the records that wait into the log. A record is made in the same step in which its bytes are handed to egress, so that after this both
   * have the same, whatever is running. Throws `storage_unavailable`.
   */
  flush(): void;
}

const EVERY_MS = 5_000;
const NONE: Count = { requests: 0, bytes: 0 };

/** Holds what left against what the log says of it, from now on; a difference is written into the log, once for each origin. */
export function reconcile({ audit, counts, flush }: ReconciliationOptions): Reconciliation {
  const before = new Map([...counts().requests].map(([origin, count]) => [origin, { ...count }]));
  const following = audit.followSent();
  const recorded = new Map<string, Count>();
  const alarms = new Map<string, string>();

  function balances(): OriginBalance[] {
    for (const { origin, bytes } of following.take()) {
      const sum = recorded.get(origin) ?? NONE;
      recorded.set(origin, { requests: sum.requests + 1, bytes: sum.bytes + bytes });
    }
    const { requests: sent } = counts();
    return [...new Set([...sent.keys(), ...recorded.keys()])].map((origin) => {
      const [now, then] = [sent.get(origin) ?? NONE, before.get(origin) ?? NONE];
      return { origin, sent: { requests: now.requests - then.requests, bytes: now.bytes - then.bytes }, recorded: recorded.get(origin) ?? NONE };
    });
  }

  function check(): OriginBalance[] | undefined {
    try {
      flush();
      const all = balances();
      for (const one of all) {
        if (agrees(one) || alarms.has(one.origin)) continue;
        audit.append('gatehouse', 'egress.mismatch', { origin: one.origin, sent: { ...one.sent }, recorded: { ...one.recorded } });
        alarms.set(one.origin, `${one.sent.requests} requests of ${one.sent.bytes} bytes left for ${one.origin}, but the audit log has ${one.recorded.requests} of ${one.recorded.bytes} bytes.`);
      }
      return all;
    } catch (error) {
      // A full disk: what could not be written yet says nothing.
      if (error instanceof GatehouseError) return undefined;
      throw error;
    }
  }

  const timer = setInterval(check, EVERY_MS);
  timer.unref();
  return {
    check,
    problem: () => (alarms.size === 0 ? undefined : [...alarms.values()].join(' ')),
    close() {
      clearInterval(timer);
      check();
    },
  };
}

function agrees({ sent, recorded }: OriginBalance): boolean {
  return sent.requests === recorded.requests && sent.bytes === recorded.bytes;
}
