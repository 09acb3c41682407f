import type { DataClass } from './data-class.ts';
import type { JsonObject } from './json.ts';

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

/** Answers that were kept for their key. Throws `storage_unavailable`. */
export interface ResponseStates {
  /** `trace`: of the request that it answers. */
  keep(keyId: string, trace: string, kept: KeptResponse): void;
  /** Undefined also where it is another key's. */
  get(keyId: string, id: string): KeptResponse | undefined;
  /** One item of an answer, by the item's own id, and the class that its conversation had reached. */
  item(keyId: string, itemId: string): { item: JsonObject; dataClass: DataClass } | undefined;
  /** False where this key has none of that id. */
  remove(keyId: string, id: string): boolean;
}
