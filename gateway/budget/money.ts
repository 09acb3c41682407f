import type { AuditLog } from '../audit/log.ts';
import { type Alerts, createAlerts } from './alerts.ts';
import { type Budgets, type BudgetsOptions, createBudgets } from './budgets.ts';
import type { OfficeState } from '../config/office.ts';
import { createSpending, type Spending } from '../config/spending.ts';
import type { Clock } from '../core/clock.ts';
import { ORGANISATION } from '../core/spending.ts';
import type { Prices } from '../prices/types.ts';
import type { Store } from '../store/open.ts';
import { createSpendingStorage } from '../store/spending.ts';
import type { Egress } from '../egress/types.ts';
import type { Vault } from '../store/vault.ts';
import { type AlertMailer, createMailer } from './mail.ts';
import { createWebhook, type Webhook } from './webhook.ts';
import type { Clearance } from '../core/clearance.ts';
import type { Recorder } from '../trace/recorder.ts';
import { type UsageReader, usageReader } from '../trace/usage-reader.ts';

export interface Money {
  spending: Spending;
  budgets: Budgets;
  alerts: Alerts;
  usage: UsageReader;
  webhook: Webhook;
  mailer: AlertMailer;
  /** What people call a scope; null: the whole office. */
  nameOf(scope: string): string | null;
}

export interface MoneyOptions {
  store: Store;
  audit: AuditLog;
  clock: Clock;
  office: OfficeState;
  recorder: Recorder;
  prices: Prices;
  vault: Pick<Vault, 'derive' | 'seal' | 'open'>;
  egress: Egress;
  /** To post a warning to one origin. */
  clearance(origins: string[]): Clearance;
  leaves(url: string): boolean;
  hidesThoughts: BudgetsOptions['hidesThoughts'];
}

/** Who pays, what it costs and what is left, on the office's settings. */
export function createMoney({ store, audit, clock, office, recorder, prices, vault, egress, clearance, leaves, hidesThoughts }: MoneyOptions): Money & { close(): Promise<void> } {
  const append: AuditLog['append'] = (actor, action, detail) => audit.append(actor, action, detail);
  const usage = usageReader(store);
  const alerts = createAlerts({ store, clock, audit: append });
  const spending = createSpending({ storage: createSpendingStorage(store), audit: append, clock, currency: () => office.setting('currency') });
  const nameOf = (scope: string): string | null => {
    if (scope === ORGANISATION) return null;
    const name = scope.slice(scope.indexOf(':') + 1);
    if (scope.startsWith('team:')) return spending.team(name)?.name ?? name;
    return scope.startsWith('key:') ? (office.key(name)?.name ?? name) : name;
  };
  const webhook = createWebhook({ alerts, office, vault, egress, clearance, leaves, audit, clock, nameOf: (scope) => nameOf(scope) ?? '' });
  const mailer = createMailer({ alerts, office, vault, egress, clearance, leaves, audit, clock, nameOf });
  const budgets = createBudgets({
    budgets: spending.budgets,
    limits: spending.limits,
    rules: () => office.setting('spending'),
    timeZone: () => office.setting('timeZone') ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    prices,
    provider: (id) => office.provider(id),
    hidesThoughts,
    now: clock.now,
    monotonic: clock.monotonic,
    newest: usage.newest,
    usedIn(asked) {
      // What has ended and waits for the disk counts too.
      recorder.flush();
      return usage.usedIn(asked);
    },
    nameOf: (scope) => {
      const name = nameOf(scope);
      if (name === null) return 'the office';
      return scope.startsWith('team:') ? `department "${name}"` : scope.startsWith('key:') ? `key "${name}"` : `"${name}"`;
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
    spending, budgets, alerts, usage, webhook, mailer, nameOf,
    async close() {
      unsubscribe();
      // First: what it still writes goes to those that are told.
      alerts.close();
      await Promise.all([webhook.close(), mailer.close()]);
    },
  };
}
