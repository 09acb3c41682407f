import type { Clock } from '../core/clock.ts';
import type { JsonObject } from '../core/json.ts';
import type { Snapshot } from './office-snapshot.ts';
import type { AuditAppend, OfficeEvent, OfficeStorage, OfficeVault } from './office-types.ts';

export interface OfficeDependencies {
  storage: OfficeStorage;
  vault: OfficeVault;
  audit: AuditAppend;
  clock: Clock;
}

/** What the groups of changes share. */
export interface OfficeCore extends OfficeDependencies {
  snapshot(): Snapshot;
  /** Several changes as one: all or nothing. */
  together<T>(work: () => T): T;
  /** Runs `work` in a transaction with its audit record, exchanges the snapshot and tells the listeners. */
  change<T>(author: string, action: string, detail: JsonObject, event: OfficeEvent | undefined, work: () => T): T;
}
