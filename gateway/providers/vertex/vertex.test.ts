import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KEY_FILE, PROJECT } from '../../../test/support/service-account.ts';
import { addressOf } from '../define.ts';
import { vertex } from './provider.ts';
import { tokenOf } from './service-account.ts';

const file = JSON.parse(KEY_FILE) as Record<string, string>;
const changed = (over: object): string => JSON.stringify({ ...file, ...over });
const claims = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { iat: number; exp: number };

describe('where it is asked', () => {
  it.each([
    ['https://europe-west6-aiplatform.googleapis.com', 'europe-west6'],
    ['https://aiplatform.eu.rep.googleapis.com/', 'eu'],
    ['https://aiplatform.googleapis.com', 'global'],
  ])('%s: the project of the key file, in %s', (baseUrl, location) => {
    expect(addressOf(vertex, { baseUrl: baseUrl, credential: KEY_FILE, model: 'm' }, '/x')).toBe(`${baseUrl.replace(/\/$/, '')}/v1beta1/projects/${PROJECT}/locations/${location}/x`);
  });

  it('an address that says it all stays as it is', () => {
    expect(addressOf(vertex, { baseUrl: 'http://10.0.0.7:8080/v1/projects/p/locations/eu/', credential: KEY_FILE, model: 'm' }, '/x')).toBe('http://10.0.0.7:8080/v1/projects/p/locations/eu/x');
  });

  it.each(['https://example.com', 'https://aiplatform.googleapis.com.example.com', 'https://evil-aiplatform.googleapis.com.example', 'http://10.0.0.7/projects/p/locations/a/b'])('%s names no location', (baseUrl) => {
    expect(() => addressOf(vertex, { baseUrl: baseUrl, credential: KEY_FILE, model: 'm' }, '/x')).toThrow(/names no location/);
  });

  it('never leads to another host, and to no model that is a folder', () => {
    for (const baseUrl of ['https://projects/p/locations/l', 'https://aiplatform.googleapis.com/v1']) expect(() => addressOf(vertex, { baseUrl, credential: KEY_FILE, model: 'm' }, '/x')).toThrow(expect.objectContaining({ code: 'provider_error' }) as Error);
    for (const model of ['.', '..']) expect(() => addressOf(vertex, { baseUrl: vertex.baseUrl!, credential: KEY_FILE, model }, '/x')).toThrow(expect.objectContaining({ code: 'model_not_found' }) as Error);
  });

  it('public prices hold at the global host, and of older models everywhere', () => {
    const at = (baseUrl: string) => ['gemini-2.5-flash', 'gemini-3.8-flash', 'text-embedding-005'].map((model) => vertex.listed!(baseUrl, model));
    expect(at('https://aiplatform.googleapis.com')).toEqual([true, true, true]);
    for (const baseUrl of [vertex.baseUrl!, vertex.regions!['ch']!, 'http://10.0.0.7/projects/p/locations/l']) expect(at(baseUrl)).toEqual([true, false, true]);
  });

  it('every host of its own says where it is', () => {
    for (const address of [vertex.baseUrl!, ...Object.values(vertex.regions!)]) expect(addressOf(vertex, { baseUrl: address, credential: KEY_FILE, model: 'm' }, '/x')).toMatch(/\/locations\/[a-z0-9-]+\/x$/);
  });
});

describe('a key file', () => {
  it.each<[string, string]>([
    ['none', ''],
    ['an API key', 'AIzaSyExample'],
    ['another kind of file', changed({ type: 'authorized_user' })],
    ['one without a key', changed({ private_key: undefined })],
    ['one whose key was cut short', changed({ private_key: file['private_key']!.slice(0, 300) })],
    ['one with a key of another kind', changed({ private_key: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) })],
    // Attack: a project that is a path.
    ['one whose project leaves its place', changed({ project_id: '../../v1/other' })],
  ])('%s is said to be unusable, without a word of it', (_what, credential) => {
    expect(() => tokenOf(credential)).toThrow(expect.objectContaining({ code: 'provider_error', message: expect.stringMatching(/^The provider’s key cannot be used\. [A-Z][a-z ()A-Z]+\.$/) as string }) as Error);
  });

  it('signs a token for an hour, and uses it for fifty minutes', () => {
    const now = 1_800_000_000;
    const token = tokenOf(KEY_FILE, now);
    expect(claims(token)).toMatchObject({ iat: now, exp: now + 3600 });
    const [head, body, signature] = token.split('.') as [string, string, string];
    expect(verify('sha256', Buffer.from(`${head}.${body}`), createPublicKey(file['private_key']!), Buffer.from(signature, 'base64url'))).toBe(true);
    expect(tokenOf(KEY_FILE, now + 2999)).toBe(token);
    expect(claims(tokenOf(KEY_FILE, now + 3000)).iat).toBe(now + 3000);
    // The clock was set back.
    expect(claims(tokenOf(KEY_FILE, now - 60)).iat).toBe(now - 60);
  });
});

it('embeddings: several texts only where the model takes them', () => {
  const { encode, decode } = vertex.embeddings!;
  expect(() => encode({ model: 'm', input: ['a', 'b'] }, { model: 'gemini-embedding-2' })).toThrow(expect.objectContaining({ code: 'unsupported_parameter' }) as Error);
  expect(() => encode({ model: 'm', input: [[1, 2]] }, { model: 'text-embedding-005' })).toThrow(expect.objectContaining({ code: 'unsupported_parameter' }) as Error);
  expect(decode({ embedding: { values: [1, 0] }, usageMetadata: { promptTokenCount: 3 } })).toEqual({ vectors: [[1, 0]], promptTokens: 3 });
  // Numbers that cannot be true are left out.
  expect(decode({ predictions: [{ embeddings: { values: [1], statistics: { token_count: -4 } } }] })).toEqual({ vectors: [[1]], promptTokens: undefined });
});
