import { request } from 'node:http';
import { BedrockRuntimeClient, type ContentBlock, ConverseCommand, type ConverseCommandInput, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChatChunk, ChatRequest } from '../../../gateway/core/chat.ts';
import type { Json, JsonObject } from '../../../gateway/core/json.ts';
import { createFraming } from '../../../gateway/execute/framing.ts';
import { bedrock } from '../../../gateway/providers/bedrock/provider.ts';
import { ANSWER, ARGUMENTS, SIGNATURE, THOUGHTS } from '../../support/mock-scenario.ts';
import type { Mock } from '../../support/mock-server.ts';
import { type AccessKey, signatureFault, startBedrockMock } from '../../support/mocks/bedrock.ts';

const KEY = 'ABSKQmVkcm9ja0FQSUtleS10ZXN0';
const ACCESS: AccessKey = { id: 'ASIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', session: 'IQoJb3JpZ2luX2VjEXAMPLE==' };
const CREDENTIAL = `${ACCESS.id}:${ACCESS.secret}:${ACCESS.session}`;
const MODEL = 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0';
const ORIGIN = 'https://bedrock-runtime.eu-central-1.amazonaws.com';
const chat = bedrock.chat!;
const pathOf = chat.path as Exclude<typeof chat.path, string>;
let mock: Mock;
let byKey: BedrockRuntimeClient;
let bySignature: BedrockRuntimeClient;
beforeAll(async () => {
  mock = await startBedrockMock({ apiKey: KEY, accessKey: ACCESS });
  // Without a handler of its own the client speaks HTTP/2.
  const common = { region: 'eu-central-1', endpoint: mock.origin, maxAttempts: 1, requestHandler: new NodeHttpHandler() };
  byKey = new BedrockRuntimeClient({ ...common, token: { token: KEY }, authSchemePreference: ['httpBearerAuth'] });
  bySignature = new BedrockRuntimeClient({ ...common, credentials: { accessKeyId: ACCESS.id, secretAccessKey: ACCESS.secret, sessionToken: ACCESS.session! } });
});
beforeEach(() => mock.reset());
afterAll(() => mock.stop());

const toolConfig = { tools: [{ toolSpec: { name: 'weather', description: 'Tells the weather', inputSchema: { json: { type: 'object', properties: { city: { type: 'string' } } } } } }, { toolSpec: { name: 'time', inputSchema: { json: { type: 'object' } } } }] };
const ask = (modelId = MODEL, more: object = {}) => ({ modelId, messages: [{ role: 'user', content: [{ text: 'What is the capital of France?' }] }], ...more }) as ConverseCommandInput;

/** A stream put together as the plain answer is. */
async function collect(client: BedrockRuntimeClient, input: ConverseCommandInput) {
  const { stream } = await client.send(new ConverseStreamCommand(input));
  const blocks: { text?: string; thought?: string; signature?: string; sealed?: string; tool?: { name?: string | undefined; toolUseId?: string | undefined }; input?: string }[] = [];
  let stopReason;
  let usage;
  for await (const { contentBlockStart, contentBlockDelta, messageStop, metadata } of stream!) {
    if (contentBlockStart) blocks[contentBlockStart.contentBlockIndex!] = { tool: contentBlockStart.start!.toolUse!, input: '' };
    if (contentBlockDelta) {
      const block = (blocks[contentBlockDelta.contentBlockIndex!] ??= {});
      const { text, toolUse, reasoningContent } = contentBlockDelta.delta!;
      if (text !== undefined) block.text = (block.text ?? '') + text;
      if (toolUse) block.input += toolUse.input!;
      if (reasoningContent?.text) block.thought = (block.thought ?? '') + reasoningContent.text;
      if (reasoningContent?.signature) block.signature = reasoningContent.signature;
      if (reasoningContent?.redactedContent) block.sealed = Buffer.from(reasoningContent.redactedContent).toString();
    }
    if (messageStop) ({ stopReason } = messageStop);
    if (metadata) ({ usage } = metadata);
  }
  return { blocks, stopReason, usage };
}

describe('the mock, as the official SDK sees it', () => {
  it.each([['an API key', () => byKey], ['a signature', () => bySignature]])('answers to %s', async (_name, client) => {
    const { output, stopReason, usage } = await client().send(new ConverseCommand(ask('anthropic.claude-cached')));
    expect(output!.message!.content).toEqual([{ text: ANSWER }]);
    expect(stopReason).toBe('end_turn');
    expect(usage).toEqual({ inputTokens: 10, outputTokens: 20, totalTokens: 120, cacheReadInputTokens: 60, cacheWriteInputTokens: 30, cacheDetails: [{ ttl: '5m', inputTokens: 30 }] });
  });

  it('streams what it answers', async () => {
    expect(await collect(bySignature, ask('model-thinks'))).toMatchObject({ blocks: [{ thought: THOUGHTS, signature: SIGNATURE }, { sealed: 'sealed' }, { text: ANSWER }], stopReason: 'end_turn', usage: { inputTokens: 12, outputTokens: 20, totalTokens: 32 } });
    expect(await collect(byKey, ask('model-bounded'))).toMatchObject({ blocks: [{ text: 'The capital of' }], stopReason: 'max_tokens' });
    const { output } = await byKey.send(new ConverseCommand(ask('model-thinks')));
    expect(output!.message!.content).toMatchObject([{ reasoningContent: { reasoningText: { text: THOUGHTS, signature: SIGNATURE } } }, { reasoningContent: { redactedContent: new Uint8Array(Buffer.from('sealed')) } }, { text: ANSWER }]);
  });

  it('calls tools in parallel, plain and streamed', async () => {
    const { output, stopReason } = await byKey.send(new ConverseCommand(ask(MODEL, { toolConfig })));
    const expected = [{ name: 'weather', toolUseId: 'tooluse_call1abcd' }, { name: 'time', toolUseId: 'tooluse_call2abcd' }];
    expect([stopReason, output!.message!.content]).toEqual(['tool_use', expected.map((tool) => ({ toolUse: { ...tool, input: ARGUMENTS } }))]);
    const streamed = await collect(byKey, ask(MODEL, { toolConfig }));
    expect(streamed.blocks.map(({ tool, input }) => [tool, JSON.parse(input!)])).toEqual(expected.map((tool) => [tool, ARGUMENTS]));
  });

  it('fails as the API does, also in mid-stream', async () => {
    await expect(byKey.send(new ConverseCommand(ask('error-429')))).rejects.toMatchObject({ name: 'ThrottlingException', message: 'mock error 429', $metadata: { httpStatusCode: 429 } });
    await expect(byKey.send(new ConverseCommand(ask('error-424')))).rejects.toMatchObject({ name: 'ModelErrorException' });
    await expect(byKey.send(new ConverseCommand(ask(MODEL, { messages: [] })))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(collect(byKey, ask('error-in-stream'))).rejects.toMatchObject({ name: 'ThrottlingException', message: expect.stringContaining('Too many requests') as string });
    await expect(collect(byKey, ask('cut-stream'))).rejects.toThrow();
    const wrong = new BedrockRuntimeClient({ region: 'eu-central-1', endpoint: mock.origin, maxAttempts: 1, requestHandler: new NodeHttpHandler(), credentials: { accessKeyId: ACCESS.id, secretAccessKey: 'another secret', sessionToken: ACCESS.session! } });
    await expect(wrong.send(new ConverseCommand(ask()))).rejects.toMatchObject({ name: 'AccessDeniedException', message: expect.stringContaining('does not match') as string });
  });
});

const PNG = 'iVBORw0KGgo=';
const user = (...content: object[]) => ({ role: 'user', content });
const hi = { role: 'user', content: 'hi' };
const tools = [{ type: 'function', function: { name: 'weather', description: 'Tells the weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }, { type: 'function', function: { name: 'time' } }];
const SCHEMA = { type: 'object', properties: { a: { type: 'string' } } };
const mark = { cache_control: { type: 'ephemeral', ttl: '1h' } };

/** The same call: what a client of OpenAI's dialect asks, and what the official SDK is told. */
const SAME: [string, object, object, string?][] = [
  ['a question', { messages: [hi], max_tokens: 9, temperature: 0, top_p: 0.5, stop: 'END' }, { messages: [user({ text: 'hi' })], inferenceConfig: { maxTokens: 9, temperature: 0, topP: 0.5, stopSequences: ['END'] } }],
  [
    'instructions, and turns that follow in the same role',
    { messages: [{ role: 'system', content: 'be brief', ...mark }, hi, { role: 'user', content: 'there' }, { role: 'assistant', content: 'hello' }, { role: 'developer', content: 'be kind' }, { role: 'user', content: [{ type: 'text', text: 'well?', ...mark }] }] },
    { system: [{ text: 'be brief' }, { cachePoint: { type: 'default', ttl: '1h' } }, { text: 'be kind' }], messages: [user({ text: 'hi' }, { text: 'there' }), { role: 'assistant', content: [{ text: 'hello' }] }, user({ text: 'well?' }, { cachePoint: { type: 'default', ttl: '1h' } })] },
  ],
  [
    'images and files',
    { messages: [{ role: 'user', content: [{ type: 'text', text: 'what?' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }, { type: 'file', file: { filename: 'a_b.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } }, { type: 'file', file: { filename: 'a_b.pdf', file_data: 'data:text/plain;base64,YQ==' } }] }] },
    { messages: [user({ text: 'what?' }, { image: { format: 'png', source: { bytes: Buffer.from(PNG, 'base64') } } }, { document: { format: 'pdf', name: 'a-b-pdf', source: { bytes: Buffer.from('%PDF-') } } }, { document: { format: 'txt', name: 'a-b-pdf 2', source: { bytes: Buffer.from('a') } } })] },
  ],
  ['tools, of which one must be called', { messages: [hi], tools, tool_choice: 'required' }, { messages: [user({ text: 'hi' })], toolConfig: { ...toolConfig, toolChoice: { any: {} } } }],
  ['the one tool that must be called', { messages: [hi], tools, tool_choice: { type: 'function', function: { name: 'time' } } }, { messages: [user({ text: 'hi' })], toolConfig: { ...toolConfig, toolChoice: { tool: { name: 'time' } } } }],
  ['a JSON schema', { messages: [hi], response_format: { type: 'json_schema', json_schema: { name: 'a', description: 'An a', schema: SCHEMA, strict: true } } }, { messages: [user({ text: 'hi' })], outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { name: 'a', description: 'An a', schema: JSON.stringify(SCHEMA) } } } } }],
  ['an effort', { messages: [hi], reasoning_effort: 'minimal' }, { messages: [user({ text: 'hi' })], outputConfig: { effort: 'low' }, additionalModelRequestFields: { thinking: { type: 'adaptive', display: 'summarized' } } }, 'anthropic.claude-opus-4-6-v1'],
  [
    'results of parallel tools after signed thoughts',
    {
      tools,
      messages: [
        hi,
        { role: 'assistant', content: null, reasoning_content: 'secret', reasoning_details: [{ type: 'reasoning.text', format: 'bedrock', text: 'a', index: 0 }, { type: 'reasoning.text', format: 'bedrock', text: 'b', index: 0 }, { type: 'reasoning.text', format: 'bedrock', signature: 'c2ln', index: 0 }, { type: 'reasoning.encrypted', format: 'bedrock', data: 'c2VhbGVk', index: 1 }, { type: 'reasoning.text', format: 'anthropic', text: 'not its own', signature: 'x' }], tool_calls: [{ id: 'tooluse_A', type: 'function', function: { name: 'weather', arguments: '{"city":"Bern"}' } }, { id: 'functions.time:1', type: 'function', function: { name: 'time', arguments: '' } }] },
        { role: 'tool', tool_call_id: 'tooluse_A', content: 'sunny' },
        { role: 'tool', tool_call_id: 'functions.time:1', content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }] },
        { role: 'user', content: 'go on' },
      ],
    },
    {
      toolConfig,
      messages: [
        user({ text: 'hi' }),
        { role: 'assistant', content: [{ reasoningContent: { reasoningText: { text: 'ab', signature: 'c2ln' } } }, { reasoningContent: { redactedContent: Buffer.from('sealed') } }, { toolUse: { toolUseId: 'tooluse_A', name: 'weather', input: { city: 'Bern' } } }, { toolUse: { toolUseId: 'gh_Vn84g2HW5a0dpKZxIB7Qlecr-FIunQmgubga6i_Fu2c', name: 'time', input: {} } }] },
        user({ toolResult: { toolUseId: 'tooluse_A', content: [{ text: 'sunny' }] } }, { toolResult: { toolUseId: 'gh_Vn84g2HW5a0dpKZxIB7Qlecr-FIunQmgubga6i_Fu2c', content: [{ image: { format: 'png', source: { bytes: Buffer.from(PNG, 'base64') } } }] } }, { text: 'go on' }),
      ] as unknown as ContentBlock[],
    },
  ],
];

const encode = (over: object, model = MODEL) => chat.encode({ model: 'alias', messages: [hi], ...over } as ChatRequest, { model });

/** Sent to the mock under the provider's own host name, which is what is signed. */
async function send(model: string, stream: boolean, body: object, credential = CREDENTIAL, origin = ORIGIN): Promise<{ status: number; bytes: Buffer }> {
  const path = pathOf({ model, stream });
  const text = JSON.stringify(body);
  const headers = { ...(await bedrock.auth(credential, { method: 'POST', url: origin + path, body: text })), host: new URL(origin).host, 'content-type': 'application/json' };
  return new Promise((done, fail) => {
    const sent = request({ host: '127.0.0.1', port: mock.port, path, method: 'POST', headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => done({ status: response.statusCode!, bytes: Buffer.concat(pieces) }));
    });
    sent.on('error', fail);
    sent.end(text);
  });
}

describe('what the adapter sends', () => {
  it.each(SAME)('is what the official SDK sends: %s', async (_name, asked, told, model = MODEL) => {
    await byKey.send(new ConverseCommand({ modelId: model, ...told } as ConverseCommandInput));
    const sent = mock.requests.at(-1)!;
    const { body, warnings } = encode(asked, model);
    expect(JSON.parse(JSON.stringify(body))).toEqual(sent.json);
    expect(warnings).toEqual([]);
    expect([sent.path, sent.headers['authorization']]).toEqual([pathOf({ model }), (await bedrock.auth(KEY, { method: 'POST', url: ORIGIN, body: '' }))['authorization']]);
    expect((await send(model, false, body)).status).toBe(200);
  });

  it('is taken where a conversation with tools goes on without any, which the API itself refuses', async () => {
    const used = [{ role: 'user', content: [{ text: 'hi' }] }, { role: 'assistant', content: [{ toolUse: { toolUseId: 'a', name: 'time', input: {} } }] }, { role: 'user', content: [{ toolResult: { toolUseId: 'a', content: [{ text: 'noon' }] } }] }];
    await expect(byKey.send(new ConverseCommand(ask(MODEL, { messages: used })))).rejects.toThrow(/toolConfig field must be defined/);
    const messages = [hi, { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'function', function: { name: 'time', arguments: '{}' } }] }, { role: 'tool', tool_call_id: 'a', content: 'noon' }];
    const { body } = bedrock.chat!.encode({ model: 'x', messages } as ChatRequest, { model: MODEL });
    expect((await byKey.send(new ConverseCommand({ modelId: MODEL, ...body } as ConverseCommandInput))).stopReason).toBe('end_turn');
  });

  it('is signed for the region of its host, byte for byte', async () => {
    const body = encode({ messages: [{ role: 'user', content: 'Zürich – “hier”' }] }).body;
    for (const origin of [ORIGIN, 'https://bedrock-runtime.eusc-de-east-1.amazonaws.eu', 'https://vpce-1a2b.bedrock-runtime.us-gov-west-1.vpce.amazonaws.com:8443']) {
      expect((await send(MODEL, true, body, CREDENTIAL, origin)).status).toBe(200);
      const sent = mock.requests.at(-1)!;
      expect(sent.headers['authorization']).toContain(`/${/bedrock-runtime\.([^.]+)/.exec(origin)![1]}/bedrock/aws4_request`);
      expect(signatureFault(sent, ACCESS)).toBeUndefined();
      expect(signatureFault({ ...sent, text: `${sent.text} ` }, ACCESS)).toMatch(/does not match/);
      expect(signatureFault({ ...sent, path: sent.path.replace('stream', 'scream') }, ACCESS)).toMatch(/does not match/);
    }
    expect(Object.keys(await bedrock.auth(`AKIAIOSFODNN7EXAMPLE:${ACCESS.secret}`, { method: 'POST', url: ORIGIN, body: '' })).sort()).toEqual(['authorization', 'x-amz-content-sha256', 'x-amz-date']);
    await expect(bedrock.auth(CREDENTIAL, { method: 'POST', url: 'https://proxy.example/model', body: '' })).rejects.toMatchObject({ code: 'provider_error' });
  });

  it('goes to a host of its region', () => {
    expect(bedrock.regions).toMatchObject({ 'eu-central-1': ORIGIN, 'eusc-de-east-1': 'https://bedrock-runtime.eusc-de-east-1.amazonaws.eu' });
  });
});

describe('what the adapter makes of the answer', () => {
  const decode = async (model: string, over: object = {}) => chat.decode(JSON.parse((await send(model, false, encode(over, model).body)).bytes.toString()) as Json, 'the-model');
  async function streamed(model: string, over: object = {}): Promise<ChatChunk[]> {
    const decoder = chat.decoder('the-model');
    const chunks: ChatChunk[] = [];
    const framing = createFraming(chat.framing, (payload) => chunks.push(...decoder.push(payload)));
    framing.feed((await send(model, true, encode(over, model).body)).bytes);
    expect(decoder.finished).toBe(true);
    return chunks;
  }

  it('plain: cached tokens, thoughts, tools, a refusal', async () => {
    expect((await decode('model-cached')).usage).toEqual({ prompt_tokens: 100, completion_tokens: 20, total_tokens: 120, prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 } });
    expect((await decode('model-thinks')).choices[0]!.message).toMatchObject({ content: ANSWER, reasoning_content: THOUGHTS, reasoning_details: [{ type: 'reasoning.text', format: 'bedrock', text: THOUGHTS, signature: SIGNATURE }, { type: 'reasoning.encrypted', format: 'bedrock', data: 'c2VhbGVk' }] });
    expect((await decode('model', { tools })).choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null, tool_calls: [{ id: 'tooluse_call1abcd', function: { name: 'weather', arguments: JSON.stringify(ARGUMENTS) } }, { id: 'tooluse_call2abcd' }] } });
    expect((await decode('model-refuses')).choices[0]).toMatchObject({ finish_reason: 'content_filter' });
  });

  it('streamed: thoughts go back as they came, usage comes last', async () => {
    const chunks = await streamed('model-thinks');
    const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
    expect(deltas.map(({ reasoning_content }) => reasoning_content ?? '').join('')).toBe(THOUGHTS);
    const back = encode({ messages: [hi, { role: 'assistant', content: 'x', reasoning_details: deltas.flatMap(({ reasoning_details }) => reasoning_details ?? []) }, hi] }).body as { messages: JsonObject[] };
    expect(back.messages[1]!.content).toEqual([{ reasoningContent: { reasoningText: { text: THOUGHTS, signature: SIGNATURE } } }, { reasoningContent: { redactedContent: 'c2VhbGVk' } }, { text: 'x' }]);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 20 } });
  });

  it('an exception in mid-stream is an error in the provider’s own words', async () => {
    await expect(streamed('error-in-stream')).rejects.toMatchObject({ code: 'provider_error', message: 'The provider broke off (throttlingException): Too many requests, please wait before trying again.' });
  });
});
