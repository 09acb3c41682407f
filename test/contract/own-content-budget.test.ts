import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import type { Mock } from '../support/mock-server.ts';
import { startAnthropicMock } from '../support/mocks/anthropic.ts';
import { makeKey } from '../support/office.ts';

let gateway: Gateway;
let mock: Mock;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startAnthropicMock({ apiKey: 'sk-a' })]);
  await gateway.cliJson(['providers', 'add', '--name', 'claude', '--kind', 'anthropic', '--base-url', mock.url, '--region', 'us'], 'sk-a');
  await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'claude']);
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));

it.each(['with its length', 'in pieces'])('what a provider of the client’s own dialect alone is sent is in what a budget sets aside, sent %s', async (how) => {
  mock.reset();
  const key = await makeKey(gateway, `a tool ${how}`, '--floor', 'internal');
  await gateway.cliJson(['budgets', 'set', '--key', `a tool ${how}`, '--tokens', '20000', '--per', 'total', '--hard']);
  // No other dialect has such a block, so that the canonical shape has no place for its text.
  const page = { type: 'search_result', source: 'https://example.com/', title: 'A page', content: [{ type: 'text', text: 'Law is what is written in books. '.repeat(1_000) }] };
  const ask = async (...content: object[]): Promise<number> => {
    const body = JSON.stringify({ model: 'claude/any', max_tokens: 100, messages: [{ role: 'user', content: [...content, { type: 'text', text: 'And?' }] }] });
    const sent = how === 'in pieces' ? { body: new Blob([body]).stream(), duplex: 'half' } : { body };
    return (await fetch(`${gateway.url}/v1/messages`, { method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' }, ...sent } as RequestInit)).status;
  };
  expect([await ask(), await ask(page)]).toEqual([200, 429]);
  expect(mock.requests).toHaveLength(1);
});
