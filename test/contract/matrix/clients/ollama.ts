import { type ChatResponse, type Message, Ollama, type ToolCall } from 'ollama';
import { type Asked, type ClientCase, PARAMETERS, QUESTION, type Said, SCHEMA, TOOLS } from './client.ts';

/** The gateway gives the maker's id, for which ollama-js has no type. */
type Called = ToolCall & { id?: string };

function messagesOf({ before = [], image }: Asked): Message[] {
  return [{ role: 'user', content: QUESTION, ...(image !== undefined && { images: [image] }) }, ...before.flatMap(({ said, results, image: shown, text }): Message[] => [
    ...(said.turn as Message[]),
    ...(results ?? []).map((content, index) => ({ role: 'tool', content, tool_name: said.calls[index]!.name, ...(shown !== undefined && index === 0 && { images: [shown] }) })),
    ...(text === undefined ? [] : [{ role: 'user', content: text }]),
  ])];
}

function bodyOf(asked: Asked) {
  return {
    model: asked.model,
    messages: messagesOf(asked),
    ...(asked.bound !== undefined && { options: { num_predict: asked.bound } }),
    ...(asked.think && { think: true }),
    ...(asked.tools && { tools: TOOLS.map((tool) => ({ type: 'function', function: { ...tool, parameters: PARAMETERS } })) }),
    ...(asked.json && { format: SCHEMA }),
  };
}

function saidOf(message: Message, { done_reason: reason, prompt_eval_count: input, eval_count: output }: ChatResponse): Said {
  const calls = (message.tool_calls ?? []) as Called[];
  return {
    text: message.content,
    thoughts: message.thinking ?? '',
    calls: calls.map(({ id = '', function: { name, arguments: args } }) => ({ id, name, arguments: args })),
    finish: calls.length > 0 ? 'tools' : reason === 'length' ? 'length' : 'stop',
    usage: { input, output },
    sources: [],
    turn: [message],
  };
}

async function streamed(client: Ollama, asked: Asked): Promise<Said> {
  const message: Message = { role: 'assistant', content: '' };
  let last: ChatResponse | undefined;
  for await (const piece of await client.chat({ ...bodyOf(asked), stream: true })) {
    if (last?.done) throw new Error('a line after the last');
    last = piece;
    message.content += piece.message.content;
    if (piece.message.thinking) message.thinking = (message.thinking ?? '') + piece.message.thinking;
    if (piece.message.tool_calls) message.tool_calls = [...(message.tool_calls ?? []), ...piece.message.tool_calls];
  }
  return saidOf(message, last!);
}

export const ollamaJs: ClientCase = {
  name: 'ollama',
  dialect: 'ollama-chat',
  lacks: { 'one call': 'Ollama’s API has no such switch', 'result errors': 'its API has no mark for it', 'cache marks': 'its API has none', citations: 'its API has no place for them', tiers: 'its API has none' },
  notes: { 'thoughts back': 'its API has no place for signatures: thoughts go back as text' },
  carries: 'text',
  open(host, key) {
    const client = new Ollama({ host, headers: { authorization: `Bearer ${key}` } });
    return {
      async ask(asked) {
        if (asked.stream) return streamed(client, asked);
        const answer = await client.chat(bodyOf(asked));
        return saidOf(answer.message, answer);
      },
      embed: async (model, input) => (await client.embed({ model, input })).embeddings,
      failure(error) {
        const { status_code: status, message } = error as { status_code?: number; message: string };
        return { typed: error instanceof Error, status, retryAfter: undefined, message };
      },
    };
  },
};
