import type { Json } from '../core/json.ts';

/** One string of a request body: a value, an object's key, or a number long enough to be an identifier. */
export interface Field {
  text: string;
  kind: 'value' | 'key' | 'number';
  /** Of the message, part or tool that it stands in; empty outside messages. Strings of the same role are read on from one to the next. */
  role: string;
  /** False for words of the protocol (`role`, `type`, ids): they are looked at, and stand between no two halves of a split text. */
  content: boolean;
  /** The way to it, innermost step first; for a key the object that holds it. */
  step: Step;
}

/** One step of the way into a body, linked to the one before. */
export interface Step {
  key: string | number;
  parent: Step | undefined;
}

/** Keys whose values are the protocol's words; whatever else stands there is still looked at. */
const PROTOCOL_KEYS = new Set(['model', 'role', 'type', 'id', 'tool_call_id', 'tool_use_id', 'call_id', 'format', 'detail', 'media_type', 'effort', 'index', 'status']);

/** What nearly every body says in those places, for its own sake. */
const PROTOCOL_WORDS = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'function', 'text', 'input_text', 'output_text', 'message', 'tool_use', 'tool_result', 'function_call', 'function_call_output', 'image_url', 'input_image', 'image', 'object', 'string', 'json_schema', 'json_object', 'ephemeral', 'auto']);

/** A word of the protocol in its own place, which needs no look. */
export function isProtocolWord({ content, text }: Field): boolean {
  return !content && PROTOCOL_WORDS.has(text);
}

/** Between two pauses. */
const STEPS = 4096;

/** A number of fewer digits is an amount, a year, a count. */
const DIGITS_MIN = 8;
const WHOLE_MIN = 10 ** (DIGITS_MIN - 1);

interface Open extends Step { value: Json; name: string; role: string }

/**
 * Every string of a body in reading order: values, keys, and long numbers. Depth does not matter: the walk keeps its own stack.
 * @param visit is told each field; its number is the count of calls before it.
 * Yields every few thousand steps: a body of 10 MB may hold millions of strings.
 */
export function* eachField(body: Json, visit: (field: Field) => void): Generator<void> {
  let steps = 0;
  const stack: Open[] = [{ value: body, key: '', parent: undefined, name: '', role: '' }];
  while (stack.length > 0) {
    const step = stack.pop()!;
    const { value, name, role } = step;
    if (++steps % STEPS === 0) yield;
    if (typeof value === 'string') {
      visit({ text: value, kind: 'value', role, content: !PROTOCOL_KEYS.has(name), step });
    } else if (typeof value === 'number') {
      if (isLong(value)) visit({ text: String(value), kind: 'number', role, content: true, step });
    } else if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--) {
        stack.push({ value: value[i]!, key: i, parent: step, name, role });
        if (++steps % STEPS === 0) yield;
      }
    } else if (value !== null && typeof value === 'object') {
      const keys = Object.keys(value);
      const inner = typeof value.role === 'string' ? value.role : role;
      for (let i = keys.length - 1; i >= 0; i--) {
        const key = keys[i]!;
        const member = value[key]!;
        if (typeof member !== 'boolean' && member !== null) stack.push({ value: member, key, parent: step, name: key, role: inner });
      }
      for (const key of keys) if (!KNOWN_KEYS.has(key)) visit({ text: key, kind: 'key', role: inner, content: false, step });
    }
  }
}

/** Attack: 756.9217076985 is an identifier too, with a point in it. */
function isLong(value: number): boolean {
  return value >= WHOLE_MIN || value <= -WHOLE_MIN || (!Number.isInteger(value) && String(value).replaceAll(/\D/g, '').length >= DIGITS_MIN);
}

/** A text that stands in no body. */
export function wholeText(text: string): Field {
  return { text, kind: 'value', role: '', content: true, step: { key: '', parent: undefined } };
}

/** The keys and indices that lead to a field's value, outermost first; for a key to the object that holds it. */
export function keysTo(field: Field): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let step: Step | undefined = field.step; step?.parent; step = step.parent) keys.push(step.key);
  return keys.reverse();
}

/** `messages[2].content[0].text`: the protocol's words only, `*` for a key of the client's own, which may be somebody's name. */
export function pathOf(field: Field): string {
  let path = '';
  for (const key of keysTo(field)) path += typeof key === 'number' ? `[${key}]` : `${path === '' ? '' : '.'}${KNOWN_KEYS.has(key) ? key : '*'}`;
  return field.kind === 'key' ? `${path}${path === '' ? '' : '.'}*` : path;
}

/** The keys of the protocols, which need no look and may be shown in a path; a client's own key may be somebody's name. */
export const KNOWN_KEYS: ReadonlySet<string> = new Set([
  'model', 'messages', 'role', 'content', 'type', 'text', 'name', 'tools', 'function', 'custom', 'description', 'parameters', 'properties', 'required', 'items', 'enum', 'default', 'title', 'additionalProperties', 'anyOf', 'oneOf', 'allOf', 'const', 'format',
  'tool_calls', 'tool_call_id', 'id', 'arguments', 'input', 'output', 'metadata', 'tags', 'user', 'system', 'instructions', 'image_url', 'url', 'detail', 'input_audio', 'data', 'file', 'file_data', 'filename', 'refusal', 'reasoning', 'reasoning_content', 'summary',
  'response_format', 'json_schema', 'schema', 'strict', 'tool_choice', 'stop', 'stop_sequences', 'stream', 'stream_options', 'include_usage', 'temperature', 'top_p', 'n', 'seed', 'max_tokens', 'max_completion_tokens', 'max_output_tokens', 'prediction', 'prompt', 'suffix', 'source', 'media_type', 'thinking',
  'signature', 'tool_use_id', 'call_id', 'is_error', 'input_schema', 'cache_control', 'safety_identifier', 'prompt_cache_key', 'logit_bias', 'logprobs', 'top_logprobs', 'presence_penalty', 'frequency_penalty', 'parallel_tool_calls', 'store', 'reasoning_effort', 'modalities', 'audio', 'voice', 'service_tier',
  'images', 'options', 'keep_alive', 'template', 'raw', 'think', 'query', 'documents', 'document', 'dimensions', 'encoding_format',
]);
