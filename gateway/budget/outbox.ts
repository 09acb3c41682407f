import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Store } from '../store/open.ts';

export type Channel = 'webhook' | 'mail';

/** What of an alert tells it from every other one. */
export interface AlertId {
  /** The budget's id; empty for an overrun. */
  budget: string;
  /** UTC milliseconds; of an overrun: when it was seen. */
  periodStart: number;
  /** Percent; 0 for an overrun. */
  threshold: number;
}

/** Which warnings a webhook or a mail server has not taken yet, so that they outlive the process. */
export interface Outbox {
  /** Within the transaction that writes the alert. */
  put(channel: Channel, alert: AlertId): void;
  /** It was taken, or refused for good. Where the disk does not take that, it goes out once more after the next start. */
  done(channel: Channel, alert: AlertId): void;
  /** What waits there, oldest first; what nobody could deliver for a week is given up. */
  waiting(channel: Channel): AlertId[];
}

const WEEK_MS = 7 * 86_400_000;

export function createOutbox({ store, clock }: { store: Store; clock: Clock }): Outbox {
  const { db } = store;
  const put = db.prepare('INSERT OR IGNORE INTO alert_outbox (channel, budget, period, threshold, time) VALUES (?, ?, ?, ?, ?)');
  const remove = db.prepare('DELETE FROM alert_outbox WHERE channel = ? AND budget = ? AND period = ? AND threshold = ?');
  const giveUp = db.prepare('DELETE FROM alert_outbox WHERE time < ?');
  const waiting = db.prepare<[Channel], AlertId>('SELECT budget, period AS periodStart, threshold FROM alert_outbox WHERE channel = ? ORDER BY time');
  return {
    put: (channel, { budget, periodStart, threshold }) => void put.run(channel, budget, periodStart, threshold, clock.now()),
    done(channel, { budget, periodStart, threshold }) {
      try {
        store.transaction(() => remove.run(channel, budget, periodStart, threshold));
      } catch (error) {
        if (!(error instanceof GatehouseError)) throw error;
      }
    },
    waiting(channel) {
      giveUp.run(clock.now() - WEEK_MS);
      return waiting.all(channel);
    },
  };
}
