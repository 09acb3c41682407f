import type { ServerResponse } from 'node:http';
import { type Mock, type RecordedRequest, sendJson, startMockServer } from '../mock-server.ts';
import { createMisbehaviour, type Scenario, scenarioOf, SIGNATURE, writeStream } from '../mock-scenario.ts';

interface Item { type?: string; role?: string; content?: unknown; call_id?: string; encrypted_content?: string }
interface Body {
  model: string;
  input: string | Item[];
  stream?: boolean;
  store?: boolean;
  include?: string[];
  tools?: { type: string; name: string }[];
  tool_choice?: unknown;
  parallel_tool_calls?: boolean;
  text?: { format?: { type: string } };
  previous_response_id?: string;
}

const HEAD = { object: 'response', created_at: 1_760_000_000, error: null, incomplete_details: null, instructions: null, metadata: {}, parallel_tool_calls: true, temperature: 1, tool_choice: 'auto', tools: [], top_p: 1, truncation: 'disabled', vendor_field: 'kept' };

/** OpenAI's Responses API (openai-node 7.55) over real sockets, keeping nothing: `model` says what happens, as in mock-scenario.ts. */
export function startResponsesMock({ apiKey }: { apiKey?: string } = {}): Promise<Mock> {
  const error = (response: ServerResponse, status: number, headers: Record<string, string> = {}, message = `The mock was asked for status ${status}.`): void =>
    sendJson(response, status, { error: { message, type: status === 429 ? 'rate_limit_error' : 'server_error', param: null, code: null } }, headers);
  const misbehaviour = createMisbehaviour(error);

  async function answer(record: RecordedRequest, response: ServerResponse, stopping: AbortSignal): Promise<void> {
    if (apiKey && record.headers['authorization'] !== `Bearer ${apiKey}`) return error(response, 401);
    if (record.method !== 'POST' || record.path !== '/v1/responses') return error(response, 404);
    const body = record.json as unknown as Body;
    const refusal = refusalOf(body);
    if (refusal !== undefined) return error(response, 400, {}, refusal);
    if (await misbehaviour.act(body.model, response, stopping)) return undefined;
    const scenario = scenarioFor(body);
    const output = [...customCalls(body), ...(customCalls(body).length > 0 ? [] : outputOf(scenario, body.include))];
    if (!body.stream) return sendJson(response, 200, whole(body, scenario, output, 'completed'));
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    let sequence = 0;
    const event = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...data })}\n\n`;
    const pieces = [event('response.created', { response: whole(body, scenario, [], 'in_progress') }), event('response.in_progress', { response: whole(body, scenario, [], 'in_progress') }), ...output.flatMap((item, index) => eventsOf(item, index, event))];
    return writeStream(response, body.model, pieces, { broken: event('error', { code: 'server_error', message: 'The mock broke off.', param: null }), end: event(scenario.end === 'length' ? 'response.incomplete' : 'response.completed', { response: whole(body, scenario, output, 'completed') }) });
  }

  return startMockServer({ path: '/v1', answer, onReset: () => misbehaviour.reset() });
}

/** What the API says of state that it does not have, and of thoughts that it did not make. */
function refusalOf({ input, store, previous_response_id: previous }: Body): string | undefined {
  if (previous !== undefined) return `Previous response with id '${previous}' not found.`;
  for (const item of typeof input === 'string' ? [] : input) {
    if (item.type !== 'reasoning') continue;
    if (item.encrypted_content === undefined && store === false) return 'Item not found. Items are not persisted when `store` is set to false.';
    if (item.encrypted_content !== undefined && item.encrypted_content !== SIGNATURE) return 'The encrypted content could not be verified.';
  }
  return undefined;
}

function scenarioFor({ model, input, tools = [], tool_choice: choice, parallel_tool_calls: parallel = true, text }: Body): Scenario {
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  const last: Item | undefined = items.at(-1);
  return scenarioOf({ model, tools: choice === 'none' ? [] : tools.filter(({ type }) => type === 'function').map(({ name }) => name), parallel, searches: tools.some(({ type }) => type.startsWith('web_search')), answeredTool: last?.type === 'function_call_output', json: text?.format?.type.startsWith('json') === true, lastText: typeof last?.content === 'string' ? last.content : '' });
}

export const PATCH = '*** Begin Patch\n*** Delete File: a.txt\n*** End Patch';

/** What the client runs itself, of tools that this API describes; none once the result is there. */
function customCalls({ input, tools = [] }: Body): Record<string, unknown>[] {
  if (typeof input !== 'string' && input.at(-1)?.type?.endsWith('_call_output')) return [];
  const named = tools.filter(({ type }) => type === 'custom').map(({ name }, index) => ({ id: `ctc_${index}`, type: 'custom_tool_call', status: 'completed', call_id: `call_c${index}`, name, input: PATCH }));
  const shell = tools.filter(({ type }) => type === 'local_shell').map(() => ({ id: 'lsh_0', type: 'local_shell_call', status: 'completed', call_id: 'call_s0', action: { type: 'exec', command: ['ls'], env: {} } }));
  return [...named, ...shell];
}

const annotationsOf = ({ text, source }: Scenario): object[] => (source ? [{ type: 'url_citation', ...source, start_index: 0, end_index: text.length }] : []);

function outputOf(scenario: Scenario, include: readonly string[] = []): Record<string, unknown>[] {
  const { thoughts, signature, search, source, text, end, calls } = scenario;
  const sources = include.includes('web_search_call.action.sources') && source ? { sources: [{ type: 'url', url: source.url }] } : {};
  return [
    ...(search === undefined ? [] : [{ id: 'ws_67ccf18f64008190a39b619f4c8455ef087bb177ab789d5c', type: 'web_search_call', status: 'completed', action: { type: 'search', query: search, queries: [search], ...sources } }]),
    ...(thoughts === '' ? [] : [{ id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: thoughts }], encrypted_content: signature }]),
    ...(text === '' ? [] : [{ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [end === 'refusal' ? { type: 'refusal', refusal: text } : { type: 'output_text', text, annotations: annotationsOf(scenario), logprobs: [] }] }]),
    ...calls.map(({ id, name, arguments: args }, index) => ({ id: `fc_${index}`, type: 'function_call', call_id: id, name, arguments: JSON.stringify(args), status: 'completed' })),
  ];
}

function whole({ model, store = true }: Body, { usage, end }: Scenario, output: unknown[], status: string): Record<string, unknown> {
  const done = status === 'completed';
  return {
    ...HEAD, service_tier: 'default', id: 'resp_of_the_provider', model, store, status: done && end === 'length' ? 'incomplete' : status, output, ...(done && end === 'length' && { incomplete_details: { reason: 'max_output_tokens' } }),
    usage: done ? { input_tokens: usage.input, input_tokens_details: { cached_tokens: usage.cached, cache_write_tokens: usage.cacheWrites }, output_tokens: usage.output, output_tokens_details: { reasoning_tokens: usage.reasoning }, total_tokens: usage.input + usage.output } : null,
  };
}

function eventsOf(item: Record<string, unknown>, output_index: number, event: (type: string, data: object) => string): string[] {
  const of = { item_id: item['id'], output_index };
  const split = (text: string): string[] => text.match(/[^]{1,9}/gu) ?? [];
  if (item['type'] === 'reasoning') {
    const [{ text }] = item['summary'] as [{ text: string }];
    return [
      event('response.output_item.added', { output_index, item: { ...item, summary: [], encrypted_content: '' } }),
      event('response.reasoning_summary_part.added', { ...of, summary_index: 0, part: { type: 'summary_text', text: '' } }),
      ...split(text).map((delta) => event('response.reasoning_summary_text.delta', { ...of, summary_index: 0, delta })),
      event('response.reasoning_summary_text.done', { ...of, summary_index: 0, text }),
      event('response.output_item.done', { output_index, item }),
    ];
  }
  if (item['type'] === 'function_call') {
    const args = String(item['arguments']);
    return [event('response.output_item.added', { output_index, item: { ...item, arguments: '', status: 'in_progress' } }), ...split(args).map((delta) => event('response.function_call_arguments.delta', { ...of, delta })), event('response.function_call_arguments.done', { ...of, arguments: args }), event('response.output_item.done', { output_index, item })];
  }
  if (item['type'] === 'custom_tool_call') {
    const whole = String(item['input']);
    return [event('response.output_item.added', { output_index, item: { ...item, input: '', status: 'in_progress' } }), ...split(whole).map((delta) => event('response.custom_tool_call_input.delta', { ...of, delta })), event('response.custom_tool_call_input.done', { ...of, input: whole }), event('response.output_item.done', { output_index, item })];
  }
  if (item['type'] === 'local_shell_call') return [event('response.output_item.added', { output_index, item: { ...item, status: 'in_progress' } }), event('response.output_item.done', { output_index, item })];
  if (item['type'] === 'web_search_call') {
    const steps = ['in_progress', 'searching', 'completed'].map((step) => event(`response.web_search_call.${step}`, of));
    return [event('response.output_item.added', { output_index, item: { ...item, status: 'in_progress' } }), ...steps, event('response.output_item.done', { output_index, item })];
  }
  const [part] = item['content'] as [{ type: string; text?: string; refusal?: string; annotations?: object[] }];
  const text = part.text ?? part.refusal ?? '';
  const name = part.type === 'refusal' ? 'response.refusal' : 'response.output_text';
  return [
    event('response.output_item.added', { output_index, item: { ...item, content: [], status: 'in_progress' } }),
    event('response.content_part.added', { ...of, content_index: 0, part: { ...part, ...(part.type === 'refusal' ? { refusal: '' } : { text: '', annotations: [] }) } }),
    ...split(text).map((delta) => event(`${name}.delta`, { ...of, content_index: 0, delta, ...(part.type !== 'refusal' && { logprobs: [] }) })),
    ...(part.annotations ?? []).map((annotation, annotation_index) => event('response.output_text.annotation.added', { ...of, content_index: 0, annotation_index, annotation })),
    event(`${name}.done`, { ...of, content_index: 0, ...(part.type === 'refusal' ? { refusal: text } : { text, logprobs: [] }) }),
    event('response.content_part.done', { ...of, content_index: 0, part }),
    event('response.output_item.done', { output_index, item }),
  ];
}
