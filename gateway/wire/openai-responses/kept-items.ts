import { type DataClass, maxClass } from '../../core/data-class.ts';
import { GatehouseError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { type KeptResponse, outputOf, type ResponseStates } from '../../core/kept-response.ts';
import { invalid } from '../faults.ts';

/** A conversation of more turns is sent whole by the client. */
const MAX_TURNS = 200;
/** So many times what one request may hold is opened for it: of an answer that is named, only one item may be wanted. */
const OPENED_MAX = 8;

/**
 * What one request goes on from, of the answers that are kept here. Attack: twenty turns of 20 MB, or one large answer that is named ten thousand times; so much is
 * read as could have been sent, and an answer is opened once for all of its items that are named in a row.
 */
export class KeptItems {
  /** The highest class that their conversations had. */
  reached: DataClass | undefined;
  readonly #keyId: string;
  readonly #states: ResponseStates;
  #last: { id: string; kept: KeptResponse } | undefined;
  #opened = 0;
  #read = 0;

  constructor(keyId: string, states: ResponseStates) {
    this.#keyId = keyId;
    this.#states = states;
  }

  /** Items may be named in place of being sent; those that are not this key's get the refusal of every reference. */
  withNamed(items: readonly JsonObject[]): JsonObject[] {
    return items.map((item) => (item.type === 'item_reference' && typeof item.id === 'string' ? this.#named(item.id) : undefined) ?? item);
  }

  /** All items up to an answer's own. Throws 404 `not_found` where one of the answers is none of this key's, 413 `request_too_large` where they are too much together. */
  upTo(id: string): JsonObject[] {
    const turns: JsonObject[][] = [];
    for (let next: string | null = id; next !== null; ) {
      if (turns.length >= MAX_TURNS) throw invalid('previous_response_id', `This conversation has more than ${MAX_TURNS} turns; send what is needed of it as input.`);
      this.#count(this.#states.sizeOf(this.#keyId, next) ?? 0);
      const kept = this.#open(next);
      if (!kept) throw new GatehouseError('not_found', `There is no response "${next.slice(0, 100)}" of this key's.`, { param: 'previous_response_id', hint: 'Answers are kept for 30 days, unless the request said store: false.' });
      turns.push([...kept.input, ...outputOf(kept)]);
      next = kept.previous;
    }
    return turns.reverse().flat();
  }

  #named(itemId: string): JsonObject | undefined {
    const id = this.#states.holderOf(this.#keyId, itemId);
    const kept = id === undefined ? undefined : this.#open(id);
    const item = kept && outputOf(kept).find((one) => one.id === itemId);
    if (item) this.#count(JSON.stringify(item).length);
    return item;
  }

  #open(id: string): KeptResponse | undefined {
    if (this.#last?.id === id) return this.#last.kept;
    this.#opened += this.#states.sizeOf(this.#keyId, id) ?? 0;
    if (this.#opened > OPENED_MAX * this.#states.limit) throw this.#tooLarge();
    const kept = this.#states.get(this.#keyId, id);
    if (!kept) return undefined;
    this.reached = this.reached === undefined ? kept.dataClass : maxClass(this.reached, kept.dataClass);
    this.#last = { id, kept };
    return kept;
  }

  #count(bytes: number): void {
    this.#read += bytes;
    if (this.#read > this.#states.limit) throw this.#tooLarge();
  }

  #tooLarge(): GatehouseError {
    return new GatehouseError('request_too_large', `What this request goes on from is more than ${Math.floor(this.#states.limit / 1024 / 1024)} MB.`, { hint: 'Begin a new conversation, or send what is needed of this one as input; an administrator can raise limits.bodyLimitBytes.' });
  }
}
