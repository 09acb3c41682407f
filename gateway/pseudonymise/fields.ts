import type { JsonObject } from '../core/json.ts';

/**
 * What may be put into a field: any text; letters, digits, `_` and `-` only (`message.name`, a file's name); nothing at all; or nothing, and it holds
 * no text (the payload of an image or a file).
 */
export type FieldKind = 'text' | 'bare' | 'fixed' | 'payload';

/** Values by which the client, the gateway or the provider know things again. */
const FIXED = new Set(['model', 'role', 'type', 'id', 'tool_call_id', 'tool_use_id', 'call_id', 'format', 'detail', 'media_type', 'encoding_format', 'reasoning_effort', 'service_tier']);
const PAYLOADS: Readonly<Record<string, string>> = { url: 'image_url', data: 'input_audio', file_data: 'file' };

/** @param under the key that the object or list stands under; for what is in a list that of the list */
export function fieldKind(holder: JsonObject | unknown[], key: string | number, under: string): FieldKind {
  if (typeof key === 'number') return FIXED.has(under) ? 'fixed' : 'text';
  if (PAYLOADS[key] === under && under !== '') return 'payload';
  if (key === 'filename') return 'bare';
  if (key === 'name') return 'role' in holder ? 'bare' : 'fixed';
  return FIXED.has(key) ? 'fixed' : 'text';
}

/** True for a text that is an object or a list in JSON: it must be one afterwards too. */
export function isJson(text: string): boolean {
  const first = /\S/.exec(text)?.[0];
  if (first !== '{' && first !== '[') return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|[^u])/g;

/** JSON text with `\u00fc` written as ü: the same value, in which words can be read. */
export function withoutEscapes(json: string): string {
  if (!json.includes('\\u')) return json;
  return json.replace(ESCAPE, (escape, hex: string | undefined) => {
    if (hex === undefined) return escape;
    const code = Number.parseInt(hex, 16);
    return code < 0x20 || code === 0x22 || code === 0x5c ? escape : String.fromCharCode(code);
  });
}
