import type { Mock } from '../mock-server.ts';
import { bearerIs, callDeltas, callsOf, embeddingsOf, finishOf, modelList, openaiError, type Shape, startShapedMock, usageOf } from './openai-shape.ts';

/** Groq as groq-sdk 1.6 knows it: usage of a stream in the last chunk's `x_groq`, thoughts in `reasoning`, strict about what a message may hold. */
const FIELDS = ['role', 'content', 'name', 'tool_calls', 'tool_call_id', 'reasoning', 'function_call'];
const head = (model: unknown, object: string) => ({ id: 'chatcmpl-0c4b2c9e-groq', object, created: 1_760_000_000, model, system_fingerprint: 'fp_groq' });

const shape: Shape = {
  path: '/openai/v1',
  signedIn: bearerIs,
  models: modelList('llama-3.3-70b-versatile', 'openai/gpt-oss-120b'),
  error: openaiError,
  check(body) {
    const refuse = (message: string) => ({ status: 400, body: { error: { message, type: 'invalid_request_error' } } });
    for (const [index, message] of (body['messages'] as object[]).entries()) {
      const odd = Object.keys(message).find((name) => !FIELDS.includes(name));
      if (odd) return refuse(`'messages.${index}' : for 'role:assistant' the following must be satisfied[('messages.${index}' : property '${odd}' is unsupported)]`);
    }
    if (Number(body['n'] ?? 1) > 1) return refuse("'n' : number must be at most 1");
    return body['logprobs'] ? refuse('`logprobs` is not supported with this model') : undefined;
  },
  embeddings: embeddingsOf,
  answer(scenario, { model }) {
    const calls = callsOf(scenario);
    const message = { role: 'assistant', ...(scenario.text !== '' && { content: scenario.text }), ...(scenario.thoughts && { reasoning: scenario.thoughts }), ...(calls.length > 0 && { tool_calls: calls }) };
    return { ...head(model, 'chat.completion'), choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(scenario) }], usage: usage(scenario), x_groq: { id: 'req_01' }, service_tier: 'on_demand' };
  },
  events(scenario, { model }) {
    const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({ ...head(model, 'chat.completion.chunk'), choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...more });
    return [
      chunk({ role: 'assistant', content: scenario.calls.length > 0 ? null : '' }, null, { x_groq: { id: 'req_01' } }),
      ...(scenario.thoughts ? [chunk({ reasoning: scenario.thoughts })] : []),
      ...scenario.pieces.map((content) => chunk({ content })),
      ...callDeltas(scenario).map((delta) => chunk(delta)),
      chunk({}, finishOf(scenario), { x_groq: { id: 'req_01', usage: usage(scenario) } }),
    ];
  },
};

function usage(scenario: Parameters<Shape['answer']>[0]) {
  const { cached, reasoning } = scenario.usage;
  return { ...usageOf(scenario), queue_time: 0.02, prompt_time: 0.001, completion_time: 0.05, total_time: 0.051, ...(cached > 0 && { prompt_tokens_details: { cached_tokens: cached } }), ...(reasoning > 0 && { completion_tokens_details: { reasoning_tokens: reasoning } }) };
}

export function startGroq(options: { port?: number; apiKey?: string } = {}): Promise<Mock> {
  return startShapedMock(shape, options);
}
