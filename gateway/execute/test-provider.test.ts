import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Mock, startMockServer } from '../../test/support/mock-server.ts';
import { needs } from '../../test/support/needs.ts';
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

const GOOGLE_KEY = { error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT', details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }] } };
const SCOPES = 'You have insufficient permissions for this operation. Missing scopes: api.model.read.';

it.each([
  ['openai', 401, { error: { message: 'Incorrect API key provided: sk-of-the-office.' } }, 'key-refused', 'Incorrect API key provided: ….'],
  ['google', 400, GOOGLE_KEY, 'key-refused', 'API key not valid. Please pass a valid API key.'],
  ['openai', 403, { error: { message: SCOPES } }, 'list-refused', SCOPES],
  ['openai', 401, { error: { message: SCOPES } }, 'list-refused', SCOPES],
  ['deepseek', 402, { error: { message: 'Insufficient Balance' } }, 'no-credit', 'Insufficient Balance'],
  ['anthropic', 400, { type: 'error', error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the Anthropic API.' } }, 'no-credit', 'Your credit balance is too low to access the Anthropic API.'],
  ['openai', 429, { error: { message: 'You exceeded your current quota, please check your plan and billing details.', type: 'insufficient_quota', code: 'insufficient_quota' } }, 'no-credit', 'You exceeded your current quota, please check your plan and billing details.'],
  ['openai', 429, { error: { message: 'Rate limit reached', code: 'rate_limit_exceeded' } }, 'rate-limited', 'Rate limit reached'],
  ['groq', 429, { error: { message: 'Rate limit reached' } }, 'rate-limited', 'Rate limit reached'],
  ['mistral', 503, '<html>Bad gateway</html>', 'failing', undefined],
  ['azure-openai', 404, { error: { code: '404', message: 'Resource not found' } }, 'rejected', 'Resource not found'],
])('%s that answers %i tells what is wrong, in its own words and without the key', async (kind, status, body, outcome, said) => {
  const server = await startMockServer({ answer: (_record, response) => void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body)) });
  const found = await test('sk-of-the-office', { kind, baseUrl: server.url });
  expect([found.ok, found.outcome, found.status, found.said]).toEqual([false, outcome, status, said]);
  if (said !== undefined) expect(found.message).toContain(`It says: ${said}`);
  await server.stop();
});

needs('openssl')('with a certificate of its own making', () => {
  it('a server is there, but not trusted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gh-cert-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(await test('k', { kind: 'openai', name: 'Cloud', baseUrl: `https://localhost:${(server.address() as AddressInfo).port}/v1` })).toMatchObject({ ok: false, outcome: 'untrusted', message: expect.stringMatching(/certificate of Cloud.*DEPTH_ZERO/) as string });
    server.close();
    rmSync(folder, { recursive: true });
  });
});

it('of a kind without a list of models key and address are looked at all the same', async () => {
  const key = `AKIA${'A'.repeat(16)}:${'s'.repeat(40)}`;
  expect(await test(key, { kind: 'bedrock', baseUrl: 'https://bedrock.example' })).toMatchObject({ ok: false, outcome: 'address-unusable', message: expect.stringMatching(/names no region/) as string });
  expect(await test(key, { kind: 'bedrock', baseUrl: 'https://bedrock-runtime.eu-central-1.amazonaws.com' })).toMatchObject({ ok: true, outcome: 'untested' });
});

it('a server that speaks no TLS is there, at another address than the one entered', async () => {
  const server = await startMockServer({ answer: (_record, response) => void response.end('{}') });
  expect(await test('k', { kind: 'openai', baseUrl: server.url.replace('http:', 'https:') })).toMatchObject({ ok: false, outcome: 'unreadable', message: expect.stringMatching(/does not speak TLS.*http:/) as string });
  await server.stop();
});
