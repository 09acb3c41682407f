import { unsupported } from '../../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { plainPattern } from './pattern.ts';

/** The runner ends with a fault where one thing may come more often than some 2,000 times, and works for seconds below that. */
const MAX_TIMES = 1_000;
const MAX_TIMES_IN_ALL = 2_000;
/** Of one object: the converter's time grows with their cube, in the server's own process. */
const MAX_PROPERTIES = 500;
/** Of a key or a reference: its regular expressions go one call deeper with each character. */
const MAX_NAME = 500;
const MAX_REFERENCES = 50;
/** Ollama (0.24, `SchemaToGrammar`) writes the grammar into so many bytes, or four times the schema's own length up to the larger number; what does not fit is cut off. */
const ROOM = 32_768;
const MOST_ROOM = 1 << 20;
const TIMES = new Set(['minItems', 'maxItems', 'minLength', 'maxLength']);
/** Nothing lies between them where the first is larger: the runner dies of such a grammar. */
const RANGES = [['minItems', 'maxItems'], ['minLength', 'maxLength'], ['minimum', 'maximum']] as const;
/** Under these stand values, not schemas. */
const VALUES = new Set(['const', 'enum', 'default', 'examples']);

interface Reading {
  root: JsonObject;
  param: string;
  /** Of the grammar, generously. */
  bytes: number;
  times: number;
  /** References that lead somewhere. */
  checked: Set<string>;
}

/**
 * The schema as the bundled Ollama can hold a model to it. Attack, or an honest `maxLength: 5000`: its converter makes a grammar that is cut off, too large or none,
 * the runner (or Ollama itself) ends with a fault or hangs, and with it every other request. Throws `unsupported_parameter`.
 */
export function boundedSchema(schema: JsonObject, param: string): JsonObject {
  const reading: Reading = { root: schema, param, bytes: 0, times: 0, checked: new Set() };
  const read = readSchema(schema, 8, 1, reading) as JsonObject;
  if (reading.times > MAX_TIMES_IN_ALL) throw tooOften(param);
  if (reading.bytes > MOST_ROOM) throw tooLarge(param);
  const length = JSON.stringify(read).length;
  // The room goes by the schema's length, so one that is short for what it means is made longer.
  return reading.bytes <= Math.max(ROOM, length * 4) ? read : { ...read, $comment: ' '.repeat(Math.ceil(reading.bytes / 4) - length) };
}

/** `name`: length of the rule's name, which holds the whole path. `weight`: how many times it is written out. */
function readSchema(value: Json, name: number, weight: number, reading: Reading): Json {
  reading.bytes += weight * (60 + name + (typeof value === 'string' ? value.length * 2 : 0));
  // Before the walk itself grows with it.
  if (reading.bytes > MOST_ROOM) throw tooLarge(reading.param);
  if (Array.isArray(value)) return value.map((one) => readSchema(one, name + 4, weight, reading));
  if (!isObject(value)) return value;
  for (const [least, most] of RANGES) if (Number(value[least] ?? 0) > Number(value[most] ?? Infinity)) throw impossible(reading.param);
  // A list of types is written out once for each of them.
  const types = Array.isArray(value.type) ? value.type.filter((type) => type === 'object' || type === 'array').length : 1;
  const read: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const child = name + key.length + 1;
    reading.bytes += weight * (child * 4 + key.length * 2);
    if (key.length > MAX_NAME || (key === 'properties' && isObject(inner) && Object.keys(inner).length > MAX_PROPERTIES)) throw tooLarge(reading.param);
    if (TIMES.has(key)) repeat(inner, name, weight, reading);
    if (key === '$ref') checkReference(inner, reading);
    if ((key === 'anyOf' || key === 'oneOf') && Array.isArray(inner) && inner.length === 0) throw impossible(reading.param);
    if (VALUES.has(key)) read[key] = valueOf(inner, child, weight, reading);
    else read[key] = key === 'pattern' && typeof inner === 'string' ? patternOf(inner, name, weight, reading) : readSchema(inner, child, weight * Math.max(1, types), reading);
  }
  return read;
}

function valueOf(value: Json, name: number, weight: number, reading: Reading): Json {
  const text = JSON.stringify(value);
  reading.bytes += weight * (text.length * 2 + name);
  return value;
}

function patternOf(pattern: string, name: number, weight: number, reading: Reading): string {
  const plain = plainPattern(pattern);
  if (plain === undefined) throw unsupported(reading.param, 'The local model cannot be held to a pattern like this.', 'It takes ^…$ with characters, sets, groups, alternatives, quantifiers, \\d, \\w and \\s; leave others out.');
  for (const [, least, most] of plain.matchAll(/\{(\d+),?(\d*)\}/g)) {
    if (most !== '' && Number(least) > Number(most)) throw impossible(reading.param);
    repeat(Math.max(Number(least), Number(most)), name, weight, reading);
  }
  reading.bytes += weight * plain.length * 4;
  return plain;
}

function repeat(count: Json, name: number, weight: number, reading: Reading): void {
  if (typeof count !== 'number') return;
  if (!Number.isInteger(count) || count < 0) throw impossible(reading.param);
  if (count > MAX_TIMES) throw tooOften(reading.param);
  reading.times += weight * count;
  reading.bytes += weight * count * (name + 8);
}

/** Throws for one that leads back to itself with nothing said in between: the converter follows it for ever, or writes a grammar that begins with itself. */
function checkReference(reference: Json, reading: Reading, path: readonly string[] = []): void {
  if (typeof reference !== 'string' || reading.checked.has(reference)) return;
  if (reference.length > MAX_NAME || path.length > MAX_REFERENCES || path.includes(reference)) throw tooLarge(reading.param);
  let at: Json | undefined = reference.startsWith('#/') ? reading.root : undefined;
  for (const step of reference.split('/').slice(1)) at = isObject(at) && Object.hasOwn(at, step) ? at[step] : Array.isArray(at) ? at[Number(step)] : undefined;
  for (const next of beginnings(at)) checkReference(next, reading, [...path, reference]);
  reading.checked.add(reference);
}

/** The references with which a schema may begin. */
function beginnings(schema: Json | undefined): Json[] {
  if (!isObject(schema)) return [];
  const choices = [schema['anyOf'], schema['oneOf'], schema['allOf']].flatMap((some) => (Array.isArray(some) ? some : []));
  return [schema['$ref'] ?? null, ...choices.flatMap(beginnings)];
}

function impossible(param: string): ReturnType<typeof unsupported> {
  return unsupported(param, 'The JSON schema has a bound that nothing can keep to.');
}

function tooOften(param: string): ReturnType<typeof unsupported> {
  return unsupported(param, `The local model cannot be held to a JSON schema in which something may come more than ${MAX_TIMES} times, or all of it ${MAX_TIMES_IN_ALL} times (minItems, maxItems, minLength, maxLength, pattern).`, 'Leave the bound out, or make it smaller.');
}

function tooLarge(param: string): ReturnType<typeof unsupported> {
  return unsupported(param, 'The JSON schema is too large, or leads round in a circle, for the local model.', 'Ask for less at once.');
}
