import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ANSWER } from '../support/mock-scenario.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { startAnthropicMock } from '../support/mocks/anthropic.ts';
import { approveMock, makeKey } from '../support/office.ts';

let gateway: Gateway;
let claude: Awaited<ReturnType<typeof startAnthropicMock>>;
let chat: Mock;
let client: Anthropic;

beforeAll(async () => {
  [gateway, claude, chat] = await Promise.all([startGateway(), startAnthropicMock({ apiKey: 'sk-a' }), startMock()]);
  await approveMock(gateway, chat, {});
  await gateway.cliJson(['providers', 'add', '--name', 'claude', '--kind', 'anthropic', '--base-url', claude.url, '--region', 'us'], 'sk-a');
  await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'claude']);
  client = new Anthropic({ baseURL: gateway.url, apiKey: await makeKey(gateway, 'a coding assistant', '--floor', 'internal'), maxRetries: 0 });
});
afterAll(() => Promise.all([gateway?.stop(), claude?.stop(), chat?.stop()]));

/** As Claude Code asks: at `/v1/messages?beta=true`, with trials that nobody here knows, a cache for all and the last answer's id. */
const ask = (model: string) => client.beta.messages.create({
  model, max_tokens: 100, betas: ['claude-code-20250219', 'interleaved-thinking-2025-05-14', 'prompt-caching-scope-2026-01-05'],
  system: [{ type: 'text', text: 'You are a coding assistant.', cache_control: { type: 'ephemeral', ttl: '1h', scope: 'global' } as Anthropic.Beta.BetaCacheControlEphemeral }],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi.', cache_control: { type: 'ephemeral' } }] }],
  tools: [{ name: 'Read', description: 'Reads a file.', input_schema: { type: 'object', properties: { cache_control: { type: 'object', default: { scope: 'x' } } } } }],
  tool_choice: { type: 'none' }, diagnostics: { previous_message_id: 'msg_01mock' },
} as Anthropic.Beta.MessageCreateParamsNonStreaming).withResponse();

it('a coding assistant of Anthropic’s gets its answer: what would be kept or shared there is left out, and that is said', async () => {
  const { data, response } = await ask('claude/any');
  expect(data.content).toMatchObject([{ type: 'text', text: ANSWER }]);
  const sent = claude.requests.at(-1)!;
  expect([sent.path, sent.headers['anthropic-beta'], 'diagnostics' in sent.json]).toEqual(['/v1/messages', 'interleaved-thinking-2025-05-14', false]);
  expect(sent.json).toMatchObject({ system: [{ cache_control: { type: 'ephemeral', ttl: '1h' } }], messages: [{ content: [{ cache_control: { type: 'ephemeral' } }] }], tools: [{ input_schema: { properties: { cache_control: { default: { scope: 'x' } } } } }] });
  expect(JSON.stringify(sent.json.system)).not.toContain('scope');
  for (const word of ['diagnostics was left out', 'the scope of cache_control was left out']) expect(response.headers.get('x-gatehouse-warning')).toContain(word);
});

it('and in front of a model of another dialect', async () => {
  const { data, response } = await ask('mock/gpt-4o-mini');
  expect(data.content).toMatchObject([{ type: 'text', text: ANSWER }]);
  expect(response.headers.get('x-gatehouse-warning')).toContain('diagnostics is ignored by mock');
});
