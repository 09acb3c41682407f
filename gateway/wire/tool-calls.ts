import type { ToolCall } from '../core/chat.ts';
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
