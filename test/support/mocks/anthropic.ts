/**
 * Anthropic's Messages API (version 2026-10-21, as @anthropic-ai/sdk 1.12 speaks it): `/v1/messages` plain and streamed, `/v1/messages/count_tokens`, `/v1/models`.
 * What happens is said by the model's name (mock-scenario.ts).
 */
import type { ServerResponse } from 'node:http';
import { type Asked, createMisbehaviour, type Scenario, scenarioOf, writeStream } from '../mock-scenario.ts';
import { type Mock, type RecordedRequest, sendJson, startMockServer } from '../mock-server.ts';

interface Block { type: string; text?: string; [field: string]: unknown }
interface Body {
  model: string;
  max_tokens?: number;
  messages: { role: string; content: string | Block[] }[];
  system?: string | Block[];
  tools?: { type?: string; name: string; input_schema: unknown }[];
  tool_choice?: { type: string; name?: string; disable_parallel_tool_use?: boolean };
  output_config?: { format?: unknown };
  stream?: boolean;
  [field: string]: unknown;
}

const MODELS = ['claude-sonnet-5-5', 'claude-haiku-4-5'];
/** What only the API itself can read of a page that it has found, and of a place in it. */
const PAGE = 'EqgfCioIARgBIiQ3YTAwMjY1Mi1mZjM5LTQ1NGUtODgxNC1kNjNjNTk1ZWI3Y';
const PLACE = 'Eo8BCioIAhgBIiQyYjQ0OWJmZi1lNm';
const TYPES: Record<number, string> = { 400: 'invalid_request_error', 401: 'authentication_error', 403: 'permission_error', 404: 'not_found_error', 413: 'request_too_large', 429: 'rate_limit_error', 500: 'api_error', 529: 'overloaded_error' };

const envelope = (type: string, message: string) => ({ type: 'error', error: { type, message, details: null }, request_id: 'req_011CZmock' });

function fail(response: ServerResponse, status: number, headers: Record<string, string> = {}, message = `mock error ${status}`): void {
  sendJson(response, status, envelope(TYPES[status] ?? 'api_error', message), { 'request-id': 'req_011CZmock', ...headers });
}

/** What the API itself would refuse, as far as a mock can tell. */
function refusal(body: Body, version: unknown): string | undefined {
  if (typeof body.max_tokens !== 'number') return 'max_tokens: Field required';
  if (!Array.isArray(body.messages) || body.messages.length === 0) return 'messages: at least one message is required';
  if (version === '2026-10-21') for (const name of ['temperature', 'top_p', 'top_k']) if (name in body) return `${name}: Extra inputs are not permitted`;
  const known = /^(model|max_tokens|messages|system|stream|tools|tool_choice|stop_sequences|metadata|service_tier|thinking|output_config|inference_geo|speed|cache_control|container|diagnostics|temperature|top_p|top_k)$/;
  for (const name of Object.keys(body)) if (!known.test(name)) return `${name}: Extra inputs are not permitted`;
  // A trial of its own (`prompt-caching-scope-2026-01-05`).
  if (JSON.stringify(body.system ?? []).includes('"scope"')) return 'system.0.cache_control.ephemeral.scope: Extra inputs are not permitted';
  for (const [at, message] of body.messages.entries()) {
    if (message.role !== 'user' && message.role !== 'assistant') return `messages.${at}.role: Unexpected role "${message.role}"`;
    const blocks = typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
    if (blocks.length === 0 && at < body.messages.length - 1) return `messages.${at}: content must be non-empty`;
    for (const block of blocks) {
      if (block.type === 'text' && !block.text) return `messages.${at}: text content blocks must be non-empty`;
      if (block.type === 'tool_use' && !/^[\w-]+$/.test(String(block['id']))) return `messages.${at}: tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`;
      if (block.type === 'web_search_tool_result' && !(block['content'] as { encrypted_content: string }[]).every((page) => page.encrypted_content === PAGE)) return `messages.${at}: Invalid encrypted_content in web_search_result`;
      if (!(block['citations'] as { encrypted_index?: string }[] | null ?? []).every(({ encrypted_index: place }) => place === PLACE)) return `messages.${at}: Invalid encrypted_index in citation`;
      if (block.type === 'thinking' && typeof block['signature'] !== 'string') return `messages.${at}: thinking.signature: Field required`;
    }
  }
  return undefined;
}

function askedOf(body: Body): Asked {
  const last = body.messages.at(-1)!;
  const blocks: Block[] = typeof last.content === 'string' ? [{ type: 'text', text: last.content }] : last.content;
  const choice = body.tool_choice;
  const names = (body.tools ?? []).filter(({ type = 'custom' }) => type === 'custom').map(({ name }) => name);
  return {
    model: body.model,
    tools: choice?.type === 'none' ? [] : choice?.type === 'tool' ? names.filter((name) => name === choice.name) : names,
    parallel: choice?.disable_parallel_tool_use !== true,
    answeredTool: blocks.some(({ type }) => type === 'tool_result'),
    searches: (body.tools ?? []).some(({ type }) => type?.startsWith('web_search_')),
    json: body.output_config?.format != null,
    lastText: blocks.map(({ text = '' }) => text).join(''),
  };
}

const REASONS = { stop: 'end_turn', length: 'max_tokens', tools: 'tool_use', refusal: 'refusal' };
const id = (call: { id: string }) => `toolu_01${call.id}`;

function usageOf({ usage, search }: Scenario) {
  return {
    input_tokens: usage.input - usage.cached - usage.cacheWrites, cache_read_input_tokens: usage.cached, cache_creation_input_tokens: usage.cacheWrites,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrites, ephemeral_1h_input_tokens: 0 }, output_tokens: usage.output,
    output_tokens_details: { thinking_tokens: usage.reasoning }, server_tool_use: search === undefined ? null : { web_search_requests: 1, web_fetch_requests: 0 }, service_tier: 'standard', inference_geo: 'global', speed: null,
  };
}

const stopDetails = ({ end }: Scenario) => (end === 'refusal' ? { type: 'refusal', category: null, explanation: 'This request was declined.' } : null);

function messageOf(body: Body, scenario: Scenario, content: unknown[], stopReason: string | null) {
  return { id: 'msg_01mock', type: 'message', role: 'assistant', model: body.model, content, container: null, diagnostics: null, stop_reason: stopReason, stop_sequence: null, stop_details: stopReason === null ? null : stopDetails(scenario), usage: usageOf(scenario) };
}

const citationsOf = ({ source }: Scenario) => source && [{ type: 'web_search_result_location', ...source, cited_text: 'Paris is the capital', encrypted_index: PLACE }];

function searchOf({ search, source }: Scenario): object[] {
  if (search === undefined) return [];
  const [called, caller] = ['srvtoolu_01WYG3ziw53XMcoyKL4XcZmE', { type: 'direct' }];
  return [{ type: 'server_tool_use', id: called, name: 'web_search', input: { query: search }, caller }, { type: 'web_search_tool_result', tool_use_id: called, content: [{ type: 'web_search_result', ...source, encrypted_content: PAGE, page_age: null }], caller }];
}

function plain(body: Body, scenario: Scenario) {
  const content: unknown[] = [];
  if (scenario.thoughts) content.push({ type: 'thinking', thinking: scenario.thoughts, signature: scenario.signature }, { type: 'redacted_thinking', data: 'c2VhbGVk' });
  content.push(...searchOf(scenario));
  if (scenario.text) content.push({ type: 'text', text: scenario.text, citations: citationsOf(scenario) ?? null });
  for (const call of scenario.calls) content.push({ type: 'tool_use', id: id(call), name: call.name, input: call.arguments, caller: { type: 'direct' } });
  return messageOf(body, scenario, content, REASONS[scenario.end]);
}

const event = (value: { type: string }) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;

function pieces(body: Body, scenario: Scenario): string[] {
  let index = 0;
  const block = (start: object, deltas: object[]) => {
    const at = index++;
    return [event({ type: 'content_block_start', index: at, content_block: start } as never), ...deltas.map((delta) => event({ type: 'content_block_delta', index: at, delta } as never)), event({ type: 'content_block_stop', index: at } as never)];
  };
  const start = messageOf(body, scenario, [], null);
  const out = [event({ type: 'message_start', message: { ...start, usage: { ...start.usage, output_tokens: 1 } } } as never) + event({ type: 'ping' })];
  if (scenario.thoughts) {
    out.push(...block({ type: 'thinking', thinking: '', signature: '' }, [...(scenario.thoughts.match(/.{1,9}/g) ?? []).map((thinking) => ({ type: 'thinking_delta', thinking })), { type: 'signature_delta', signature: scenario.signature }]));
    out.push(...block({ type: 'redacted_thinking', data: 'c2VhbGVk' }, []));
  }
  for (const one of searchOf(scenario) as { type: string; input?: object }[]) {
    if (one.type !== 'server_tool_use') out.push(...block(one, []));
    else out.push(...block({ ...one, input: {} }, ['', ...JSON.stringify(one.input).match(/.{1,7}/g)!].map((partial_json) => ({ type: 'input_json_delta', partial_json }))));
  }
  if (scenario.text) out.push(...block({ type: 'text', text: '', citations: null }, [...scenario.pieces.map((text) => ({ type: 'text_delta', text })), ...(citationsOf(scenario) ?? []).map((citation) => ({ type: 'citations_delta', citation }))]));
  for (const call of scenario.calls) out.push(...block({ type: 'tool_use', id: id(call), name: call.name, input: {}, caller: { type: 'direct' } }, ['', ...JSON.stringify(call.arguments).match(/.{1,7}/g)!].map((partial_json) => ({ type: 'input_json_delta', partial_json }))));
  const { input_tokens, cache_read_input_tokens, cache_creation_input_tokens, output_tokens, output_tokens_details, server_tool_use } = usageOf(scenario);
  out.push(event({ type: 'message_delta', delta: { stop_reason: REASONS[scenario.end], stop_sequence: null, stop_details: stopDetails(scenario), container: null }, usage: { input_tokens, cache_read_input_tokens, cache_creation_input_tokens, output_tokens, output_tokens_details, server_tool_use } } as never));
  return out;
}

/** The base URL ends in `/v1`, as the adapter's does; the SDK is given `origin`. */
export async function startAnthropicMock({ apiKey }: { apiKey?: string } = {}): Promise<Mock> {
  const misbehaviour = createMisbehaviour((response, status, headers) => fail(response, status, headers));

  async function answer(record: RecordedRequest, response: ServerResponse, stopping: AbortSignal): Promise<void> {
    const key = record.headers['x-api-key'] ?? /^Bearer (.*)$/.exec(String(record.headers['authorization']))?.[1];
    if (apiKey && key !== apiKey) return fail(response, 401, {}, 'invalid x-api-key');
    const version = record.headers['anthropic-version'];
    if (version !== '2026-10-21' && version !== '2023-06-01') return fail(response, 400, {}, 'anthropic-version: header is required');
    const path = record.path.split('?')[0];
    if (record.method === 'GET' && path === '/v1/models') {
      const data = MODELS.map((model) => ({ id: model, type: 'model', display_name: model, created_at: '2026-09-29T00:00:00Z', lifecycle: 'active' }));
      return sendJson(response, 200, { data, has_more: false, first_id: MODELS[0], last_id: MODELS.at(-1) });
    }
    if (record.method !== 'POST' || (path !== '/v1/messages' && path !== '/v1/messages/count_tokens')) return fail(response, 404, {}, 'Not Found');
    if (typeof record.json['model'] !== 'string') return fail(response, 400, {}, 'model: Field required');
    const body = record.json as unknown as Body;
    const counts = path === '/v1/messages/count_tokens';
    if (await misbehaviour.act(body.model, response, stopping)) return undefined;
    const refused = refusal(counts ? { ...body, max_tokens: 1 } : body, version);
    if (refused) return fail(response, 400, {}, refused);
    const scenario = scenarioOf(askedOf(body));
    if (counts) return sendJson(response, 200, { input_tokens: scenario.usage.input });
    if (!body.stream) return sendJson(response, 200, plain(body, scenario), { 'request-id': 'req_011CZmock' });
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', 'request-id': 'req_011CZmock' });
    return writeStream(response, body.model, pieces(body, scenario), { broken: `event: error\ndata: ${JSON.stringify(envelope('overloaded_error', 'Overloaded'))}\n\n`, end: event({ type: 'message_stop' }) });
  }

  return startMockServer({ path: '/v1', answer, onReset: () => misbehaviour.reset() });
}
