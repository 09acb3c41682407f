import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { type AdminFixture, temporaryAdmin } from '../../test/support/temporary-admin.ts';
import { listenOnAdminSocket } from '../admin/socket.ts';
import { run } from '../cli.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- whatever JSON was printed
interface Ran { code: number; out: string; err: string; json: any }

async function cli(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await run(args, { start: () => Promise.resolve(0), env, stdin: Object.assign(Readable.from([]), { isTTY: false }), stdout, stderr });
  const [out, err] = [String(stdout.read() ?? ''), String(stderr.read() ?? '')];
  return { code, out, err, json: out.startsWith('{') ? JSON.parse(out.split('\n')[0]!) : undefined };
}

async function appliance(): Promise<AdminFixture & { audit(...args: string[]): Promise<Ran>; file: string }> {
  const fixture = temporaryAdmin();
  const socket = await listenOnAdminSocket(fixture.services);
  onTestFinished(() => socket.close());
  for (const name of ['crm', 'mail\u2028client', '</script>']) fixture.office.createKey({ name }, 'Anna\nMuster');
  const ask = (...args: string[]) => cli(['audit', ...args], { GATEHOUSE_HOME: fixture.services.config.home });
  return Object.assign(fixture, { audit: ask as never, file: join(fixture.folder, 'log.jsonl') }) as never;
}

/** No appliance, no home. */
const offline = (...args: string[]) => cli(['audit', 'verify', ...args], { GATEHOUSE_HOME: '/nowhere' });

it('exports a file that verifies without the appliance, and not after one byte is changed', async () => {
  const { audit, file, services } = await appliance();
  const signed = await audit('checkpoint');
  const head = /^\d+:[0-9a-f]{64}$/m.exec(signed.out)![0];
  const written = await audit('export', '--out', file);
  expect(written).toMatchObject({ code: 0, err: '' });
  expect(written.out).toContain(`Written to ${file}.`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(services.audit.list({ limit: 2 }).map(({ action, detail }) => [action, detail])).toEqual([['audit.export', { from: null, to: null }], ['audit.checkpoint', {}]]);

  const keyFile = `${file}.key`;
  const key = await audit('key', '--out', keyFile);
  const fingerprint = /Fingerprint: (.*)/.exec(key.out)![1]!;
  expect(fingerprint).toMatch(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
  for (const args of [[], ['--public-key', fingerprint], ['--public-key', keyFile], ['--head', head], ['--head', head, '--public-key', keyFile]]) {
    expect(await offline(file, ...args)).toMatchObject({ code: 0, err: '', out: expect.stringContaining('WHOLE: 6 records (1 to 6), 1 checkpoints') });
  }
  expect((await offline(file, '--json')).json).toMatchObject({ intact: true, records: 6, keyGiven: false, problems: [] });

  const bytes = readFileSync(file);
  const at = bytes.indexOf('"crm"') + 1;
  bytes[at]! ^= 1;
  const changed = `${file}.changed`;
  writeFileSync(changed, bytes);
  expect(await offline(changed)).toMatchObject({ code: 1, out: 'BROKEN: one fault. 6 records (1 to 6), 1 checkpoints were read.\n  line 3: record 2 was changed\n', err: expect.stringContaining('does not verify') });
  const asJson = await offline(changed, '--json');
  expect([asJson.code, asJson.json]).toMatchObject([1, { intact: false, problems: [{ code: 'changed', record: 2, line: 3 }] }]);
});

it('says what is wrong with the key, the head or the file', async () => {
  const [one, other] = [await appliance(), await appliance()];
  await one.audit('export', '--out', one.file);
  await other.audit('key', '--out', other.file);
  expect(await offline(one.file, '--public-key', other.file)).toMatchObject({ code: 1, out: expect.stringContaining('signed with another key') });
  expect(await offline(one.file, '--head', `9:${'a'.repeat(64)}`)).toMatchObject({ code: 1, out: expect.stringContaining('you kept record 9') });
  expect(await offline(one.file, '--head', '9')).toMatchObject({ code: 2 });
  expect(await offline(one.file, '--public-key', one.file)).toMatchObject({ code: 2, err: expect.stringContaining('neither a key') });
  expect(await offline('/nowhere/at/all')).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read (ENOENT)') });
  expect(await offline(other.file)).toMatchObject({ code: 1, out: expect.stringContaining('not an export of the audit log') });
  expect(await one.audit('verify', '--head', `9:${'a'.repeat(64)}`)).toMatchObject({ code: 2 });
});

it('exports and reports a period', async () => {
  const { audit, file, clock, office, services } = await appliance();
  clock.move(10 * 86_400_000);
  office.createKey({ name: 'later' }, 'Ben');
  await audit('export', '--from', '2026-08-11', '--to', '2026-08-11', '--out', file);
  expect((await offline(file, '--json')).json).toMatchObject({ intact: true, first: 5, last: 6 });
  await audit('export', '--to', '2026-08-10', '--out', file);
  expect((await offline(file, '--json')).json).toMatchObject({ intact: true, first: 1, last: 4 });
  await audit('export', '--from', '2026-08-01T00:00:00.001Z', '--out', file);
  expect((await offline(file, '--json')).json).toMatchObject({ intact: true, first: 5 });

  // An empty export of it was called whole, and its report said that nothing had been sent.
  for (const [act, ...more] of [['export', '--out', file], ['report']]) {
    expect(await audit(act!, '--from', '2026-08-11', '--to', '2026-08-10', ...more)).toMatchObject({ code: 1, err: expect.stringContaining('The end lies before the beginning.') });
    expect(await audit(act!, '--from', '1.8.2026', '--to', '2026-08-10', ...more)).toMatchObject({ code: 2, err: expect.stringContaining('Give a day (2026-') });
  }
  services.audit.append('key_1', 'request.sent', { bytes: 12, class: 'internal', contract: null, decision: 'allow', policy: 1, provider: 'mock', region: 'eu' });
  expect((await audit('report', '--from', '2026-08-01', '--to', '2026-08-31')).out).toMatch(/mock +eu +- +internal +allow +1 +12/);
  expect((await audit('report', '--from', '2026-08-01', '--to', '2026-08-31', '--json')).json).toMatchObject({ timeZone: expect.any(String), seen: [{ provider: 'mock', sent: 1 }], broken: null });
  await audit('report', '--from', '2026-08-01', '--to', '2026-08-31', '--html', file, '--language', 'fr');
  expect(readFileSync(file, 'utf8')).toContain('Rapport de contrôle');
});

it('leaves no file where there is no appliance', async () => {
  const { file } = await appliance();
  expect(await cli(['audit', 'export', '--out', file], { GATEHOUSE_HOME: '/nowhere' })).toMatchObject({ code: 1 });
  expect([existsSync(file), existsSync(`${file}.part`)]).toEqual([false, false]);
});

it('writes into the log that it was found changed, once', async () => {
  const { audit, store, services } = await appliance();
  store.db.exec("DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'Zoe' WHERE seq = 2");
  for (let n = 0; n < 2; n++) expect(await audit('verify')).toMatchObject({ code: 1, out: 'BROKEN at record 2: its content was changed\n' });
  expect(services.audit.list({ action: 'audit.broken' }).map(({ detail }) => detail)).toEqual([{ record: 2, reason: 'its content was changed' }]);
});

it('lists the acts of people without the requests', async () => {
  const { audit, services } = await appliance();
  services.audit.append('key_1', 'request.sent', {});
  const seen = async (...args: string[]) => ((JSON.parse((await audit('list', '--json', ...args)).out)) as { action: string }[]).map(({ action }) => action);
  expect(await seen()).toEqual(['request.sent', 'key.create', 'key.create', 'key.create', 'policy.change']);
  expect(await seen('--acts')).toEqual(['key.create', 'key.create', 'key.create', 'policy.change']);
  expect(await seen('--action', 'request.sent')).toEqual(['request.sent']);
  expect(services.store.db.prepare("EXPLAIN QUERY PLAN SELECT * FROM audit WHERE seq < 9 AND substr(action, 1, 8) <> 'request.' ORDER BY seq DESC LIMIT 5").all()).toMatchObject([{ detail: expect.stringContaining('audit_acts') }]);
});
