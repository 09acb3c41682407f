import type { Json, JsonObject } from '../core/json.ts';

/** One step of the way into a body, linked to the one before. */
export interface Step {
  key: string | number;
  parent: Step | undefined;
}

/** One string of a request body: a value, an object's key, or a number long enough to be an identifier. For a key, the last step is within the object that holds it. */
export interface Field extends Step {
  text: string;
  kind: 'value' | 'key' | 'number';
  /** Of the message, part or tool that it stands in; empty outside messages. Strings of the same role are read on from one to the next. */
  role: string;
  /** False for words of the protocol (`role`, `type`, ids): they are looked at, and stand between no two halves of a split text. */
  content: boolean;
  /** True in an object or list of the client's own: its key, or one beside it, is no word of the protocols and may say what it is. */
  member: boolean;
  /** The short figures and words of a list, as one text. */
  list?: true;
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

/** A list or an object that the walk is in. */
interface Open extends Step {
  value: Json[] | JsonObject;
  /** Of an object. */
  keys: readonly string[] | undefined;
  next: number;
  /** The key it stands under, lists in between left out. */
  name: string;
  role: string;
  /** Has keys of the client's own, or stands in an object that does. */
  own: boolean;
}

/**
 * Every string of a body in reading order: values, keys, and long numbers. Depth does not matter: the walk keeps its own stack.
 * @param visit is told each field; its number is the count of calls before it.
 * Yields every few thousand steps: a body of 10 MB may hold millions of strings.
 */
export function* eachField(body: Json, visit: (field: Field) => void): Generator<void> {
  const outer: Open[] = [];
  let at = enter(body, '', undefined, '', '', visit);
  for (let steps = 1; at; steps++) {
    if (steps % STEPS === 0) yield;
    const { value, keys, next } = at;
    if (next === (keys ?? (value as Json[])).length) {
      at = outer.pop();
      continue;
    }
    at.next += 1;
    const key: string | number = keys ? keys[next]! : next;
    const inside = enter((value as JsonObject)[key]!, key, at, typeof key === 'string' ? key : at.name, at.role, visit);
    if (!inside) continue;
    outer.push(at);
    at = inside;
  }
}

/** Of a tool's schema: what stands under them is a value of the parameter in whose description they are. */
export const SCHEMA_VALUES: ReadonlySet<string> = new Set(['default', 'const', 'enum', 'example', 'examples']);

/** Visits what the value itself says; gives the list or object that is to be walked next, if it is one. */
function enter(value: Json, key: string | number, parent: Open | undefined, name: string, role: string, visit: (field: Field) => void): Open | undefined {
  if (typeof value === 'string') visit({ text: value, kind: 'value', role, content: !PROTOCOL_KEYS.has(name), member: (parent?.own ?? false) || SCHEMA_VALUES.has(name), key, parent });
  else if (typeof value === 'number') {
    if (isLong(value)) visit({ text: String(value), kind: 'number', role, content: true, member: (parent?.own ?? false) || SCHEMA_VALUES.has(name), key, parent });
  } else if (Array.isArray(value)) {
    const list = listText(value);
    if (list !== undefined) visit({ text: list, kind: 'number', role, content: false, member: false, list: true, key, parent });
    return { key, parent, value, keys: undefined, next: 0, name, role, own: parent?.own ?? false };
  } else if (value !== null && typeof value === 'object') {
    const keys = Object.keys(value);
    const inside: Open = { key, parent, value, keys, next: 0, name, role: typeof value['role'] === 'string' ? value['role'] : role, own: false };
    for (const one of keys) {
      if (KNOWN_KEYS.has(one)) continue;
      inside.own = true;
      visit({ text: one, kind: 'key', role: inside.role, content: false, member: false, key: '', parent: inside });
    }
    return inside;
  }
  return undefined;
}

/** Attack: 756.9217076985 is an identifier too, with a point in it. */
function isLong(value: number): boolean {
  if (value >= WHOLE_MIN || value <= -WHOLE_MIN) return true;
  if (Number.isInteger(value)) return false;
  const text = String(value);
  return text.length > DIGITS_MIN && text.replaceAll(/\D/g, '').length >= DIGITS_MIN;
}

const LIST_MIN = 3;
const CELL_MAX = 24;
/** What an AHV number, an insurance card, an IBAN or twelve words may begin with; most lists hold none of them. */
const LIKELY = /(?<!\d)(?:7 ?5 ?6|8 ?0 ?7 ?5 ?6)|(?<![A-Za-z])[A-Z] ?[A-Z] ?\d ?\d|(?:[a-z]{3,8} ){11}/;

/** Of numbers the zeros before a group are lost. One of them: that its check digit then holds must be no chance. */
const AHV = /(?<!\d)756 (?:\d{3} \d{4}|\d{4} \d{3}) \d\d(?!\d)/g;
const IBAN = /(?<![A-Za-z])[A-Z]{2}\d\d(?: \d{1,4}){3,7}(?!\d)/g;

function withZeros(groups: string): string {
  return groups.replace(/(?<= )\d{1,3}(?= )/g, (group) => group.padStart(4, '0'));
}

/** Attack: `[756, 9217, 769, 85]`. Short figures and words of a list as one text, the figures as long as their groups are; undefined where there is nothing to be read so. */
function listText(list: readonly Json[]): string | undefined {
  if (list.length < LIST_MIN) return undefined;
  let text = '';
  // Not asked of the text: to see its end V8 would put it together anew each time.
  let between = '';
  for (const one of list) {
    const figures = typeof one === 'number' && Number.isInteger(one) && one >= 0;
    if (figures || (typeof one === 'string' && one.length <= CELL_MAX)) {
      text += between + String(one);
      between = ' ';
    } else if (between !== '' || text === '') {
      text += '\n';
      between = '';
    }
  }
  return LIKELY.test(text) ? text.replace(AHV, withZeros).replace(IBAN, withZeros) : undefined;
}

/** A text that stands in no body. */
export function wholeText(text: string): Field {
  return { text, kind: 'value', role: '', content: true, member: false, key: '', parent: undefined };
}

/** Where it stands: a value by itself, a key in the object that holds it. */
export function placeOf(field: Field): Step {
  return field.kind === 'key' ? field.parent! : field;
}

/** The keys and indices that lead to a field's value, outermost first; for a key to the object that holds it. */
export function keysTo(field: Field): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let step: Step | undefined = placeOf(field); step?.parent; step = step.parent) keys.push(step.key);
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
  'defer_loading', 'caller', 'namespace', 'output_schema', 'eager_input_streaming', 'allowed_callers', 'input_examples', 'external_web_access', 'context_management', 'budget_tokens', 'client_metadata', '$schema', '$ref', '$defs', 'propertyNames', 'minLength', 'maxLength', 'minItems', 'maxItems', 'exclusiveMinimum', 'exclusiveMaximum',
  'images', 'options', 'keep_alive', 'template', 'raw', 'think', 'query', 'documents', 'document', 'dimensions', 'encoding_format',
]);
