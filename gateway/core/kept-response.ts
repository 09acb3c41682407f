import type { DataClass } from './data-class.ts';
import { isObject, type JsonObject } from './json.ts';

/** One answer of ours and what was asked for it, as a later request or its owner may ask for it again. */
export interface KeptResponse {
  id: string;
  /** The one it goes on from. */
  previous: string | null;
  dataClass: DataClass;
  /** The items of its own request, without those that came before. */
  input: JsonObject[];
  /** As the client got it. */
  response: JsonObject;
}

/** The items of an answer. */
export function outputOf({ response: { output } }: KeptResponse): JsonObject[] {
  return Array.isArray(output) ? output.filter(isObject) : [];
}

/** Answers that were kept for their key. Throws `storage_unavailable`. */
export interface ResponseStates {
  /** `trace`: of the request that it answers. */
  keep(keyId: string, trace: string, kept: KeptResponse): void;
  /** Undefined also where it is another key's. */
  get(keyId: string, id: string): KeptResponse | undefined;
  /** Bytes of one, as it is stored. */
  sizeOf(keyId: string, id: string): number | undefined;
  /** The answer that has this item. */
  holderOf(keyId: string, itemId: string): string | undefined;
  /** Bytes that one request may go on from. */
  readonly limit: number;
  /** False where this key has none of that id. */
  remove(keyId: string, id: string): boolean;
}
