import { describe, expect, it, onTestFinished } from 'vitest';
import { startOtlpReceiver } from '../../test/support/otlp-receiver.ts';
import { api } from './testing/api.ts';

const KEPT = { mode: 'encrypted', days: 7 };
const RULES = { public: KEPT, internal: KEPT, confidential: { mode: 'off', days: 30 }, secret: { mode: 'off', days: 30 } };

async function setUp() {
  const fixture = await api();
  const { services } = fixture;
  const admin = await fixture.login('admin', 'Anna');
  const auditor = await fixture.login('auditor', 'Rolf');
  const run = async (id: string, more: object = {}): Promise<void> => {
    await services.recorder.begin({ id, time: services.clock.now(), keyId: 'key_1', keyName: 'CRM', endpoint: 'chat.completions', dataClass: 'public', decision: 'allow', policyVersion: 1, requestedModel: 'fast', session: 's1', streamed: false, ...more });
    services.recorder.end(id, { outcome: 'ok', provider: 'mock', model: 'm' });
  };
  const keep = (traceId: string): void => services.contents.keep({ traceId, keyId: 'key_1', owner: 'person:Berta', session: 's1', time: services.clock.now(), started: performance.now(), dataClass: 'public', request: { messages: [{ role: 'user', content: 'Guten Tag' }] }, requestBytes: 50, answer: 'Grüezi' });
  return { ...fixture, admin, auditor, run, keep };
}

describe('contents', () => {
  it('are kept from the moment an administrator says so, read by administrators alone, and erased by one act', async () => {
    const { send, admin, auditor, keep, audit } = await setUp();
    expect((await send('GET', '/contents', { token: auditor })).body).toMatchObject({ rules: { public: { mode: 'off' }, secret: { mode: 'off' } }, totals: [] });
    keep('trc_1');
    expect((await send('PUT', '/contents', { token: admin, body: RULES })).body.rules).toEqual(RULES);
    keep('trc_2');
    expect((await send('POST', '/contents/trc_1/read', { token: admin })).status).toBe(404);
    expect((await send('POST', '/contents/trc_2/read', { token: admin })).body).toMatchObject({ owner: 'person:Berta', answer: 'Grüezi', cut: false });
    expect((await send('POST', '/contents/find', { token: admin, body: { text: 'Guten Tag' } })).body.matches).toMatchObject([{ traceId: 'trc_2', answer: false }]);
    for (const [method, path, body] of [['POST', '/contents/trc_2/read'], ['POST', '/contents/find', { text: 'Guten Tag' }], ['POST', '/contents/erase', { by: 'trace', trace: 'trc_2' }], ['PUT', '/contents', RULES]] as const) {
      expect((await send(method, path, { token: auditor, body })).status, path).toBe(403);
      expect((await send(method, path, { body })).status, path).toBe(401);
    }
    expect((await send('POST', '/contents/erase', { token: admin, body: { by: 'owner', owner: 'person:Berta' } })).body).toEqual({ erased: 1, scrubbed: true });
    expect((await send('POST', '/contents/trc_2/read', { token: admin })).status).toBe(404);
    expect(audit.list({ actor: 'Anna' }).map(({ action }) => action).slice(0, 4)).toEqual(['content.erase', 'content.find', 'content.read', 'setting.set']);
    expect(JSON.stringify(audit.list())).not.toMatch(/Guten Tag|Grüezi/);
    // What is left out stays: an older page of somebody else's does not take a change back.
    expect((await send('PUT', '/contents', { token: admin, body: { secret: { mode: 'hash', days: 2 } } })).body.rules).toMatchObject({ public: { mode: 'encrypted' }, secret: { mode: 'hash', days: 2 } });
  });

  it.each([{ by: 'key' }, { by: 'all' }, { by: 'session', session: 's' }, { by: 'trace', trace: 't', owner: 'b' }])('are not erased by half a word: %j', async (body) => {
    const { send, admin } = await setUp();
    expect((await send('POST', '/contents/erase', { token: admin, body })).status).toBe(400);
  });
});

describe('traces', () => {
  it('of one session come in their order', async () => {
    const { send, auditor, run } = await setUp();
    for (const [id, more] of [['trc_1', {}], ['trc_2', { session: 's2' }], ['trc_3', { keyId: 'key_2' }], ['trc_4', {}]] as const) await run(id, more);
    const answer = await send('GET', '/traces/session?keyId=key_1&session=s1', { token: auditor });
    expect(answer.body.traces.map(({ id }: { id: string }) => id)).toEqual(['trc_1', 'trc_4']);
    expect((await send('GET', '/traces/session?keyId=key_1', { token: auditor })).status).toBe(400);
  });

  it('are exported as a file with the filter of the list, which the audit log tells', async () => {
    const { app, admin, auditor, run, audit, clock } = await setUp();
    const id = (index: number): string => `trc_${clock.now().toString(36).padStart(9, '0')}${String(index).padStart(14, '0')}`;
    for (let index = 0; index < 230; index++) await run(id(index), { dataClass: index % 2 === 0 ? 'public' : 'secret', keyName: '=1+1' });
    const get = (query: string, token?: string) => app.inject({ method: 'GET', url: `/admin/api/traces/export?${query}`, ...(token && { headers: { authorization: `Bearer ${token}` } }) });
    const csv = await get('format=csv&dataClass=secret', auditor);
    expect(csv.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8; header=present', 'content-disposition': 'attachment; filename="gatehouse-traces.csv"' });
    const lines = csv.body.trimEnd().split('\r\n');
    expect(lines).toHaveLength(116);
    expect(lines[1]).toContain("'=1+1");
    const jsonl = (await get('format=jsonl', admin)).body.trimEnd().split('\n').map((line) => JSON.parse(line) as { id: string });
    expect([jsonl.length, jsonl[0]!.id, jsonl.at(-1)!.id]).toEqual([230, id(229), id(0)]);
    expect(audit.list({ action: 'traces.export' }).map(({ actor, detail }) => [actor, detail])).toEqual([['Anna', { format: 'jsonl', filter: {} }], ['Rolf', { format: 'csv', filter: { dataClass: 'secret' } }]]);
    expect([(await get('format=xml', admin)).statusCode, (await get('format=csv')).statusCode, (await get('format=csv&other=1', admin)).statusCode]).toEqual([400, 401, 400]);
  });
});

describe('exporters', () => {
  it('are entered, tried and removed by administrators; an auditor sees them, and nobody their keys', async () => {
    const { send, admin, auditor, run } = await setUp();
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.stop());
    const input = { name: 'Phoenix', kind: 'otlp', endpoint: receiver.origin, headers: { authorization: 'Bearer kanarie' } };
    expect((await send('POST', '/exporters', { token: auditor, body: input })).status).toBe(403);
    const added = await send('POST', '/exporters', { token: admin, body: input });
    expect(added.body).toMatchObject({ name: 'Phoenix', classes: ['public', 'internal'], enabled: true, leaves: false, headers: ['authorization'] });
    const { id } = added.body as { id: string };
    expect((await send('POST', `/exporters/${id}/test`, { token: admin })).body).toMatchObject({ ok: true });
    await run('trc_1');
    await expect.poll(async () => (await send('GET', '/exporters', { token: auditor })).body.exporters[0].status.sent, { timeout: 15_000 }).toBe(1);
    expect(receiver.spans()[0]!.attributes['gatehouse.trace.id']).toBe('trc_1');
    expect(JSON.stringify((await send('GET', '/exporters', { token: auditor })).body)).not.toContain('kanarie');
    expect((await send('PATCH', `/exporters/${id}`, { token: admin, body: { classes: ['public'], enabled: false } })).body).toMatchObject({ classes: ['public'], enabled: false });
    expect((await send('PATCH', `/exporters/${id}`, { token: admin, body: { kind: 'langfuse' } })).status).toBe(400);
    expect((await send('DELETE', `/exporters/${id}`, { token: admin })).body).toEqual({ ok: true });
    expect((await send('DELETE', `/exporters/${id}`, { token: admin })).status).toBe(404);
  });
});

it('the access to the metrics is a setting of administrators; its token is shown once', async () => {
  const { send, admin, auditor, office, folder } = await setUp();
  expect((await send('GET', '/metrics-access', { token: admin })).body).toEqual({ access: 'off' });
  expect((await send('PUT', '/metrics-access', { token: auditor, body: { access: 'loopback' } })).status).toBe(403);
  const { body } = await send('PUT', '/metrics-access', { token: admin, body: { access: 'token' } });
  expect(body).toEqual({ access: 'token', token: expect.stringMatching(/^mt-gh-[\w-]{43}$/) });
  const { filesHolding } = await import('../../test/support/temporary-store.ts');
  expect(filesHolding(folder, body.token as string)).toEqual([]);
  expect(office.setting('metrics').tokenHash).toMatch(/^[\w-]{43}$/);
  expect((await send('PUT', '/metrics-access', { token: admin, body: { access: 'loopback' } })).body).toEqual({ access: 'loopback', token: null });
  expect((await send('GET', '/metrics-access', { token: admin })).body).toEqual({ access: 'loopback' });
});
