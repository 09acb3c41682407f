import { expect, it } from 'vitest';
import { api } from './testing/api.ts';

const provider = (id: string, more: object = {}) => ({ id, kind: 'openai-compatible', name: id.toUpperCase(), baseUrl: 'http://127.0.0.1:9/v1', region: 'eu', ...more });

it('says of each provider how it has answered, and in the status which fail now, what failed first on top', async () => {
  const { send, services, office, clock, login } = await api();
  const [token, auditor] = [await login('admin'), await login('auditor', 'Ben')];
  for (const id of ['a', 'b', 'c', 'd']) office.addProvider(provider(id, id === 'd' ? { enabled: false } : {}), 'test');
  const healths = async (): Promise<Record<string, unknown>> => Object.fromEntries((await send('GET', '/providers', { token })).body.providers.map((one: { id: string; health: unknown }) => [one.id, one.health]));
  const never = { answeredAt: null, changedAt: null, failed: null, failures: 0, since: null, resting: [] };
  expect(await healths()).toEqual({ local: never, a: never, b: never, c: never, d: never });
  expect((await send('GET', '/status', { token })).body.failing).toEqual([]);

  const start = clock.now();
  services.health.failed('b', 'unreachable');
  services.health.failed('d', 'unreachable');
  services.health.failed('local', 'error');
  clock.move(1_000);
  services.health.failed('a', 'key-refused');
  services.health.failed('b', 'timeout');
  services.health.failed('c', 'error');
  services.health.answered('c');
  const { resting } = services as unknown as { resting: { failed(name: string): void } };
  for (let times = 0; times < 3; times++) resting.failed('b@second/org/model');
  expect(await healths()).toMatchObject({
    a: { ...never, failed: { code: 'key-refused', at: start + 1_000 }, failures: 1, since: start + 1_000 },
    b: { ...never, failed: { code: 'timeout', at: start + 1_000 }, failures: 2, since: start, resting: [{ deployment: 'b@second/org/model', until: start + 31_000 }] },
    c: { ...never, answeredAt: start + 1_000, failed: { code: 'error', at: start + 1_000 } },
  });
  const failing = [{ provider: 'b', name: 'B', code: 'timeout', failures: 2, since: start }, { provider: 'a', name: 'A', code: 'key-refused', failures: 1, since: start + 1_000 }];
  expect((await send('GET', '/status', { token })).body.failing).toEqual(failing);
  // An auditor reads no providers, but learns that one fails.
  expect((await send('GET', '/status', { token: auditor })).body.failing).toEqual(failing);
});

it('learns from a test of a saved provider, and from none of what is not saved', async () => {
  const { send, services, office, login } = await api();
  const token = await login('admin');
  for (const id of ['mock', 'other']) office.addProvider(provider(id), 'test');
  services.health.failed('mock', 'unreachable');
  await send('POST', '/providers/mock/test', { token });
  await send('POST', '/providers/other/test', { token });
  expect(services.health.of('mock')).toMatchObject({ answeredAt: null, failures: 0 });
  expect(services.health.of('other')).toMatchObject({ answeredAt: null, failed: { code: 'unreachable' }, failures: 1 });
  await send('POST', '/providers/try', { token, body: { id: 'other', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', region: 'eu' } });
  expect(services.health.of('other').failures).toBe(1);
  // Only the list of models was asked for, which costs nothing.
  services.health.failed('mock', 'no-credit');
  await send('POST', '/providers/mock/test', { token });
  expect(services.health.of('mock').failures).toBe(1);
  const rejects = { ok: false, outcome: 'rejected' as const, status: 404, message: '', ms: 1 };
  services.testProvider = () => Promise.resolve(rejects);
  await send('POST', '/providers/mock/test', { token });
  expect(services.health.of('mock').failures).toBe(1);
});

it('is forgotten where a provider is reached in another way, not where it is called otherwise', async () => {
  const { send, office, login } = await api();
  const token = await login('admin');
  office.addProvider(provider('mock'), 'test');
  const anew: boolean[] = [];
  office.onChange((event) => {
    if (event.kind === 'provider-changed') anew.push(event.anew);
  });
  for (const body of [{ name: 'Mock', contract: { id: 'c1' }, models: ['gpt'] }, { credential: 'sk-another' }, { headers: { 'x-tenant': 'a' } }, { enabled: false }, { baseUrl: 'http://127.0.0.1:9/v2' }]) {
    expect((await send('PATCH', '/providers/mock', { token, body })).status).toBe(200);
  }
  expect(anew).toEqual([false, true, true, true, true]);
});

it('says what the installed models take of memory', async () => {
  const { send, services, login } = await api();
  const token = await login('admin');
  expect((await send('GET', '/models/memory', { token })).body).toEqual({ models: [{ name: 'smollm2:135m', loaded: false, bytes: 122_953_040, graphicsBytes: 0 }] });
  services.local.loaded = () => Promise.resolve([{ name: 'smollm2:135m', size: 400_000_000, size_vram: 100_000_000 }]);
  expect((await send('GET', '/models/memory', { token })).body).toEqual({ models: [{ name: 'smollm2:135m', loaded: true, bytes: 400_000_000, graphicsBytes: 100_000_000 }] });
});
