import { ApiError, GoogleGenAI } from '@google/genai';
import { JWT, JWTAccess } from 'google-auth-library';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../gateway/core/chat.ts';
import type { Json } from '../../../gateway/core/json.ts';
import { addressOf, pathOf } from '../../../gateway/providers/define.ts';
import { vertex } from '../../../gateway/providers/vertex/provider.ts';
import { ANSWER, ARGUMENTS, SIGNATURE } from '../../support/mock-scenario.ts';
import type { Mock } from '../../support/mock-server.ts';
import { LOCATION, startVertexMock } from '../../support/mocks/vertex.ts';
import { KEY_FILE, PROJECT } from '../../support/service-account.ts';
import { CALLS, functions } from './google-calls.ts';

const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];
const chat = vertex.chat!;
const account = JSON.parse(KEY_FILE) as Record<'client_email' | 'private_key' | 'private_key_id', string>;
let mock: Mock;
let ai: GoogleGenAI;

/** The official client, which signs its tokens itself: a token server would be asked elsewhere. */
function client(email: string): GoogleGenAI {
  const authClient = new JWT({ email, key: account.private_key, keyId: account.private_key_id, scopes: SCOPES });
  authClient.useJWTAccessWithScope = true;
  return new GoogleGenAI({ vertexai: true, project: PROJECT, location: LOCATION, googleAuthOptions: { authClient }, httpOptions: { baseUrl: mock.origin } });
}

beforeAll(async () => {
  mock = await startVertexMock({ apiKey: KEY_FILE });
  ai = client(account.client_email);
});
afterAll(() => mock.stop());
beforeEach(() => mock.reset());

async function streamed(model: string, config = {}) {
  const chunks = [];
  for await (const chunk of await ai.models.generateContentStream({ model, contents: 'What?', config })) chunks.push(chunk);
  return chunks;
}

describe('the official SDK reads the mock', () => {
  it('plain and streamed, with usage', async () => {
    const answer = await ai.models.generateContent({ model: 'gemini-3-flash-cached-thinks', contents: 'What?' });
    expect(answer.text).toBe(ANSWER);
    expect(answer.usageMetadata).toMatchObject({ promptTokenCount: 100, cachedContentTokenCount: 60, candidatesTokenCount: 11, thoughtsTokenCount: 9 });
    const chunks = await streamed('gemini-3-flash');
    expect(chunks.map((chunk) => chunk.text ?? '').join('')).toBe(ANSWER);
    expect(chunks.at(-1)!.usageMetadata).toMatchObject({ promptTokenCount: 12, candidatesTokenCount: 8 });
  });

  it('tools in parallel, the first signed', async () => {
    const parts = (await streamed('thinks', { tools: [{ functionDeclarations: functions }] })).flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
    expect(parts.filter((part) => part.functionCall)).toEqual([{ functionCall: { name: 'weather', args: ARGUMENTS }, thoughtSignature: SIGNATURE }, { functionCall: { name: 'time', args: ARGUMENTS } }]);
  });

  it('errors, before and in a stream, and of an account that it does not know', async () => {
    const error = (await ai.models.generateContent({ model: 'error-429-retry-after-22', contents: 'x' }).catch((caught: unknown) => caught)) as ApiError;
    expect(error).toBeInstanceOf(ApiError);
    expect(vertex.retryAfterMs!(JSON.parse(error.message) as Json)).toBe(22_000);
    await expect(streamed('error-in-stream')).rejects.toThrow(/overloaded/);
    await expect(client('somebody@else.iam.gserviceaccount.com').models.generateContent({ model: 'm', contents: 'x' })).rejects.toThrow(/invalid authentication credentials/);
  });

  it('embeddings, by both of its methods', async () => {
    const config = { outputDimensionality: 2 };
    const many = await ai.models.embedContent({ model: 'text-embedding-005', contents: ['a', 'b'], config });
    expect(many.embeddings!.map((row) => row.values)).toEqual([[0, 0.125], [1, 1.125]]);
    const one = await ai.models.embedContent({ model: 'gemini-embedding-2', contents: ['a'], config });
    expect(one.embeddings!.map((row) => row.values)).toEqual([[0, 0.125]]);
  });
});

describe('our adapter sends what the official SDK sends', () => {
  it.each(CALLS)('%s', async (_name, params, request) => {
    const model = 'gemini-3-flash';
    await ai.models.generateContent({ model, ...params } as never);
    await streamed(model);
    const [plain, stream] = mock.requests;
    expect(chat.encode({ model: 'alias', ...request } as ChatRequest, { model })).toEqual({ body: plain!.json, warnings: [] });
    const ours = (stream: boolean) => addressOf(vertex, { baseUrl: `https://${LOCATION}-aiplatform.googleapis.com/`, credential: KEY_FILE, model }, pathOf(chat, { model, stream }));
    expect([ours(false), ours(true)]).toEqual([plain!, stream!].map(({ path }) => `https://europe-west6-aiplatform.googleapis.com${path}`));
  });

  it.each([['text-embedding-005', ['a', 'b']], ['gemini-embedding-001', ['a']], ['gemini-embedding-2', ['a']]])('embeddings of %s', async (model, input) => {
    await ai.models.embedContent({ model, contents: input, config: { outputDimensionality: 2, autoTruncate: false } });
    const [{ json, path }] = mock.requests as [Mock['requests'][number]];
    expect(vertex.embeddings!.encode({ model: 'alias', input, dimensions: 2 }, { model }).body).toEqual(json);
    expect(mock.url + pathOf(vertex.embeddings!, { model })).toBe(mock.origin + path);
  });

  it('the list of models, page by page', async () => {
    const names = [];
    for await (const { name } of await ai.models.list({ config: { pageSize: 100 } })) names.push(name);
    expect(names).toEqual(['gemini-3-flash', 'gemini-embedding-001', 'imagen-4'].map((name) => `publishers/google/models/${name}`));
    const { path, next } = vertex.models!;
    const second = next!({ publisherModels: [], nextPageToken: '2' })!;
    for (const baseUrl of [mock.url, `https://${LOCATION}-aiplatform.googleapis.com`]) {
      expect([path, second].map((page) => new URL(addressOf(vertex, { baseUrl, credential: KEY_FILE }, page)).href)).toEqual(mock.requests.map((request) => `${new URL(baseUrl).origin}${request.path}`));
    }
    expect(next!({ publisherModels: [] })).toBeUndefined();
  });

  it('a token of its own, for this service alone', async () => {
    const official = new JWTAccess(account.client_email, account.private_key, account.private_key_id).getRequestHeaders('https://aiplatform.googleapis.com/');
    const { authorization: ours = '' } = await vertex.auth(KEY_FILE, { method: 'POST', url: mock.url, body: '' });
    const parts = (header: string) => header.replace('Bearer ', '').split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
    const [head, { iat, exp, ...claims }] = parts(ours) as [Record<string, unknown>, Record<string, number>];
    const [theirHead, { iat: _iat, exp: _exp, ...theirClaims }] = parts(official.get('authorization')!) as [Record<string, unknown>, Record<string, number>];
    expect([head, claims]).toEqual([theirHead, theirClaims]);
    expect(exp! - iat!).toBe(3600);
    const answer = await fetch(mock.url + pathOf(chat, { model: 'm' }), { method: 'POST', headers: { 'content-type': 'application/json', 'authorization': ours }, body: JSON.stringify(chat.encode({ model: 'm', messages: [{ role: 'user', content: 'hi' }] }, { model: 'm' }).body) });
    expect(answer.status).toBe(200);
    expect(chat.decode((await answer.json()) as Json, 'm').choices[0]!.message.content).toBe(ANSWER);
  });
});
