import { expect, it } from 'vitest';
import { api } from './testing/api.ts';

const TRIAL = { kind: 'openai-compatible', baseUrl: 'https://new.example/v1', region: 'eu' };
const SAVED = { id: 'mock', kind: 'openai-compatible', baseUrl: 'https://mock.example/v1', region: 'eu', headers: { 'x-tenant': 'tenant-secret' }, credential: 'sk-upstream' };

it('tests what is not saved, and keeps nothing of it', async () => {
  const { send, login, services } = await api();
  const token = await login('admin');
  const before = services.office.providers();
  expect(await send('POST', '/providers/try', { token, body: { ...TRIAL, credential: 'sk-tried' } })).toMatchObject({ status: 200, body: { message: 'asked  at https://new.example/v1 with  and a key' } });
  expect(await send('POST', '/providers/try', { token, body: TRIAL })).toMatchObject({ body: { message: 'asked  at https://new.example/v1 with  and no key' } });
  expect(services.office.providers()).toEqual(before);
  expect(JSON.stringify(services.audit.list({ limit: 100 }))).not.toContain('sk-tried');
});

it('takes the stored key and headers to the same server only', async () => {
  const { send, login, services } = await api();
  const token = await login('admin');
  services.office.addProvider(SAVED, 'test');
  const asked = async (body: object): Promise<string> => (await send('POST', '/providers/try', { token, body: { ...TRIAL, id: 'mock', ...body } })).body.message as string;
  expect(await asked({ baseUrl: 'https://mock.example/v2' })).toBe('asked mock at https://mock.example/v2 with x-tenant and a key');
  expect(await asked({ baseUrl: 'https://mock.example.attacker.example/v1' })).toBe('asked mock at https://mock.example.attacker.example/v1 with  and no key');
  expect(await asked({ baseUrl: 'http://mock.example/v1' })).toBe('asked mock at http://mock.example/v1 with  and no key');
});

it.each([
  [{ kind: 'none' }, 400, 'kind'],
  [{ baseUrl: 'file:///etc/passwd' }, 400, 'baseUrl'],
  [{ baseUrl: 'https://name:word@new.example/v1' }, 400, 'baseUrl'],
  [{ baseUrl: 'http://bundled-ollama.localhost' }, 400, 'baseUrl'],
  [{ credential: 'two\nlines' }, 400, 'credential'],
  [{ id: 'unknown' }, 404, undefined],
])('refuses %j', async (change, status, param) => {
  const { send, login } = await api();
  const answer = await send('POST', '/providers/try', { token: await login('admin'), body: { ...TRIAL, ...change } });
  expect([answer.status, answer.body.error.param]).toEqual([status, param]);
});

it('asks nobody outside while nothing leaves the building', async () => {
  const { send, login, services } = await api();
  const token = await login('admin');
  services.office.setLockdown(true, 'test');
  expect(await send('POST', '/providers/try', { token, body: TRIAL })).toMatchObject({ status: 403, body: { error: { code: 'lockdown' } } });
  expect(await send('POST', '/providers/try', { token, body: { ...TRIAL, region: 'on-prem' } })).toMatchObject({ status: 403, body: { error: { code: 'lockdown' } } });
  expect((await send('POST', '/providers/try', { token, body: { ...TRIAL, region: 'on-prem', baseUrl: 'http://192.168.1.7:8000/v1' } })).status).toBe(200);
});

it('says of each model that the provider names whether it is known, until when it knows the world, when it ends, and whether it has a price', async () => {
  const { send, login, services } = await api();
  const token = await login('admin');
  services.office.addProvider({ ...SAVED, id: 'offers', kind: 'openai', baseUrl: 'https://api.openai.com/v1' }, 'test');
  const offered = async () => (await send('POST', '/providers/offers/test', { token })).body.offered as object[];
  expect(await offered()).toEqual([{ name: 'gpt-4o', known: true, priced: true, knowledge: '2023-09' }, { name: 'gpt-4o-of-tomorrow', known: false, priced: false }, { name: 'house-model', known: false, priced: false }, { name: 'gpt-4.1-2025-04-14', known: true, priced: true, retires: '2027-01-14' }]);
  services.prices.setOfficePrice({ provider: 'offers', model: 'house-model', currency: 'USD', rates: { input: '1', output: '2' } }, 'test');
  expect((await offered())[2]).toEqual({ name: 'house-model', known: false, priced: true });
  // A server of unknown make: nobody says that its models are those of that name.
  services.office.updateProvider('offers', { kind: 'openai-compatible', baseUrl: 'https://house.example/v1' }, 'test');
  expect((await offered())[0]).toEqual({ name: 'gpt-4o', known: false, priced: false });
});

it('takes no address for a provider’s under which the appliance itself answers', async () => {
  const { send, login, services } = await api();
  const token = await login('admin');
  services.config.hostNames.push('Gatehouse.office');
  services.config.listen.push('192.168.1.20', 'fd00::20');
  services.office.addProvider(SAVED, 'test');
  const own = ['http://127.0.0.1:4141/v1', 'http://2130706433:4141', 'http://LOCALHOST:4141/confidential/v1', 'http://[::1]:4141/v1', 'https://gatehouse.office:4141/v1', 'http://192.168.1.20:4141', 'http://[fd00:0::20]:4141/v1'];
  const refused = { status: 400, body: { error: { param: 'baseUrl', message: expect.stringContaining('is this appliance itself') as string } } };
  for (const baseUrl of own) {
    expect(await send('POST', '/providers', { token, body: { id: 'loop', kind: 'openai-compatible', baseUrl, region: 'eu' } })).toMatchObject(refused);
    expect(await send('PATCH', '/providers/mock', { token, body: { baseUrl } })).toMatchObject(refused);
    expect(await send('POST', '/providers/try', { token, body: { ...TRIAL, baseUrl } })).toMatchObject(refused);
  }
  const { body } = await send('GET', '/export', { token });
  const file = body as { providers: { baseUrl: string }[] };
  expect(await send('POST', '/import', { token, body: { ...file, providers: file.providers.map((one) => ({ ...one, baseUrl: own[0] })) } })).toMatchObject(refused);
  expect((await send('POST', '/providers', { token, body: { id: 'vllm', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:8000/v1', region: 'on-prem' } })).status).toBe(200);
  expect(services.office.providers().map(({ id }) => id)).toEqual(expect.arrayContaining(['mock', 'vllm']));
});
