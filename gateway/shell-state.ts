import { contractsEnding } from './admin/contracts-ending.ts';
import { failingProviders } from './admin/provider-health.ts';
import type { Reconciliation } from './audit/reconcile.ts';
import type { ProviderHealth } from './breaker/health.ts';
import type { OfficeState } from './config/office.ts';
import { localStanding } from './core/local-standing.ts';
import type { LocalEngine } from './local/types.ts';
import type { GatewayState } from './shell-protocol.ts';
import type { Updates } from './updates/updates.ts';

export interface ShellStateSources {
  engine: Pick<LocalEngine, 'status' | 'models'>;
  office: Pick<OfficeState, 'lockdown' | 'providers'>;
  reconciliation: Pick<Reconciliation, 'problem'>;
  health: Pick<ProviderHealth, 'of'>;
  updates: Pick<Updates, 'status'>;
}

/** What the tray shows and the desktop is told of. `now`: UTC milliseconds. */
export function shellState({ engine, office, reconciliation, health, updates }: ShellStateSources, now: number): GatewayState {
  const status = engine.status();
  return {
    local: localStanding({ ...status, models: engine.models() }),
    message: status.message,
    lockdown: office.lockdown().on,
    unrecorded: reconciliation.problem() !== undefined,
    contractsOver: contractsEnding(office.providers(), now).flatMap(({ name, expiresAt }) => (expiresAt <= now ? [name] : [])),
    failing: failingProviders({ health, office }).map(({ name }) => name),
    newer: updates.status().newer?.version ?? null,
  };
}
