import { setImmediate } from 'node:timers/promises';
import type { ChatRequest } from '../core/chat.ts';
import { LeastCount } from './bound.ts';
import { countTokens, type Encoding } from './vocabulary.ts';

/** The texts that a model reads as they are. Arguments of calls and schemas of tools are written anew by whoever translates them. */
export function promptTexts({ messages }: ChatRequest): string[] {
  const texts: string[] = [];
  for (const { content } of messages) {
    if (typeof content === 'string') texts.push(content);
    else for (const part of content ?? []) if (part.type === 'text') texts.push(part.text);
  }
  return texts;
}

/** More tokens than a context holds. `exact`: they were counted, with the model's own vocabulary, the texts alone. */
export interface TooLong {
  tokens: number;
  exact: boolean;
}

const MAX_BYTES_PER_UNIT = 3;
/** UTF-16 units that are looked at before others have their turn: half a millisecond. */
const SLICE = 65_536;

/** One prompt, measured as far as somebody asks, and not twice. */
export class PromptSize {
  readonly #texts: readonly string[];
  readonly #units: number;
  readonly #counted = new Map<Encoding, ReturnType<typeof countTokens>>();
  #least: number | undefined;
  #bytes: number | undefined;

  constructor(texts: readonly string[]) {
    this.#texts = texts;
    this.#units = texts.reduce((sum, { length }) => sum + length, 0);
  }

  /** Undefined where the prompt may fit. Prompts that are shorter in bytes than the context in tokens, nearly all, cost nothing. */
  tooLongFor(context: number, encoding?: Encoding): TooLong | undefined | Promise<TooLong | undefined> {
    return this.#units * MAX_BYTES_PER_UNIT <= context ? undefined : this.#measure(context, encoding);
  }

  async #measure(context: number, encoding: Encoding | undefined): Promise<TooLong | undefined> {
    const least = (this.#least ??= await this.#countLeast());
    if (least > context) return { tokens: least, exact: false };
    return encoding === undefined || this.bytes <= context ? undefined : this.#countedOver(context, encoding);
  }

  async #countLeast(): Promise<number> {
    const count = new LeastCount();
    let tokens = 0;
    for (const text of this.#texts) {
      for (let at = 0; at < text.length; at += SLICE) {
        count.add(text, at, Math.min(at + SLICE, text.length));
        if (at + SLICE < text.length) await setImmediate();
      }
      tokens = count.end();
    }
    return tokens;
  }

  async #countedOver(context: number, encoding: Encoding): Promise<TooLong | undefined> {
    const counted = await this.count(encoding);
    // Texts that stand side by side may share a token.
    return counted?.exact && counted.tokens - this.#texts.length >= context ? { tokens: counted.tokens, exact: true } : undefined;
  }

  /** As `countTokens`. */
  count(encoding: Encoding): ReturnType<typeof countTokens> {
    let counting = this.#counted.get(encoding);
    if (!counting) {
      counting = countTokens(encoding, this.#texts);
      this.#counted.set(encoding, counting);
    }
    return counting;
  }

  /** In UTF-8. */
  get bytes(): number {
    return (this.#bytes ??= this.#texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0));
  }
}
