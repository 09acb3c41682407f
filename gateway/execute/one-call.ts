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
      return {
        get finished() {
          return stream.finished;
        },
        push: (payload) => stream.push(payload).map(firstIn),
        end: () => (stream.end?.() ?? []).map(firstIn),
      };
    },
  };
}

function firstOf(answer: ChatAnswer): ChatAnswer {
  if (!answer.choices.some(({ message }) => (message.tool_calls?.length ?? 0) > 1)) return answer;
  const { [NATIVE]: _, ...rest } = answer;
  return { ...rest, choices: answer.choices.map((choice) => (choice.message.tool_calls ? { ...choice, message: { ...choice.message, tool_calls: choice.message.tool_calls.slice(0, 1) } } : choice)) };
}

function firstIn(chunk: ChatChunk): ChatChunk {
  const isLater = ({ index }: { index: number }): boolean => index > 0;
  if (!chunk.choices.some(({ delta }) => delta.tool_calls?.some(isLater))) return chunk;
  const { [NATIVE]: _, ...rest } = chunk;
  return {
    ...rest,
    choices: chunk.choices.map((choice) => {
      const { tool_calls: calls, ...delta } = choice.delta;
      const first = calls?.filter((call) => !isLater(call)) ?? [];
      return { ...choice, delta: first.length > 0 ? { ...delta, tool_calls: first } : delta };
    }),
  };
}
