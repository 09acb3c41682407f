import { expect, it } from 'vitest';
import { type ChatAnswer, type ChatChunk, NATIVE, type ToolCallDelta } from '../core/chat.ts';
import { oneCallAtATime } from './one-call.ts';

const call = (id: string) => ({ id, type: 'function' as const, function: { name: id, arguments: '{}' } });
const answer = (...ids: string[]): ChatAnswer => ({
  id: 'a', object: 'chat.completion', created: 0, model: 'm', usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }, [NATIVE]: { raw: ids },
  choices: [{ index: 0, finish_reason: 'tool_calls', message: { role: 'assistant', content: 'Well.', ...(ids.length > 0 && { tool_calls: ids.map(call) }) } }],
});
const chunk = (delta: ChatChunk['choices'][number]['delta'], end: 'tool_calls' | null = null): ChatChunk => ({ id: 'a', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [{ index: 0, delta, finish_reason: end }], [NATIVE]: {} });
const piece = (index: number, text: string): ToolCallDelta => ({ index, function: { arguments: text } });

function reader(made: ChatAnswer, chunks: ChatChunk[] = []) {
  return oneCallAtATime({ decode: () => made, decoder: () => ({ finished: true, push: () => chunks, end: () => chunks }) });
}

it('hands on the first call of several, and nothing of the provider’s own words, which hold them all', () => {
  const read = reader(answer('a', 'b', 'c')).decode({}, 'm');
  expect(read.choices).toEqual(answer('a').choices);
  expect(read.usage).toEqual(answer().usage);
  expect(read[NATIVE]).toBeUndefined();
});

it.each([[[]], [['a']]])('leaves an answer with the calls %j as it is', (ids) => {
  const made = answer(...ids);
  expect(reader(made).decode({}, 'm')).toBe(made);
});

it('hands on the pieces of the first call alone, and all else that stands beside the others', () => {
  const first = chunk({ tool_calls: [{ index: 0, id: 'a' }] });
  const both = chunk({ content: 'x', tool_calls: [piece(0, '{'), { index: 1, id: 'b' }] });
  const later = chunk({ tool_calls: [piece(1, '{}')] });
  const end = chunk({}, 'tool_calls');
  const stream = reader(answer(), [first, both, later, end]).decoder('m');
  for (const read of [stream.push(''), stream.end!()]) {
    expect(read[0]).toBe(first);
    expect(read.map(({ choices }) => choices[0]!.delta)).toEqual([first.choices[0]!.delta, { content: 'x', tool_calls: [piece(0, '{')] }, {}, {}]);
    expect([read[1]![NATIVE], read[2]![NATIVE], read[3]]).toEqual([undefined, undefined, end]);
  }
});

it('takes the number of the first call as it comes', () => {
  const [one, two] = [chunk({ tool_calls: [{ index: 1, id: 'a' }, { index: 2, id: 'b' }] }), chunk({ tool_calls: [piece(2, '{}')] })];
  const stream = reader(answer(), [one, two, chunk({ tool_calls: [piece(1, '{}')] })]).decoder('m');
  expect(stream.push('').map(({ choices }) => choices[0]!.delta)).toEqual([{ tool_calls: [{ index: 1, id: 'a' }] }, {}, { tool_calls: [piece(1, '{}')] }]);
});
