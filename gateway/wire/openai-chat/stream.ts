import type { ChatChunk, WireUsage } from '../../core/chat.ts';
import type { GatehouseError } from '../../core/errors.ts';
import type { Usage } from '../../core/model.ts';
import type { AnswerOptions, ClientStream } from '../dialect.ts';
import { openaiError } from '../openai-error.ts';
import { sealChoice } from './seal.ts';

/** Canonical chunks → OpenAI's SSE (`data: {…}`, at the end `[DONE]`). Usage that only the gateway asked for is taken out. */
export class ChatStreamEncoder implements ClientStream {
  readonly #includeUsage: boolean;
  readonly #seal: AnswerOptions['seal'];
  #usageSent = false;
  #last: ChatChunk | undefined;

  constructor({ includeUsage, seal }: { includeUsage: boolean; seal: AnswerOptions['seal'] }) {
    this.#includeUsage = includeUsage;
    this.#seal = seal;
  }

  encode(chunks: readonly ChatChunk[]): string {
    let text = '';
    for (const chunk of chunks) {
      this.#last = chunk;
      const { usage } = chunk;
      for (const { delta } of chunk.choices) if (delta && (delta.reasoning_details || delta.tool_calls)) sealChoice(delta, this.#seal);
      if (usage) this.#usageSent = true;
      // A provider's event that says nothing in this dialect.
      else if (chunk.choices.length === 0 && isNothing(chunk)) continue;
      if (!this.#includeUsage && usage !== undefined) {
        if (usage && chunk.choices.length === 0) continue;
        delete chunk.usage;
      }
      for (const piece of oneCallEach(chunk)) text += `data: ${JSON.stringify(piece)}\n\n`;
    }
    return text;
  }

  end(usage: Usage): string {
    if (!this.#includeUsage || this.#usageSent || !this.#last) return 'data: [DONE]\n\n';
    const { id, object, created, model } = this.#last;
    return `data: ${JSON.stringify({ id, object, created, model, choices: [], usage: estimatedUsage(usage) })}\n\ndata: [DONE]\n\n`;
  }

  error(error: GatehouseError, traceId: string): string {
    return `data: ${JSON.stringify(openaiError(error, traceId))}\n\n`;
  }
}

/** Calls of tools as OpenAI sends them, one in a chunk: llama-index reads no more than the first. */
function oneCallEach(chunk: ChatChunk): ChatChunk[] {
  const [choice] = chunk.choices;
  const calls = choice?.delta?.tool_calls;
  if (!calls || calls.length < 2 || chunk.choices.length > 1) return [chunk];
  const last = calls.length - 1;
  return calls.map((call, index): ChatChunk => {
    const delta = index === 0 ? { ...choice.delta, tool_calls: [call] } : { tool_calls: [call] };
    return { ...chunk, ...(index < last && chunk.usage && { usage: null }), choices: [{ ...choice, delta, ...(index > 0 && 'logprobs' in choice && { logprobs: null }), finish_reason: index === last ? choice.finish_reason : null }] };
  });
}

const FRAME = ['id', 'object', 'created', 'model', 'choices', 'usage'];

/** What a translating adapter makes of an event without meaning; the first chunk of some servers has no choices either, but fields of its own. */
function isNothing(chunk: ChatChunk): boolean {
  return Object.keys(chunk).every((name) => FRAME.includes(name));
}

/** It was made here, by `estimatedUsage`. */
export function isEstimated(usage: WireUsage): boolean {
  return (usage as { gatehouse_estimated?: true }).gatehouse_estimated === true;
}

/** Usage that no provider vouches for says so. */
export function estimatedUsage(estimate: Usage): WireUsage & { gatehouse_estimated: true } {
  const { promptTokens, completionTokens } = estimate;
  return { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: promptTokens + completionTokens, gatehouse_estimated: true };
}
