import type { Scenario } from '../mock-scenario.ts';
import type { Mock } from '../mock-server.ts';
import { bearerIs, embeddingsOf, finishOf, type Shape, startShapedMock, usageOf } from './openai-shape.ts';

/** Mistral as @mistralai/mistralai 2.7 knows it: thoughts as content chunks with a signature, calls whole, usage unasked, every unknown field refused. */
const head = (model: unknown, object: string) => ({ id: '5b35cc2e69bf4ba9a11373ee1f1937f8', object, created: 1_760_000_000, model });
const KNOWN = (
  'model temperature top_p max_tokens stream stop random_seed metadata messages response_format tools tool_choice presence_penalty frequency_penalty n prediction ' +
  'parallel_tool_calls reasoning_effort prompt_mode guardrails prompt_cache_key service_tier safe_prompt'
).split(' ');
const FIELDS: Record<string, string[]> = {
  system: ['role', 'content'], user: ['role', 'content'], assistant: ['role', 'content', 'tool_calls', 'prefix'], tool: ['role', 'content', 'tool_call_id', 'name'],
};

interface Message { role: string; tool_calls?: { id: string }[]; tool_call_id?: string }

const shape: Shape = {
  path: '/v1',
  signedIn: bearerIs,
  models: { object: 'list', data: ['mistral-large-latest', 'magistral-medium-latest'].map((id) => ({ id, object: 'model', created: 1, owned_by: 'mistralai', type: 'base', capabilities: { completion_chat: true }, max_context_length: 131_072 })) },
  error: (status) => (status === 422 ? { detail: [{ type: 'missing', loc: ['body', 'messages'], msg: 'Field required', input: {} }] } : { object: 'error', message: `The mock was asked for status ${status}.`, type: 'mock', param: null, code: String(status) }),
  embeddings: (inputs, body) => embeddingsOf(inputs, body, '6b35cc2e69bf4ba9a11373ee1f1937f8'),
  check(body) {
    const extra = (...loc: (string | number)[]) => ({ status: 422, body: { detail: [{ type: 'extra_forbidden', loc: ['body', ...loc], msg: 'Extra inputs are not permitted', input: null }] } });
    const odd = Object.keys(body).find((name) => !KNOWN.includes(name));
    if (odd) return extra(odd);
    for (const [index, message] of (body['messages'] as Message[]).entries()) {
      const field = Object.keys(message).find((name) => !FIELDS[message.role]?.includes(name));
      if (field) return extra('messages', index, message.role, field);
      const wrong = [...(message.tool_calls ?? []).map(({ id }) => id), ...(message.tool_call_id ? [message.tool_call_id] : [])].find((id) => !/^[a-zA-Z0-9]{9}$/.test(id));
      if (wrong) return { status: 400, body: { object: 'error', message: `Tool call id was ${wrong} but must be a-z, A-Z, 0-9, with a length of 9.`, type: 'invalid_request_message_order', param: null, code: null } };
    }
    return undefined;
  },
  answer(scenario, { model }) {
    const calls = callsIn(scenario);
    const content = scenario.thoughts ? [thinking(scenario.thoughts, scenario.signature), { type: 'text', text: scenario.text }] : scenario.text;
    return { ...head(model, 'chat.completion'), choices: [{ index: 0, message: { role: 'assistant', content, tool_calls: calls.length > 0 ? calls : null }, finish_reason: finishOf(scenario) }], usage: usage(scenario) };
  },
  events(scenario, { model }) {
    const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({ ...head(model, 'chat.completion.chunk'), choices: [{ index: 0, delta, finish_reason: finish }], ...more });
    const calls = callsIn(scenario);
    return [
      chunk({ role: 'assistant', content: '' }),
      ...(scenario.thoughts.match(/\S+\s*/g) ?? []).map((piece) => chunk({ content: [thinking(piece)] })),
      ...(scenario.signature ? [chunk({ content: [thinking('', scenario.signature)] })] : []),
      ...scenario.pieces.map((content) => chunk({ content })),
      chunk({ content: '', ...(calls.length > 0 && { tool_calls: calls }) }, finishOf(scenario), { usage: usage(scenario) }),
    ];
  },
};

function thinking(text: string, signature?: string) {
  return { type: 'thinking', thinking: [{ type: 'text', text }], ...(signature && { signature }) };
}

function callsIn({ calls }: Scenario) {
  return calls.map(({ id, name, arguments: args }, index) => ({ id: id.slice(0, 9), function: { name, arguments: JSON.stringify(args) }, index }));
}

function usage(scenario: Scenario) {
  const { cached } = scenario.usage;
  return { ...usageOf(scenario), ...(cached > 0 && { prompt_tokens_details: { cached_tokens: cached } }) };
}

export function startMistral(options: { port?: number; apiKey?: string } = {}): Promise<Mock> {
  return startShapedMock(shape, options);
}
