import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GatehouseError } from '../core/errors.ts';
import { LOCAL_ORIGIN } from '../core/model.ts';
import { temporaryOffice } from '../../test/support/temporary-office.ts';
import { filesHolding } from '../../test/support/temporary-store.ts';
import type { OfficeEvent, ProviderInput } from './office-types.ts';

const MOCK: ProviderInput = { id: 'mock', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9100/v1/', region: 'eu' };
const CREDENTIAL = 'sk-upstream-0123456789abcdefghijklmnopqrstuv';
const HEADER = 'tenant-secret-0123456789abcdefghijklmnop';

describe('virtual keys', () => {
  it('are found by their plaintext, which is nowhere in the files', () => {
    const { office, folder, reopen } = temporaryOffice();
    const { key, plaintext } = office.createKey({ name: 'crm', floor: 'confidential', models: ['local', 'fast'] }, 'Anna');
    expect(plaintext).toMatch(/^sk-gh-[A-Za-z0-9_-]{43}$/);
    expect(office.findKey(plaintext)).toMatchObject({ id: key.id, name: 'crm', floor: 'confidential', ceiling: 'secret', mediaClass: null, models: ['local', 'fast'] });
    expect(reopen().findKey(plaintext)?.id).toBe(key.id);
    for (const part of [plaintext, plaintext.slice(6), plaintext.slice(6, 30)]) expect(filesHolding(folder, part)).toEqual([]);
    expect(key.last4).toBe(plaintext.slice(-4));
  });

  it('are found by nothing else', () => {
    const { office } = temporaryOffice();
    const { plaintext } = office.createKey({ name: 'crm' }, 'Anna');
    const flipped = plaintext.slice(0, -1) + (plaintext.endsWith('A') ? 'B' : 'A');
    for (const wrong of ['', 'sk-gh-', flipped, plaintext.slice(6), `${plaintext} `, plaintext.toUpperCase(), 'x'.repeat(1_000_000)]) expect(office.findKey(wrong)).toBeUndefined();
  });

  it('work no more once expired, disabled or revoked, and say so to who listens', () => {
    const { office, clock, reopen } = temporaryOffice();
    const events: OfficeEvent[] = [];
    office.onChange((event) => events.push(event));
    const { key, plaintext } = office.createKey({ name: 'crm', expiresAt: clock.now() + 1000 }, 'Anna');
    clock.move(999);
    expect(office.findKey(plaintext)?.id).toBe(key.id);
    clock.move(1);
    expect(office.findKey(plaintext)).toBeUndefined();
    office.updateKey(key.id, { expiresAt: null }, 'Anna');
    expect(office.findKey(plaintext)?.id).toBe(key.id);
    // An end that is over by now ends what runs, as switching it off does.
    office.updateKey(key.id, { expiresAt: clock.now() }, 'Anna');
    office.updateKey(key.id, { expiresAt: null }, 'Anna');
    office.updateKey(key.id, { disabled: true }, 'Anna');
    expect(office.findKey(plaintext)).toBeUndefined();
    office.updateKey(key.id, { disabled: false, name: 'crm 2' }, 'Anna');
    expect(office.findKey(plaintext)?.name).toBe('crm 2');
    office.revokeKey(key.id, 'Anna');
    expect(office.findKey(plaintext)).toBeUndefined();
    expect(reopen().findKey(plaintext)).toBeUndefined();
    expect(events.map(({ kind }) => kind)).toEqual(['key-created', 'key-updated', 'key-revoked', 'key-updated', 'key-revoked', 'key-updated', 'key-revoked']);
  });

  it('remember their last use over a restart', () => {
    const { office, clock, reopen } = temporaryOffice();
    const { key, plaintext } = office.createKey({ name: 'crm' }, 'Anna');
    expect(office.key(key.id)?.lastUsedAt).toBeNull();
    clock.move(5000);
    office.findKey(plaintext);
    office.createKey({ name: 'another' }, 'Anna');
    expect(office.key(key.id)?.lastUsedAt).toBe(clock.now());
    office.close();
    expect(reopen().key(key.id)?.lastUsedAt).toBe(clock.now());
  });

  it('refuse a floor above the ceiling and origins that are none', () => {
    const { office } = temporaryOffice();
    expect(() => office.createKey({ name: 'x', floor: 'secret', ceiling: 'internal' }, 'Anna')).toThrow('The floor (secret) is above the ceiling (internal)');
    for (const origin of ['null', '*', 'https://a.example/path', 'a.example']) expect(() => office.createKey({ name: 'x', origins: [origin] }, 'Anna')).toThrow('is not an origin');
    expect(office.keys()).toEqual([]);
  });
});

describe('providers', () => {
  it('keep credentials and headers encrypted, and give them in clear in memory', () => {
    const { office, folder, store, reopen } = temporaryOffice();
    office.addProvider({ ...MOCK, credential: CREDENTIAL, headers: { 'x-tenant': HEADER } }, 'Anna');
    office.updateProvider('mock', { credential: `${CREDENTIAL}-second`, credentialName: 'second' }, 'Anna');
    const again = reopen();
    expect(again.credential('mock')).toBe(CREDENTIAL);
    expect(again.credential('mock', 'second')).toBe(`${CREDENTIAL}-second`);
    expect(again.credential('mock', 'third')).toBeUndefined();
    // A file of JSON is one line too.
    office.updateProvider('mock', { credential: '{\n "type": "service_account",\n "private_key": "-----BEGIN\\nMII"\n}\n', credentialName: 'file' }, 'Anna');
    expect(reopen().credential('mock', 'file')).toBe('{  "type": "service_account",  "private_key": "-----BEGIN\\nMII" }');
    expect(() => office.updateProvider('mock', { credential: '{\n no JSON' }, 'Anna')).toThrow(expect.objectContaining({ code: 'invalid_request' }) as Error);
    expect(again.provider('mock')).toMatchObject({ baseUrl: 'http://127.0.0.1:9100/v1', hasCredential: true, headers: { 'x-tenant': HEADER }, name: 'mock' });
    for (const secret of [CREDENTIAL, HEADER]) expect(filesHolding(folder, secret)).toEqual([]);
    store.scrub();
    expect(readFileSync(join(folder, 'home', 'gatehouse.db')).includes('x-tenant')).toBe(true);
    for (const secret of [CREDENTIAL, HEADER]) expect(filesHolding(folder, secret)).toEqual([]);
    office.updateProvider('mock', { credential: null }, 'Anna');
    expect(office.credential('mock')).toBeUndefined();
    expect(office.provider('mock')?.hasCredential).toBe(false);
  });

  it('have the bundled Ollama among them, which cannot be changed', () => {
    const { office } = temporaryOffice();
    expect(office.providers().map(({ id, baseUrl }) => [id, baseUrl])).toEqual([['local', LOCAL_ORIGIN]]);
    expect(() => office.addProvider({ ...MOCK, id: 'local' }, 'Anna')).toThrow('is the bundled Ollama');
    expect(() => office.updateProvider('local', { baseUrl: 'https://evil.example' }, 'Anna')).toThrow('is the bundled Ollama');
    expect(() => office.removeProvider('local', 'Anna')).toThrow('is the bundled Ollama');
    expect(() => office.setAlias('local', [{ provider: 'local', model: 'x' }], 'Anna')).toThrow('always means the bundled Ollama');
    expect(() => office.setCell({ dataClass: 'public', provider: 'local', action: 'deny' }, 'Anna')).toThrow('it has no cells');
  });

  it.each([
    [{ id: 'a/b' }, 'cannot be a provider'],
    [{ id: 'a@b' }, 'cannot be a provider'],
    [{ baseUrl: 'file:///etc/passwd' }, 'not an http or https address'],
    [{ baseUrl: 'https://user:pass@a.example/v1' }, 'no user name or password'],
    [{ baseUrl: 'https://a.example/v1?key=1' }, 'no query'],
    [{ baseUrl: `${LOCAL_ORIGIN}/v1` }, 'is the bundled Ollama'],
    [{ headers: { Host: 'b.example' } }, 'cannot be set as a header'],
    [{ headers: { 'x-a': 'b\r\nhost: c' } }, 'control character'],
    [{ credential: 'a\nb' }, 'control character'],
    [{ credential: 'sk-abc…' }, 'holds "…", which no key does'],
  ])('are refused with %j', (part, message) => {
    const { office } = temporaryOffice();
    expect(() => office.addProvider({ ...MOCK, ...part }, 'Anna')).toThrow(message);
    expect(office.providers()).toHaveLength(1);
  });

  it('are off, and the rest works, when their headers were tampered with', () => {
    const { office, store, reopen } = temporaryOffice();
    office.addProvider({ ...MOCK, headers: { 'x-tenant': HEADER } }, 'Anna');
    office.addProvider({ ...MOCK, id: 'other', headers: { 'x-tenant': 'b' } }, 'Anna');
    store.db.prepare("UPDATE providers SET headers = (SELECT headers FROM providers WHERE id = 'other') WHERE id = 'mock'").run();
    const again = reopen();
    expect(again.provider('mock')).toMatchObject({ enabled: false, headers: {} });
    expect(again.provider('other')).toMatchObject({ enabled: true, headers: { 'x-tenant': 'b' } });
    expect(again.problems()).toEqual([{ code: 'provider-headers', provider: 'mock', message: 'The headers of provider "mock" cannot be opened; enter them again.' }]);
  });

  it('leave no cell behind, and stay while an alias names them', () => {
    const { office } = temporaryOffice();
    office.addProvider(MOCK, 'Anna');
    office.setCell({ dataClass: 'internal', provider: 'mock', action: 'allow' }, 'Anna');
    office.setAlias('fast', [{ provider: 'mock', model: 'gpt-4o-mini' }], 'Anna');
    expect(() => office.removeProvider('mock', 'Anna')).toThrow('is used by the alias "fast"');
    office.removeAlias('fast', 'Anna');
    office.removeProvider('mock', 'Anna');
    expect(office.policy().cells).toEqual([]);
    expect(office.policy().version).toBe(3);
    // One of the same name that comes later is not cleared by what the first one was allowed.
    office.addProvider({ ...MOCK, baseUrl: 'https://elsewhere.example/v1' }, 'Anna');
    expect(office.policy().cells).toEqual([]);
  });
});

describe('the policy', () => {
  it('starts with nothing allowed and confidential data answered locally', () => {
    const { office } = temporaryOffice();
    expect(office.policy()).toMatchObject({ version: 1, author: 'gatehouse', cells: [], otherwise: { public: 'refuse', internal: 'refuse', confidential: 'local', secret: 'local' }, routes: [] });
  });

  it('makes a version with author and differences for each change, and none where nothing changes', () => {
    const { office, reopen } = temporaryOffice();
    office.addProvider(MOCK, 'Anna');
    const change = office.setCell({ dataClass: 'internal', provider: 'mock', action: 'allow', conditions: { regions: ['eu'] } }, 'Anna', 'contract signed');
    expect(change.differences).toEqual([
      { what: 'cell public × mock', before: '-', after: 'allow {"regions":["eu"]}' },
      { what: 'cell internal × mock', before: '-', after: 'allow {"regions":["eu"]}' },
    ]);
    expect(office.setCell({ dataClass: 'internal', provider: 'mock', action: 'allow', conditions: { regions: ['eu'], contractValid: false } }, 'Ben').differences).toEqual([]);
    office.setOtherwise('internal', 'local', 'Ben');
    const again = reopen();
    expect(again.policy()).toMatchObject({ version: 3, author: 'Ben', otherwise: { internal: 'local' } });
    expect(again.policyVersions().map(({ version, author, comment }) => [version, author, comment])).toEqual([
      [3, 'Ben', 'otherwise internal: local'],
      [2, 'Anna', 'contract signed'],
      [1, 'gatehouse', 'Starter policy: no provider but the local one may see anything.'],
    ]);
    expect(again.policyVersion(2)?.cells).toHaveLength(2);
  });

  it('is never stored when it is not monotone or names what does not exist', () => {
    const { office } = temporaryOffice();
    office.addProvider(MOCK, 'Anna');
    const secret = { dataClass: 'secret', provider: 'mock', action: 'allow', conditions: {} } as const;
    expect(() => office.changePolicy('Anna', '', (policy) => ({ ...policy, cells: [secret] }))).toThrow('may not see more of secret data than of confidential data');
    expect(() => office.setCell({ dataClass: 'public', provider: 'none', action: 'allow' }, 'Anna')).toThrow('There is no provider "none"');
    for (const range of ['10.0.0.0/33', '10.0.0/8', '999.0.0.1', 'fe80::/129', 'a.example', '10.0.0.1/8/8']) {
      expect(() => office.setCell({ dataClass: 'public', provider: 'mock', action: 'allow', conditions: { clientAddresses: [range] } }, 'Anna')).toThrow('is not an address');
    }
    expect(() => office.setRoute({ name: 'r', when: { tags: ['t'] }, alias: 'none' }, 'Anna')).toThrow('There is no alias "none"');
    expect(() => office.setRoute({ name: 'r', when: {}, alias: 'local' }, 'Anna')).toThrow('says not when it applies');
    expect(office.policy().version).toBe(1);
    office.setCell({ dataClass: 'public', provider: 'mock', action: 'allow', conditions: { clientAddresses: ['10.0.0.0/8', '192.168.1.7', 'fe80::/10', '::1'] } }, 'Anna');
    expect(office.policy().version).toBe(2);
  });
});

describe('a change', () => {
  it('and its audit record happen together or not at all', () => {
    const { office, store, audit } = temporaryOffice();
    office.addProvider({ ...MOCK, credential: CREDENTIAL, headers: { 'x-tenant': HEADER } }, 'Anna');
    const [record] = audit.list();
    expect(record).toMatchObject({ actor: 'Anna', action: 'provider.add', detail: { id: 'mock', headers: ['x-tenant'], hasCredential: true } });
    expect(JSON.stringify(audit.list())).not.toMatch(new RegExp(`${CREDENTIAL}|${HEADER}`));
    const before = audit.list().length;
    store.db.exec("CREATE TRIGGER no_more BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no more'); END");
    expect(() => office.createKey({ name: 'crm' }, 'Anna')).toThrow('no more');
    expect(office.keys()).toEqual([]);
    expect(store.db.prepare('SELECT count(*) FROM virtual_keys').pluck().get()).toBe(0);
    store.db.exec('DROP TRIGGER no_more');
    expect(audit.list()).toHaveLength(before);
  });

  it('of several parts is all or nothing, in memory too', () => {
    const { office } = temporaryOffice();
    const events: string[] = [];
    office.onChange(({ kind }) => events.push(kind));
    expect(() =>
      office.together(() => {
        office.addProvider(MOCK, 'Anna');
        office.setAlias('fast', [{ provider: 'mock', model: 'm' }], 'Anna');
        throw new GatehouseError('invalid_request', 'the last part is wrong');
      }),
    ).toThrow('the last part is wrong');
    expect(office.provider('mock')).toBeUndefined();
    expect(office.alias('fast')).toBeUndefined();
    expect(events).toEqual([]);
  });

  it('on a full disk is refused, and the state stays as it was', () => {
    const { office, store } = temporaryOffice();
    store.scrub();
    store.db.pragma(`max_page_count = ${String(store.db.pragma('page_count', { simple: true }))}`);
    const attempt = (): void => {
      for (let n = 0; n < 100; n++) office.createKey({ name: 'x'.repeat(2000) }, 'Anna');
    };
    expect(attempt).toThrow(expect.objectContaining({ code: 'storage_unavailable', message: expect.stringContaining('disk is full') }));
    const known = office.keys().length;
    expect(store.db.prepare('SELECT count(*) FROM virtual_keys').pluck().get()).toBe(known);
    store.db.pragma('max_page_count = 100000');
    office.createKey({ name: 'y' }, 'Anna');
    expect(office.keys()).toHaveLength(known + 1);
  });
});
