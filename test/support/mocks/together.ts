import type { Scenario } from '../mock-scenario.ts';
import type { Mock } from '../mock-server.ts';
import { bearerIs, callDeltas, callsOf, embeddingsOf, openaiError, type Shape, startShapedMock, usageOf } from './openai-shape.ts';

/** Together AI as together-ai 0.52 knows it: `eos`, `reasoning`, plain numbers as log probabilities, a bare list of models. */
const finish = ({ end }: Scenario) => ({ stop: 'eos', length: 'length', tools: 'tool_calls', refusal: 'stop' })[end];
const head = (model: unknown, object: string) => ({ id: 'oCfnpn1-4Yz4kd-99b8c7a6', object, created: 1_760_000_000, model });

const shape: Shape = {
  path: '/v1',
  signedIn: bearerIs,
  models: ['meta-llama/Llama-3.3-70B-Instruct-Turbo', 'openai/gpt-oss-120b'].map((id) => ({ id, object: 'model', created: 1, type: 'chat', context_length: 131_072 })),
  error: openaiError,
  check(body) {
    const odd = (body['messages'] as { role: string }[]).find(({ role }) => role === 'developer');
    const logprobs = body['logprobs'] === undefined || Number.isInteger(body['logprobs']);
    const message = odd ? 'Input validation error: role developer' : logprobs ? undefined : 'logprobs must be an integer';
    return message === undefined ? undefined : { status: 400, body: { error: { message, type: 'invalid_request_error', param: null, code: null } } };
  },
  // It counts no tokens there.
  embeddings: (inputs, body) => ({ ...(embeddingsOf(inputs, body) as object), usage: undefined }),
  answer(scenario, { model, logprobs }) {
    const message = { role: 'assistant', content: scenario.text, ...(scenario.thoughts && { reasoning: scenario.thoughts }), tool_calls: callsOf(scenario).map((call, index) => ({ ...call, index })) };
    const tokens = { tokens: scenario.pieces, token_logprobs: scenario.pieces.map(() => -0.5), token_ids: scenario.pieces.map((_, index) => index) };
    return { ...head(model, 'chat.completion'), prompt: [], choices: [{ index: 0, message, logprobs: logprobs ? tokens : null, seed: 7, finish_reason: finish(scenario) }], usage: usageOf(scenario) };
  },
  events(scenario, { model, logprobs }) {
    const chunk = (delta: object, end: string | null = null, more: object = {}, choice: object = {}) => ({ ...head(model, 'chat.completion.chunk'), choices: [{ index: 0, delta: { role: 'assistant', ...delta }, logprobs: null, finish_reason: end, ...choice }], usage: null, ...more });
    return [
      ...(scenario.thoughts ? [chunk({ reasoning: scenario.thoughts, content: '' })] : []),
      ...scenario.pieces.map((content, index) => chunk({ content, token_id: index }, null, {}, logprobs ? { logprobs: -0.5, top_logprobs: { [content]: -0.5 } } : {})),
      ...callDeltas(scenario).map((delta) => chunk(delta)),
      chunk({ content: '' }, finish(scenario), { usage: usageOf(scenario) }, { seed: 7 }),
    ];
  },
};

export function startTogether(options: { port?: number; apiKey?: string } = {}): Promise<Mock> {
  return startShapedMock(shape, options);
}
