import { describe, expect, it } from 'vitest';
import { api } from './testing/api.ts';

async function ready() {
  const fixture = await api();
  const { office } = fixture;
  for (const id of ['mock', 'us']) office.addProvider({ id, kind: 'openai-compatible', baseUrl: `https://${id}.example/v1`, region: 'eu' }, 'test');
  office.setAlias('fast', [{ provider: 'mock', model: 'm' }], 'test');
  office.setCell({ dataClass: 'public', provider: 'us', action: 'allow' }, 'test');
  return { ...fixture, token: await fixture.login('admin') };
}
const FREE = { action: 'allow', conditions: {} };
const CLOSED = { action: 'deny', conditions: {} };

describe('a draft of the rules', () => {
  it('shows what would change, with the cells that move along, and stores nothing', async () => {
    const { send, token, office } = await ready();
    const draft = {
      cells: [{ dataClass: 'internal', provider: 'mock', action: 'allow' }, { dataClass: 'public', provider: 'us', action: 'deny' }],
      otherwise: [{ dataClass: 'public', otherwise: 'local' }],
      localModels: [{ dataClass: 'secret', models: ['smollm2:135m'] }],
      routes: [{ name: 'eu', when: { tags: ['client'] }, alias: 'fast' }],
    };
    const { status, body } = await send('POST', '/policy/preview', { token, body: draft });
    expect(status).toBe(200);
    expect(body.baseVersion).toBe(2);
    expect(body.differences).toEqual([
      { kind: 'cell', dataClass: 'public', provider: 'us', before: FREE, after: CLOSED, asked: true },
      { kind: 'cell', dataClass: 'public', provider: 'mock', before: CLOSED, after: FREE, asked: false },
      { kind: 'cell', dataClass: 'internal', provider: 'mock', before: CLOSED, after: FREE, asked: true },
      { kind: 'otherwise', dataClass: 'public', before: 'refuse', after: 'local' },
      { kind: 'localModels', dataClass: 'secret', before: [], after: ['smollm2:135m'] },
      { kind: 'route', name: 'eu', before: null, after: { position: 1, when: { tags: ['client'] }, alias: 'fast' } },
    ]);
    expect(office.policy().version).toBe(2);

    const applied = await send('POST', '/policy/apply', { token, body: { ...draft, baseVersion: 2, comment: 'spring cleaning' } });
    expect(applied.body).toEqual({ version: 3, differences: body.differences });
    expect(office.policy()).toMatchObject({ author: 'Anna', comment: 'spring cleaning', cells: body.policy.cells });
    const undone = await send('POST', '/policy/apply', { token, body: { removedRoutes: ['eu'], baseVersion: 3 } });
    expect(undone.body.differences).toEqual([{ kind: 'route', name: 'eu', before: { position: 1, when: { tags: ['client'] }, alias: 'fast' }, after: null }]);
  });

  it('can be tried out before it is stored', async () => {
    const { send, token } = await ready();
    const attempt = { dataClass: 'internal', model: 'mock/m' };
    const draft = { cells: [{ dataClass: 'internal', provider: 'mock', action: 'allow' }] };
    const decision = async (body: object) => (await send('POST', '/policy/simulate', { token, body })).body.decision;
    expect([await decision(attempt), await decision({ ...attempt, draft }), await decision(attempt)]).toEqual(['refuse', 'allow', 'refuse']);
  });

  it('is refused where somebody else was quicker, or where it makes no sense', async () => {
    const { send, token, office } = await ready();
    office.setOtherwise('public', 'local', 'Ben');
    const body = { cells: [{ dataClass: 'secret', provider: 'mock', action: 'allow' }], baseVersion: 2 };
    expect(await send('POST', '/policy/apply', { token, body })).toMatchObject({ status: 409, body: { error: { code: 'conflict', param: 'baseVersion', message: expect.stringContaining('version 3 by Ben') } } });
    expect(office.policy().cells).toHaveLength(1);
    for (const wrong of [
      { cells: [{ dataClass: 'secret', provider: 'nobody', action: 'allow' }] },
      { routes: [{ name: 'r', when: { tags: ['t'] }, alias: 'nothing' }] },
      { routes: [{ name: 'r', when: {}, alias: 'fast' }] },
      { removedRoutes: ['r'] },
      { cells: [{ dataClass: 'secret', provider: 'mock', action: 'allow', conditions: { clientAddresses: ['anywhere'] } }] },
    ]) {
      expect([wrong, (await send('POST', '/policy/preview', { token, body: wrong })).status]).toEqual([wrong, 400]);
    }
  });

  it('takes an old version back as a new one, without what is gone', async () => {
    const { send, token, office } = await ready();
    office.setCell({ dataClass: 'internal', provider: 'mock', action: 'allow' }, 'test');
    office.setCell({ dataClass: 'public', provider: 'us', action: 'deny' }, 'test');
    office.removeProvider('us', 'test');
    expect(await send('POST', '/policy/versions/3/restore', { token, body: { baseVersion: 3 } })).toMatchObject({ status: 409 });
    expect((await send('POST', '/policy/versions/2/restore', { token, body: { baseVersion: 4 } })).body).toMatchObject({ version: 5, dropped: 1 });
    expect(office.policy()).toMatchObject({ cells: [], author: 'Anna', comment: 'Version 2 again.' });
    expect((await send('POST', '/policy/versions/3/restore', { token, body: { baseVersion: 5 } })).body).toMatchObject({ version: 6, dropped: 1, differences: [{ provider: 'mock' }, { provider: 'mock' }] });
    expect((await send('POST', '/policy/versions/99/restore', { token, body: { baseVersion: 6 } })).status).toBe(404);
  });
});

describe('who can reach what', () => {
  it('is told per key and class, as the real decisions would be', async () => {
    const { send, token, office, clock } = await ready();
    const crm = office.createKey({ name: 'crm', floor: 'internal', ceiling: 'confidential' }, 'test').key;
    const web = office.createKey({ name: 'web', ceiling: 'public' }, 'test').key;
    const gone = office.createKey({ name: 'gone' }, 'test').key;
    office.updateKey(gone.id, { disabled: true }, 'test');
    office.setCell({ dataClass: 'internal', provider: 'mock', action: 'allow', conditions: { keys: [crm.id], tags: ['ok'] } }, 'test');
    office.setCell({ dataClass: 'internal', provider: 'us', action: 'allow', conditions: { until: clock.now() + 1000 } }, 'test');
    const reach = async () => (await send('GET', '/policy/reach', { token })).body.reach;
    const found = await reach();
    expect(found.map((one: { name: string }) => one.name)).toEqual(['crm', 'web']);
    expect(found[0].classes).toEqual([
      { dataClass: 'internal', otherwise: 'refuse', providers: [{ provider: 'mock', access: 'if', conditions: [{ tags: ['ok'] }] }, { provider: 'us', access: 'yes', conditions: [] }] },
      { dataClass: 'confidential', otherwise: 'local', providers: [{ provider: 'mock', access: 'no', conditions: [] }, { provider: 'us', access: 'no', conditions: [] }] },
    ]);
    expect(found[1].classes[0].providers.map((one: { access: string }) => one.access)).toEqual(['no', 'yes']);
    const simulated = async (keyId: string, model: string, tags: string[]) => (await send('POST', '/policy/simulate', { token, body: { dataClass: 'internal', model, keyId, tags } })).body.decision;
    expect([await simulated(crm.id, 'mock/m', ['ok']), await simulated(crm.id, 'mock/m', []), await simulated(web.id, 'mock/m', ['ok']), await simulated(crm.id, 'us/m', [])]).toEqual(['allow', 'refuse', 'refuse', 'allow']);
    clock.move(1000);
    expect((await reach())[0].classes[0].providers[1].access).toBe('no');
    const preview = (await send('POST', '/policy/preview', { token, body: { cells: [{ dataClass: 'confidential', provider: 'us', action: 'allow' }] } })).body.reach;
    expect(preview[0].classes.map((one: { providers: { access: string }[] }) => one.providers[1]!.access)).toEqual(['yes', 'yes']);
  });

  it('tells who sees a class with stand-ins only', async () => {
    const { send, token, office } = await ready();
    office.createKey({ name: 'crm', ceiling: 'secret' }, 'test');
    const accessOf = async () => (await send('GET', '/policy/reach', { token })).body.reach[0].classes.map((one: { providers: { provider: string; access: string }[] }) => one.providers.find(({ provider }) => provider === 'us')!.access);
    office.setCell({ dataClass: 'confidential', provider: 'us', action: 'pseudonymise', conditions: {} }, 'test');
    expect(await accessOf()).toEqual(['yes', 'pseudonymised', 'pseudonymised', 'no']);
    office.setCell({ dataClass: 'internal', provider: 'us', action: 'allow', conditions: {} }, 'test');
    expect(await accessOf()).toEqual(['yes', 'yes', 'pseudonymised', 'no']);
    office.setCell({ dataClass: 'confidential', provider: 'us', action: 'pseudonymise', conditions: { tags: ['t'] } }, 'test');
    expect(await accessOf()).toEqual(['yes', 'yes', 'if', 'no']);
    for (const dataClass of ['public', 'internal', 'confidential', 'secret'] as const) {
      const simulated = (await send('POST', '/policy/simulate', { token, body: { dataClass, model: 'us/m', tags: ['t'] } })).body.decision;
      expect([dataClass, simulated]).toEqual([dataClass, { public: 'allow', internal: 'allow', confidential: 'pseudonymise', secret: 'local' }[dataClass]]);
    }
  });
});

describe('what the rules speak of', () => {
  it('is told by name to an auditor too, without credentials, addresses of providers or contract texts', async () => {
    const { send, office, clock, login } = await ready();
    const crm = office.createKey({ name: 'crm' }, 'test').key;
    const old = office.createKey({ name: 'old', expiresAt: clock.now() + 1 }, 'test').key;
    office.updateProvider('us', { name: 'US Cloud', contract: { id: 'c1', expiresAt: 7, retention: '30 days' }, models: ['m'], enabled: false }, 'test');
    clock.move(1);
    const { status, body } = await send('GET', '/policy/subjects', { token: await login('auditor', 'Ben') });
    expect(status).toBe(200);
    expect(body).toEqual({
      providers: [
        { id: 'mock', name: 'mock', region: 'eu', enabled: true, leaves: true, contract: {}, models: [], hostedTools: [] },
        { id: 'us', name: 'US Cloud', region: 'eu', enabled: false, leaves: true, contract: { id: 'c1', expiresAt: 7 }, models: ['m'], hostedTools: [] },
      ],
      keys: [{ id: crm.id, name: 'crm', usable: true }, { id: old.id, name: 'old', usable: false }],
      aliases: ['fast'],
      localModels: body.localModels,
    });
  });

  it('is in what a version changed, as data', async () => {
    const { send, token } = await ready();
    expect((await send('GET', '/policy/versions/2', { token })).body.changes).toEqual([{ kind: 'cell', dataClass: 'public', provider: 'us', before: CLOSED, after: FREE, asked: false }]);
  });

  it('may end an exception, which still has to say whom it is for', async () => {
    const { send, token } = await ready();
    const route = (when: object) => ({ routes: [{ name: 'r', when, alias: 'fast' }], baseVersion: 2 });
    expect((await send('POST', '/policy/apply', { token, body: route({ until: 5 }) })).status).toBe(400);
    expect((await send('POST', '/policy/apply', { token, body: route({ tags: ['t'], until: 5 }) })).body.differences).toEqual([{ kind: 'route', name: 'r', before: null, after: { position: 1, when: { tags: ['t'], until: 5 }, alias: 'fast' } }]);
  });
});
