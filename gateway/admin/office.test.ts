import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryOffice } from '../../test/support/temporary-office.ts';
import { api } from './testing/api.ts';

const MOCK = { id: 'mock', kind: 'openai-compatible', baseUrl: 'https://a.example/v1', region: 'eu' };

describe('"nothing leaves the building"', () => {
  it('is switched by an administrator, is recorded, and holds over a restart', async () => {
    const { send, login, audit, clock, office, reopen } = await api();
    const token = await login('admin');
    expect((await send('GET', '/status', { token })).body.lockdown).toEqual({ on: false, since: null, by: null, downloads: 'allowed' });
    const since = clock.now();
    expect((await send('PUT', '/lockdown', { token, body: { on: true } })).body).toEqual({ on: true, since, by: 'Anna', downloads: 'allowed' });
    clock.move(1000);
    expect((await send('PUT', '/lockdown', { token, body: { on: true } })).body.since).toBe(since);
    expect(reopen().lockdown()).toEqual({ on: true, since, by: 'Anna' });
    expect((await send('PUT', '/lockdown', { token, body: { on: false } })).body).toMatchObject({ on: false, since: clock.now() });
    expect(office.lockdown().on).toBe(false);
    expect(audit.list({ action: 'lockdown.set' }).map(({ actor, detail }) => [actor, detail])).toEqual([['Anna', { on: false }], ['Anna', { on: true }]]);
    expect((await send('PUT', '/lockdown', { token: await login('auditor', 'Ben'), body: { on: false } })).status).toBe(403);
  });

  it('is what a tried request and the test of a provider meet', async () => {
    const { send, login, office } = await api();
    const token = await login('admin');
    office.addProvider(MOCK, 'test');
    office.addProvider({ ...MOCK, id: 'here', baseUrl: 'http://10.0.0.7:8000/v1', region: 'on-prem' }, 'test');
    office.setCell({ dataClass: 'secret', provider: 'mock', action: 'allow' }, 'test');
    const attempt = { dataClass: 'secret', model: 'mock/m' };
    expect((await send('POST', '/policy/simulate', { token, body: attempt })).body.decision).toBe('allow');
    office.setLockdown(true, 'test');
    expect((await send('POST', '/policy/simulate', { token, body: attempt })).body).toMatchObject({ decision: 'local', rule: 'lockdown: nothing leaves the building' });
    expect(await send('POST', '/providers/mock/test', { token })).toMatchObject({ status: 403, body: { error: { code: 'lockdown' } } });
    expect((await send('POST', '/providers/here/test', { token })).status).toBe(200);
  });
});

describe('a key for the chat of the UI', () => {
  const key = async (fixture: Awaited<ReturnType<typeof api>>, token: string, body = {}) => (await fixture.send('POST', '/ask/key', { token, body, headers: { host: '127.0.0.1:4141' } })).body;

  it('belongs to the session, one at a time, and is on no list', async () => {
    const fixture = await api();
    const { send, login, office, clock } = fixture;
    const token = await login('admin');
    const first = await key(fixture, token);
    expect(office.findKey(first.key)).toMatchObject({ id: first.id, name: 'Ask (Anna)', owner: 'Anna', ownerKind: 'person', purpose: 'ask', floor: 'confidential', ceiling: 'secret', origins: ['http://127.0.0.1:4141'], expiresAt: clock.now() + 4 * 3_600_000 });
    const second = await key(fixture, token, { floor: 'internal' });
    expect([office.findKey(first.key), office.findKey(second.key)?.floor]).toEqual([undefined, 'internal']);
    const other = await key(fixture, await login('admin', 'Cleo'));
    expect(office.findKey(second.key)?.id).toBe(second.id);
    expect((await send('GET', '/keys', { token })).body.keys).toEqual([]);
    expect((await send('GET', '/status', { token })).body.keys).toBe(0);
    expect((await send('DELETE', '/session', { token })).status).toBe(200);
    expect([office.findKey(second.key), office.findKey(other.key)?.id]).toEqual([undefined, other.id]);
  });

  it('ends no later than the session, and with the administrator or the role', async () => {
    const fixture = await api();
    const { send, login, office, clock } = fixture;
    const [anna, cleo, dora] = [await login('admin'), await login('admin', 'Cleo'), await login('admin', 'Dora')];
    clock.move(11 * 3_600_000);
    const keys = await Promise.all([key(fixture, anna), key(fixture, cleo), key(fixture, dora)]);
    expect(keys[0].expiresAt).toBe(clock.now() + 3_600_000);
    await send('DELETE', '/admins/Cleo', { token: anna });
    await send('POST', '/admins/links', { token: anna, body: { name: 'Dora', role: 'auditor' } });
    expect(keys.map((one) => office.findKey(one.key)?.owner)).toEqual(['Anna', undefined, undefined]);
    clock.move(3_600_000);
    expect(office.findKey(keys[0].key)).toBeUndefined();
    await key(fixture, await login('admin'));
    expect(office.key(keys[0].id)).toBeUndefined();
  });

  it('is for administrators only', async () => {
    const { send, login } = await api();
    expect((await send('POST', '/ask/key', { token: await login('auditor', 'Ben'), body: {} })).body.error.code).toBe('role_not_allowed');
  });
});

describe('settings', () => {
  it('apply at once or say that a restart is needed, and keep the rest of the file', async () => {
    const { send, login, services, audit } = await api();
    const token = await login('admin');
    const file = join(services.config.home, 'gatehouse.json');
    writeFileSync(file, JSON.stringify({ retry: { retries: 5 } }));
    const before = (await send('GET', '/settings', { token })).body;
    expect(before).toMatchObject({ timeZone: null, language: null, listen: [], hostNames: [], traceRetentionDays: 365, durability: 'normal', needsRestart: [], fixed: [] });
    const change = { timeZone: 'Europe/Zurich', language: 'fr', hostNames: ['host.docker.internal'], traceRetentionDays: 30, durability: 'full' };
    expect((await send('PATCH', '/settings', { token, body: change })).body).toMatchObject({ ...change, needsRestart: ['hostNames', 'durability'] });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ retry: { retries: 5 }, hostNames: ['host.docker.internal'], traceRetentionDays: 30, durability: 'full' });
    expect(audit.list({ action: 'settings.change' })[0]!.detail).toEqual({ hostNames: ['host.docker.internal'], traceRetentionDays: 30, durability: 'full', before: { hostNames: [], traceRetentionDays: 365, durability: 'normal' } });
  });

  it('are checked before anything is saved', async () => {
    const { send, login, services } = await api();
    const token = await login('admin');
    for (const [body, param] of [
      [{ language: 'de', listen: ['203.0.113.9'] }, 'listen'],
      [{ listen: ['127.0.0.1'] }, 'listen'],
      [{ listen: ['0.0.0.0', '0.0.0.0'] }, 'listen'],
      [{ timeZone: 'Mars/Olympus', traceRetentionDays: 5 }, 'timeZone'],
      [{ hostNames: ['a b'] }, 'hostNames[0]'],
      [{ traceRetentionDays: 0 }, 'traceRetentionDays'],
    ] as const) {
      expect(await send('PATCH', '/settings', { token, body })).toMatchObject({ status: 400, body: { error: { param } } });
    }
    expect((await send('GET', '/settings', { token })).body).toMatchObject({ language: null, timeZone: null, listen: [], traceRetentionDays: 365 });
    expect(existsSync(join(services.config.home, 'gatehouse.json'))).toBe(false);
    const own = Object.values(networkInterfaces()).flat().find((one) => one && !one.internal && !one.scopeid);
    if (own) expect((await send('PATCH', '/settings', { token, body: { listen: [own.address] } })).body).toMatchObject({ listen: [own.address], needsRestart: ['listen'] });
  });

  it('say what the environment has fixed', async () => {
    const { send, login, services } = await api();
    const token = await login('admin');
    services.config.fixed = ['port', 'listen'];
    expect((await send('GET', '/settings', { token })).body.fixed).toEqual(['listen']);
    expect(await send('PATCH', '/settings', { token, body: { listen: [] } })).toMatchObject({ status: 409, body: { error: { param: 'listen' } } });
  });

  it('remember how far the first run has come', async () => {
    const { send, login, reopen } = await api();
    const token = await login('admin');
    const state = async () => (await send('GET', '/first-run', { token })).body;
    expect(await state()).toEqual({ step: 'language', finished: false, office: null, due: true, recoveryKeyConfirmedAt: null });
    const begun = { step: 'models', finished: false, office: 'medical' };
    expect((await send('PUT', '/first-run', { token, body: begun })).body).toMatchObject({ ...begun, due: true });
    await send('PUT', '/first-run', { token, body: { ...begun, left: true } });
    expect((await state()).due).toBe(false);
    await send('PUT', '/first-run', { token, body: { ...begun, finished: true } });
    expect((await state()).due).toBe(false);
    expect(reopen().setting('firstRun')).toEqual({ ...begun, finished: true });
  });

  it.each([
    ['the keys that a start prints', 'POST', '/keys', { name: 'first key' }, true],
    ['a key', 'POST', '/keys', { name: 'crm' }, false],
    ['a rule', 'PUT', '/policy/otherwise', { dataClass: 'secret', otherwise: 'refuse' }, false],
    ['a provider', 'POST', '/providers', MOCK, false],
  ])('show the first run by itself only where nobody has set up anything: %s', async (_name, method, path, body, due) => {
    const { send, login } = await api();
    const token = await login('admin');
    expect((await send(method, path, { token, body })).status).toBe(200);
    expect((await send('GET', '/first-run', { token })).body.due).toBe(due);
  });

  it('ask for the recovery key until somebody says that the newest one is safe', async () => {
    const { send, login, clock } = await api();
    const token = await login('admin');
    const confirmed = async () => (await send('GET', '/first-run', { token })).body.recoveryKeyConfirmedAt;
    await send('POST', '/recovery-key', { token });
    expect(await confirmed()).toBeNull();
    await send('POST', '/recovery-key/confirm', { token });
    expect(await confirmed()).toBe(clock.now());
    await send('POST', '/recovery-key', { token });
    expect(await confirmed()).toBeNull();
  });
});

describe('what ships with the application', () => {
  it('has its texts in every language and names no key', async () => {
    const { send, login } = await api();
    const token = await login('admin');
    const { starters } = (await send('GET', '/starters', { token })).body;
    const { providers } = (await send('GET', '/providers/catalogue', { token })).body;
    expect(starters.map(({ office }: { office: string }) => office)).toEqual(['law', 'fiduciary', 'medical', 'other']);
    expect(providers.length).toBeGreaterThan(10);
    expect(new Set(providers.map(({ id }: { id: string }) => id)).size).toBe(providers.length);
    const empty: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (value === '') empty.push(path);
      else if (typeof value === 'object' && value !== null) for (const [name, part] of Object.entries(value)) visit(part, `${path}.${name}`);
    };
    visit({ starters, providers }, '');
    expect(empty).toEqual([]);
    // Swiss spelling, and what becomes of the most protected classes without a cloud provider.
    expect(JSON.stringify({ starters, providers })).not.toContain('ß');
    for (const { classes } of starters) expect(classes.map((one: { otherwise: string }) => one.otherwise)).toEqual(['refuse', 'refuse', 'local', 'local']);
  });
});

describe('aliases', () => {
  it('come in the order that was chosen, also after a change', () => {
    const { office, reopen } = temporaryOffice();
    for (const name of ['b', 'a', 'c']) office.setAlias(name, [{ provider: 'local', model: 'm' }], 'test');
    expect(office.aliases().map(({ name }) => name)).toEqual(['b', 'a', 'c']);
    office.orderAliases(['c', 'b'], 'test');
    office.setAlias('b', [{ provider: 'local', model: 'n' }], 'test');
    expect(reopen().aliases().map(({ name }) => name)).toEqual(['c', 'b', 'a']);
    expect(() => office.orderAliases(['nobody'], 'test')).toThrow('There is no alias "nobody".');
  });
});
