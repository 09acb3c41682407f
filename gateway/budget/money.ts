import type { AuditLog } from '../audit/log.ts';
import { type Alerts, createAlerts } from './alerts.ts';
import { type Budgets, createBudgets } from './budgets.ts';
import type { OfficeState } from '../config/office.ts';
import { createSpending, type Spending } from '../config/spending.ts';
import type { Clock } from '../core/clock.ts';
import { ORGANISATION } from '../core/spending.ts';
import type { Prices } from '../prices/types.ts';
import type { Store } from '../store/open.ts';
import { createSpendingStorage } from '../store/spending.ts';
import type { Recorder } from '../trace/recorder.ts';
import { type UsageReader, usageReader } from '../trace/usage-reader.ts';

export interface Money {
  spending: Spending;
  budgets: Budgets;
  alerts: Alerts;
  usage: UsageReader;
}

export interface MoneyOptions {
  store: Store;
  audit: AuditLog;
  clock: Clock;
  office: OfficeState;
  recorder: Recorder;
  prices: Prices;
}

/** Who pays, what it costs and what is left, on the office's settings. */
export function createMoney({ store, audit, clock, office, recorder, prices }: MoneyOptions): Money & { close(): void } {
  const append: AuditLog['append'] = (actor, action, detail) => audit.append(actor, action, detail);
  const usage = usageReader(store);
  const alerts = createAlerts({ store, clock, audit: append });
  const spending = createSpending({ storage: createSpendingStorage(store), audit: append, clock, currency: () => office.setting('currency') });
  const budgets = createBudgets({
    budgets: spending.budgets,
    limits: spending.limits,
    rules: () => office.setting('spending'),
    timeZone: () => office.setting('timeZone') ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    prices,
    provider: (id) => office.provider(id),
    now: clock.now,
    monotonic: clock.monotonic,
    newest: usage.newest,
    usedIn(budget, span) {
      // What has ended and waits for the disk counts too.
      recorder.flush();
      return usage.usedIn(budget, span);
    },
    nameOf(scope) {
      const name = scope.slice(scope.indexOf(':') + 1);
      if (scope === ORGANISATION) return 'the office';
      if (scope.startsWith('team:')) return `department "${spending.team(name)?.name ?? name}"`;
      if (scope.startsWith('key:')) return `key "${office.key(name)?.name ?? name}"`;
      return `"${name}"`;
    },
    onCrossing: alerts.crossed,
    onOverrun: alerts.overrun,
    raise: (id, reserved, reservedTokens) => recorder.raise({ id, reserved, reservedTokens }),
  });
  spending.onChange(() => budgets.changed());
  const unsubscribe = office.onChange((event) => {
    if (event.kind !== 'setting-changed') return;
    if (event.name === 'currency') spending.reload();
    if (event.name === 'timeZone') budgets.changed();
  });
  return {
    spending, budgets, alerts, usage,
    close() {
      unsubscribe();
      alerts.close();
    },
  };
}
