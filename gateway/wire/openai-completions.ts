import type { ChatAnswer, ChatChunk, FinishReason, WireUsage } from '../core/chat.ts';
import { type GatehouseError, unsupported } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Usage } from '../core/model.ts';
import type { ChatDialect, ClientStream, DecodedChat } from './dialect.ts';
import { invalid, shown } from './faults.ts';
import { checkSpelling } from './one-reading.ts';
import { decodeChat } from './openai-chat/decode.ts';
import { estimatedUsage } from './openai-chat/stream.ts';
import { openaiError } from './openai-error.ts';

const HINT = 'Use /v1/chat/completions.';
/** With the same meaning in a chat. */
const CARRIED = new Set(['model', 'stream', 'stream_options', 'max_tokens', 'temperature', 'top_p', 'n', 'stop', 'seed', 'frequency_penalty', 'presence_penalty', 'logit_bias', 'user', 'metadata']);
/** What only a model that goes on with a text can do, by the value that asks for nothing. */
const OF_A_TEXT: Readonly<Record<string, Json>> = { suffix: '', echo: false, best_of: 1 };

/** Checks a body of OpenAI's legacy `/completions` (openai-node 7.55) and gives it as a chat of one question. Throws `invalid_request` and `unsupported_parameter`. */
function decodeCompletion(body: Json): DecodedChat {
  if (!isObject(body)) throw invalid('', 'The body must be a JSON object.');
  checkSpelling(body, '');
  const request: JsonObject = {};
  for (const [name, value] of Object.entries(body)) {
    if (CARRIED.has(name)) request[name] = value;
    else if (name !== 'prompt' && value !== null && !(Object.hasOwn(OF_A_TEXT, name) && value === OF_A_TEXT[name])) throw unsupported(shown(name), `${shown(name)} has no meaning in a chat, as which this is answered.`, HINT);
  }
  request.messages = [{ role: 'user', content: promptOf(body.prompt) }];
  return { ...decodeChat(request), body };
}

function promptOf(prompt: Json | undefined): string {
  const [first, ...more] = Array.isArray(prompt) ? prompt : [prompt];
  if (more.length > 0 || (Array.isArray(prompt) && typeof first !== 'string')) throw unsupported('prompt', 'prompt must be one text: neither several nor token numbers, which nobody here can read.', HINT);
  if (typeof first !== 'string' || first === '') throw invalid('prompt', 'prompt must be a text.');
  return first;
}

interface Frame { id: string; object: 'text_completion'; created: number; model: string }

function choiceOf(index: number, text: string, finish: FinishReason | null): object {
  return { text, index, logprobs: null, finish_reason: finish === null || finish === 'length' || finish === 'content_filter' ? finish : 'stop' };
}

/** OpenAI's legacy completions: one question, answered by a chat model. */
export const openaiCompletionsDialect: ChatDialect = {
  name: 'openai-completions',
  endpoint: 'completions',
  streamType: 'text/event-stream; charset=utf-8',
  decode: decodeCompletion,
  answer({ created, model, choices, usage }: ChatAnswer) {
    const frame: Frame = { id: newId('cmpl'), object: 'text_completion', created, model };
    return { ...frame, choices: choices.map(({ index, message, finish_reason: finish }) => choiceOf(index, `${message.content ?? ''}${message.refusal ?? ''}`, finish)), ...(usage && { usage }) };
  },
  stream: ({ asked }) => new CompletionStream(asked.request.stream_options?.include_usage === true),
};

class CompletionStream implements ClientStream {
  readonly #includeUsage: boolean;
  readonly #frame: Frame = { id: newId('cmpl'), object: 'text_completion', created: Math.floor(Date.now() / 1000), model: '' };
  #usage: WireUsage | undefined;

  constructor(includeUsage: boolean) {
    this.#includeUsage = includeUsage;
  }

  encode(chunks: readonly ChatChunk[]): string {
    let text = '';
    for (const chunk of chunks) {
      this.#frame.model = chunk.model;
      if (chunk.usage) this.#usage = chunk.usage;
      for (const { index, delta, finish_reason: finish } of chunk.choices) {
        const said = `${delta?.content ?? ''}${delta?.refusal ?? ''}`;
        if (said !== '' || finish) text += this.#event({ choices: [choiceOf(index, said, finish ?? null)] });
      }
    }
    return text;
  }

  end(usage: Usage): string {
    const last = this.#includeUsage ? this.#event({ choices: [], usage: this.#usage ?? estimatedUsage(usage) }) : '';
    return `${last}data: [DONE]\n\n`;
  }

  error(error: GatehouseError, traceId: string): string {
    return `data: ${JSON.stringify(openaiError(error, traceId))}\n\n`;
  }

  #event(more: object): string {
    return `data: ${JSON.stringify({ ...this.#frame, ...more })}\n\n`;
  }
}
