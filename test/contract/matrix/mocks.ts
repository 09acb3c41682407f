/** Servers of OpenAI's shape that no other suite has a mock of, and an Ollama, in the words of mock-scenario.ts. */
import type { ServerResponse } from 'node:http';
import { createMisbehaviour, type Scenario, scenarioOf, writeStream } from '../../support/mock-scenario.ts';
import { type Mock, sendJson, startMockServer } from '../../support/mock-server.ts';
import { bearerIs, callDeltas, callsOf, embeddingsOf, finishOf, modelList, openaiError, type Shape, startShapedMock, usageOf } from '../../support/mocks/openai-shape.ts';

const head = (model: unknown, object: string) => ({ id: 'chatcmpl-mock', object, created: 1_760_000_000, model, service_tier: 'default' });
const citesOf = ({ text, source }: Scenario) => (source ? { annotations: [{ type: 'url_citation', url_citation: { ...source, start_index: 0, end_index: text.length } }] } : {});

function usage(scenario: Scenario): object {
  const { cached, cacheWrites, reasoning } = scenario.usage;
  return { ...usageOf(scenario), prompt_tokens_details: { cached_tokens: cached, ...(cacheWrites > 0 && { cache_write_tokens: cacheWrites }) }, completion_tokens_details: { reasoning_tokens: reasoning } };
}

/** `thought`: the field that thoughts come in, where there are any. */
function shapeOf(thought: string | undefined): Shape {
  const thoughtsOf = ({ thoughts }: Scenario) => (thought !== undefined && thoughts !== '' ? { [thought]: thoughts } : {});
  const saidOf = ({ text, end }: Scenario) => (end === 'refusal' ? { content: null, refusal: text } : { content: text, refusal: null });
  return {
    path: '/v1',
    signedIn: bearerIs,
    models: modelList('one', 'two'),
    error: openaiError,
    embeddings: embeddingsOf,
    answer(scenario, { model }) {
      const calls = callsOf(scenario);
      const message = { role: 'assistant', ...(calls.length > 0 ? { content: null, tool_calls: calls } : saidOf(scenario)), ...thoughtsOf(scenario), ...citesOf(scenario) };
      return { ...head(model, 'chat.completion'), choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(scenario) }], usage: usage(scenario) };
    },
    events(scenario, { model, stream_options: options }) {
      const chunk = (delta: object, finish: string | null = null) => ({ ...head(model, 'chat.completion.chunk'), choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], usage: null });
      return [
        chunk({ role: 'assistant', content: '' }),
        ...(Object.keys(thoughtsOf(scenario)).length > 0 ? [chunk(thoughtsOf(scenario))] : []),
        ...scenario.pieces.map((piece) => chunk(scenario.end === 'refusal' ? { refusal: piece } : { content: piece })),
        ...(scenario.source ? [chunk(citesOf(scenario))] : []),
        ...callDeltas(scenario).map((delta) => chunk(delta)),
        chunk({}, finishOf(scenario)),
        ...((options as { include_usage?: boolean } | undefined)?.include_usage ? [{ ...head(model, 'chat.completion.chunk'), choices: [], usage: usage(scenario) }] : []),
      ];
    },
  };
}

/** OpenAI's chat completions keep thoughts to themselves. */
export const startOpenaiChat = (options: { apiKey?: string } = {}): Promise<Mock> => startShapedMock(shapeOf(undefined), options);

/** A vLLM with a reasoning parser. */
export const startCompatible = (options: { apiKey?: string } = {}): Promise<Mock> => startShapedMock(shapeOf('reasoning_content'), options);

interface OllamaBody {
  model: string;
  messages: { role: string; content: string; images?: string[] }[];
  tools?: { function: { name: string } }[];
  format?: unknown;
  stream?: boolean;
  input?: string | string[];
}

/** Ollama (docs/api.md of 0.24): lines of JSON, calls whole and without ids. */
export function startOllamaMock(): Promise<Mock> {
  const fail = (response: ServerResponse, status: number, headers: Record<string, string> = {}): void => sendJson(response, status, { error: `The mock was asked for status ${status}.` }, headers);
  const misbehaviour = createMisbehaviour(fail);
  return startMockServer({
    onReset: () => misbehaviour.reset(),
    async answer(record, response, stopping) {
      if (record.path === '/api/tags') return sendJson(response, 200, { models: ['one:latest', 'two:latest'].map((name) => ({ name, model: name, size: 1 })) });
      const body = record.json as unknown as OllamaBody;
      if (await misbehaviour.act(body.model, response, stopping)) return undefined;
      if (record.path === '/api/embed') return sendJson(response, 200, { model: body.model, embeddings: [body.input ?? []].flat().map((text) => [0, 1, 2, 3].map((at) => (text.length + at) / 8)), prompt_eval_count: 4 });
      if (record.path !== '/api/chat') return fail(response, 404);
      const last = body.messages.at(-1)!;
      const scenario = scenarioOf({ model: body.model, tools: (body.tools ?? []).map((tool) => tool.function.name), answeredTool: last.role === 'tool', json: body.format !== undefined, lastText: last.content });
      const line = (message: object, more: object = { done: false }) => ({ model: body.model, created_at: '2026-11-21T12:00:00.000Z', message: { role: 'assistant', content: '', ...message }, ...more });
      const ended = { done: true, done_reason: scenario.end === 'length' ? 'length' : 'stop', total_duration: 5, load_duration: 1, prompt_eval_count: scenario.usage.input, prompt_eval_duration: 2, eval_count: scenario.usage.output, eval_duration: 2 };
      const calls = scenario.calls.map(({ name, arguments: args }, index) => ({ function: { index, name, arguments: args } }));
      const thinking = scenario.thoughts === '' ? {} : { thinking: scenario.thoughts };
      if (body.stream !== true) return sendJson(response, 200, line({ content: scenario.text, ...thinking, ...(calls.length > 0 && { tool_calls: calls }) }, ended));
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      const lines = [...(scenario.thoughts === '' ? [] : [line(thinking)]), ...scenario.pieces.map((content) => line({ content })), ...calls.map((call) => line({ tool_calls: [call] }))];
      return writeStream(response, body.model, lines.map((value) => `${JSON.stringify(value)}\n`), { broken: `${JSON.stringify({ error: 'an error was encountered while running the model' })}\n`, end: `${JSON.stringify(line({}, ended))}\n` });
    },
  });
}
