import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';

function folder(): string {
  const home = mkdtempSync(join(tmpdir(), 'gh-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}
const models = (gateway: Gateway, key: string): Promise<number> => fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } }).then(({ status }) => status);
const recoveryKeyOf = async (gateway: Gateway): Promise<string> => (await gateway.waitFor(/(?:[0-9A-Z]{5}-){7}[0-9A-Z]{5}/))[0];

it('a backup is restored at the next start, here and on another computer, and revives no revoked key', async () => {
  const home = folder();
  const other = folder();
  let gateway = await startGateway({ home });
  const recoveryKey = await recoveryKeyOf(gateway);
  const revoked = await gateway.cliJson<{ id: string; key: string }>(['keys', 'create', '--name', 'lost laptop']);
  const kept = await gateway.cliJson<{ id: string; key: string }>(['keys', 'create', '--name', 'crm']);
  await gateway.cliJson(['providers', 'add', '--name', 'mock', '--kind', 'openai-compatible', '--base-url', 'http://127.0.0.1:9/v1', '--region', 'eu'], 'sk-of-the-office');
  const { name } = await gateway.cliJson<{ name: string }>(['backup', 'create']);
  const file = join(home, 'backups', name);
  await gateway.cliJson(['keys', 'revoke', revoked.id]);
  await gateway.cliJson(['providers', 'remove', 'mock']);
  await gateway.cliJson(['backup', 'restore', file], recoveryKey);
  expect(await gateway.cliJson(['providers', 'list'])).toHaveLength(1);
  expect(await gateway.stop()).toBe(0);

  gateway = await startGateway({ home });
  expect(await gateway.cliJson(['providers', 'list'])).toMatchObject([{ id: 'local' }, { id: 'mock', hasCredential: true }]);
  expect([await models(gateway, revoked.key), await models(gateway, kept.key)]).toEqual([401, 200]);
  expect(await gateway.cliJson(['audit', 'verify'])).toMatchObject({ intact: true });
  expect((await gateway.cliJson<{ action: string }[]>(['audit', 'list'])).map(({ action }) => action)).toContain('backup.restored');
  expect(readdirSync(home).filter((entry) => entry.startsWith('gatehouse.db.before-restore-'))).toHaveLength(1);
  await gateway.stop();

  gateway = await startGateway({ home: other });
  await gateway.cliJson(['backup', 'restore', file], recoveryKey);
  await gateway.stop();
  gateway = await startGateway({ home: other });
  onTestFinished(async () => void (await gateway.stop()));
  expect(await gateway.cliJson(['providers', 'list'])).toMatchObject([{ id: 'local' }, { id: 'mock', hasCredential: true }]);
  expect([await models(gateway, revoked.key), await models(gateway, kept.key)]).toEqual([401, 401]);
  await gateway.cliJson(['keys', 'update', kept.id, '--enable']);
  expect([await models(gateway, revoked.key), await models(gateway, kept.key)]).toEqual([401, 200]);
});
