import { expect, it, onTestFinished } from 'vitest';
import { verifyChain } from '../audit/chain.ts';
import { createCheckpoints } from '../audit/checkpoints.ts';
import { createAuditLog } from '../audit/log.ts';
import { openStore } from '../store/open.ts';
import { applyRestore } from '../store/restore.ts';
import { openVault } from '../store/vault.ts';
import { api } from './testing/api.ts';

it.each([['before the first signature', false], ['after it', true]])('the audit log keeps its key and what was signed when a backup of %s is restored', async (_, signedBefore) => {
  const fixture = await api();
  const { services, send, login, clock } = fixture;
  const token = await login('admin');
  services.office.createKey({ name: 'one' }, 'Anna');
  if (signedBefore) services.checkpoints.make();
  const { name } = (await send('POST', '/backups', { token })).body as { name: string };
  services.office.createKey({ name: 'two' }, 'Anna');
  const signed = (await send('POST', '/audit/checkpoints', { token })).body as { seq: number; hash: string };
  const { fingerprint } = services.checkpoints.publicKey();
  expect((await send('POST', '/backups/restore', { token, body: { name, recoveryKey: fixture.recoveryKey } })).status).toBe(200);
  services.recorder.close();
  fixture.store.close();

  expect(applyRestore(fixture.store.path, 1, () => {})).toBeDefined();
  const store = openStore({ path: fixture.store.path });
  onTestFinished(() => store.close());
  const vault = openVault(store, { keyFile: fixture.keyFile });
  const audit = createAuditLog(store, clock);
  const checkpoints = createCheckpoints({ store, vault, audit, clock, timeZone: () => 'UTC' });
  onTestFinished(() => checkpoints.close());
  expect(checkpoints.publicKey().fingerprint).toBe(fingerprint);
  expect(checkpoints.latest()).toMatchObject(signed);
  expect(await verifyChain(audit, checkpoints.marks())).toMatchObject({ intact: true, checkpoints: signedBefore ? 2 : 1 });
  expect(audit.read(signed.seq - 1, 1)[0]!.hash).toBe(signed.hash);
});
