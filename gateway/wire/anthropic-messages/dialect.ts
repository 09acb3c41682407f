import type { ChatDialect } from '../dialect.ts';
import { encodeMessage } from './answer.ts';
import { decodeMessages } from './decode.ts';
import { messageStream } from './stream.ts';

/** Anthropic's Messages API (@anthropic-ai/sdk 1.12), both of its versions. */
export const messagesDialect: ChatDialect = {
  name: 'anthropic-messages',
  endpoint: 'messages',
  streamType: 'text/event-stream; charset=utf-8',
  decode: decodeMessages,
  answer: encodeMessage,
  stream: messageStream,
};
