import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRealOllama } from '../../gateway/local/testing/real.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ANSWER } from '../support/mock-answers.ts';
import type { Mock } from '../support/mock-server.ts';
import { startMistral } from '../support/mocks/mistral.ts';
import { makeKey, USER } from '../support/office.ts';

/** Of the older version of the API, which the newer SDK no longer names. */
const cool = { temperature: 0 };
const CHAT_MODEL = 'smollm2:135m';
let gateway: Gateway;
let key: string;
let mistral: Mock;

beforeAll(async () => {
  [gateway, mistral] = await Promise.all([startGateway({ local: 'real', env: { GATEHOUSE_STARTER: CHAT_MODEL } }), startMistral({ apiKey: 'sk-of-the-office' })]);
  await gateway.waitFor(/Ready\./, 890_000);
  key = await makeKey(gateway, 'confidential tool', '--floor', 'confidential');
});
afterAll(() => Promise.all([gateway?.stop(), mistral?.stop()]));

describe('a tool written against Anthropic’s SDK', () => {
  it('gets an answer from the bundled Ollama for a confidential request, streamed and plain', async () => {
    const client = new Anthropic({ baseURL: gateway.url, apiKey: key, maxRetries: 0 });
    const stream = client.messages.stream({ model: 'claude-sonnet-5', max_tokens: 60, messages: USER });
    await expect(stream.finalMessage()).rejects.toMatchObject({ status: 404 });
    await gateway.cliJson(['models', 'alias', 'claude-sonnet-5', `local/${CHAT_MODEL}`]);
    const message = await client.messages.stream({ model: 'claude-sonnet-5', max_tokens: 60, messages: USER, ...cool }).finalMessage();
    expect(message.content).toMatchObject([{ type: 'text', text: expect.stringContaining('Paris') as string }]);
    expect(message).toMatchObject({ model: CHAT_MODEL, role: 'assistant', usage: { input_tokens: expect.any(Number) as number } });
    expect(message.usage.input_tokens).toBeGreaterThan(5);
    const { data, response } = await client.messages.create({ model: 'local', max_tokens: 3, messages: USER }).withResponse();
    expect([data.stop_reason, data.usage.output_tokens]).toEqual(['max_tokens', 3]);
    expect([response.headers.get('x-gatehouse-class'), response.headers.get('x-gatehouse-provider')]).toEqual(['confidential', 'local']);
  });

  it('gets structured output from it', async () => {
    const client = new Anthropic({ baseURL: gateway.url, apiKey: key, maxRetries: 0 });
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
    const message = await client.messages.create({ model: 'local', max_tokens: 100, messages: [{ role: 'user', content: 'Capital of France, as JSON.' }], output_config: { format: { type: 'json_schema', schema } } });
    const [block] = message.content;
    expect(Object.keys(JSON.parse(block?.type === 'text' ? block.text : '{}') as object)).toEqual(['city']);
  });
});

describe('a tool of Anthropic’s SDK that must be called', () => {
  it('is called by the bundled Ollama, streamed', async () => {
    const client = new Anthropic({ baseURL: gateway.url, apiKey: key, maxRetries: 0 });
    const tools = [{ name: 'look_up', input_schema: { type: 'object' as const, properties: { city: { type: 'string', enum: ['Paris', 'Bern'] } }, required: ['city'] } }];
    const message = await client.messages.stream({ model: 'local', max_tokens: 300, messages: USER, tools, tool_choice: { type: 'tool', name: 'look_up', disable_parallel_tool_use: true } }).finalMessage();
    expect([message.stop_reason, message.content]).toEqual(['tool_use', [expect.objectContaining({ type: 'tool_use', name: 'look_up', input: { city: expect.stringMatching(/^(Paris|Bern)$/) as string } })]]);
  });
});

describe('a tool written against Ollama’s client', () => {
  it('gets the bundled Ollama’s own words, and cannot change how the machine is used', async () => {
    const client = new Ollama({ host: gateway.url, headers: { authorization: `Bearer ${key}` } });
    let text = '';
    let last;
    for await (const piece of await client.chat({ model: 'local', messages: USER, stream: true, options: { temperature: 0, num_predict: 40, num_ctx: 65_536, num_thread: 64 }, keep_alive: '24h' })) {
      text += piece.message.content;
      last = piece;
    }
    expect(text).toContain('Paris');
    // Only Ollama itself knows how long it took to load the model.
    expect(last).toMatchObject({ model: CHAT_MODEL, done: true, load_duration: expect.any(Number) as number, eval_count: expect.any(Number) as number });
    const [loaded] = (await client.ps()).models;
    expect(loaded).toMatchObject({ name: CHAT_MODEL });
    expect((loaded as unknown as { context_length: number }).context_length).toBeLessThan(65_536);
    expect((await client.generate({ model: 'local', prompt: 'The capital of France is', options: { num_predict: 3 } })).done_reason).toBe('length');
    expect((await client.show({ model: `local/${CHAT_MODEL}` })).capabilities).toContain('completion');
  });

  it('is its own command line too, with the key in its host', async () => {
    const ollama = (await findRealOllama())!;
    const run = (...args: string[]) => {
      const asked = promisify(execFile)(ollama, args, { env: { HOME: gateway.home, OLLAMA_HOST: `${gateway.url}/k/${key}` } });
      asked.child.stdin!.end();
      return asked;
    };
    expect((await run('list')).stdout).toMatch(new RegExp(`^local/${CHAT_MODEL}\\s+[0-9a-f]{12}\\s+98 MB`, 'm'));
    expect((await run('show', CHAT_MODEL)).stdout).toMatch(/completion/);
    expect((await run('run', 'local', 'What is the capital of France?')).stdout).toContain('Paris');
    await expect(run('rm', CHAT_MODEL)).rejects.toMatchObject({ stderr: expect.stringContaining('administrator') as string });
  });

  it('gets an answer from a cleared Mistral deployment, streamed, and from here what that may not see', async () => {
    await gateway.cliJson(['providers', 'add', '--name', 'mistral', '--kind', 'mistral', '--base-url', mistral.url, '--region', 'eu'], 'sk-of-the-office');
    await gateway.cliJson(['models', 'alias', 'office', 'mistral/mistral-small-latest']);
    await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'mistral']);
    const internal = new Ollama({ host: gateway.url, headers: { authorization: `Bearer ${await makeKey(gateway, 'internal tool', '--floor', 'internal')}` } });
    const read = async (client: Ollama): Promise<{ text: string; model: string; pieces: number }> => {
      let text = '';
      let model = '';
      let pieces = 0;
      for await (const piece of await client.chat({ model: 'office', messages: USER, stream: true, options: { temperature: 0, num_predict: 40 } })) {
        text += piece.message.content;
        model = piece.model;
        pieces += 1;
      }
      return { text, model, pieces };
    };
    const answer = await read(internal);
    expect(answer).toMatchObject({ text: ANSWER, model: 'mistral-small-latest' });
    expect(answer.pieces).toBeGreaterThan(3);
    expect(mistral.requests.at(-1)!.json).toMatchObject({ model: 'mistral-small-latest', messages: USER, max_tokens: 40, temperature: 0, stream: true });
    const seen = mistral.requests.length;
    const local = await read(new Ollama({ host: gateway.url, headers: { authorization: `Bearer ${key}` } }));
    expect(local.model).toBe(CHAT_MODEL);
    expect(local.text).toContain('Paris');
    expect(mistral.requests).toHaveLength(seen);
  });
});
