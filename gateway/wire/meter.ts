import { BEGUN, type ChatChunk } from '../core/chat.ts';
import type { Usage } from '../core/model.ts';
import { textTokens, usageOf } from './openai-chat/usage.ts';

/** Reads a stream's usage as it passes by, and measures what it says for where the provider sends none. */
export class StreamMeter {
  #usage: Usage | undefined;
  #begun: Usage | undefined;
  #tokens = 0;
  /** Of these, how many had come when the provider last counted. */
  #counted = 0;
  readonly #onText: ((text: string) => void) | undefined;

  /** `onText` gets what the answer says, piece by piece. */
  constructor(onText?: (text: string) => void) {
    this.#onText = onText;
  }

  /** The provider's numbers; of a stream that was cut those of its prompt, with what came of the answer estimated. What came after the numbers is not in them. */
  get usage(): Usage | undefined {
    if (this.#usage) {
      const since = Math.ceil(this.#tokens - this.#counted);
      return since === 0 ? this.#usage : { ...this.#usage, completionTokens: this.#usage.completionTokens + since, estimated: true };
    }
    if (!this.#begun) return undefined;
    return { ...this.#begun, completionTokens: Math.max(this.#begun.completionTokens, this.tokens), estimated: true };
  }

  /** Of text, thoughts and tool calls so far, estimated. */
  get tokens(): number {
    return Math.ceil(this.#tokens);
  }

  see(chunks: readonly ChatChunk[]): void {
    for (const { usage, choices, [BEGUN]: begun } of chunks) {
      if (begun) this.#begun = usageOf(begun);
      for (const { delta } of choices) {
        if (!delta) continue;
        if (delta.content) this.#onText?.(delta.content);
        this.#count(delta);
      }
      if (usage) this.#take(usageOf(usage));
    }
  }

  /** Some send it with every chunk, growing. Attack: a last one that takes back what was said before. */
  #take(usage: Usage): void {
    const before = this.#usage;
    if (!before || usage.promptTokens + usage.completionTokens >= before.promptTokens + before.completionTokens) this.#usage = usage;
    this.#counted = this.#tokens;
  }

  #count({ content, refusal, reasoning_content: thought, reasoning, tool_calls: calls }: ChatChunk['choices'][number]['delta']): void {
    this.#tokens += textTokens(content) + textTokens(refusal) + textTokens(thought) + textTokens(reasoning);
    if (calls) for (const call of calls) this.#tokens += textTokens(call.function?.name) + textTokens(call.function?.arguments);
  }
}
