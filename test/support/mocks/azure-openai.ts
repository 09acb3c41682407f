import type { Scenario } from '../mock-scenario.ts';
import type { Mock } from '../mock-server.ts';
import { bearerIs, callDeltas, callsOf, embeddingsOf, finishOf, modelList, type Shape, startShapedMock, usageOf } from './openai-shape.ts';

/** Azure OpenAI's v1 API: what its content filter found comes in a first chunk without choices, beside the texts, and in late chunks without a delta. */
const head = (model: unknown, object: string) => ({ id: 'chatcmpl-Azure9MBs8CjcvOU2jLn4n570S', object, created: 1_760_000_000, model, system_fingerprint: 'fp_azure' });
const SAFE = { hate: { filtered: false, severity: 'safe' }, violence: { filtered: false, severity: 'safe' } };
const PROMPT = [{ prompt_index: 0, content_filter_results: SAFE }];

const shape: Shape = {
  path: '/openai/v1',
  signedIn: (headers, key) => headers['api-key'] === key || bearerIs(headers, key),
  models: modelList('gpt-4.1', 'gpt-4.1-2025-04-14', 'text-embedding-3-small'),
  error: (status) => ({ error: { code: status === 401 ? '401' : 'mock', message: `The mock was asked for status ${status}.` } }),
  embeddings: embeddingsOf,
  answer(scenario, { model }) {
    const calls = callsOf(scenario);
    const message = { role: 'assistant', content: calls.length > 0 ? null : scenario.text, refusal: null, ...(calls.length > 0 && { tool_calls: calls }) };
    return { ...head(model, 'chat.completion'), choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(scenario), content_filter_results: SAFE }], prompt_filter_results: PROMPT, usage: usage(scenario) };
  },
  events(scenario, { model, stream_options: options }) {
    const chunk = (delta: object, finish: string | null = null) => ({ ...head(model, 'chat.completion.chunk'), choices: [{ index: 0, delta, logprobs: null, finish_reason: finish, content_filter_results: SAFE }] });
    const empty = { id: '', object: '', created: 0, model: '' };
    return [
      { ...empty, choices: [], prompt_filter_results: PROMPT },
      chunk({ role: 'assistant', content: scenario.calls.length > 0 ? null : '', refusal: null }),
      ...scenario.pieces.map((content) => chunk({ content })),
      ...callDeltas(scenario).map((delta) => chunk(delta)),
      { ...empty, choices: [{ index: 0, finish_reason: null, content_filter_results: SAFE, content_filter_offsets: { check_offset: 1, start_offset: 1, end_offset: 9 } }] },
      chunk({}, finishOf(scenario)),
      ...((options as { include_usage?: boolean } | undefined)?.include_usage ? [{ ...head(model, 'chat.completion.chunk'), choices: [], usage: usage(scenario) }] : []),
    ];
  },
};

function usage(scenario: Scenario) {
  const { cached, reasoning } = scenario.usage;
  return { ...usageOf(scenario), prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 }, completion_tokens_details: { reasoning_tokens: reasoning } };
}

export function startAzureOpenai(options: { port?: number; apiKey?: string } = {}): Promise<Mock> {
  return startShapedMock(shape, options);
}

/** The dated API: the deployment stands in the path, and every request names a version. */
export function startAzureDated(options: { port?: number; apiKey?: string } = {}): Promise<Mock> {
  const route = (path: string, query: URLSearchParams) => (/^20\d\d-\d\d-\d\d$/.test(query.get('api-version') ?? '') ? path.replace(/^\/deployments\/[^/]+(?=\/(?:chat|embeddings))/, '') : '');
  return startShapedMock({ ...shape, path: '/openai', route }, options);
}
