import { type ChatAnswer, type ChatChunk, NATIVE } from '../core/chat.ts';
import type { ChatEndpoint } from '../providers/define.ts';

type Reader = Pick<ChatEndpoint, 'decode' | 'decoder'>;

/**
 * For a client that takes one call of a tool at a time (`parallel_tool_calls: false`): of an answer's calls the first alone is handed on, as if the model had
 * made no other. Many providers cannot be told, and servers of OpenAI's shape do not all obey; the next turn brings what was left out, if the model still wants it.
 */
export function oneCallAtATime(reader: Reader): Reader {
  return {
    decode: (body, model) => firstOf(reader.decode(body, model)),
    decoder(model) {
      const stream = reader.decoder(model);
      /** The index of each choice's first call: not every server counts from 0. */
      const first = new Map<number, number>();
      const only = (chunks: ChatChunk[]): ChatChunk[] => chunks.map((chunk) => firstIn(chunk, first));
      return {
        get finished() {
          return stream.finished;
        },
        push: (payload) => only(stream.push(payload)),
        end: () => only(stream.end?.() ?? []),
      };
    },
  };
}

function firstOf(answer: ChatAnswer): ChatAnswer {
  if (!answer.choices.some(({ message }) => (message.tool_calls?.length ?? 0) > 1)) return answer;
  const { [NATIVE]: _, ...rest } = answer;
  return { ...rest, choices: answer.choices.map((choice) => (choice.message.tool_calls ? { ...choice, message: { ...choice.message, tool_calls: choice.message.tool_calls.slice(0, 1) } } : choice)) };
}

function firstIn(chunk: ChatChunk, first: Map<number, number>): ChatChunk {
  const isLater = (choice: number, { index }: { index: number }): boolean => {
    if (!first.has(choice)) first.set(choice, index);
    return first.get(choice) !== index;
  };
  if (!chunk.choices.some(({ index, delta }) => delta.tool_calls?.some((call) => isLater(index, call)))) return chunk;
  const { [NATIVE]: _, ...rest } = chunk;
  return {
    ...rest,
    choices: chunk.choices.map((choice) => {
      const { tool_calls: calls, ...delta } = choice.delta;
      const kept = calls?.filter((call) => !isLater(choice.index, call)) ?? [];
      return { ...choice, delta: kept.length > 0 ? { ...delta, tool_calls: kept } : delta };
    }),
  };
}
