import { rmSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { movableClock } from '../../test/support/temporary-office.ts';
import { filesHolding, temporaryStore } from '../../test/support/temporary-store.ts';
import { openStore } from '../store/open.ts';
import { openVault } from '../store/vault.ts';
import { verifyChain } from './chain.ts';
import { createCheckpoints } from './checkpoints.ts';
import { createAuditLog } from './log.ts';
import { temporaryLog, verdictOf } from './testing/fixture.ts';

const HOUR = 3_600_000;

it('is made once a day of the office, where something was recorded', () => {
  const { clock, checkpoints, fill } = temporaryLog();
  checkpoints.daily();
  expect(checkpoints.latest()).toBeUndefined();
  fill(2);
  checkpoints.daily();
  fill(3);
  checkpoints.daily();
  expect(checkpoints.latest()).toMatchObject({ seq: 2, records: 2 });
  // 1 August, 02:00 in Zurich: the day ends at 22:00 UTC.
  clock.move(21 * HOUR);
  checkpoints.daily();
  expect(checkpoints.latest()!.seq).toBe(2);
  clock.move(HOUR);
  checkpoints.daily();
  expect(checkpoints.latest()!.seq).toBe(5);
  clock.move(24 * HOUR);
  checkpoints.daily();
  expect(checkpoints.between(1, 99)).toHaveLength(2);
});

it('is made on demand and at the end, but never twice of one record', () => {
  const { checkpoints, fill, audit } = temporaryLog();
  expect(checkpoints.make()).toBeUndefined();
  fill(1);
  const first = checkpoints.make();
  expect(first).toMatchObject({ seq: 1, hash: audit.head().hash, signature: expect.stringMatching(/^[\w+/]{86}==$/) });
  expect(checkpoints.make()).toEqual(first);
  fill(1);
  checkpoints.close();
  expect(checkpoints.latest()!.seq).toBe(2);
});

it('has one key, sealed, over restarts and a recovery', async () => {
  const { folder, store, vault, recoveryKey, keyFile } = temporaryStore();
  const clock = movableClock();
  const audit = createAuditLog(store, clock);
  const checkpoints = createCheckpoints({ store, vault, audit, clock, timeZone: () => 'UTC' });
  audit.append('Anna', 'x', {});
  checkpoints.make();
  const { pem, fingerprint } = checkpoints.publicKey();
  const secret = checkpoints.signer().private.export({ format: 'der', type: 'pkcs8' });
  checkpoints.close();
  store.close();
  // The last 32 bytes are the private key itself.
  for (const part of [secret.toString('base64'), secret.subarray(-32).toString('hex'), secret.subarray(-32).toString('latin1')]) expect(filesHolding(folder, part)).toEqual([]);

  rmSync(keyFile);
  const again = openStore({ path: store.path });
  onTestFinished(() => again.close());
  const recovered = openVault(again, { keyFile, recoveryKey: recoveryKey! });
  const log = createAuditLog(again, clock);
  const later = createCheckpoints({ store: again, vault: recovered, audit: log, clock, timeZone: () => 'UTC' });
  onTestFinished(() => later.close());
  expect(later.publicKey()).toEqual({ pem, fingerprint });
  log.append('Anna', 'y', {});
  later.make();
  expect(await verifyChain(log, later.marks())).toMatchObject({ intact: true, records: 2, checkpoints: 2 });
});

it('shows what the chain alone does not', async () => {
  const cut = temporaryLog();
  cut.fill(5);
  cut.checkpoints.make();
  cut.tamper('DELETE FROM audit WHERE seq > 3');
  expect(await verifyChain(cut.audit)).toMatchObject({ intact: true });
  expect(await verifyChain(cut.audit, cut.checkpoints.marks())).toEqual({ intact: false, records: 3, brokenAt: 4, reason: 'the log ends there, but a checkpoint speaks of record 5: what came after was removed' });
  // Nothing is signed over it.
  expect(() => cut.checkpoints.make()).toThrow('no longer holds record 5');

  const anew = temporaryLog();
  anew.fill(2);
  anew.checkpoints.make();
  anew.tamper('DELETE FROM audit');
  anew.fill(3);
  expect(await verifyChain(anew.audit)).toMatchObject({ intact: true });
  expect(await verifyChain(anew.audit, anew.checkpoints.marks())).toMatchObject({ intact: false, brokenAt: 2, reason: expect.stringContaining('written anew') });
  expect(() => anew.checkpoints.make()).toThrow('no longer holds record 2');
  expect(verdictOf(await anew.export()).problems[0]).toMatchObject({ code: 'checkpoint', record: 2 });

  const forged = temporaryLog();
  forged.fill(2);
  forged.checkpoints.make();
  forged.tamper("UPDATE audit_checkpoints SET hash = (SELECT hash FROM audit WHERE seq = 1), seq = 1, records = 1");
  expect(await verifyChain(forged.audit, forged.checkpoints.marks())).toMatchObject({ intact: false, brokenAt: 1, reason: expect.stringContaining('signature') });
});

it('stays, and does not take another key from the database', () => {
  const { store, vault, checkpoints, fill, audit, clock, tamper } = temporaryLog();
  fill(1);
  checkpoints.make();
  for (const sql of ['UPDATE audit_checkpoints SET time = 0', 'DELETE FROM audit_checkpoints', "UPDATE audit_keys SET public = 'x'", 'DELETE FROM audit_keys']) expect(() => store.db.exec(sql)).toThrow('stay');
  tamper("UPDATE audit_keys SET public = 'another'");
  const reopened = createCheckpoints({ store, vault, audit, clock, timeZone: () => 'UTC' });
  onTestFinished(() => reopened.close());
  expect(() => reopened.publicKey()).toThrow('was changed in the database');
});
