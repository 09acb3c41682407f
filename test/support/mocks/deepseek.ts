import type { Scenario } from '../mock-scenario.ts';
import type { Mock } from '../mock-server.ts';
import { bearerIs, callDeltas, callsOf, finishOf, modelList, openaiError, type Shape, startShapedMock, usageOf } from './openai-shape.ts';

/** DeepSeek as its documentation and its own error messages describe it: cache hits beside the totals, `reasoning_content`, comments while it is busy. */
const head = (model: unknown, object: string) => ({ id: '930c60df-bf64-41c9-a88e-3ec75f81e00e', object, created: 1_760_000_000, model, system_fingerprint: 'fp_deepseek' });
const isOff = (thinking: unknown): boolean => (thinking as { type?: string } | undefined)?.type === 'disabled';
const ROLES = ['system', 'user', 'assistant', 'tool', 'latest_reminder'];

const shape: Shape = {
  path: '',
  signedIn: bearerIs,
  models: modelList('deepseek-v4-flash', 'deepseek-v4-pro'),
  error: openaiError,
  check(body) {
    const refuse = (message: string) => ({ status: 400, body: { error: { message, type: 'invalid_request_error', param: null, code: 'invalid_request_error' } } });
    const messages = body['messages'] as { role: string; content: unknown; tool_calls?: unknown; reasoning_content?: unknown }[];
    const odd = messages.findIndex(({ role }) => !ROLES.includes(role));
    if (odd >= 0) return refuse(`Failed to deserialize the JSON body into the target type: messages[${odd}].role: unknown variant \`${messages[odd]!.role}\`, expected one of \`system\`, \`user\`, \`assistant\`, \`tool\`, \`latest_reminder\``);
    const thinks = String(body['model']).includes('thinks') && !isOff(body['thinking']);
    if (thinks && messages.some((message) => message.tool_calls && typeof message.reasoning_content !== 'string')) return refuse('The `reasoning_content` in the thinking mode must be passed back to the API.');
    return (body['response_format'] as { type?: string } | undefined)?.type === 'json_schema' ? refuse('This response_format type is unavailable now') : undefined;
  },
  answer(scenario, { model, thinking }) {
    if (isOff(thinking)) scenario = { ...scenario, thoughts: '' };
    const calls = callsOf(scenario);
    const message = { role: 'assistant', content: scenario.text, ...(scenario.thoughts && { reasoning_content: scenario.thoughts }), ...(calls.length > 0 && { tool_calls: calls }) };
    return { ...head(model, 'chat.completion'), choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(scenario) }], usage: usage(scenario) };
  },
  events(scenario, { model, stream_options: options, thinking }) {
    if (isOff(thinking)) scenario = { ...scenario, thoughts: '' };
    const chunk = (delta: object, finish: string | null = null) => ({ ...head(model, 'chat.completion.chunk'), choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], usage: null });
    return [
      ': keep-alive\n\n',
      chunk({ role: 'assistant', content: scenario.thoughts ? null : '', ...(scenario.thoughts && { reasoning_content: '' }) }),
      ...(scenario.thoughts ? [chunk({ content: null, reasoning_content: scenario.thoughts })] : []),
      ...scenario.pieces.map((content) => chunk({ content, ...(scenario.thoughts && { reasoning_content: null }) })),
      ...callDeltas(scenario).map((delta) => chunk(delta)),
      chunk({ content: '' }, finishOf(scenario)),
      ...((options as { include_usage?: boolean } | undefined)?.include_usage ? [{ ...head(model, 'chat.completion.chunk'), choices: [], usage: usage(scenario) }] : []),
    ];
  },
};

function usage(scenario: Scenario) {
  const { input, cached, reasoning } = scenario.usage;
  return { ...usageOf(scenario), prompt_cache_hit_tokens: cached, prompt_cache_miss_tokens: input - cached, ...(reasoning > 0 && { completion_tokens_details: { reasoning_tokens: reasoning } }) };
}

export function startDeepseek(options: { port?: number; apiKey?: string } = {}): Promise<Mock> {
  return startShapedMock(shape, options);
}
