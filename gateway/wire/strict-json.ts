import { isUtf8 } from 'node:buffer';
import { GatehouseError } from '../core/errors.ts';
import { endOfString, type Json } from '../core/json.ts';

const MAX_DEPTH = 200;
/** Attack: 20 MB of `[[],[],…` become 300 MB of objects. */
const MAX_VALUES = 1_000_000;
const QUOTE = 0x22;

/**
 * Reads a request body that any two JSON parsers read alike (RFC 8259, the interoperable part): what is classified must be what the
 * provider sees. Rejects with 400 `invalid_json`: bytes that are not UTF-8, duplicate keys, `__proto__`, lone surrogates, numbers that a
 * double cannot hold, and nesting deeper than 200.
 */
export function parseStrictJson(bytes: Buffer): Json {
  if (!isUtf8(bytes)) throw bad('The body is not UTF-8.');
  const text = bytes.toString('utf8');
  const members = scan(text);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    // The engine's message quotes the body: it is not passed on.
    throw bad('The body is not valid JSON.');
  }
  const seen = { keys: 0, checkStrings: text.includes('\\u') };
  walk(value, seen);
  if (seen.keys !== members) throw bad('An object in the body has the same key twice.');
  return value;
}

/** Counts the members of all objects and checks depth and numbers, on the text, before a parser builds anything from it. */
function scan(text: string): number {
  let members = 0;
  let depth = 0;
  let values = 0;
  const length = text.length;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      i = endOfString(text, i);
    } else if (c === 0x3a) {
      members++;
    } else if (c === 0x7b || c === 0x5b) {
      values++;
      if (++depth > MAX_DEPTH) throw bad(`The body is nested deeper than ${MAX_DEPTH} levels.`);
    } else if (c === 0x2c) {
      if (++values > MAX_VALUES) throw new GatehouseError('request_too_large', `The body holds more than ${MAX_VALUES} values.`, { hint: 'Send it in several requests.' });
    } else if (c === 0x7d || c === 0x5d) {
      depth--;
    } else if (c === 0x2d || (c >= 0x30 && c <= 0x39)) {
      const start = i;
      while (i + 1 < length && isNumberCharacter(text.charCodeAt(i + 1))) i++;
      if (i - start > 2 || c === 0x2d) checkNumber(text.slice(start, i + 1));
    }
  }
  return members;
}

function isNumberCharacter(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || c === 0x2e || c === 0x2b || c === 0x2d || c === 0x65 || c === 0x45;
}

function checkNumber(token: string): void {
  const value = Number(token);
  if (Number.isNaN(value)) throw bad('The body is not valid JSON.');
  const integer = /^-?\d+$/.test(token);
  // An integer may be written out by whoever reads it exactly: it must come out of our own serialisation with the same digits.
  const same = integer
    ? Number.isFinite(value) && token !== '-0' && (Number.isSafeInteger(value) || String(value) === token)
    : Number.isFinite(value) && (value !== 0 || !/[1-9]/.test(token.replace(/[eE].*$/, '')));
  if (!same) throw bad('A number in the body would change when it is read as a 64-bit floating-point number.');
}

function walk(value: Json, seen: { keys: number; checkStrings: boolean }): void {
  if (typeof value === 'string') {
    if (seen.checkStrings && !value.isWellFormed()) throw bad('A string in the body holds a lone surrogate.');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) walk(value[i]!, seen);
    return;
  }
  const keys = Object.keys(value);
  seen.keys += keys.length;
  for (const key of keys) {
    if (key === '__proto__') throw bad('The body has a key named "__proto__".');
    if (seen.checkStrings && !key.isWellFormed()) throw bad('A key in the body holds a lone surrogate.');
    walk(value[key]!, seen);
  }
}

function bad(message: string): GatehouseError {
  return new GatehouseError('invalid_json', message, { hint: 'Send one JSON object in UTF-8, each key once.' });
}
