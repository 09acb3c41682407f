import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAdmin } from '../support/admin-socket.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, sendJson, startMockServer } from '../support/mock-server.ts';
import { startAnthropicMock } from '../support/mocks/anthropic.ts';
import { makeKey, USER } from '../support/office.ts';

/** Clients with the tries that they make by themselves, in front of providers that fail: class and status are what they give in front of their own. */
let gateway: Gateway;
let claude: Mock;
let other: Mock;
let full: Mock;
let openai: OpenAI;
let anthropic: Anthropic;

beforeAll(async () => {
  [gateway, claude, other, full] = await Promise.all([
    startGateway({ local: 'idle' }),
    startAnthropicMock(),
    startMockServer({ path: '/v1', answer: (record, response) => sendJson(response, Number(/\d+/.exec(String(record.json.model))), { error: { message: 'Project proj_1 does not have access to it.' } }) }),
    startMockServer({ path: '/v1', answer: ({ json }, response) => sendJson(response, 429, { error: { message: 'You exceeded it.', type: json.model, code: json.model } }) }),
  ]);
  for (const [id, kind, baseUrl] of [['claude', 'anthropic', claude.url], ['other', 'openai-compatible', other.url], ['full', 'openai', full.url]] as const) {
    await askAdmin(gateway.home, 'POST', '/providers', { id, kind, baseUrl, region: 'eu', credential: 'sk-of-the-office' });
    await askAdmin(gateway.home, 'PUT', '/policy/cell', { dataClass: 'internal', provider: id, action: 'allow', conditions: {} });
  }
  const apiKey = await makeKey(gateway, 'tool', '--floor', 'internal');
  openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey });
  anthropic = new Anthropic({ baseURL: gateway.url, apiKey });
});
afterAll(() => Promise.all([gateway?.stop(), claude?.stop(), other?.stop(), full?.stop()]));

const messages = (model: string) => ({ model, max_tokens: 50, messages: USER });

describe('an overload stays one', () => {
  it.each(['claude/error-529', 'other/says-529'])('%s is Anthropic’s OverloadedError', async (model) => {
    const failed = await anthropic.messages.create(messages(model), { maxRetries: 0 }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Anthropic.OverloadedError);
    expect(failed).toMatchObject({ status: 529, error: { error: { type: 'overloaded_error', code: 'provider_error' } } });
  });

  it('in mid-stream too', async () => {
    const failed = await anthropic.messages.stream(messages('claude/error-in-stream'), { maxRetries: 0 }).finalMessage().catch((error: unknown) => error);
    expect(failed).toMatchObject({ error: { error: { type: 'overloaded_error' } } });
  });

  it('and OpenAI’s client sees the 503', async () => {
    await expect(openai.chat.completions.create(messages('other/says-503'), { maxRetries: 0 })).rejects.toMatchObject({ status: 503, code: 'provider_error' });
  });
});

describe('what only an administrator can mend is asked once', () => {
  it.each([401, 402, 403])('%i', async (status) => {
    other.reset();
    await expect(openai.chat.completions.create(messages(`other/says-${status}`))).rejects.toMatchObject({ status: 502, code: 'provider_error' });
    await expect(anthropic.messages.create(messages(`other/says-${status}`))).rejects.toMatchObject({ status: 502 });
    expect(other.requests).toHaveLength(2);
  });

  it('OpenAI’s 429 for an account without credit, but not the one for its pace', async () => {
    full.reset();
    await expect(openai.chat.completions.create(messages('full/insufficient_quota'))).rejects.toMatchObject({ status: 502, message: expect.stringMatching(/account at full has no credit left/) as string });
    expect(full.requests).toHaveLength(1);
    await expect(openai.chat.completions.create(messages('full/rate_limit_exceeded'), { maxRetries: 0 })).rejects.toBeInstanceOf(OpenAI.RateLimitError);
  });

  it('and what the provider says of a right that is missing is told: the key itself may be right', async () => {
    await expect(openai.chat.completions.create(messages('other/says-403'))).rejects.toMatchObject({ message: expect.stringMatching(/does not allow this with the office's credential \(403\): Project proj_1 does not have access.*extend its rights/) as string });
  });
});
