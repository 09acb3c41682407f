import { createMisbehaviour, type Scenario, scenarioOf, writeStream } from '../mock-scenario.ts';
import { type Mock, type RecordedRequest, sendJson, startMockServer } from '../mock-server.ts';

type Fields = Record<string, unknown>;

/** How one server of OpenAI's shape writes down what a scenario says. */
export interface Shape {
  /** The base URL's path. */
  path: string;
  /** Of a request's path behind the base URL's, without its query; absent: that itself. */
  route?(path: string, query: URLSearchParams): string;
  signedIn(headers: RecordedRequest['headers'], apiKey: string): boolean;
  /** What it refuses, as it says it. */
  check?(body: Fields): { status: number; body: unknown } | undefined;
  answer(scenario: Scenario, body: Fields): unknown;
  /** Of a stream, with the comments that come between. */
  events(scenario: Scenario, body: Fields): unknown[];
  error(status: number): unknown;
  models: unknown;
  embeddings?(inputs: string[], body: Fields): unknown;
}

export function startShapedMock(shape: Shape, options: { port?: number; apiKey?: string } = {}): Promise<Mock> {
  const misbehaviour = createMisbehaviour((response, status, headers) => sendJson(response, status, shape.error(status), headers));
  const event = (value: unknown): string => (typeof value === 'string' ? value : `data: ${JSON.stringify(value)}\n\n`);
  return startMockServer({
    path: shape.path,
    onReset: () => misbehaviour.reset(),
    ...(options.port !== undefined && { port: options.port }),
    async answer(record, response, stopping) {
      if (options.apiKey && !shape.signedIn(record.headers, options.apiKey)) return sendJson(response, 401, shape.error(401));
      const { pathname, searchParams } = new URL(record.path, 'http://mock');
      const path = pathname.slice(shape.path.length);
      const route = `${record.method} ${shape.route ? shape.route(path, searchParams) : path}`;
      if (route === 'GET /models') return sendJson(response, 200, shape.models);
      const body: Fields = record.json;
      const model = String(body['model']);
      if (route === 'POST /embeddings' && shape.embeddings) return sendJson(response, 200, shape.embeddings([body['input']].flat().map(String), body));
      if (route !== 'POST /chat/completions') return sendJson(response, 404, shape.error(404));
      if (await misbehaviour.act(model, response, stopping)) return undefined;
      const refusal = shape.check?.(body);
      if (refusal) return sendJson(response, refusal.status, refusal.body);
      const scenario = scenarioOf(asked(body));
      if (body['stream'] !== true) return sendJson(response, 200, shape.answer(scenario, body));
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      return writeStream(response, model, shape.events(scenario, body).map(event), { broken: event(shape.error(500)), end: 'data: [DONE]\n\n' });
    },
  });
}

function asked(body: Fields): Parameters<typeof scenarioOf>[0] {
  const messages = body['messages'] as { role: string; content: unknown }[];
  const tools = (body['tools'] ?? []) as { function: { name: string } }[];
  const last = messages.at(-1)!;
  return {
    model: String(body['model']),
    tools: body['tool_choice'] === 'none' ? [] : tools.map((tool) => tool.function.name),
    parallel: body['parallel_tool_calls'] !== false,
    answeredTool: last.role === 'tool',
    json: (body['response_format'] as { type?: string } | undefined)?.type?.startsWith('json') ?? false,
    lastText: typeof last.content === 'string' ? last.content : JSON.stringify(last.content),
  };
}

export function bearerIs({ authorization }: RecordedRequest['headers'], apiKey: string): boolean {
  return authorization === `Bearer ${apiKey}`;
}

/** OpenAI's own names for the end. */
export function finishOf({ end }: Scenario): string {
  return { stop: 'stop', length: 'length', tools: 'tool_calls', refusal: 'stop' }[end];
}

/** Calls in full, and as the fragments of a stream. */
export function callsOf({ calls }: Scenario): { id: string; type: 'function'; function: { name: string; arguments: string } }[] {
  return calls.map(({ id, name, arguments: args }) => ({ id, type: 'function', function: { name, arguments: JSON.stringify(args) } }));
}

export function callDeltas(scenario: Scenario): Fields[] {
  return callsOf(scenario).flatMap(({ id, type, function: { name, arguments: args } }, index) => [
    { tool_calls: [{ index, id, type, function: { name, arguments: '' } }] },
    ...(args.match(/.{1,6}/g) ?? []).map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ]);
}

export function usageOf({ usage: { input, output } }: Scenario): { prompt_tokens: number; completion_tokens: number; total_tokens: number } {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

export function openaiError(status: number): unknown {
  const types: Record<number, string> = { 400: 'invalid_request_error', 401: 'invalid_request_error', 404: 'invalid_request_error', 429: 'rate_limit_error' };
  return { error: { message: `The mock was asked for status ${status}.`, type: types[status] ?? 'server_error', param: null, code: status === 401 ? 'invalid_api_key' : null } };
}

export function embeddingsOf(inputs: string[], body: Fields, id?: string): unknown {
  const size = Number(body['dimensions'] ?? body['output_dimension'] ?? 4);
  const data = inputs.map((input, index) => ({ object: 'embedding', index, embedding: Array.from({ length: size }, (_, at) => (input.length + at) / 8) }));
  return { ...(id && { id }), object: 'list', model: body['model'], data, usage: { prompt_tokens: inputs.length * 2, total_tokens: inputs.length * 2, completion_tokens: 0 } };
}

export function modelList(...ids: string[]): unknown {
  return { object: 'list', data: ids.map((id) => ({ id, object: 'model', created: 1_760_000_000, owned_by: 'mock' })) };
}
