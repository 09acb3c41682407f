import type { ChatDialect } from '../dialect.ts';
import { decodeChat } from './decode.ts';
import { sealChoice } from './seal.ts';
import { ChatStreamEncoder } from './stream.ts';

/** OpenAI's chat completions (openai-node 7.55), which is the canonical shape too. */
export const openaiChatDialect: ChatDialect = {
  name: 'openai-chat',
  endpoint: 'chat.completions',
  streamType: 'text/event-stream; charset=utf-8',
  decode: decodeChat,
  answer(answer, { seal }) {
    for (const { message } of answer.choices) if (message.reasoning_details || message.tool_calls) sealChoice(message, seal);
    return answer;
  },
  stream: ({ asked, seal }) => new ChatStreamEncoder({ includeUsage: asked.request.stream_options?.include_usage === true, seal }),
};
