import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { ANSWER } from '../support/mock-scenario.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { startAnthropicMock } from '../support/mocks/anthropic.ts';
import { PATCH, startResponsesMock } from '../support/mocks/responses.ts';
import { approveMock, makeKey } from '../support/office.ts';

let gateway: Gateway;
let openai: Awaited<ReturnType<typeof startResponsesMock>>;
let claude: typeof openai;
let chat: Mock;
let client: OpenAI;
const input = 'Delete a.txt.';
const tools: OpenAI.Responses.Tool[] = [{ type: 'custom', name: 'edit', description: 'Takes a patch.', format: { type: 'grammar', syntax: 'lark', definition: 'start: /.+/' } }, { type: 'local_shell' }];

beforeAll(async () => {
  [gateway, openai, claude, chat] = await Promise.all([startGateway(), startResponsesMock({ apiKey: 'sk-o' }), startAnthropicMock({ apiKey: 'sk-a' }), startMock()]);
  await approveMock(gateway, chat, {});
  for (const [name, kind, url, key] of [['openai', 'openai', openai.url, 'sk-o'], ['claude', 'anthropic', claude.url, 'sk-a']] as const) {
    await gateway.cliJson(['providers', 'add', '--name', name, '--kind', kind, '--base-url', url, '--region', 'us'], key);
    await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', name]);
  }
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'a tool', '--floor', 'internal'), maxRetries: 0 });
});
afterAll(() => Promise.all([gateway?.stop(), openai?.stop(), claude?.stop(), chat?.stop()]));
beforeEach(() => {
  for (const mock of [openai, claude, chat]) mock.reset();
});

describe('tools that OpenAI describes and the client runs', () => {
  it.each(['plain', 'streamed'])('are called, and answered, through the Responses API, %s', async (how) => {
    const ask = async (more: object): Promise<OpenAI.Responses.Response> => {
      const wish = { model: 'openai/any', input, tools, tool_choice: { type: 'custom' as const, name: 'edit' }, ...more };
      return how === 'plain' ? client.responses.create(wish) : client.responses.stream(wish).finalResponse();
    };
    const first = await ask({});
    expect(first.output).toMatchObject([{ type: 'custom_tool_call', call_id: 'call_c0', name: 'edit', input: PATCH }, { type: 'local_shell_call', call_id: 'call_s0', action: { command: ['ls'] } }]);
    expect(openai.requests.at(-1)!.json).toMatchObject({ tools, tool_choice: { type: 'custom', name: 'edit' } });
    const results = [{ type: 'custom_tool_call_output', call_id: 'call_c0', output: [{ type: 'input_text', text: 'done' }] }, { type: 'local_shell_call_output', id: 'call_s0', output: 'b.txt' }];
    expect((await ask({ input: [{ role: 'user', content: input }, ...first.output, ...results] })).output_text).toBe(ANSWER);
    expect(openai.requests.at(-1)!.json['input']).toMatchObject([{ role: 'user' }, { type: 'custom_tool_call', input: PATCH }, { type: 'local_shell_call' }, ...results]);
    expect((await ask({ input: results, previous_response_id: first.id })).output_text).toBe(ANSWER);
    // What a tool returned is content like any other, and content by reference stays refused.
    const secret = await client.responses.create({ model: 'openai/any', tools, input: [{ role: 'user', content: input }, ...first.output, { ...results[0], output: 'Frau Regula Brunner, AHV 756.9217.0769.85' }] as OpenAI.Responses.ResponseInput }).catch((error: unknown) => error);
    expect(secret).toMatchObject({ error: { code: expect.stringMatching(/^(data_class_denied|local_model|no_local)/) as string } });
    await expect(ask({ input: [{ ...results[0], output: [{ type: 'input_file', file_id: 'file_1' }] }] })).rejects.toMatchObject({ status: 400, code: 'content_by_reference' });
  });

  it('go to no provider of another dialect, and a shell that is a container of the provider’s is none of them', async () => {
    await expect(client.responses.create({ model: 'claude/any', input, tools })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'tools[0].type' });
    await expect(client.responses.create({ model: 'openai/any', input, tools: [{ type: 'shell', environment: { type: 'container_auto' } }] })).rejects.toMatchObject({ status: 400, code: 'hosted_tool' });
    expect((await client.responses.create({ model: 'openai/any', input, tools: [{ type: 'shell', environment: { type: 'local' } }] })).output_text).toBe(ANSWER);
    expect(claude.requests).toEqual([]);
  });

  it.each(['plain', 'streamed'])('functions in a namespace are called at every provider, and go back to it, %s', async (how) => {
    const group: OpenAI.Responses.Tool = { type: 'namespace', name: 'crm', description: 'The clients of the office.', tools: [{ type: 'function', name: 'find', description: 'Finds one.', parameters: { type: 'object', properties: { city: { type: 'string' } } } }] };
    const ask = async (model: string, more: object = {}): Promise<OpenAI.Responses.Response> => {
      const wish = { model, input, tools: [group], ...more };
      return how === 'plain' ? client.responses.create(wish) : client.responses.stream(wish).finalResponse();
    };
    await ask('openai/any');
    expect(openai.requests.at(-1)!.json).toMatchObject({ tools: [group] });
    const first = await ask('claude/any', { tool_choice: { type: 'function', name: 'find', namespace: 'crm' } });
    expect(claude.requests.at(-1)!.json).toMatchObject({ tools: [{ name: 'crm__find', description: 'The clients of the office.\nFinds one.' }], tool_choice: { type: 'tool', name: 'crm__find' } });
    const [call] = first.output.filter((item) => item.type === 'function_call');
    expect(call).toMatchObject({ namespace: 'crm', name: 'find' });
    await ask('claude/any', { input: [{ role: 'user', content: input }, ...first.output, { type: 'function_call_output', call_id: call!.call_id, output: 'nobody' }] });
    expect(claude.requests.at(-1)!.json['messages']).toMatchObject([{}, { content: [{ type: 'tool_use', name: 'crm__find' }] }, { content: [{ type: 'tool_result' }] }]);
    await expect(ask('claude/any', { tools: [{ type: 'namespace', name: 'crm', tools: [{ type: 'custom', name: 'edit' }] }] })).rejects.toMatchObject({ status: 400, param: 'tools[0].tools[0].type' });
    await expect(ask('claude/any', { tools: [{ type: 'namespace', name: 'crm' }] })).rejects.toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('stand in a conversation of chat completions; where nobody knows them, that is said', async () => {
    const called = { role: 'assistant' as const, content: null, tool_calls: [{ id: 'call_1', type: 'custom' as const, custom: { name: 'edit', input: PATCH } }] };
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: input }, called, { role: 'tool', tool_call_id: 'call_1', content: 'done' }];
    const edit = { type: 'custom' as const, custom: { name: 'edit' } };
    await client.chat.completions.create({ model: 'mock/gpt-4o-mini', messages, tools: [edit] });
    expect(chat.requests.at(-1)!.json).toMatchObject({ messages, tools: [edit] });
    await expect(client.chat.completions.create({ model: 'claude/any', messages })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'messages[1].tool_calls' });
    await expect(client.chat.completions.create({ model: 'mock/gpt-4o-mini', messages: [messages[0]!, { ...called, tool_calls: [{ ...called.tool_calls[0]!, custom: { name: 'edit' } }] } as OpenAI.ChatCompletionMessageParam] })).rejects.toMatchObject({ status: 400, param: 'messages[1].tool_calls[0]' });
  });
});
