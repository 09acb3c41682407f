import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Mock, startMockServer } from '../../test/support/mock-server.ts';
import { startVertexMock } from '../../test/support/mocks/vertex.ts';
import { KEY_FILE } from '../../test/support/service-account.ts';
import { systemClock } from '../core/clock.ts';
import type { ProviderConfig } from '../core/model.ts';
import { originOf } from '../core/origin.ts';
import { createEgress } from '../egress/egress.ts';
import { clearForService } from '../policy/mint.ts';
import { testProvider } from './test-provider.ts';

let mock: Mock;
const egress = createEgress();
beforeAll(async () => {
  mock = await startVertexMock({ apiKey: KEY_FILE });
});
afterAll(async () => {
  await egress.close();
  await mock.stop();
});

function test(credential: string | undefined, change: Partial<ProviderConfig> = {}, patience?: { next: number; whole: number }) {
  const provider: ProviderConfig = { id: 'v', kind: 'vertex', name: 'Vertex', baseUrl: mock.url, region: 'ch', headers: {}, hasCredential: true, contract: {}, models: [], enabled: true, ...change };
  return testProvider({ clock: systemClock, egress }, clearForService('credential-test', [originOf(provider.baseUrl)]), provider, credential, patience);
}

it('asks with the key that it is given', async () => {
  expect(await test(KEY_FILE)).toMatchObject({ ok: true, outcome: 'works', message: 'The connection works; 2 models.', models: ['gemini-3-flash', 'gemini-embedding-001'] });
  expect(mock.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
});

it('a key or an address that is none of this provider is said to be so, and nobody is asked', async () => {
  mock.reset();
  expect(await test('sk-of-another-provider')).toMatchObject({ ok: false, outcome: 'key-unusable', message: expect.stringMatching(/not the key file of a service account.*Google Cloud console/) as string });
  expect(await test(KEY_FILE, { baseUrl: `${mock.origin}/elsewhere` })).toMatchObject({ outcome: 'address-unusable', message: expect.stringMatching(/names no location/) as string });
  // Attack: an address that puts the key into another host's hands.
  expect(await test(KEY_FILE, { baseUrl: 'https://projects/p/locations/l' })).toMatchObject({ outcome: 'address-unusable' });
  expect(mock.requests).toEqual([]);
});

it.each(['"hello"', '<html>', '{"error":{"message":"Not here."}}'])('%s is no list of models', async (text) => {
  const server = await startMockServer({ answer: (_record, response) => void response.end(text) });
  expect(await test('k', { kind: 'openai', baseUrl: server.url })).toMatchObject({ ok: false, outcome: 'unreadable' });
  await server.stop();
});

it('an answer without an end is none, whether it comes fast or a byte at a time', async () => {
  let bytes = 0;
  const flood = await startMockServer({ answer: (_record, response) => void pipeline(Readable.from((function* () {
    for (; bytes < 2e9; bytes += 1e6) yield 'a'.repeat(1e6);
  })()), response).catch(() => {}) });
  expect(await test('k', { kind: 'openai', baseUrl: flood.url })).toMatchObject({ ok: false, outcome: 'unreadable' });
  expect(bytes).toBeLessThan(1e8);
  await flood.stop();
  const drip = await startMockServer({ answer(_record, response) {
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  } });
  expect(await test('k', { kind: 'openai', baseUrl: drip.url }, { next: 1_000, whole: 300 })).toMatchObject({ ok: false, outcome: 'unreadable', message: 'Vertex did not come to the end of its answer within 0.3 s.' });
  await drip.stop();
});

it('a key that is not accepted, and a server that is not there', async () => {
  expect(await test(JSON.stringify({ ...JSON.parse(KEY_FILE) as object, client_email: 'another@office.iam.gserviceaccount.com' }))).toMatchObject({ ok: false, outcome: 'key-refused', status: 401 });
  expect(await test(KEY_FILE, { baseUrl: 'http://127.0.0.1:9/projects/p/locations/x' })).toMatchObject({ ok: false, outcome: 'unreachable' });
});
