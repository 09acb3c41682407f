import type { ProviderHealth } from '../breaker/health.ts';
import type { RestingPlaces } from '../breaker/rest.ts';
import type { Classifier } from '../classify/classifier.ts';
import type { Config } from '../config/config.ts';
import type { Recognition } from '../config/recognition.ts';
import type { SettingsFile } from '../config/settings-file.ts';
import type { OfficeState } from '../config/office-types.ts';
import type { Checkpoints } from '../audit/checkpoints.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Reconciliation } from '../audit/reconcile.ts';
import type { Clock } from '../core/clock.ts';
import type { Policy, ProviderConfig } from '../core/model.ts';
import type { LocalAdmin, LocalEngine } from '../local/types.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { PriceBook } from '../prices/book.ts';
import type { Catalogue } from '../prices/catalogue.ts';
import type { TurnedAwayPrograms } from '../guard/turned-away.ts';
import type { Updates } from '../updates/updates.ts';
import type { PriceUpdates } from '../prices/updates.ts';
import type { Backups } from '../store/backups.ts';
import type { Store } from '../store/open.ts';
import type { Vault } from '../store/vault.ts';
import type { Contents } from '../trace/contents/contents.ts';
import type { Exporters } from '../trace/export/exporters.ts';
import type { Money } from '../budget/money.ts';
import type { Recorder } from '../trace/recorder.ts';
import type { ProviderTest, SimulateInput, SimulateResult } from './schemas.ts';
import type { Check } from './schemas-status.ts';
import type { AdminSessions } from './sessions.ts';

/** Everything that the admin API needs; put together by `app.ts`. */
export interface AdminServices {
  version: string;
  config: Config;
  /** `gatehouse.json`. */
  settingsFile: SettingsFile;
  /** Where the data lies that ships with the application. */
  resourcesDir: string;
  clock: Clock;
  /** UTC milliseconds. */
  startedAt: number;
  store: Store;
  vault: Vault;
  backups: Backups;
  office: OfficeState;
  recorder: Recorder;
  /** The requests that run, by the ids of their traces. */
  running: { has(traceId: string): boolean; stop(traceId: string): void };
  money: Money;
  contents: Contents;
  exporters: Exporters;
  recognition: Recognition;
  classifier: Classifier;
  audit: AuditLog;
  checkpoints: Checkpoints;
  reconciliation: Reconciliation;
  prices: PriceBook;
  /** What is known of providers' models. */
  models: ModelRegistry;
  priceUpdates: PriceUpdates;
  updates: Updates;
  turnedAway: TurnedAwayPrograms;
  /** The catalogue that came with the application. */
  shippedPrices: Catalogue;
  sessions: AdminSessions;
  local: LocalEngine;
  localAdmin: LocalAdmin;
  resting: Pick<RestingPlaces, 'resting'>;
  health: ProviderHealth;
  /** Where the data API listens, as `http://127.0.0.1:4141`. */
  addresses(): string[];
  /** The adapters that a provider can be of. */
  providerKinds(): string[];
  testProvider(provider: ProviderConfig, credential: string | undefined): Promise<ProviderTest>;
  /** Under the rules in force where no policy is given. */
  simulate(input: SimulateInput, policy?: Policy): SimulateResult;
  /** Checks of parts that only `app.ts` knows. */
  moreChecks?(): Check[] | Promise<Check[]>;
}
