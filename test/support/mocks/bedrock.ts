/**
 * Amazon Bedrock's Converse and ConverseStream (as @aws-sdk/client-bedrock-runtime 3.1163 speaks them). It takes a Bedrock API key, or a signature of version 4, which
 * it computes again by itself. What happens is said by the model's name (mock-scenario.ts).
 */
import { createHash, createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { type Asked, createMisbehaviour, type Scenario, scenarioOf, writeStream } from '../mock-scenario.ts';
import { type Mock, type RecordedRequest, sendJson, startMockServer } from '../mock-server.ts';

type Block = Record<string, unknown> & { text?: string };
interface Body {
  messages: { role: string; content: Block[] }[];
  system?: Block[];
  inferenceConfig?: Record<string, unknown>;
  toolConfig?: { tools: { toolSpec?: { name: string } }[]; toolChoice?: { tool?: { name: string } } };
  outputConfig?: { textFormat?: unknown };
}

export interface AccessKey { id: string; secret: string; session?: string }

const codec = new EventStreamCodec((bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')), (text) => Buffer.from(text, 'utf8'));
const header = (value: string) => ({ type: 'string' as const, value });

export function eventFrame(type: string, body: object): Buffer {
  return Buffer.from(codec.encode({ headers: { ':message-type': header('event'), ':event-type': header(type), ':content-type': header('application/json') }, body: Buffer.from(JSON.stringify(body)) }));
}

export function exceptionFrame(type: string, message: string): Buffer {
  return Buffer.from(codec.encode({ headers: { ':message-type': header('exception'), ':exception-type': header(type), ':content-type': header('application/json') }, body: Buffer.from(JSON.stringify({ message })) }));
}

export function errorFrame(code: string, message: string): Buffer {
  return Buffer.from(codec.encode({ headers: { ':message-type': header('error'), ':error-code': header(code), ':error-message': header(message) }, body: new Uint8Array() }));
}

const ERRORS: Record<number, string> = { 400: 'ValidationException', 403: 'AccessDeniedException', 404: 'ResourceNotFoundException', 408: 'ModelTimeoutException', 424: 'ModelErrorException', 429: 'ThrottlingException', 500: 'InternalServerException', 503: 'ServiceUnavailableException' };

function fail(response: ServerResponse, status: number, headers: Record<string, string> = {}, message = `mock error ${status}`): void {
  sendJson(response, status, { message }, { 'x-amzn-errortype': ERRORS[status] ?? 'InternalServerException', 'x-amzn-requestid': 'req_mock', ...headers });
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const escapeUri = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** Undefined where the signature is right (AWS Signature Version 4, "Create a signed AWS API request"). */
export function signatureFault({ method, path, headers, text }: Pick<RecordedRequest, 'method' | 'path' | 'headers' | 'text'>, key: AccessKey): string | undefined {
  const parts = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(String(headers['authorization']));
  if (!parts) return 'Missing Authentication Token';
  const [, id, day, region, service, names, signature] = parts as unknown as string[];
  if (id !== key.id) return 'The security token included in the request is invalid.';
  if (service !== 'bedrock') return `Credential should be scoped to correct service: 'bedrock'.`;
  const date = String(headers['x-amz-date']);
  const age = Date.now() - Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!date.startsWith(day!) || !(Math.abs(age) < 300_000)) return 'Signature expired';
  if (!names!.split(';').includes('host')) return 'Host must be signed';
  if (headers['x-amz-security-token'] !== key.session) return 'The security token included in the request is invalid.';
  const canonical = [method, path.split('/').map(escapeUri).join('/'), '', ...names!.split(';').map((name) => `${name}:${String(headers[name]).trim()}`), '', names, sha256(text)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, `${day}/${region}/${service}/aws4_request`, sha256(canonical)].join('\n');
  const signing = [day!, region!, service, 'aws4_request'].reduce((last: string | Buffer, part) => hmac(last, part), `AWS4${key.secret}`);
  return hmac(signing, toSign).toString('hex') === signature ? undefined : 'The request signature we calculated does not match the signature you provided.';
}

/** What the API itself would refuse, as far as a mock can tell. */
function refusal(body: Body): string | undefined {
  if (!Array.isArray(body.messages) || body.messages.length === 0) return 'The value at messages must not be empty.';
  if (body.messages[0]!.role !== 'user') return 'A conversation must start with a user message.';
  const known = /^(messages|system|inferenceConfig|toolConfig|outputConfig|additionalModelRequestFields|guardrailConfig|requestMetadata|performanceConfig|serviceTier|promptVariables|additionalModelResponseFieldPaths)$/;
  for (const name of Object.keys(body)) if (!known.test(name)) return `extraneous key [${name}] is not permitted`;
  for (const [at, { role, content }] of body.messages.entries()) {
    if (role === body.messages[at + 1]?.role) return 'A conversation must alternate between user and assistant roles.';
    if (content.length === 0) return `The content field at messages.${at} is empty.`;
    for (const block of content) {
      if (block.text === '') return `The text field in the ContentBlock object at messages.${at} is blank.`;
      for (const use of [block['toolUse'], block['toolResult']] as ({ toolUseId: string } | undefined)[]) {
        if (use && !body.toolConfig) return 'The toolConfig field must be defined when using toolUse and toolResult content blocks.';
        if (use && !/^[\w-]{1,64}$/.test(use.toolUseId)) return "Value at 'toolUseId' failed to satisfy constraint";
      }
    }
  }
  return undefined;
}

function askedOf(model: string, body: Body): Asked {
  const blocks = body.messages.at(-1)!.content;
  const names = (body.toolConfig?.tools ?? []).flatMap(({ toolSpec }) => toolSpec?.name ?? []);
  const forced = body.toolConfig?.toolChoice?.tool?.name;
  return { model, tools: forced ? names.filter((name) => name === forced) : names, answeredTool: blocks.some((block) => 'toolResult' in block), json: body.outputConfig?.textFormat != null, lastText: blocks.map(({ text = '' }) => text).join('') };
}

const REASONS = { stop: 'end_turn', length: 'max_tokens', tools: 'tool_use', refusal: 'guardrail_intervened' };
const id = (call: { id: string }) => `tooluse_${call.id}`;
const SEALED = 'c2VhbGVk';

function usageOf({ usage: { input, output, cached, cacheWrites } }: Scenario) {
  const cache = cached + cacheWrites > 0 ? { cacheReadInputTokens: cached, cacheWriteInputTokens: cacheWrites, cacheDetails: [{ ttl: '5m', inputTokens: cacheWrites }] } : {};
  return { inputTokens: input - cached - cacheWrites, outputTokens: output, totalTokens: input + output, ...cache };
}

const citationOf = ({ url, title }: NonNullable<Scenario['source']>) => ({ title, sourceContent: [{ text: 'Paris is the capital' }], location: { web: { url, domain: 'example.com' } } });

function plain(scenario: Scenario) {
  const content: unknown[] = [];
  if (scenario.thoughts) content.push({ reasoningContent: { reasoningText: { text: scenario.thoughts, signature: scenario.signature } } }, { reasoningContent: { redactedContent: SEALED } });
  if (scenario.source) content.push({ citationsContent: { content: [{ text: scenario.text }], citations: [citationOf(scenario.source)] } });
  else if (scenario.text) content.push({ text: scenario.text });
  for (const call of scenario.calls) content.push({ toolUse: { toolUseId: id(call), name: call.name, input: call.arguments } });
  return { metrics: { latencyMs: 12 }, output: { message: { role: 'assistant', content } }, stopReason: REASONS[scenario.end], usage: usageOf(scenario) };
}

function pieces(scenario: Scenario): Buffer[] {
  let index = 0;
  const delta = (at: number, value: object) => eventFrame('contentBlockDelta', { contentBlockIndex: at, delta: value, p: 'abcdefghij' });
  const stop = (at: number) => eventFrame('contentBlockStop', { contentBlockIndex: at, p: 'ab' });
  const out = [eventFrame('messageStart', { role: 'assistant', p: 'abcdef' })];
  if (scenario.thoughts) {
    const [readable, sealed] = [index++, index++];
    out.push(...(scenario.thoughts.match(/.{1,9}/g) ?? []).map((text) => delta(readable, { reasoningContent: { text } })), delta(readable, { reasoningContent: { signature: scenario.signature } }), stop(readable), delta(sealed, { reasoningContent: { redactedContent: SEALED } }), stop(sealed));
  }
  if (scenario.text) {
    const at = index++;
    out.push(...scenario.pieces.map((text) => delta(at, { text })), ...(scenario.source ? [delta(at, { citation: citationOf(scenario.source) })] : []), stop(at));
  }
  for (const call of scenario.calls) {
    const at = index++;
    out.push(eventFrame('contentBlockStart', { contentBlockIndex: at, start: { toolUse: { toolUseId: id(call), name: call.name } }, p: 'abc' }), ...JSON.stringify(call.arguments).match(/.{1,7}/g)!.map((input) => delta(at, { toolUse: { input } })), stop(at));
  }
  return [...out, eventFrame('messageStop', { stopReason: REASONS[scenario.end], p: 'a' })];
}

/** `apiKey` or `accessKey`: who may ask; without either everybody. */
export async function startBedrockMock({ apiKey, accessKey }: { apiKey?: string; accessKey?: AccessKey } = {}): Promise<Mock> {
  const misbehaviour = createMisbehaviour((response, status, headers) => fail(response, status, headers));

  async function answer(record: RecordedRequest, response: ServerResponse, stopping: AbortSignal): Promise<void> {
    const { authorization } = record.headers;
    if ((apiKey || accessKey) && !(apiKey && authorization === `Bearer ${apiKey}`)) {
      const fault = accessKey && authorization?.includes('AWS4') ? signatureFault(record, accessKey) : 'Authentication failed: Please make sure your API Key is valid.';
      if (fault) return fail(response, 403, {}, fault);
    }
    const path = /^\/model\/([^/]+)\/converse(-stream)?$/.exec(record.path);
    if (record.method !== 'POST' || !path) return fail(response, 404, { 'x-amzn-errortype': 'UnknownOperationException' });
    const model = decodeURIComponent(path[1]!);
    if (await misbehaviour.act(model, response, stopping)) return undefined;
    const body = record.json as unknown as Body;
    const refused = refusal(body);
    if (refused) return fail(response, 400, {}, refused);
    const scenario = scenarioOf(askedOf(model, body));
    if (!path[2]) return sendJson(response, 200, plain(scenario), { 'x-amzn-requestid': 'req_mock' });
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': 'req_mock' });
    return writeStream(response, model, pieces(scenario), { broken: exceptionFrame('throttlingException', 'Too many requests, please wait before trying again.'), end: eventFrame('metadata', { usage: usageOf(scenario), metrics: { latencyMs: 12 }, p: 'abcd' }) });
  }

  return startMockServer({ answer, onReset: () => misbehaviour.reset() });
}
