import type { ChatChunk, ChatRequest, Message } from '../../core/chat.ts';
import type { ChatEndpoint } from '../define.ts';

type Reader = Pick<ChatEndpoint, 'decode' | 'decoder'>;

/**
 * A last message of the assistant is the beginning of its answer. Mistral refuses it without `prefix`, and with it says the beginning once more, which Claude and Ollama do not: of the answer
 * the client gets what follows. One who says `prefix` knows Mistral, and gets its very answer.
 */
export function continuing(chat: ChatEndpoint): ChatEndpoint {
  return {
    ...chat,
    encode(request, target) {
      const beginning = beginningOf(request);
      const encoded = chat.encode(request, target);
      if (beginning === undefined) return encoded;
      const body = encoded.body as { messages: Message[] };
      const messages = [...body.messages.slice(0, -1), { ...body.messages.at(-1)!, prefix: true }];
      return { ...encoded, body: { ...body, messages }, answer: without(beginning, chat) };
    },
  };
}

function beginningOf({ messages }: ChatRequest): string | undefined {
  const { role, content, tool_calls: calls, ...more } = messages.at(-1)!;
  if (role !== 'assistant' || calls?.length || 'prefix' in more) return undefined;
  const text = typeof content === 'string' ? content : (content ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('');
  return text === '' ? undefined : text;
}

function without(beginning: string, { decode, decoder }: Reader): Reader {
  return {
    decode(body, model) {
      const answer = decode(body, model);
      for (const { message } of answer.choices) if (message.content?.startsWith(beginning)) message.content = message.content.slice(beginning.length);
      return answer;
    },
    decoder(model) {
      const stream = decoder(model);
      /** By choice: what may still be the beginning; null once that is settled. */
      const held = new Map<number, string | null>();
      const cut = (chunks: ChatChunk[]): ChatChunk[] => {
        for (const { choices } of chunks) {
          for (const { index, delta, finish_reason: finish } of choices) {
            const before = held.get(index) ?? (held.has(index) ? null : '');
            if (before === null) continue;
            const said = before + (delta.content ?? '');
            const open = said.length < beginning.length && beginning.startsWith(said) && finish === null;
            held.set(index, open ? said : null);
            if (open && delta.content) delta.content = '';
            else if (!open && said !== '') delta.content = said.startsWith(beginning) ? said.slice(beginning.length) : said;
          }
        }
        return chunks;
      };
      return {
        get finished() {
          return stream.finished;
        },
        push: (payload) => cut(stream.push(payload)),
        end: () => cut(stream.end?.() ?? []),
      };
    },
  };
}
