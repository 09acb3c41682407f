/** Cohere's API (`/v2/chat`, `/v2/embed`, `/v1/models`) over real sockets; what a model's name says is in mock-scenario.ts. It is as strict as Cohere: an unknown field is a 400, and so is a number out of its range. */
import type { ServerResponse } from 'node:http';
import { createMisbehaviour, type Scenario, scenarioOf, writeStream } from '../mock-scenario.ts';
import { type Mock, type RecordedRequest, sendJson, startMockServer } from '../mock-server.ts';

interface Message { role: string; content?: string | { type: string; text?: string }[]; tool_calls?: { id: string }[]; tool_call_id?: string }
interface Body {
  model: string;
  stream?: boolean;
  messages: Message[];
  tools?: { function: { name: string } }[];
  tool_choice?: string;
  response_format?: { type: string };
  thinking?: { type: string };
  p?: number;
  texts?: string[];
  input_type?: string;
  output_dimension?: number;
}

const CHAT = ['model', 'messages', 'stream', 'tools', 'strict_tools', 'tool_choice', 'response_format', 'safety_mode', 'citation_options', 'max_tokens', 'stop_sequences', 'temperature', 'seed', 'frequency_penalty', 'presence_penalty', 'k', 'p', 'logprobs', 'thinking'];
const EMBED = ['model', 'texts', 'input_type', 'embedding_types', 'output_dimension', 'truncate'];
const MODELS = [['command-a-03-2025', 'chat'], ['embed-v4.0', 'embed'], ['rerank-v3.5', 'rerank']] as const;

export async function startCohereMock(options: { port?: number; apiKey?: string } = {}): Promise<Mock> {
  const misbehaviour = createMisbehaviour((response, status, headers) => fail(response, status, `The mock was told to answer ${status}.`, headers));

  async function answer(record: RecordedRequest, response: ServerResponse, stopping: AbortSignal): Promise<void> {
    if (options.apiKey && record.headers['authorization'] !== `Bearer ${options.apiKey}`) return fail(response, 401, 'invalid api token');
    const { pathname } = new URL(record.path, 'http://mock');
    if (record.method === 'GET' && pathname === '/v1/models') return sendJson(response, 200, { models: MODELS.map(([name, endpoint]) => ({ name, endpoints: [endpoint], is_deprecated: false })) });
    if (record.method !== 'POST' || (pathname !== '/v2/chat' && pathname !== '/v2/embed')) return fail(response, 404, 'not found');
    const body = record.json as unknown as Body;
    const wrong = pathname === '/v2/chat' ? complaint(body) : Object.keys(body).find((name) => !EMBED.includes(name));
    if (wrong) return fail(response, 400, `invalid request: ${wrong}`);
    if (await misbehaviour.act(body.model, response, stopping)) return undefined;
    if (pathname === '/v2/embed') return embed(response, body);
    return body.stream ? stream(response, body) : sendJson(response, 200, whole(body));
  }

  return startMockServer({ answer, onReset: misbehaviour.reset, ...(options.port !== undefined && { port: options.port }) });
}

function fail(response: ServerResponse, status: number, message: string, headers: Record<string, string> = {}): void {
  sendJson(response, status, { id: 'mock', message }, headers);
}

function complaint(body: Body): string | undefined {
  const unknown = Object.keys(body).find((name) => !CHAT.includes(name));
  if (unknown) return `unknown field: ${unknown}`;
  if (!Array.isArray(body.messages) || body.messages.some(({ role }) => !['system', 'user', 'assistant', 'tool'].includes(role))) return 'messages must have roles';
  if (body.p !== undefined && !(body.p >= 0.01 && body.p <= 0.99)) return 'p must be between 0.01 and 0.99 inclusive.';
  if (body.tools && body.response_format?.type === 'json_object') return 'cannot specify both response_format json_object and tools';
  const asked = new Set(body.messages.flatMap((message) => message.tool_calls ?? []).map((call) => call.id));
  const stray = body.messages.find((message) => message.role === 'tool' && !asked.has(message.tool_call_id ?? ''));
  return stray && `tool call id ${stray.tool_call_id} not found in previous tool calls`;
}

function embed(response: ServerResponse, body: Body): void {
  const float = body.texts!.map((_text, index) => Array.from({ length: body.output_dimension ?? 4 }, (_value, at) => index + at / 8));
  sendJson(response, 200, { id: 'mock', embeddings: { float }, texts: body.texts, meta: { api_version: { version: '2' }, billed_units: { input_tokens: 6 } }, response_type: 'embeddings_by_type' });
}

function said(body: Body): Scenario & { usage: Scenario['usage']; shown: string } {
  const last = body.messages.at(-1)!;
  const lastText = typeof last.content === 'string' ? last.content : (last.content ?? []).map((part) => part.text ?? '').join('');
  const scenario = scenarioOf({ model: body.model, tools: body.tool_choice === 'NONE' ? [] : (body.tools ?? []).map((tool) => tool.function.name), answeredTool: last.role === 'tool', json: body.response_format?.type === 'json_object', lastText });
  return { ...scenario, shown: body.thinking?.type === 'disabled' ? '' : scenario.thoughts };
}

const FINISHES = { stop: 'COMPLETE', refusal: 'COMPLETE', length: 'MAX_TOKENS', tools: 'TOOL_CALL' };
const usageOf = ({ usage: { input, output, cached } }: Scenario) => ({ billed_units: { input_tokens: input, output_tokens: output }, tokens: { input_tokens: input + 66, output_tokens: output + 1 }, cached_tokens: cached });
const PLAN = 'I will ask both.';

const citationsOf = ({ text, source }: Scenario) => (source ? [{ start: 0, end: text.length, text, type: 'TEXT_CONTENT', sources: [{ type: 'document', id: 'doc:0', document: { id: 'doc:0', ...source } }] }] : []);

function whole(body: Body): object {
  const scenario = said(body);
  const { text, shown, calls, end } = scenario;
  const content = [...(shown ? [{ type: 'thinking', thinking: shown }] : []), ...(text ? [{ type: 'text', text }] : [])];
  const made = calls.map(({ id, name, arguments: args }) => ({ id, type: 'function', function: { name, arguments: JSON.stringify(args) } }));
  return { id: 'mock', finish_reason: FINISHES[end], message: { role: 'assistant', ...(content.length > 0 && { content }), ...(scenario.source && { citations: citationsOf(scenario) }), ...(made.length > 0 && { tool_plan: PLAN, tool_calls: made }) }, usage: usageOf(scenario) };
}

function stream(response: ServerResponse, body: Body): Promise<void> {
  const scenario = said(body);
  const { pieces, shown, calls, end } = scenario;
  const event = (type: string, rest: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
  const block = (index: number, kind: string, parts: string[]) => (parts.length === 0 ? [] : [
    event('content-start', { index, delta: { message: { content: { type: kind, [kind]: '' } } } }),
    ...parts.map((part) => event('content-delta', { index, delta: { message: { content: { [kind]: part } } } })),
    event('content-end', { index }),
  ]);
  const frames = [
    event('message-start', { id: 'mock', delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] } } }),
    ...block(0, 'thinking', shown.match(/\S+\s*/g) ?? []),
    ...block(shown ? 1 : 0, 'text', pieces),
    ...citationsOf(scenario).flatMap((citations, index) => [event('citation-start', { index, delta: { message: { citations } } }), event('citation-end', { index })]),
    ...(calls.length > 0 ? PLAN.match(/\S+\s*/g)!.map((part) => event('tool-plan-delta', { delta: { message: { tool_plan: part } } })) : []),
    ...calls.flatMap(({ id, name, arguments: args }, index) => [
      event('tool-call-start', { index, delta: { message: { tool_calls: { id, type: 'function', function: { name, arguments: '' } } } } }),
      ...(JSON.stringify(args).match(/.{1,7}/g) ?? []).map((part) => event('tool-call-delta', { index, delta: { message: { tool_calls: { function: { arguments: part } } } } })),
      event('tool-call-end', { index }),
    ]),
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const failed = { finish_reason: 'ERROR', error: 'internal generation failure', usage: {} };
  return writeStream(response, body.model, frames, { broken: `${event('message-end', { delta: failed })}data: [DONE]\n\n`, end: `${event('message-end', { delta: { finish_reason: FINISHES[end], usage: usageOf(scenario) } })}data: [DONE]\n\n` });
}
