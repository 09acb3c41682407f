import type { ChatChunk, WireUsage } from '../../core/chat.ts';
import type { Usage } from '../../core/model.ts';
import { textTokens, usageOf } from './usage.ts';

/** Canonical chunks → OpenAI's SSE (`data: {…}`, at the end `[DONE]`). Usage that only the gateway asked for is read and taken out. */
export class ChatStreamEncoder {
  usage: Usage | undefined;
  #tokens = 0;
  readonly #includeUsage: boolean;
  readonly #onText: ((text: string) => void) | undefined;
  #last: ChatChunk | undefined;

  /** `onText` gets what the answer says, piece by piece. */
  constructor(includeUsage: boolean, onText?: (text: string) => void) {
    this.#includeUsage = includeUsage;
    this.#onText = onText;
  }

  /** Of text, thoughts and tool calls so far, estimated: for where the provider sends no usage. */
  get tokens(): number {
    return Math.ceil(this.#tokens);
  }

  encode(chunks: readonly ChatChunk[]): string {
    let text = '';
    for (const chunk of chunks) {
      this.#last = chunk;
      const { usage } = chunk;
      if (usage) this.#take(usageOf(usage));
      for (const choice of chunk.choices) {
        const { delta } = choice;
        if (!delta) continue;
        if (delta.content) this.#onText?.(delta.content);
        this.#count(delta);
      }
      if (!this.#includeUsage && usage !== undefined) {
        if (usage && chunk.choices.length === 0) continue;
        delete chunk.usage;
      }
      text += `data: ${JSON.stringify(chunk)}\n\n`;
    }
    return text;
  }

  /** Some send it with every chunk, growing. Attack: a last one that takes back what was said before. */
  #take(usage: Usage): void {
    const before = this.usage;
    if (!before || usage.promptTokens + usage.completionTokens >= before.promptTokens + before.completionTokens) this.usage = usage;
  }

  #count({ content, refusal, reasoning_content: thought, reasoning, tool_calls: calls }: ChatChunk['choices'][number]['delta']): void {
    this.#tokens += textTokens(content) + textTokens(refusal) + textTokens(thought) + textTokens(reasoning);
    if (calls) for (const call of calls) this.#tokens += textTokens(call.function?.name) + textTokens(call.function?.arguments);
  }

  /** The end of a whole answer. Where usage was asked for and never came, the estimate is sent and says so. */
  end(estimate: Usage): string {
    if (!this.#includeUsage || this.usage || !this.#last) return 'data: [DONE]\n\n';
    const { id, object, created, model } = this.#last;
    return `data: ${JSON.stringify({ id, object, created, model, choices: [], usage: estimatedUsage(estimate) })}\n\ndata: [DONE]\n\n`;
  }
}

/** Usage that no provider vouches for says so. */
export function estimatedUsage(estimate: Usage): WireUsage & { gatehouse_estimated: true } {
  const { promptTokens, completionTokens } = estimate;
  return { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: promptTokens + completionTokens, gatehouse_estimated: true };
}
