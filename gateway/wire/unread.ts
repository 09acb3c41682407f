import { isObject, type Json, type JsonObject } from '../core/json.ts';

/** Words of other dialects that change the meaning, by the values that ask for nothing. */
const MEANINGFUL: Readonly<Record<string, (value: Json) => boolean>> = {
  n: (value) => value === 1,
  stop: isEmpty,
  stop_sequences: isEmpty,
  logit_bias: isEmpty,
  logprobs: (value) => value === false || value === 0,
  top_logprobs: (value) => value === 0,
  response_format: (value) => isObject(value) && value.type === 'text',
  max_tokens: never,
  max_completion_tokens: never,
  max_output_tokens: never,
  tool_choice: (value) => value === 'auto' || value === 'none',
  parallel_tool_calls: (value) => value === true,
  functions: isEmpty,
  modalities: (value) => Array.isArray(value) && value.every((one) => one === 'text'),
};
const PLAIN = /^[\w.-]{1,40}$/;
const MAX_NAMED = 16;

/**
 * Fields that this dialect does not have. A provider of the same dialect gets them and judges for itself; in translation they would be lost without a
 * word: what changes the meaning is told as what that provider alone may know, all else as a hint. Attack: a name of a client's choosing ends in a header.
 */
export function unreadFields(body: JsonObject, known: ReadonlySet<string>): { ownOnly: string[]; hints: string[] } {
  const ownOnly: string[] = [];
  const hints: string[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (known.has(name) || value === null) continue;
    const asksNothing = Object.hasOwn(MEANINGFUL, name) ? MEANINGFUL[name] : undefined;
    if (asksNothing && !asksNothing(value)) ownOnly.push(name);
    else if (!asksNothing && hints.length < MAX_NAMED) hints.push(PLAIN.test(name) ? name : 'a parameter of an unusual name');
  }
  return { ownOnly, hints };
}

function isEmpty(value: Json): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

function never(): boolean {
  return false;
}
