import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verifyChain } from '../audit/chain.ts';
import { createAuditLog } from '../audit/log.ts';
import { createOffice, type OfficeState } from '../config/office.ts';
import { createOfficeStorage } from '../store/office-storage.ts';
import { createBackups } from '../store/backups.ts';
import { openStore, type Store } from '../store/open.ts';
import { applyRestore } from '../store/restore.ts';
import { openVault } from '../store/vault.ts';
import { createRecorder } from '../trace/recorder.ts';
import { api, type Api } from './testing/api.ts';

const MOCK = { id: 'mock', kind: 'openai-compatible', baseUrl: 'https://a.example/v1', region: 'eu', credential: 'sk-upstream-of-the-office' };

/** An office with something in it, and one backup of that. */
async function office(): Promise<Api & { token: string; name: string; keys: Record<'kept' | 'revoked' | 'narrowed' | 'off', { id: string; plaintext: string }>; folder: string }> {
  const fixture = await api();
  const { office: state, recorder } = fixture.services;
  state.addProvider(MOCK, 'test');
  state.setAlias('fast', [{ provider: 'mock', model: 'm' }], 'test');
  state.setCell({ dataClass: 'internal', provider: 'mock', action: 'allow' }, 'test');
  const make = (name: string) => {
    const { key, plaintext } = state.createKey({ name }, 'test');
    return { id: key.id, plaintext };
  };
  const keys = { kept: make('kept'), revoked: make('revoked'), narrowed: make('narrowed'), off: make('off') };
  await recorder.begin({ id: 'trc_before', time: 1, endpoint: 'chat.completions', dataClass: 'secret', decision: 'local', policyVersion: 1, requestedModel: 'a-name-only-in-a-trace', streamed: false });
  recorder.flush();
  const token = await fixture.login('admin');
  const made = await fixture.send('POST', '/backups', { token });
  expect(made.status).toBe(200);
  return { ...fixture, token, name: made.body.name, keys };
}

/** Ends the running office and starts it again on its folder, as `app.ts` does. */
function restart(fixture: Api, keyFile = fixture.keyFile): { state: OfficeState; audit: ReturnType<typeof createAuditLog>; traces: string[]; log: string[]; store: Store } {
  fixture.services.recorder.close();
  fixture.store.close();
  const log: string[] = [];
  const note = applyRestore(fixture.store.path, 1, (line) => log.push(line));
  const store = openStore({ path: fixture.store.path });
  onTestFinished(() => store.close());
  const vault = openVault(store, { keyFile });
  const audit = createAuditLog(store, fixture.clock);
  if (note) audit.append(note.by, 'backup.restored', { createdAt: note.createdAt });
  const state = createOffice({ storage: createOfficeStorage(store), vault, audit: audit.append, clock: fixture.clock });
  onTestFinished(() => state.close());
  const recorder = createRecorder({ store });
  const traces = recorder.list().map(({ id }) => id);
  recorder.close();
  return { state, audit, traces, log, store };
}

describe('a backup', () => {
  it('is one encrypted file that only its recovery key opens', async () => {
    const { send, token, name, folder, services, recoveryKey } = await office();
    const { body } = await send('GET', '/backups', { token });
    expect(body).toMatchObject({ settings: { enabled: true, folder: null, keep: 14 }, backups: [{ name, application: '0.0.0-test' }], last: { error: null }, staged: null });
    const path = join(body.folder, name);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path).includes('a-name-only-in-a-trace')).toBe(false);
    expect(readdirSync(services.config.home).filter((entry) => entry.includes('backup-copy'))).toEqual([]);
    const checked = await send('POST', '/backups/check', { token, body: { name, recoveryKey: recoveryKey!.toLowerCase() } });
    expect(checked.body).toEqual({ createdAt: services.clock.now(), application: '0.0.0-test', sameOffice: true, keys: 4, providers: 1, aliases: 1, policyVersion: 2, traces: 1, auditRecords: 10 });
    expect(existsSync(join(folder, 'home', 'restore'))).toBe(false);
    const other = '0'.repeat(40);
    expect(await send('POST', '/backups/check', { token, body: { name, recoveryKey: other } })).toMatchObject({ status: 400, body: { error: { param: 'recoveryKey' } } });
    expect((await send('POST', '/backups/check', { token, body: { name: '../gatehouse.db', recoveryKey } })).status).toBe(404);
    expect((await send('POST', '/backups/check', { token, body: { recoveryKey } })).status).toBe(400);
  });

  it('says that it opens with the recovery key of before, once that has been renewed', async () => {
    const { send, token, name, recoveryKey, clock } = await office();
    const earlier = async () => ((await send('GET', '/backups', { token })).body.backups as { earlierKey: boolean }[]).map(({ earlierKey }) => earlierKey);
    expect(await earlier()).toEqual([false]);
    await send('POST', '/recovery-key', { token });
    expect(await earlier()).toEqual([true]);
    clock.move(60_000);
    await send('POST', '/backups', { token });
    expect(await earlier()).toEqual([false, true]);
    expect((await send('POST', '/backups/check', { token, body: { name, recoveryKey } })).status).toBe(200);
  });

  it('is refused when a byte was changed, or something is missing or added', async () => {
    const { send, token, name, services, recoveryKey } = await office();
    const whole = readFileSync(join(services.config.home, '..', 'home', 'backups', name));
    const path = join(services.config.home, 'hurt.backup');
    const flipped = (at: number): Buffer => {
      const copy = Buffer.from(whole);
      copy[at]! ^= 1;
      return copy;
    };
    const body = whole.indexOf(10) + 1;
    const hurt: [string, Buffer][] = [
      ['middle', flipped(body + 400)], ['length', flipped(body + 2)], ['end', flipped(whole.length - 1)], ['cut', whole.subarray(0, -1)], ['half', whole.subarray(0, body + 300)],
      ['head only', whole.subarray(0, body)], ['added', Buffer.concat([whole, Buffer.from('x')])], ['date', Buffer.from(whole.toString('latin1').replace(/"createdAt":\d/, '"createdAt":9'), 'latin1')], ['text', Buffer.from('hello')],
    ];
    for (const [what, bytes] of hurt) {
      writeFileSync(path, bytes);
      expect([what, (await send('POST', '/backups/restore', { token, body: { path, recoveryKey } })).status]).toEqual([what, 400]);
    }
    expect(existsSync(join(services.config.home, 'restore'))).toBe(false);
  });

  it('needs a recovery key; old ones of our own go, and nothing else', async () => {
    const { send, token, clock, store, services } = await office();
    const folder = join(services.config.home, 'elsewhere');
    expect((await send('PUT', '/backups/settings', { token, body: { enabled: true, folder, keep: 2 } })).status).toBe(200);
    expect((await send('PUT', '/backups/settings', { token, body: { enabled: true, folder: '/proc/none', keep: 2 } })).status).toBe(400);
    writeFileSync(join(folder, 'letters.backup'), 'mine');
    for (let n = 0; n < 3; n++) {
      clock.move(1000);
      await send('POST', '/backups', { token });
    }
    expect((await send('GET', '/backups', { token })).body.backups).toHaveLength(2);
    expect(readdirSync(folder)).toHaveLength(3);
    store.db.exec("DELETE FROM wrapped_keys WHERE way = 'recovery'");
    expect(await send('POST', '/backups', { token })).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining('recovery key') } } });
  });
});

describe('a folder of backups that cannot be read', () => {
  it('is shown without any, so that another can be chosen, and ends nothing when the day’s backup is due', async () => {
    const fixture = await api();
    const { send, services, store, vault, clock } = fixture;
    const token = await fixture.login('admin');
    const { recoveryKey } = (await send('POST', '/recovery-key', { token })).body;
    expect(recoveryKey).toBeTypeOf('string');
    writeFileSync(join(services.config.home, 'backups'), 'a file where the folder was');
    expect(await send('GET', '/backups', { token })).toMatchObject({ status: 200, body: { backups: [], last: null } });
    const log: string[] = [];
    const daily = createBackups({ store, vault, clock, application: '0', keyFile: fixture.keyFile, settings: () => ({ enabled: true, folder: null, keep: 3 }), log: (line) => log.push(line), firstAfterMs: 1 });
    onTestFinished(() => daily.close());
    await expect.poll(() => log).toEqual([expect.stringMatching(/^The backup failed: .*ENOTDIR/)]);
    expect(daily.problem()).toMatch(/ENOTDIR/);
  });
});

describe('a restore', () => {
  it('brings back what was there, and revives nothing that was taken away since', async () => {
    const fixture = await office();
    const { send, token, name, keys, recoveryKey, services, clock } = fixture;
    const { office: state, recorder } = services;
    state.setCell({ dataClass: 'internal', provider: 'mock', action: 'deny' }, 'test');
    state.removeAlias('fast', 'test');
    state.removeProvider('mock', 'test');
    state.revokeKey(keys.revoked.id, 'test');
    state.updateKey(keys.narrowed.id, { ceiling: 'internal', models: ['local'], expiresAt: clock.now() + 1000 }, 'test');
    state.updateKey(keys.off.id, { disabled: true }, 'test');
    const { plaintext: fresh } = state.createKey({ name: 'made since' }, 'test');
    state.setLockdown(true, 'test');
    await recorder.begin({ id: 'trc_since', time: 2, endpoint: 'chat.completions', dataClass: 'secret', decision: 'local', policyVersion: 1, requestedModel: 'local', streamed: false });

    const restored = await send('POST', '/backups/restore', { token, body: { name, recoveryKey } });
    expect(restored).toMatchObject({ status: 200, body: { sameOffice: true, keys: 4 } });
    expect((await send('GET', '/backups', { token })).body.staged).toMatchObject({ by: 'Anna' });
    // Nothing has changed yet; and what is revoked between now and the start stays revoked too.
    expect(state.provider('mock')).toBeUndefined();
    const versions = state.policy().version;

    const { state: after, audit, traces, log } = restart(fixture);
    expect(log).toEqual([]);
    expect([after.provider('mock')?.baseUrl, after.credential('mock'), after.alias('fast')?.deployments]).toEqual([MOCK.baseUrl, MOCK.credential, [{ provider: 'mock', model: 'm' }]]);
    expect(after.policy()).toMatchObject({ version: versions + 1, author: 'Anna', cells: [{ dataClass: 'public', provider: 'mock' }, { dataClass: 'internal', provider: 'mock' }] });
    expect([keys.revoked, keys.off].map(({ plaintext }) => after.findKey(plaintext))).toEqual([undefined, undefined]);
    expect(after.key(keys.revoked.id)).toBeUndefined();
    expect(after.findKey(keys.narrowed.plaintext)).toMatchObject({ ceiling: 'internal', models: ['local'], expiresAt: clock.now() + 1000 });
    expect([after.findKey(keys.kept.plaintext)?.name, after.findKey(fresh)?.name]).toEqual(['kept', 'made since']);
    expect(after.lockdown().on).toBe(true);
    expect(traces.sort()).toEqual(['trc_before', 'trc_since']);
    expect((await verifyChain(audit)).intact).toBe(true);
    expect(audit.list({ limit: 3 }).map(({ action }) => action)).toEqual(['backup.restored', 'backup.restore', 'lockdown.set']);
    expect(readdirSync(join(fixture.folder, 'home')).filter((entry) => /restore/.test(entry))).toEqual(['gatehouse.db.before-restore-1']);
  });

  it('keeps what was spent since, ends no request twice, and leaves budgets as narrow as they are', async () => {
    const fixture = await api();
    const { services, send } = fixture;
    const token = await fixture.login('admin', 'Anna');
    const { recorder, money } = services;
    const { office: state } = services;
    const rate = (perUsd: string) => state.setSetting('currency', { code: 'CHF', perUsd, date: '2026-11-20' }, 'test');
    rate('0.01');
    state.setSetting('spending', { ...state.setting('spending'), unpriced: 'allow' }, 'test');
    state.setSetting('metrics', { access: 'loopback' }, 'test');
    const wide = money.spending.saveBudget({ scope: 'organisation', measure: 'money', amount: '100', period: 'total' }, 'test');
    const trace = { time: services.clock.now(), keyId: 'k', endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow', policyVersion: 1, requestedModel: 'fast', streamed: true, plan: ['mock/m'], reserved: 900 } as const;
    await recorder.begin({ ...trace, id: 'trc_running' });
    recorder.flush();
    const { recoveryKey } = (await send('POST', '/recovery-key', { token })).body as { recoveryKey: string };
    const { name } = (await send('POST', '/backups', { token })).body as { name: string };
    recorder.end('trc_running', { outcome: 'ok', provider: 'mock', model: 'm', cost: 5 });
    await recorder.begin({ ...trace, id: 'trc_since' });
    recorder.end('trc_since', { outcome: 'ok', provider: 'mock', model: 'm', cost: 7 });
    recorder.flush();
    money.spending.saveBudget({ id: wide.id, scope: 'organisation', measure: 'money', amount: '1', period: 'total' }, 'test');
    rate('0.8');
    state.setSetting('spending', { ...state.setting('spending'), unpriced: 'refuse' }, 'test');
    state.setSetting('metrics', { access: 'off' }, 'test');
    expect((await send('POST', '/backups/restore', { token, body: { name, recoveryKey } })).status).toBe(200);
    const { store, state: after } = restart(fixture);
    expect([after.setting('currency').perUsd, after.setting('spending').unpriced, after.setting('metrics').access]).toEqual(['0.8', 'refuse', 'off']);
    expect(store.db.prepare('SELECT id, outcome, cost FROM traces ORDER BY id').all()).toEqual([{ id: 'trc_running', outcome: 'ok', cost: 5 }, { id: 'trc_since', outcome: 'ok', cost: 7 }]);
    expect(store.db.prepare('SELECT sum(requests) AS requests, sum(cost) AS cost FROM usage').get()).toEqual({ requests: 2, cost: 12 });
    expect(store.db.prepare<[], string>('SELECT body FROM budgets').pluck().all().map((body) => (JSON.parse(body) as { amount: string }).amount)).toEqual(['1']);
  });

  it('keeps what was raised, told and priced since, and no session that has ended', async () => {
    const fixture = await office();
    const { send, token, recoveryKey, services, store, clock } = fixture;
    const conversation = store.db.prepare('INSERT OR REPLACE INTO conversations (key_id, session, data_class, raised_at) VALUES (?, ?, ?, ?)');
    for (const [session, dataClass] of [['raised', 'internal'], ['same', 'secret']]) conversation.run('k', session, dataClass, 1);
    const ended = services.sessions.exchange(services.sessions.createLink('Eva', 'admin', 'test').token);
    const unused = services.sessions.createLink('Eva', 'admin', 'test');
    clock.move(60_000);
    const { name } = (await send('POST', '/backups', { token })).body as { name: string };
    for (const [session, dataClass] of [['raised', 'secret'], ['new', 'confidential']]) conversation.run('k', session, dataClass, 2);
    services.sessions.end(ended.token);
    services.sessions.exchange(unused.token);
    services.prices.setOfficePrice({ provider: 'mock', model: 'm', currency: 'USD', rates: { input: '1', output: '2' } }, 'test');
    store.db.prepare("INSERT INTO budget_alerts (budget, period, threshold, time, detail) VALUES ('b', 1, 80, 2, '{}')").run();
    expect((await send('POST', '/backups/restore', { token, body: { name, recoveryKey } })).status).toBe(200);
    const open = store.db.prepare('SELECT count(*) FROM admin_sessions').pluck().get();

    const { store: after, log } = restart(fixture);
    expect(log).toEqual([]);
    const rows = (sql: string): unknown[] => after.db.prepare(sql).all();
    expect(rows('SELECT session, data_class FROM conversations ORDER BY session')).toEqual([{ session: 'new', data_class: 'confidential' }, { session: 'raised', data_class: 'secret' }, { session: 'same', data_class: 'secret' }]);
    expect(rows('SELECT provider, model FROM office_prices')).toEqual([{ provider: 'mock', model: 'm' }]);
    expect(rows('SELECT budget, threshold FROM budget_alerts')).toEqual([{ budget: 'b', threshold: 80 }]);
    expect(rows('SELECT (SELECT count(*) FROM admin_sessions) AS sessions, (SELECT count(*) FROM admin_links) AS links')).toEqual([{ sessions: open, links: 0 }]);
  });

  it('on another computer opens with its key file, with the keys off unless somebody wants them on', async () => {
    const from = await office();
    const file = join(from.services.config.home, 'backups', from.name);
    for (const keysOn of [false, true]) {
      const to = await api();
      const token = await to.login('admin', 'Zoe');
      const answer = await to.send('POST', '/backups/restore', { token, body: { path: file, recoveryKey: from.recoveryKey, ...(keysOn ? { keysOn } : {}) } });
      expect(answer).toMatchObject({ status: 200, body: { sameOffice: false, keys: 4, auditRecords: 10 } });
      const { state, audit, store } = restart(to);
      expect(store.db.prepare('SELECT (SELECT count(*) FROM admin_sessions) AS sessions, (SELECT count(*) FROM admin_links) AS links').get()).toEqual({ sessions: 0, links: 0 });
      expect(state.credential('mock')).toBe(MOCK.credential);
      expect(state.keys().map(({ disabled }) => disabled)).toEqual(Array(4).fill(!keysOn));
      expect(state.findKey(from.keys.kept.plaintext)?.name).toBe(keysOn ? 'kept' : undefined);
      expect((await verifyChain(audit)).intact).toBe(true);
    }
  });

  it('can be called off, and leaves everything as it is where it fails', async () => {
    const fixture = await office();
    const { send, token, name, recoveryKey, services } = fixture;
    await send('POST', '/backups/restore', { token, body: { name, recoveryKey } });
    expect((await send('POST', '/backups/check', { token, body: { name, recoveryKey } })).status).toBe(409);
    expect((await send('DELETE', '/backups/restore', { token })).status).toBe(200);
    expect((await send('GET', '/backups', { token })).body.staged).toBeNull();
    await send('POST', '/backups/restore', { token, body: { name, recoveryKey } });
    const restore = join(services.config.home, 'restore');
    writeFileSync(join(restore, 'gatehouse.db'), 'no database');
    services.office.removeAlias('fast', 'test');
    const { state, log } = restart(fixture);
    expect(log[0]).toContain('nothing was changed');
    expect([state.alias('fast'), existsSync(restore)]).toEqual([undefined, false]);
  });

  it('that was cut off between its two renames goes on at the next start', async () => {
    const fixture = await office();
    const { send, token, name, recoveryKey, services } = fixture;
    await send('POST', '/backups/restore', { token, body: { name, recoveryKey } });
    services.office.removeAlias('fast', 'test');
    services.recorder.close();
    fixture.store.close();
    const path = fixture.store.path;
    const restore = join(services.config.home, 'restore');
    const copy = join(services.config.home, 'copy');
    mkdirSync(copy);
    for (const entry of readdirSync(restore)) writeFileSync(join(copy, entry), readFileSync(join(restore, entry)));
    applyRestore(path, 1, () => {});
    const merged = readFileSync(path);
    mkdirSync(restore);
    writeFileSync(join(restore, 'gatehouse.db'), merged);
    writeFileSync(join(restore, 'restore.json'), JSON.stringify({ ...JSON.parse(readFileSync(join(copy, 'restore.json'), 'utf8')), phase: 'merged' }));
    rmSync(path);
    expect(applyRestore(path, 2, () => {})).toMatchObject({ by: 'Anna' });
    const store = openStore({ path });
    expect(store.db.prepare('SELECT name FROM aliases').pluck().all()).toEqual(['fast']);
    store.close();
  });
});
