import type { AuditAppend } from '../config/office-types.ts';
import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { Store } from '../store/open.ts';
import type { Crossing } from './accounts.ts';
import type { Overrun } from './budgets.ts';
import { type AlertId, type Channel, createOutbox } from './outbox.ts';

/** Somebody is to know: a budget has reached a threshold, or a provider has billed more than it could. */
export interface Alert extends AlertId {
  /** UTC milliseconds. */
  time: number;
  /** The budget as it was and what was used, or the overrun's trace and amounts. */
  detail: JsonObject;
  seenBy: string | null;
}

/** A way out of the process. */
export interface Route {
  /** False: what happens now is not to go there. */
  wanted(): boolean;
  send(alert: Alert): void;
}

export interface Alerts {
  crossed(crossing: Crossing): void;
  overrun(overrun: Overrun): void;
  /** Newest first, a hundred at the most. */
  list(): Alert[];
  /** Marks all as seen. */
  see(by: string): void;
  /** Gets each alert once, after it is in the database. */
  onAlert(listener: (alert: Alert) => void): () => void;
  /** Sends each alert there, after it is in the database, and after a restart again what was not `done`. */
  addRoute(channel: Channel, route: Route): { done(alert: AlertId): void; remove(): void };
  /** Writes what waits. */
  close(): void;
}

interface Row { budget: string; period: number; threshold: number; time: number; detail: string; seen_by: string | null }

const RETRY_MS = 500;

/** Once per budget, period and threshold, also over a restart. What a full disk does not take is kept and tried again. */
export function createAlerts({ store, clock, audit }: { store: Store; clock: Clock; audit: AuditAppend }): Alerts {
  const { db } = store;
  const insert = db.prepare('INSERT OR IGNORE INTO budget_alerts (budget, period, threshold, time, detail) VALUES (?, ?, ?, ?, ?)');
  const list = db.prepare<[], Row>('SELECT * FROM budget_alerts ORDER BY time DESC LIMIT 100');
  const see = db.prepare('UPDATE budget_alerts SET seen_by = ? WHERE seen_by IS NULL');
  const find = db.prepare<[string, number, number], Row>('SELECT * FROM budget_alerts WHERE budget = ? AND period = ? AND threshold = ?');
  const outbox = createOutbox({ store, clock });
  const listeners = new Set<(alert: Alert) => void>();
  const routes = new Map<Channel, Route>();
  let waiting: Alert[] = [];
  let lastOverrun = 0;
  let timer: NodeJS.Timeout | undefined;

  function add(alert: Omit<Alert, 'time' | 'seenBy'>): void {
    waiting.push({ ...alert, time: clock.now(), seenBy: null });
    timer ??= setTimeout(write, 0);
  }

  function write(): void {
    timer = undefined;
    let fresh: Alert[];
    const ways = [...routes].filter(([, route]) => route.wanted());
    try {
      fresh = store.transaction(() => waiting.filter((alert) => {
        const isNew = insert.run(alert.budget, alert.periodStart, alert.threshold, alert.time, JSON.stringify(alert.detail)).changes > 0;
        if (!isNew) return false;
        audit('gatehouse', alert.budget === '' ? 'budget.overrun' : 'budget.alert', { ...alert.detail, threshold: alert.threshold });
        for (const [channel] of ways) outbox.put(channel, alert);
        return true;
      }));
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      timer = setTimeout(write, RETRY_MS);
      return;
    }
    waiting = [];
    for (const alert of fresh) {
      for (const listener of listeners) listener(alert);
      for (const [, route] of ways) route.send(alert);
    }
  }

  return {
    crossed({ budget, threshold, used, periodStart }) {
      const { id, scope, measure, amount, currency, period, limit, hard } = budget;
      add({ budget: id, periodStart, threshold, detail: { budget: id, scope, measure, amount, ...(currency && { currency }), period, limit, hard, used } });
    },
    overrun({ traceId, cost, reserved }) {
      // Two within one millisecond are two.
      lastOverrun = Math.max(clock.now(), lastOverrun + 1);
      add({ budget: '', periodStart: lastOverrun, threshold: 0, detail: { trace: traceId, cost, reserved } });
    },
    list: () => list.all().map(alertOf),
    see: (by) => void see.run(by),
    onAlert(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    addRoute(channel, route) {
      routes.set(channel, route);
      for (const { budget, periodStart, threshold } of outbox.waiting(channel)) {
        const row = find.get(budget, periodStart, threshold);
        if (row) route.send(alertOf(row));
      }
      return { done: (alert) => outbox.done(channel, alert), remove: () => void routes.delete(channel) };
    },
    close() {
      clearTimeout(timer);
      if (waiting.length > 0) write();
      clearTimeout(timer);
    },
  };
}

function alertOf({ budget, period, threshold, time, detail, seen_by: seenBy }: Row): Alert {
  return { budget, periodStart: period, threshold, time, detail: JSON.parse(detail) as JsonObject, seenBy };
}
