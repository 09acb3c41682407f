import type { ToolCall, ToolCallDelta } from '../core/chat.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';

/** A call's arguments, for dialects that have them as an object. Attack, or a small model's slip: arguments that are no object. The client gets to see them all the same. */
export function toolInput(text: string): JsonObject {
  try {
    const input = JSON.parse(text || '{}') as Json;
    return isObject(input) ? input : { arguments: input };
  } catch {
    return { arguments: text };
  }
}

/** What its maker wants back with a call; undefined where there is nothing. */
export function thoughtOf({ extra_content: extra }: Pick<ToolCall, 'extra_content'>): string | undefined {
  const google = extra?.google;
  return isObject(google) && typeof google.thought_signature === 'string' ? google.thought_signature : undefined;
}

/**
 * Pieces of calls, one call after the other, for dialects in which a call is over when the next one begins: what comes of a later call while the arguments
 * of the one before are still open waits until they are whole.
 */
export class CallsInTurn {
  #current: number | undefined;
  readonly #arguments = new JsonEnd();
  #waiting = new Map<number, ToolCallDelta[]>();

  /** What may be told now. */
  take(piece: ToolCallDelta): ToolCallDelta[] {
    if (this.#current !== undefined && piece.index !== this.#current && (this.#waiting.size > 0 || !this.#arguments.whole)) {
      const held = this.#waiting.get(piece.index);
      if (held) held.push(piece);
      else this.#waiting.set(piece.index, [piece]);
      return [];
    }
    this.#go(piece);
    return this.#arguments.whole && this.#waiting.size > 0 ? [piece, ...this.#next()] : [piece];
  }

  /** All that waits: nothing more will come of the calls before. */
  rest(): ToolCallDelta[] {
    const rest = [...this.#waiting].sort(([a], [b]) => a - b).flatMap(([, pieces]) => pieces);
    this.#waiting = new Map();
    for (const piece of rest) this.#go(piece);
    return rest;
  }

  #go({ index, function: fn }: ToolCallDelta): void {
    if (index !== this.#current) this.#arguments.begin();
    this.#current = index;
    this.#arguments.read(fn?.arguments ?? '');
  }

  #next(): ToolCallDelta[] {
    const told: ToolCallDelta[] = [];
    while (this.#arguments.whole && this.#waiting.size > 0) {
      const index = Math.min(...this.#waiting.keys());
      const pieces = this.#waiting.get(index)!;
      this.#waiting.delete(index);
      for (const piece of pieces) this.#go(piece);
      told.push(...pieces);
    }
    return told;
  }
}

/** Whether an object that comes in pieces is whole. */
class JsonEnd {
  whole = false;
  #depth = 0;
  #quoted = false;
  #escaped = false;

  begin(): void {
    this.whole = false;
    this.#depth = 0;
    this.#quoted = false;
    this.#escaped = false;
  }

  read(piece: string): void {
    for (const letter of piece) {
      if (this.#escaped) this.#escaped = false;
      else if (letter === '\\' && this.#quoted) this.#escaped = true;
      else if (letter === '"') this.#quoted = !this.#quoted;
      else if (this.#quoted) continue;
      else if (letter === '{' || letter === '[') this.#depth++;
      else if ((letter === '}' || letter === ']') && --this.#depth === 0) this.whole = true;
    }
  }
}
