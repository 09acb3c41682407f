import { expect, it } from 'vitest';
import type { ChatChunk, ToolCallDelta } from '../core/chat.ts';
import type { JsonObject } from '../core/json.ts';
import { messagesDialect } from './anthropic-messages/dialect.ts';
import type { AnswerOptions, ClientStream } from './dialect.ts';
import { ResponseStream } from './openai-responses/stream.ts';

const STREAMS: Record<string, () => ClientStream> = {
  'Anthropic’s': () => messagesDialect.stream({ native: false, seal: (value: string) => value, asked: { request: { model: 'm', messages: [] } } } as unknown as AnswerOptions),
  'the Responses API’s': () => new ResponseStream({ asked: {}, store: false, previous: null, seal: (value) => value, keep: () => true }),
};
const begin = (index: number): ToolCallDelta => ({ index, id: `call_${index}`, type: 'function', function: { name: `tool${index}`, arguments: '' } });
const piece = (index: number, args: string): ToolCallDelta => ({ index, function: { arguments: args } });
const chunk = (...tool_calls: ToolCallDelta[]): ChatChunk => ({ id: 'a', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { tool_calls }, finish_reason: null }] });
const eventsOf = (text: string) => text.split('\n\n').filter(Boolean).map((event) => JSON.parse(event.slice(event.indexOf('data: ') + 6)) as JsonObject & { type: string });

/** Each call with all that was said of it, and how many events came before the end. */
function told(stream: ClientStream, chunks: ChatChunk[]): { calls: [string, string][]; before: number } {
  const early = eventsOf(stream.encode(chunks));
  const calls: [string, string][] = [];
  for (const { type, item, content_block: block, delta } of [...early, ...eventsOf(stream.end({ promptTokens: 1, completionTokens: 1, estimated: true }))]) {
    const begun = (type === 'response.output_item.added' ? item : type === 'content_block_start' ? block : undefined) as JsonObject | undefined;
    if (begun) calls.push([String(begun.name), '']);
    if (type === 'response.function_call_arguments.delta') calls.at(-1)![1] += String(delta);
    if (type === 'content_block_delta') calls.at(-1)![1] += String((delta as JsonObject).partial_json);
  }
  return { calls, before: early.length };
}

const WHOLE = [['tool0', '{"a":"}{\\"","b":[{}]}'], ['tool1', '{"c":1}'], ['tool2', '{}']];

it.each(Object.keys(STREAMS))('calls whose pieces alternate come one after the other, and whole, in a stream of %s', (name) => {
  const pieces = [begin(0), begin(1), piece(0, '{"a":"}{\\'), piece(1, '{"c"'), begin(2), piece(0, '"","b":['), piece(2, '{}'), piece(1, ':1}'), piece(0, '{}]}')];
  expect(told(STREAMS[name]!(), pieces.map((one) => chunk(one))).calls).toEqual(WHOLE);
  expect(told(STREAMS[name]!(), [chunk(...pieces)]).calls).toEqual(WHOLE);
});

it.each(Object.keys(STREAMS))('calls that follow one another wait for nothing in a stream of %s, those without an end are told with the last', (name) => {
  const following = [begin(0), piece(0, WHOLE[0]![1]!.slice(0, 5)), piece(0, WHOLE[0]![1]!.slice(5)), begin(1), piece(1, '{"c":1}'), begin(2), piece(2, '{}')];
  const { calls, before } = told(STREAMS[name]!(), following.map((one) => chunk(one)));
  expect(calls).toEqual(WHOLE);
  expect(before).toBeGreaterThan(8);
  expect(told(STREAMS[name]!(), [begin(0), begin(1), piece(1, '{"c"')].map((one) => chunk(one))).calls).toEqual([['tool0', ''], ['tool1', '{"c"']]);
});
