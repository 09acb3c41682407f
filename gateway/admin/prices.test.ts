import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from './contract.ts';
import { api } from './testing/api.ts';

const CLOUD = { id: 'cloud', kind: 'openai-compatible', baseUrl: 'https://api.openai.com/v1', region: 'us' };
const CELLAR = { id: 'cellar', kind: 'openai-compatible', baseUrl: 'http://10.0.0.7:8000/v1', region: 'on-prem', models: ['house-model'] };

async function prices() {
  const fixture = await api();
  fixture.office.addProvider(CLOUD, 'test');
  fixture.office.addProvider(CELLAR, 'test');
  fixture.office.setAlias('fast', [{ provider: 'cloud', model: 'gpt-4o-mini' }], 'test');
  const token = await fixture.login('admin');
  /** What comes is what the contract says. */
  const send = async (method: string, path: string, body?: unknown) => {
    const answer = await fixture.send(method, path, { token, ...(body !== undefined && { body }) });
    const operation = Object.values(OPERATIONS).find((one) => one.method === method && one.path === path.split('?')[0])!;
    if (answer.status === 200) expect([path, Compile(operation.response).Errors(answer.body)]).toEqual([path, []]);
    return answer;
  };
  return { ...fixture, send, ask: fixture.send };
}

describe('the list of prices', () => {
  it('has the models in use first, the unknown ones as unpriced, and pages', async () => {
    const { send } = await prices();
    const { body } = await send('GET', '/prices?limit=3');
    expect(body.prices.map((row: { provider: string; model: string; source: string; inUse: boolean }) => [row.provider, row.model, row.source, row.inUse]).slice(0, 2)).toEqual(expect.arrayContaining([['cloud', 'gpt-4o-mini', 'catalogue', true], ['cellar', 'house-model', 'unpriced', true]]));
    expect(body.prices.find(({ model }: { model: string }) => model === 'gpt-4o-mini')).toMatchObject({ tiers: [{ above: 0, rates: { input: '0.15', output: '0.6', cached: '0.075' } }], byTime: false, contextTokens: 128_000, maxOutputTokens: 16_384, check: 'agreed' });
    expect(body.prices.find(({ model }: { model: string }) => model === 'house-model')).toMatchObject({ id: null, tiers: [], check: null });
    const next = (await send('GET', '/prices?limit=3&offset=3')).body;
    expect([next.total, next.prices.length, next.prices.some((row: { inUse: boolean }) => row.inUse)]).toEqual([body.total, 3, false]);
  });

  it('is searched, and holds the whole catalogue where that is asked for', async () => {
    const { send } = await prices();
    const found = (await send('GET', '/prices?search=GPT-4o-MINI&provider=cloud')).body;
    expect(found.prices.every(({ model }: { model: string }) => model.includes('gpt-4o-mini'))).toBe(true);
    expect(found.total).toBeGreaterThan(2);
    const all = (await send('GET', '/prices?scope=catalogue&limit=1000')).body;
    expect(all.total).toBeGreaterThan(1000);
    expect((await send('GET', '/prices?scope=catalogue&provider=deepseek&search=deepseek-v4-flash')).body.prices[0]).toMatchObject({ byTime: true });
    expect((await send('GET', '/prices?search=__proto__')).body).toEqual({ prices: [], total: 0 });
    expect((await send('GET', '/prices?limit=-1')).status).toBe(400);
  });
});

describe('a contract price', () => {
  it('is set, shown with its history, recorded without ifs, and removed', async () => {
    const { send, clock, audit } = await prices();
    const saved = await send('PUT', '/prices/office', { deployment: 'cloud/gpt-4o-mini', input: '0.1', output: '0.5', currency: 'CHF' });
    expect(saved).toMatchObject({ status: 200, body: { provider: 'cloud', model: 'gpt-4o-mini', by: 'Anna', from: clock.now(), price: { entered: { input: '0.1' }, currency: { code: 'CHF', perUsd: '0.8', date: '2026-11-02' }, rates: { input: '0.125', output: '0.625' } } } });
    const { now, history } = (await send('GET', '/prices/show?deployment=cloud/gpt-4o-mini')).body;
    expect(now).toMatchObject({ source: 'office', inUse: true, tiers: [{ rates: { input: '0.125' } }] });
    expect(history.map(({ from, source }: { from: number; source: string }) => [from, source])).toEqual([[0, 'catalogue'], [clock.now(), 'office']]);
    clock.move(1000);
    expect((await send('POST', '/prices/office/remove', { deployment: 'cloud/gpt-4o-mini' })).status).toBe(200);
    expect((await send('GET', '/prices/show?deployment=cloud/gpt-4o-mini')).body.now.source).toBe('catalogue');
    expect((await send('GET', '/prices/office')).body.prices.map(({ price }: { price: unknown }) => price === null)).toEqual([false, true]);
    const acts = audit.list({ actor: 'Anna' }).filter(({ action }) => action.startsWith('prices.'));
    expect(acts.map(({ action, detail }) => [action, (detail.before as { entered: unknown }[]).map(({ entered }) => entered)])).toEqual([['prices.remove', [acts[1]!.detail.entered]], ['prices.set', []]]);
  });

  it.each<[object, number]>([
    [{ deployment: 'nobody/m', input: '1', output: '1' }, 404],
    [{ deployment: 'cloud', input: '1', output: '1' }, 400],
    [{ deployment: 'local/m', input: '1', output: '1' }, 400],
    [{ deployment: 'cloud/m', input: '-1', output: '1' }, 400],
    [{ deployment: 'cloud/m', input: 1, output: 1 }, 400],
    [{ deployment: 'cloud/m', input: '1' }, 400],
    [{ deployment: 'cloud/m', input: '1', output: '1', currency: 'EUR' }, 400],
    [{ deployment: 'cloud/m', input: '1', output: '1', from: 5 }, 400],
    [{ deployment: 'cloud/m', input: '1', output: '1', more: '1' }, 400],
  ])('%j is answered with %i and nothing is changed', async (body, status) => {
    const { send } = await prices();
    expect((await send('PUT', '/prices/office', body)).status).toBe(status);
    expect((await send('GET', '/prices/office')).body).toEqual({ prices: [] });
  });
});

describe('the catalogue', () => {
  it('says what it is, is updated from a file as it was shown, and only by an administrator', async () => {
    const { send, ask, login, services } = await prices();
    const before = (await send('GET', '/prices/catalogue')).body;
    expect(before).toMatchObject({ date: services.shippedPrices.date, appliedBy: 'first start', newerShipped: null, check: services.shippedPrices.check });
    const next = structuredClone(services.shippedPrices);
    next.date = '2026-12-24';
    next.providers.find(({ id }) => id === 'openai')!.models.find(({ id }) => id === 'gpt-4o-mini')!.periods[0]!.tiers[0]!.rates.input = 225_000_000;
    const text = JSON.stringify(next);
    const preview = await send('POST', '/prices/catalogue/preview', { kind: 'text', text });
    expect(preview.body).toMatchObject({ counts: { added: 0, removed: 0, changed: 1 }, changes: [{ provider: 'openai', model: 'gpt-4o-mini', inUse: true, rates: [{ part: 'input', before: '0.15', after: '0.225', percent: 50 }] }] });
    const auditor = await login('auditor', 'Ben');
    expect((await ask('POST', '/prices/catalogue/apply', { token: auditor, body: { digest: preview.body.digest } })).status).toBe(403);
    expect((await ask('GET', '/prices/catalogue', { token: auditor })).body.digest).toBe(before.digest);
    expect((await send('POST', '/prices/catalogue/apply', { digest: preview.body.digest })).body).toMatchObject({ date: '2026-12-24', appliedBy: 'Anna' });
    expect((await send('GET', '/prices/show?deployment=cloud/gpt-4o-mini')).body.now.tiers[0].rates.input).toBe('0.225');
    expect((await send('POST', '/prices/catalogue/apply', { digest: preview.body.digest })).status).toBe(409);
    // Back to the one that came with the application: it is older, and that is said.
    expect((await send('POST', '/prices/catalogue/preview', { kind: 'shipped' })).body).toMatchObject({ older: true, counts: { changed: 1 } });
  });

  it('refuses what is none, and says when the network fails', async () => {
    const { send } = await prices();
    for (const body of [{ kind: 'text', text: '{"format":1}' }, { kind: 'text' }, { kind: 'network', text: 'x' }, { kind: 'text', text: '[{"id":"p","name":"P","api_pattern":"x","models":[{"id":"m","match":{"equals":"m"},"prices":{"input_mtok":-1}}]}]' }]) {
      expect(await send('POST', '/prices/catalogue/preview', body)).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } });
    }
    expect(await send('POST', '/prices/catalogue/preview', { kind: 'network' })).toMatchObject({ status: 502, body: { error: { message: 'there is no network here' } } });
  });
});
