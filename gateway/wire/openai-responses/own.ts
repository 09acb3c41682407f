import { type ChatChunk, NATIVE } from '../../core/chat.ts';
import type { GatehouseError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Seal } from '../../core/sealed.ts';
import type { ClientStream } from '../dialect.ts';
import type { ResponseStreamOptions } from './stream.ts';

/** A provider's own response, as it is known here: with an id of ours, since it is kept here, and what only the provider can read sealed. */
export function ownResponse(response: JsonObject, id: string, model: string, { store, previous, seal }: Pick<ResponseStreamOptions, 'store' | 'previous' | 'seal'>): JsonObject {
  return { ...response, id, model, store, previous_response_id: previous, ...(Array.isArray(response.output) && { output: response.output.map((item) => sealItem(item, seal)) }) };
}

function sealItem(item: Json, seal: Seal): Json {
  return isObject(item) && typeof item.encrypted_content === 'string' ? { ...item, encrypted_content: seal(item.encrypted_content) } : item;
}

/** A provider's own events. */
export class OwnResponseStream implements ClientStream {
  readonly #options: ResponseStreamOptions;
  readonly #id = newId('resp');
  #sequence = 0;

  constructor(options: ResponseStreamOptions) {
    this.#options = options;
  }

  encode(chunks: readonly ChatChunk[]): string {
    let text = '';
    for (const chunk of chunks) {
      const own = chunk[NATIVE];
      if (!own) continue;
      if (typeof own.sequence_number === 'number') this.#sequence = own.sequence_number + 1;
      text += `event: ${String(own.type)}\ndata: ${JSON.stringify(this.#changed(own, chunk.model))}\n\n`;
    }
    return text;
  }

  #changed(own: JsonObject, model: string): JsonObject {
    const { seal, keep } = this.#options;
    if (isObject(own.response)) {
      const response = ownResponse(own.response, this.#id, model, this.#options);
      if (response.store === true && (own.type === 'response.completed' || own.type === 'response.incomplete')) response.store = keep(response);
      return { ...own, response };
    }
    return isObject(own.item) ? { ...own, item: sealItem(own.item, seal) } : own;
  }

  end(): string {
    return '';
  }

  error(error: GatehouseError): string {
    const { hint, param = null } = error.details;
    return `event: error\ndata: ${JSON.stringify({ type: 'error', sequence_number: this.#sequence, code: error.code, message: hint ? `${error.message} ${hint}` : error.message, param })}\n\n`;
  }
}
