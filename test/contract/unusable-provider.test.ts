import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { startMockServer } from '../support/mock-server.ts';
import { startGoogleMock } from '../support/mocks/google.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

interface Traced { outcome: string; cost: number | null; attempts: { deployment: string; error?: string }[] }

let gateway: Gateway;
let mock: Mock;
let key: string;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway({ local: 'idle' }), startMock()]);
  await gateway.cliJson(['providers', 'add', '--name', 'unusable', '--kind', 'vertex', '--region', 'eu'], 'no key file');
  await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'unusable']);
  await approveMock(gateway, mock, { first: ['unusable/gemini-3-flash', 'mock/gpt-4o'] });
  for (const args of [['prices', 'set', 'unusable/*', '--input', '1', '--output', '2'], ['prices', 'set', 'mock/*', '--input', '1', '--output', '2']]) expect((await gateway.cli(args)).code).toBe(0);
  key = await makeKey(gateway, 'a tool', '--floor', 'internal');
  expect((await gateway.cli(['budgets', 'set', '--money', '10', '--key', 'a tool'])).code).toBe(0);
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));

const ask = (model: string) => post(gateway, key, '/v1/chat/completions', { model, messages: USER, max_tokens: 100 });
const lastTrace = async (): Promise<Traced> => (await gateway.cliJson<[Traced]>(['traces', 'list', '--limit', '1']))[0];

it('a provider that cannot be asked, for what the office has entered of it, costs nothing and is tried once', async () => {
  const refused = await ask('unusable/gemini-3-flash');
  const { error } = (await refused.json()) as ErrorBody;
  expect([refused.status, error.code, error.message]).toEqual([502, 'provider_error', expect.stringContaining('not the key file of a service account')]);
  expect(await lastTrace()).toMatchObject({ outcome: 'error', cost: 0, attempts: [{ deployment: 'unusable/gemini-3-flash', error: 'provider_error' }] });
  expect((await gateway.cli(['audit', 'list'])).stdout).not.toContain('request.sent');
});

it('the next deployment answers in its place', async () => {
  expect((await ask('first')).status).toBe(200);
  expect((await lastTrace()).attempts.map(({ deployment }) => deployment)).toEqual(['unusable/gemini-3-flash', 'mock/gpt-4o']);
  expect((await gateway.cli(['audit', 'list'])).stdout.match(/request\.sent/g)).toHaveLength(1);
});

it('a key that Google does not know, which it tells as a 400, is the office’s fault and not the tool’s: the next deployment answers', async () => {
  const google = await startGoogleMock({ apiKey: 'the right one' });
  await gateway.cliJson(['providers', 'add', '--name', 'gemini', '--kind', 'google', '--base-url', google.url, '--region', 'eu'], 'mistyped');
  await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'gemini']);
  await gateway.cliJson(['models', 'alias', 'any', 'gemini/gemini-3-flash', 'mock/gpt-4o']);
  await gateway.cli(['prices', 'set', 'gemini/*', '--input', '1', '--output', '2']);
  const refused = await ask('gemini/gemini-3-flash');
  expect([refused.status, ((await refused.json()) as ErrorBody).error]).toMatchObject([502, { code: 'provider_error', message: expect.stringMatching(/does not accept the office's credential.*enter a new one/) as string }]);
  expect((await ask('any')).status).toBe(200);
  expect((await lastTrace()).attempts.map(({ deployment }) => deployment)).toEqual(['gemini/gemini-3-flash', 'mock/gpt-4o']);
  expect(await gateway.cliJson(['providers', 'list'])).toContainEqual(expect.objectContaining({ id: 'gemini', health: expect.objectContaining({ failed: expect.objectContaining({ code: 'key-refused' }) }) }));
  await google.stop();
});

it('an account at Anthropic without credit, which it tells as a 400, too', async () => {
  const error = { type: 'invalid_request_error', message: 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.' };
  const anthropic = await startMockServer({ path: '/v1', answer: (_record, response) => void response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ type: 'error', error })) });
  await gateway.cliJson(['providers', 'add', '--name', 'claude', '--kind', 'anthropic', '--base-url', anthropic.url, '--region', 'eu'], 'sk-ant-of-the-office');
  await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'claude']);
  await gateway.cli(['prices', 'set', 'claude/*', '--input', '1', '--output', '2']);
  const refused = await ask('claude/claude-haiku-4-5');
  expect([refused.status, ((await refused.json()) as ErrorBody).error.message]).toEqual([502, expect.stringMatching(/account at claude has no credit left.*credit balance is too low.*top it up/)]);
  await anthropic.stop();
});

it('a server that speaks no TLS, as a mistyped https does, was sent nothing, and costs nothing', async () => {
  mock.reset();
  await gateway.cliJson(['providers', 'add', '--name', 'tls', '--kind', 'openai-compatible', '--base-url', mock.url.replace('http:', 'https:'), '--region', 'eu'], 'sk-of-the-office');
  await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'tls']);
  await gateway.cli(['prices', 'set', 'tls/*', '--input', '1', '--output', '2']);
  const refused = await ask('tls/gpt-4o');
  expect([refused.status, ((await refused.json()) as ErrorBody).error.message]).toEqual([502, 'tls cannot be reached (ERR_SSL_WRONG_VERSION_NUMBER).']);
  expect([mock.requests.length, (await lastTrace()).cost]).toEqual([0, 0]);
});
