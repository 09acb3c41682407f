import { onTestFinished } from 'vitest';
import { type AuditLog, createAuditLog } from '../../gateway/audit/log.ts';
import type { Clock } from '../../gateway/core/clock.ts';
import { temporaryStore } from './temporary-store.ts';
import { createOfficeStorage } from '../../gateway/store/office-storage.ts';
import { createOffice, type OfficeState } from '../../gateway/config/office.ts';

export interface MovableClock extends Clock {
  move(ms: number): void;
}

/** From August 2026 on, moved by hand. */
export function movableClock(): MovableClock {
  let now = Date.UTC(2026, 7, 1);
  return { now: () => now, monotonic: () => now, move: (ms) => (now += ms) };
}

export type OfficeFixture = ReturnType<typeof temporaryStore> & { clock: MovableClock; audit: AuditLog; office: OfficeState; reopen(): OfficeState };

/** A real office on a real database in a folder of the test's own. */
export function temporaryOffice(): OfficeFixture {
  const base = temporaryStore();
  const clock = movableClock();
  const audit = createAuditLog(base.store, clock);
  const open = (): OfficeState => {
    const office = createOffice({ storage: createOfficeStorage(base.store), vault: base.vault, audit: audit.append, clock });
    onTestFinished(() => office.close());
    return office;
  };
  return { ...base, clock, audit, office: open(), reopen: open };
}
