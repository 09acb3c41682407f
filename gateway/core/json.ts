export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject { [key: string]: Json }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** In a message or a look-up: a string as it is, anything else as JSON. `String` fails on an object that has a `toString` of its own, and takes a list of one word for that word. */
export function spelt(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value) ?? '';
}

/** Characters: no shorter text becomes too much. */
const SMALL = 1024 * 1024;
/** Each takes some 16 bytes as a number among others. */
const MAX_VALUES = 5_000_000;
/** Each takes some 60 bytes. */
const MAX_PARTS = 1_000_000;

/** Whether a parser would build more of it than this process has room for. Attack: 60 MB of `[[],[],…` become a gigabyte of objects. */
export function isTooMuchJson(text: string): boolean {
  if (text.length < SMALL) return false;
  let values = 0;
  let parts = 0;
  for (let i = 0; i < text.length && values <= MAX_VALUES && parts <= MAX_PARTS; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x2c) values++;
    else if (c === 0x7b || c === 0x5b) parts++;
    else if (c === 0x22) {
      parts++;
      i = endOfString(text, i);
    }
  }
  return values > MAX_VALUES || parts > MAX_PARTS;
}

/** Of the string that begins at `start`; where it has no end, the text's. */
export function endOfString(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return end;
  }
}

/** Undefined for what is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
