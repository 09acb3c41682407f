import { createHmac } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Compile } from 'typebox/compile';
import { filesHolding } from '../../test/support/temporary-store.ts';
import { verifyChain } from '../audit/chain.ts';
import { type Operation, OPERATIONS, type OperationName } from './contract.ts';
import { api } from './testing/api.ts';

describe('sessions', () => {
  it('come from a link that works once, within five minutes', async () => {
    const { send, services, clock } = await api();
    const { token } = services.sessions.createLink('Anna', 'admin', 'test');
    const first = await send('POST', '/session', { body: { token } });
    expect(first).toMatchObject({ status: 200, body: { name: 'Anna', role: 'admin', expiresAt: clock.now() + 12 * 3_600_000 } });
    expect((await send('GET', '/status', { token: first.body.token })).status).toBe(200);
    const second = await send('POST', '/session', { body: { token } });
    expect(second).toMatchObject({ status: 401, body: { error: { code: 'admin_session_required', message: expect.stringContaining('used already') } } });

    const late = services.sessions.createLink('Anna', 'admin', 'test');
    clock.move(5 * 60_000);
    expect((await send('POST', '/session', { body: { token: late.token } })).status).toBe(401);
  });

  it('end after twelve hours, by the one who has them, and with the administrator', async () => {
    const { send, login, clock } = await api();
    const token = await login('admin');
    clock.move(12 * 3_600_000 - 1);
    expect((await send('GET', '/session', { token })).body).toEqual({ name: 'Anna', role: 'admin', via: 'session', resume: expect.stringMatching(/^[\w-]{43}$/) as string });
    clock.move(1);
    expect((await send('GET', '/session', { token })).status).toBe(401);
    const again = await login('admin');
    expect((await send('DELETE', '/session', { token: again })).status).toBe(200);
    expect((await send('GET', '/session', { token: again })).status).toBe(401);
    const [admin, auditor] = [await login('admin'), await login('auditor', 'Ben')];
    expect((await send('DELETE', '/admins/Ben', { token: admin })).status).toBe(200);
    expect((await send('GET', '/session', { token: auditor })).status).toBe(401);
  });

  it('are resumed under the gateway’s own port alone, whatever Host says', async () => {
    const { send, login } = await api();
    const token = await login('admin');
    const { resume } = (await send('GET', '/session', { token })).body as { resume: string };
    const shown = async (page: string, host: string): Promise<number> => {
      const { challenge } = (await send('POST', '/session/challenge')).body as { challenge: string };
      const proof = createHmac('sha256', Buffer.from(resume, 'base64url')).update(`${challenge} ${page}`).digest('base64url');
      return (await send('POST', '/session/resume', { body: { token, challenge, proof }, headers: { host } })).status;
    };
    expect(await shown('http://127.0.0.1:5555', '127.0.0.1:4141')).toBe(401);
    // Whoever holds the page's port relays what it proves there.
    expect(await shown('http://127.0.0.1:5555', '127.0.0.1:5555')).toBe(401);
    expect(await shown('http://127.0.0.1:4141', '127.0.0.1:4141')).toBe(200);
  });

  it('are stored as hashes only', async () => {
    const { send, services, folder } = await api();
    const { token: link } = services.sessions.createLink('Anna', 'admin', 'test');
    expect(filesHolding(folder, link.slice(4))).toEqual([]);
    const { token } = (await send('POST', '/session', { body: { token: link } })).body;
    expect(filesHolding(folder, token.slice(4))).toEqual([]);
  });

  it('are needed for everything else: no token, a cookie, a virtual key and a link open nothing', async () => {
    const { send, office, services, login } = await api();
    const { plaintext } = office.createKey({ name: 'crm' }, 'test');
    const { token: link } = services.sessions.createLink('Eve', 'admin', 'test');
    const session = await login('admin');
    for (const [name, operation] of Object.entries(OPERATIONS) as [OperationName, Operation][]) {
      if (operation.roles === 'anyone') continue;
      const path = operation.path.replace(/:\w+/, '1');
      const attempts: Parameters<typeof send>[2][] = [{}, { token: plaintext }, { token: link }, { headers: { cookie: `session=${session}` } }, { headers: { authorization: session } }, { headers: { 'x-api-key': session } }];
      for (const attempt of attempts) {
        expect([name, (await send(operation.method, path, attempt)).status]).toEqual([name, 401]);
      }
    }
    expect((await send('GET', '/traces/stream', { token: plaintext })).body.error.message).toContain('virtual key');
  });
});

describe('roles', () => {
  it('let an auditor read status, traces, audit log and policy, and nothing else', async () => {
    const { send, login } = await api();
    const token = await login('auditor', 'Ben');
    const allowed: string[] = [];
    for (const [name, operation] of Object.entries(OPERATIONS) as [OperationName, Operation][]) {
      if (operation.roles === 'anyone' || name === 'session.end') continue;
      const { status, body } = await send(operation.method, operation.path.replace(/:\w+/, '1'), { token });
      if (status === 403) expect(body.error.code).toBe('role_not_allowed');
      else allowed.push(name);
    }
    expect(allowed).toEqual(['status', 'overview', 'session.get', 'policy.get', 'policy.versions', 'policy.version', 'policy.subjects', 'policy.reach', 'policy.simulate', 'spending.get', 'usage.report', 'prices.list', 'prices.show', 'prices.office', 'prices.catalogue', 'traces.list', 'traces.session', 'traces.get', 'audit.list', 'audit.verify', 'audit.key', 'audit.checkpoint', 'audit.reconciliation', 'audit.report', 'audit.reportPage', 'contents.get', 'exporters.list']);
  });

  it('change at once when an administrator becomes an auditor', async () => {
    const { send, login, services } = await api();
    const token = await login('admin');
    expect((await send('GET', '/keys', { token })).status).toBe(200);
    services.sessions.createLink('Anna', 'auditor', 'test');
    expect((await send('GET', '/keys', { token })).status).toBe(403);
  });
});

describe('operations', () => {
  it('answer as the contract says', async () => {
    const { send, login, services } = await api();
    const token = await login('admin');
    const calls: [OperationName, string, string, unknown?][] = [
      ['status', 'GET', '/status'],
      ['overview', 'GET', '/overview'],
      ['lockdown.set', 'PUT', '/lockdown', { on: true }],
      ['lockdown.set', 'PUT', '/lockdown', { on: false }],
      ['settings.get', 'GET', '/settings'],
      ['settings.set', 'PATCH', '/settings', { timeZone: 'Europe/Zurich', language: 'de', traceRetentionDays: 90 }],
      ['updates.set', 'PUT', '/updates', { mode: 'ask', address: 'https://office.example/gatehouse' }],
      ['updates.get', 'GET', '/updates'],
      ['firstRun.get', 'GET', '/first-run'],
      ['firstRun.set', 'PUT', '/first-run', { step: 'recovery', finished: false, office: 'law' }],
      ['starters.list', 'GET', '/starters'],
      ['providers.catalogue', 'GET', '/providers/catalogue'],
      ['ask.key', 'POST', '/ask/key', {}],
      ['doctor', 'GET', '/doctor'],
      ['diagnostics', 'GET', '/diagnostics'],
      ['session.get', 'GET', '/session'],
      ['session.challenge', 'POST', '/session/challenge'],
      ['admins.list', 'GET', '/admins'],
      ['admins.link', 'POST', '/admins/links', { name: 'Ben', role: 'auditor' }],
      ['recovery.renew', 'POST', '/recovery-key'],
      ['recovery.confirm', 'POST', '/recovery-key/confirm'],
      ['keys.create', 'POST', '/keys', { name: 'crm', floor: 'confidential', models: ['local'] }],
      ['keys.list', 'GET', '/keys'],
      ['providers.add', 'POST', '/providers', { id: 'mock', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9100/v1', region: 'eu', headers: { 'x-tenant': 'tenant-secret' }, credential: 'sk-upstream', contract: { id: 'c1' } }],
      ['providers.update', 'PATCH', '/providers/mock', { name: 'Mock', contract: { id: 'c1', expiresAt: services.clock.now() + 1 } }],
      ['providers.list', 'GET', '/providers'],
      ['providers.test', 'POST', '/providers/mock/test'],
      ['providers.try', 'POST', '/providers/try', { kind: 'openai-compatible', baseUrl: 'https://new.example/v1', region: 'eu', credential: 'sk-upstream-2' }],
      ['aliases.set', 'PUT', '/aliases/fast', { deployments: ['mock/vendor/gpt-4o-mini', 'local/smollm2:135m'] }],
      ['aliases.list', 'GET', '/aliases'],
      ['aliases.order', 'PUT', '/aliases', { names: ['fast'] }],
      ['policy.cell', 'PUT', '/policy/cell', { dataClass: 'internal', provider: 'mock', action: 'allow' }],
      ['policy.preview', 'POST', '/policy/preview', { cells: [{ dataClass: 'public', provider: 'mock', action: 'deny' }] }],
      ['policy.reach', 'GET', '/policy/reach'],
      ['policy.subjects', 'GET', '/policy/subjects'],
      ['policy.apply', 'POST', '/policy/apply', { baseVersion: 2, cells: [{ dataClass: 'public', provider: 'mock', action: 'deny' }] }],
      ['policy.restore', 'POST', '/policy/versions/2/restore', { baseVersion: 3 }],
      ['policy.otherwise', 'PUT', '/policy/otherwise', { dataClass: 'internal', otherwise: 'local' }],
      ['policy.localModels', 'PUT', '/policy/local-models', { dataClass: 'secret', models: ['smollm2:135m'] }],
      ['policy.route', 'PUT', '/policy/routes/eu', { when: { tags: ['client-data'] }, alias: 'fast' }],
      ['policy.get', 'GET', '/policy'],
      ['policy.versions', 'GET', '/policy/versions'],
      ['policy.version', 'GET', '/policy/versions/3'],
      ['policy.simulate', 'POST', '/policy/simulate', { dataClass: 'confidential', model: 'fast' }],
      ['export', 'GET', '/export'],
      ['backups.create', 'POST', '/backups'],
      ['backups.settings', 'PUT', '/backups/settings', { enabled: false, folder: null, keep: 3 }],
      ['backups.list', 'GET', '/backups'],
      ['backups.cancel', 'DELETE', '/backups/restore'],
      ['policy.routeRemove', 'DELETE', '/policy/routes/eu'],
      ['models.list', 'GET', '/models'],
      ['models.pull', 'POST', '/models/pull', { name: 'llama3:8b' }],
      ['models.import', 'POST', '/models/import', { path: '/tmp', name: 'x' }],
      ['models.takeOver', 'POST', '/models/take-over', {}],
      ['models.cancel', 'POST', '/models/cancel', { id: 'model:a' }],
      ['models.remove', 'POST', '/models/remove', { name: 'x' }],
      ['models.hardware', 'GET', '/models/hardware'],
      ['models.memory', 'GET', '/models/memory'],
      ['models.benchmark', 'POST', '/models/benchmark', { model: 'smollm2:135m' }],
      ['models.recommendations', 'GET', '/models/recommendations'],
      ['teams.save', 'PUT', '/spending/teams', { name: 'Litigation', costCentre: '4711' }],
      ['currency.set', 'PUT', '/spending/currency', { code: 'CHF', perUsd: '0.80', date: '2026-11-20' }],
      ['budgets.save', 'PUT', '/spending/budgets', { scope: 'organisation', measure: 'money', amount: '100.00', period: 'month' }],
      ['limits.set', 'PUT', '/spending/limits', { scope: 'organisation', requestsPerMinute: 100, tokensPerMinute: null, concurrent: null }],
      ['spending.rules', 'PUT', '/spending/rules', { overBudget: 'local', unpriced: 'refuse', outputTokens: 2000 }],
      ['spending.get', 'GET', '/spending'],
      ['usage.report', 'GET', '/usage?from=0&to=1900000000000&by=team,model&step=month'],
      ['alerts.see', 'POST', '/spending/alerts/seen'],
      ['webhook.set', 'PUT', '/spending/webhook', { webhook: { url: 'http://127.0.0.1:9/hook', enabled: true } }],
      ['webhook.get', 'GET', '/spending/webhook'],
      ['webhook.test', 'POST', '/spending/webhook/test'],
      ['webhook.set', 'PUT', '/spending/webhook', { webhook: null }],
      ['mail.set', 'PUT', '/spending/mail', { mail: { host: '127.0.0.1', port: 9, security: 'none', user: 'office', password: 'sk-upstream', from: 'gatehouse@kanzlei.example', to: ['anna@kanzlei.example'], enabled: true } }],
      ['mail.get', 'GET', '/spending/mail'],
      ['mail.test', 'POST', '/spending/mail/test'],
      ['mail.set', 'PUT', '/spending/mail', { mail: null }],
      ['traces.list', 'GET', '/traces?limit=5&dataClass=internal&since=0'],
      ['traces.session', 'GET', '/traces/session?keyId=key_1&session=s1'],
      ['contents.set', 'PUT', '/contents', { public: { mode: 'encrypted', days: 30 }, internal: { mode: 'hash', days: 30 }, confidential: { mode: 'off', days: 30 }, secret: { mode: 'off', days: 30 } }],
      ['contents.get', 'GET', '/contents'],
      ['contents.find', 'POST', '/contents/find', { text: 'Guten Tag' }],
      ['contents.erase', 'POST', '/contents/erase', { by: 'owner', owner: 'person:Berta' }],
      ['exporters.add', 'POST', '/exporters', { name: 'collector', kind: 'otlp', endpoint: 'http://127.0.0.1:9/v1/traces', enabled: false, headers: { authorization: 'tenant-secret' } }],
      ['exporters.list', 'GET', '/exporters'],
      ['metrics.set', 'PUT', '/metrics-access', { access: 'token' }],
      ['metrics.get', 'GET', '/metrics-access'],
      ['audit.list', 'GET', '/audit?limit=1000&actor=Anna'],
      ['audit.verify', 'GET', '/audit/verify'],
      ['audit.checkpoint', 'POST', '/audit/checkpoints'],
      ['audit.key', 'GET', '/audit/key'],
      ['audit.reconciliation', 'GET', '/audit/reconciliation'],
      ['audit.report', 'GET', '/audit/report?from=2026-08-01&to=2026-08-31'],
      ['audit.reportPage', 'GET', '/audit/report/page?from=2026-08-01&to=2026-08-31&language=it'],
      ['aliases.remove', 'DELETE', '/aliases/fast'],
      ['providers.remove', 'DELETE', '/providers/mock'],
      ['session.end', 'DELETE', '/session'],
    ];
    for (const [name, method, path, body] of calls) {
      const answer = await send(method, path, { token, ...(body === undefined ? {} : { body }) });
      expect([name, answer.status, answer.body.error]).toEqual([name, 200, undefined]);
      const schema = Compile(OPERATIONS[name].response);
      expect([name, schema.Errors(answer.body)]).toEqual([name, []]);
      expect(JSON.stringify(answer.body)).not.toMatch(/tenant-secret|sk-upstream/);
      expect(answer.headers['cache-control']).toBe('no-store');
    }
    const tried = new Set(calls.map(([name]) => name));
    // Those of recognition and prices have tests of their own.
    expect(Object.keys(OPERATIONS).filter((name) => !tried.has(name as OperationName) && !name.startsWith('recognition.') && !name.startsWith('prices.'))).toEqual(['updates.check', 'session.create', 'session.resume', 'admins.remove', 'keys.update', 'keys.revoke', 'teams.remove', 'budgets.remove', 'traces.get', 'traces.stop', 'contents.read', 'exporters.update', 'exporters.remove', 'exporters.test', 'backups.check', 'backups.restore', 'import']);
  });

  it.each([
    ['POST', '/keys', undefined, 'The body is empty.', undefined],
    ['POST', '/keys', {}, '"name" is missing.', 'name'],
    ['POST', '/keys', { name: 'x', floor: 'top' }, '"floor" must be one of public, internal, confidential, secret.', 'floor'],
    ['POST', '/keys', { name: 'x', flor: 'public' }, '"flor" is not known here.', 'flor'],
    ['POST', '/keys', { name: 'x', models: ['a', ''] }, '"models[1]" must not have fewer than 1 characters.', 'models[1]'],
    ['POST', '/keys', { name: 'x', expiresAt: 1 }, 'The key would have expired already.', 'expiresAt'],
    ['POST', '/keys', { name: 7 }, '"name" must be string.', 'name'],
    ['POST', '/keys', [], 'The body must be object.', undefined],
    ['POST', '/providers', { id: 'm', kind: 'none', baseUrl: 'https://a.example', region: 'eu' }, '"none" is no kind of provider.', 'kind'],
    ['PUT', '/policy/cell', { dataClass: 'internal', provider: 'none', action: 'allow' }, 'There is no provider "none".', 'provider'],
    ['PUT', '/policy/cell', { dataClass: 'internal', provider: 'none', action: 'allow', conditions: { models: [] } }, '"conditions.models" must not have fewer than 1 items.', 'conditions.models'],
    ['PUT', '/updates', { mode: 'ask', address: null }, 'Say where new versions are published.', 'address'],
    ['PUT', '/updates', { mode: 'ask', address: 'http://office.example/gatehouse' }, 'An address outside this network begins with https://.', 'address'],
    ['PUT', '/updates', { mode: 'ask', address: 'https://anna:geheim@office.example' }, 'This is not the address of a folder.', 'address'],
    ['PUT', '/updates', { mode: 'off', address: 'file:///etc' }, 'This is not the address of a folder.', 'address'],
    ['GET', '/traces?limit=-1', undefined, '"limit" must match pattern "^[1-9][0-9]{0,3}$".', 'limit'],
    ['GET', '/traces?limit=1&limit=2', undefined, '"limit" must be string.', 'limit'],
    ['GET', '/audit/report?from=2026-02-30&to=2026-03-01', undefined, '"2026-02-30" is not a day of the calendar.', 'from'],
    ['GET', '/audit?after=1', undefined, '"after" is not known here.', 'after'],
  ])('say what is wrong: %s %s %j', async (method, path, body, message, param) => {
    const { send, login } = await api();
    const answer = await send(method, path, { token: await login('admin'), ...(body === undefined ? {} : { body }) });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_request', message, type: 'invalid_request_error' } } });
    expect(answer.body.error.param).toBe(param);
  });

  it('say what is not there, not allowed twice, or not JSON', async () => {
    const { send, login } = await api();
    const token = await login('admin');
    const json = { 'content-type': 'application/json' };
    for (const [method, path, body, status, code] of [
      ['GET', '/traces/trc_none', undefined, 404, 'not_found'],
      ['DELETE', '/keys/key_none', undefined, 404, 'not_found'],
      ['DELETE', '/aliases/none', undefined, 404, 'not_found'],
      ['GET', '/policy/versions/9', undefined, 404, 'not_found'],
      ['POST', '/models/cancel', { id: 'none' }, 404, 'not_found'],
      ['POST', '/models/import', { path: 'relative.gguf', name: 'x' }, 400, 'invalid_request'],
      ['POST', '/models/import', { path: '/absent/model.gguf', name: 'x' }, 400, 'invalid_request'],
      ['POST', '/providers', { id: 'local', kind: 'openai-compatible', baseUrl: 'https://a.example', region: 'eu' }, 409, 'conflict'],
    ] as const) {
      expect(await send(method, path, { token, ...(body === undefined ? {} : { body }) })).toMatchObject({ status, body: { error: { code } } });
    }
    expect(await send('POST', '/keys', { token, headers: json, payload: '{"name": ' })).toMatchObject({ status: 400, body: { error: { code: 'invalid_json' } } });
    expect(await send('POST', '/keys', { token, headers: { 'content-type': 'text/xml' }, payload: '<a/>' })).toMatchObject({ status: 415, body: { error: { code: 'unsupported_media_type' } } });
    expect((await send('POST', '/keys', { token, headers: json, payload: '{"name":"x","__proto__":{"floor":"secret"}}' })).status).toBe(400);
  });

  it('hide what went wrong inside', async () => {
    const { send, login, services } = await api();
    const token = await login('admin');
    services.localAdmin.hardware = () => Promise.reject(new Error('the secret of the inside'));
    expect(await send('GET', '/models/hardware', { token })).toMatchObject({ status: 500, body: { error: { code: 'internal_error', message: 'Something went wrong inside Gatehouse.' } } });
  });

  it('write who did what into the audit log', async () => {
    const { send, login, audit } = await api();
    const token = await login('admin');
    const key = (await send('POST', '/keys', { token, body: { name: 'crm' } })).body;
    await send('PATCH', `/keys/${key.id}`, { token, body: { ceiling: 'internal', disabled: true } });
    await send('DELETE', `/keys/${key.id}`, { token });
    await send('POST', '/recovery-key', { token });
    await send('POST', '/models/pull', { token, body: { name: 'llama3' } });
    expect(audit.list().map(({ actor, action }) => `${actor}: ${action}`).reverse().slice(1)).toEqual([
      'test: admin.link', 'Anna: admin.session', 'Anna: key.create', 'Anna: key.update', 'Anna: key.revoke', 'Anna: recovery-key.renew', 'Anna: model.pull',
    ]);
    expect(audit.list({ action: 'key.update' })[0]!.detail).toMatchObject({ name: 'crm', ceiling: 'internal', disabled: true });
    expect(JSON.stringify(audit.list())).not.toContain(key.key);
    expect((await verifyChain(audit)).intact).toBe(true);
  });
});

describe('the configuration', () => {
  it('goes to another machine without its secrets', async () => {
    const from = await api();
    from.office.addProvider({ id: 'mock', kind: 'openai-compatible', baseUrl: 'https://a.example/v1', region: 'eu', credential: 'sk-upstream', headers: { 'x-tenant': 'tenant-secret' }, contract: { id: 'c' } }, 'test');
    from.office.setAlias('fast', [{ provider: 'mock', model: 'm' }], 'test');
    from.office.setCell({ dataClass: 'confidential', provider: 'mock', action: 'allow', conditions: { contractValid: true } }, 'test');
    from.office.setRoute({ name: 'r', when: { tags: ['t'] }, alias: 'fast' }, 'test');
    const exported = (await from.send('GET', '/export', { token: await from.login('admin') })).body;
    expect(JSON.stringify(exported)).not.toMatch(/tenant-secret|sk-upstream/);

    const to = await api();
    const token = await to.login('admin');
    const result = await to.send('POST', '/import', { token, body: exported });
    expect(result).toMatchObject({ status: 200, body: { providersAdded: ['mock'], providersChanged: [], aliases: 1, policyVersion: 2, toDo: [expect.stringContaining('providers update mock --key-stdin'), expect.stringContaining('x-tenant')] } });
    expect((await to.send('GET', '/export', { token })).body).toEqual({ ...exported, providers: [{ ...exported.providers[0], headers: [] }] });

    to.office.updateProvider('mock', { credential: 'kept' }, 'test');
    expect((await to.send('POST', '/import', { token, body: exported })).body).toMatchObject({ providersAdded: [], providersChanged: ['mock'], policyVersion: 2 });
    expect(to.office.credential('mock')).toBe('kept');
  });

  it('is taken over whole or not at all', async () => {
    const { send, login, office } = await api();
    const token = await login('admin');
    const configuration = (await send('GET', '/export', { token })).body;
    configuration.providers = [{ id: 'mock', kind: 'openai-compatible', name: 'Mock', baseUrl: 'https://a.example/v1', region: 'eu', contract: {}, models: [], enabled: true, headers: [] }];
    configuration.policy.cells = [{ dataClass: 'secret', provider: 'mock', action: 'allow', conditions: {} }];
    expect(await send('POST', '/import', { token, body: configuration })).toMatchObject({ status: 400, body: { error: { message: 'Provider "mock" may not see more of secret data than of confidential data.' } } });
    expect(office.provider('mock')).toBeUndefined();
    expect(office.policy().version).toBe(1);
  });
});

describe('the doctor', () => {
  it('finds what is wrong and says what to do', async () => {
    const { send, login, store, services, keyFile } = await api();
    const token = await login('admin');
    const states = async (): Promise<Record<string, string>> => Object.fromEntries((await send('GET', '/doctor', { token })).body.checks.map((one: { id: string; state: string }) => [one.id, one.state]));
    expect(await states()).toEqual({ ports: 'ok', disk: 'ok', permissions: 'ok', 'key-file': 'ok', database: 'ok', traces: 'ok', audit: 'ok', clock: 'ok', ollama: 'ok', confinement: 'ok', models: 'ok', providers: 'ok', endings: 'ok', recognisers: 'ok', backups: 'warning' });
    expect((await send('GET', '/doctor', { token })).body.checks.at(-1)).toMatchObject({ id: 'backups', hint: 'The first is made by itself some minutes after the start, or now: gatehouse backup create' });
    chmodSync(keyFile, 0o644);
    chmodSync(services.config.databasePath, 0o644);
    services.addresses = () => [];
    store.db.exec("DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'nobody' WHERE seq = 1");
    const found = await states();
    expect(found).toMatchObject({ ports: 'failed', permissions: 'failed', 'key-file': 'failed', audit: 'failed', clock: 'ok' });
    const checks: { id: string; hint: string }[] = (await send('GET', '/doctor', { token })).body.checks;
    expect(checks.find(({ id }) => id === 'key-file')?.hint).toBe(`Run: chmod 600 '${keyFile}'`);
    expect((await send('GET', '/doctor', { token })).body.ok).toBe(false);
  });

  it('tells of models that end soon while an alias leads to them', async () => {
    const { send, login, office, services, clock } = await api();
    const find = async (): Promise<unknown> => (await send('GET', '/doctor', { token: await login('admin') })).body.checks.find(({ id }: { id: string }) => id === 'endings');
    services.models = { find: (kind, model) => (kind === 'openai-compatible' && model === 'old' ? { capabilities: {}, retires: '2026-11-10' } : undefined) };
    office.addProvider({ id: 'mock', kind: 'openai-compatible', baseUrl: 'https://a.example/v1', region: 'eu' }, 'test');
    office.setAlias('fast', [{ provider: 'mock', model: 'old' }, { provider: 'mock', model: 'new' }], 'test');
    expect(await find()).toMatchObject({ state: 'ok' });
    clock.move(30 * 86_400_000);
    expect(await find()).toMatchObject({ state: 'warning', message: 'Switched off by their makers, as public lists say: mock/old on 2026-11-10 (fast).' });
    expect((await send('GET', '/status', { token: await login('admin') })).body.endings).toEqual([{ provider: 'mock', model: 'old', retires: '2026-11-10', names: ['fast'] }]);
  });

  it('notices a clock that was set back, or never set', async () => {
    const { send, login, clock } = await api();
    const find = async (): Promise<unknown> => (await send('GET', '/doctor', { token: await login('admin') })).body.checks.find(({ id }: { id: string }) => id === 'clock');
    await login('admin');
    clock.move(-3_600_000);
    expect(await find()).toMatchObject({ state: 'failed', message: expect.stringContaining('but records were made at 2026-08-01T00:00:00.000Z') });
    clock.move(-50 * 365 * 86_400_000);
    expect(await find()).toMatchObject({ state: 'failed', message: expect.stringContaining('which cannot be') });
  });
});
