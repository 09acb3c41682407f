import { onTestFinished } from 'vitest';
import { type MovableClock, movableClock } from '../../../test/support/temporary-office.ts';
import { temporaryStore } from '../../../test/support/temporary-store.ts';
import type { Store } from '../../store/open.ts';
import type { Vault } from '../../store/vault.ts';
import { type Checkpoints, createCheckpoints } from '../checkpoints.ts';
import { exportLog, type ExportRange } from '../export.ts';
import { type FileVerdict, type Expected, FileVerifier } from '../verify-file.ts';
import { type AuditLog, createAuditLog } from '../log.ts';

export interface LogFixture {
  store: Store;
  vault: Vault;
  clock: MovableClock;
  audit: AuditLog;
  checkpoints: Checkpoints;
  /** Appends `count` records, one each second. */
  fill(count: number): void;
  export(range?: ExportRange): Promise<string>;
  /** Lets what the triggers forbid be done. */
  tamper(sql: string): void;
}

/** A real log on a real database. */
export function temporaryLog(): LogFixture {
  const { store, vault } = temporaryStore();
  const clock = movableClock();
  const audit = createAuditLog(store, clock);
  const checkpoints = createCheckpoints({ store, vault, audit, clock, timeZone: () => 'Europe/Zurich' });
  onTestFinished(() => checkpoints.close());
  return {
    store,
    vault,
    clock,
    audit,
    checkpoints,
    fill(count) {
      for (let n = 0; n < count; n++) {
        clock.move(1_000);
        audit.append('Anna', 'key.create', { name: `key ${audit.head().seq + 1}`, floor: 'public' });
      }
    },
    async export(range) {
      let text = '';
      for await (const piece of exportLog({ audit, checkpoints, clock }, range)) text += piece;
      return text;
    },
    tamper(sql) {
      for (const trigger of ['audit_no_update', 'audit_no_delete', 'audit_checkpoints_no_update', 'audit_checkpoints_no_delete', 'audit_keys_no_update', 'audit_keys_no_delete']) store.db.exec(`DROP TRIGGER IF EXISTS ${trigger}`);
      store.db.exec(sql);
    },
  };
}

/** Checks a text or bytes, in pieces of `size`. */
export function verdictOf(file: string | Buffer, expected: Expected = {}, size = 1 << 16): FileVerdict {
  const bytes = Buffer.from(file as string);
  const verifier = new FileVerifier(expected);
  for (let at = 0; at < bytes.length; at += size) verifier.push(bytes.subarray(at, at + size));
  return verifier.end();
}
