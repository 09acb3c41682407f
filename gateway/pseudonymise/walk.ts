import { KNOWN_KEYS } from '../classify/fields.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { fieldKind, type FieldKind } from './fields.ts';

/** A string and where it stands. */
export interface Place {
  holder: JsonObject | Json[];
  key: string | number;
  kind: FieldKind;
  text: string;
}

/** Every string of a request, and every key that is the client's own. The nesting has a limit (`wire/strict-json.ts`). */
export function collect(value: JsonObject | Json[], places: Place[], keys: string[], under = ''): void {
  const entries: Iterable<[string | number, Json]> = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, inner] of entries) {
    if (typeof key === 'string' && !KNOWN_KEYS.has(key)) keys.push(key);
    if (typeof inner === 'string') places.push({ holder: value, key, kind: fieldKind(value, key, under), text: inner });
    else if (Array.isArray(inner) || isObject(inner)) collect(inner, places, keys, typeof key === 'number' ? under : key);
  }
}

/** The place that these keys lead to. */
export function placeAt(value: Json, keys: readonly (string | number)[]): { holder: Json; key: string | number } {
  let holder = value;
  for (const key of keys.slice(0, -1)) holder = (holder as JsonObject)[key]!;
  return { holder, key: keys.at(-1)! };
}

/** New texts by the object or list that holds them, and the key. */
export type Changes = Map<Json, Map<string | number, string>>;

/** The value with its changes; whatever has none is the same object. */
export function withChanges<T extends JsonObject | Json[]>(value: T, changes: Changes): T {
  const texts = changes.get(value);
  let copy: JsonObject | undefined;
  for (const key of Object.keys(value)) {
    const inner = (value as JsonObject)[key]!;
    const next = typeof inner === 'string' ? (texts?.get(Array.isArray(value) ? Number(key) : key) ?? inner) : Array.isArray(inner) || isObject(inner) ? withChanges(inner, changes) : inner;
    if (next === inner) continue;
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as JsonObject;
    copy[key] = next;
  }
  return (copy ?? value) as T;
}
