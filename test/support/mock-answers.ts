/** What the mock provider answers, in OpenAI's shapes; deterministic, and chosen by the name of the model. */

interface Call { id: string; type: 'function'; function: { name: string; arguments: string } }

export interface ChatBody {
  model: string;
  messages: { role: string; content?: unknown }[];
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
  tools?: { function: { name: string } }[];
  tool_choice?: unknown;
  parallel_tool_calls?: boolean;
  response_format?: { type: string };
  n?: number;
}

export const ANSWER = 'The capital of France is Paris.';
const CREATED = 1_760_000_000;

function textOf(body: ChatBody): string {
  return body.messages.map((message) => (typeof message.content === 'string' ? message.content : JSON.stringify(message.content ?? ''))).join(' ');
}

function words(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

/** The tools that the "model" calls: with parallel calls every one of them, once the user has spoken last. */
function toolCalls(body: ChatBody): Call[] {
  if (!body.tools?.length || body.tool_choice === 'none' || body.messages.at(-1)?.role === 'tool') return [];
  const called = body.parallel_tool_calls === false ? body.tools.slice(0, 1) : body.tools;
  return called.map((tool, index) => ({ id: `call_${index + 1}`, type: 'function', function: { name: tool.function.name, arguments: '{"city":"Paris"}' } }));
}

function content(body: ChatBody): string {
  const repeat = /^chunks-(\d+)/.exec(body.model)?.[1];
  if (repeat) return 'word '.repeat(Number(repeat));
  if (body.model.includes('echo')) return String(body.messages.at(-1)?.content);
  if (body.response_format?.type.startsWith('json')) return '{"answer":"Paris"}';
  return ANSWER;
}

function usage(body: ChatBody, answer: string) {
  const prompt = words(textOf(body));
  const completion = words(answer) || 1;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
}

export function chatAnswer(body: ChatBody): Record<string, unknown> {
  const calls = toolCalls(body);
  const answer = content(body);
  const said = body.model.endsWith('refused') ? { content: null, refusal: answer } : { content: answer, refusal: null };
  const message = calls.length ? { role: 'assistant', content: null, tool_calls: calls } : { role: 'assistant', ...said };
  return {
    id: 'chatcmpl-mock',
    object: 'chat.completion',
    created: CREATED,
    model: body.model,
    system_fingerprint: 'fp_mock',
    choices: Array.from({ length: body.n ?? 1 }, (_, index) => ({ index, message, finish_reason: calls.length ? 'tool_calls' : 'stop', logprobs: null })),
    ...(body.model.startsWith('no-usage') ? {} : { usage: usagesOf(body)?.at(-1) ?? usage(body, answer) }),
  };
}

/** What the name of the model says that the usage is. */
function usagesOf({ model }: ChatBody): unknown[] | undefined {
  const given = /^usages:(.*)/.exec(model)?.[1];
  return given === undefined ? undefined : (JSON.parse(given) as unknown[]);
}

/** The `data:` values of a stream, without `[DONE]`. */
export function chatChunks(body: ChatBody): Record<string, unknown>[] {
  const head = { id: 'chatcmpl-mock', object: 'chat.completion.chunk', created: CREATED, model: body.model, system_fingerprint: 'fp_mock' };
  const withUsage = body.stream_options?.include_usage === true && !/^(no|late)-usage/.test(body.model);
  const thoughts = Number(/^(?:cut-stream-)?thinks-(\d+)/.exec(body.model)?.[1] ?? 0);
  const usages = usagesOf(body);
  const chunk = (delta: unknown, finish: string | null = null) => ({ ...head, choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }], ...(withUsage ? { usage: null } : {}) });
  const calls = toolCalls(body);
  const answer = content(body);
  const deltas: unknown[] = calls.length
    ? calls.flatMap((call, index) => [
        { tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.function.name, arguments: '' } }] },
        ...(call.function.arguments.match(/.{1,6}/g) ?? []).map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
      ])
    : thoughts > 0 ? [{ reasoning_content: 'x'.repeat(thoughts) }, { content: answer }] : (answer.match(body.model.includes('echo-letters') ? /[^]{1,3}/g : /\S+\s*/g) ?? []).map((piece) => ({ content: piece }));
  const chunks: Record<string, unknown>[] = [
    chunk({ role: 'assistant', content: calls.length ? null : '' }),
    ...deltas.map((delta) => chunk(delta)),
    chunk({}, calls.length ? 'tool_calls' : 'stop'),
    ...(withUsage ? [{ ...head, choices: [], usage: usages?.at(-1) ?? usage(body, answer) }] : []),
  ];
  usages?.slice(0, -1).forEach((one, index) => Object.assign(chunks[index + 1] ?? {}, { usage: one }));
  return chunks;
}

export const DIMENSIONS = 8;

/** A vector that depends on the input alone. */
export function vector(input: unknown, dimensions = DIMENSIONS): number[] {
  const text = JSON.stringify(input);
  return Array.from({ length: dimensions }, (_, index) => ((text.charCodeAt(index % text.length) * (index + 7)) % 101) / 128);
}

export function embeddingsAnswer(body: { model: string; input: unknown; encoding_format?: string; dimensions?: number }): Record<string, unknown> {
  const { input } = body;
  const inputs = Array.isArray(input) && typeof input[0] !== 'number' ? input : [input];
  const data = inputs.map((item, index) => {
    const numbers = vector(item, body.dimensions);
    return { object: 'embedding', index, embedding: body.encoding_format === 'base64' ? Buffer.from(new Float32Array(numbers).buffer).toString('base64') : numbers };
  });
  const tokens = words(inputs.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(' '));
  return { object: 'list', model: body.model, data, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

export function errorAnswer(status: number): Record<string, unknown> {
  const kinds: Record<number, string> = { 400: 'invalid_request_error', 401: 'authentication_error', 403: 'permission_error', 404: 'not_found_error', 429: 'rate_limit_error' };
  return { error: { message: `The mock was asked for status ${status}.`, type: kinds[status] ?? 'server_error', param: null, code: status === 429 ? 'rate_limit_exceeded' : null } };
}
