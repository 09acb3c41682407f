import type { Finding } from '../classify/inspection.ts';
import { withoutOverlaps } from '../classify/overlaps.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { MapKeeper } from '../core/pseudonyms.ts';
import { isJson } from './fields.ts';
import { checkNothingLeft } from './left-over.ts';
import { Literals } from './literals.ts';
import { type Pseudonym, PseudonymMap } from './map.ts';
import { cutSecrets } from './cut-secrets.ts';
import { CannotReplace } from './refusals.ts';
import { replaceText } from './replace-text.ts';
import { Sent } from './sent.ts';
import { type Core, coreOf, eachOwn, ENTITY, ENTITY_MAX } from './stand-in.ts';
import { translationsOf } from './translations.ts';
import type { Found, Inspect, Pseudonymised, Refused } from './types.ts';
import { assignAll, isContext, isPlainlyWritten, type Value, valueOf } from './values.ts';
import { type Changes, collect, type Place, placeAt, withChanges } from './walk.ts';

/** Texts like stand-ins in the client's own words: nobody writes so many. */
const TAKEN_MAX = 10_000;
/** Of all strings together, UTF-16 units: replacing is one step, and holds up everybody else for 10 to 25 ms by then. */
const LENGTH_MAX = 500_000;

export interface PseudonymiseOptions {
  found: Found;
  /** True where the request holds parts that nothing could read. */
  unreadable: boolean;
  inspect: Inspect;
  /** Of the conversation; without one the stand-ins are this request's own. */
  keeper?: MapKeeper;
}

/**
 * The request with a stand-in for every finding and for every further mention of a value that this conversation has a stand-in for; or why it cannot
 * be sent so. The request itself stays as it is. Numbers are given, and kept, before the first await. Throws what `inspect` and `keeper` throw.
 */
export async function pseudonymise<T extends object>(request: T, { found, unreadable, inspect, keeper }: PseudonymiseOptions): Promise<Pseudonymised<T> | Refused> {
  const body = request as unknown as JsonObject;
  try {
    if (unreadable) throw new CannotReplace('unreadable');
    if (found.more) throw new CannotReplace('too-many');
    checkParameters(body);
    const map = new PseudonymMap(keeper?.read());
    const sent = new Sent();
    const replaced = replaceAll(body, found.findings, map, sent);
    if (map.changed) keeper?.write(map.state());
    checkNothingLeft(replaced, sent, await inspect(replaced));
    return { request: replaced as unknown as T, counts: sent.counts(), restore: { values: sent.values, addresses: sent.addresses, json: wantsJson(body) } };
  } catch (error) {
    if (error instanceof CannotReplace) return error.refusal;
    throw error;
  }
}

/** What asks for an answer that cannot be restored, or is text in a form that cannot be replaced. */
function checkParameters({ logprobs, top_logprobs: top, modalities, input }: JsonObject): void {
  if (logprobs === true || (typeof top === 'number' && top > 0)) throw new CannotReplace('logprobs');
  if (Array.isArray(modalities) && modalities.includes('audio')) throw new CannotReplace('spoken-answer');
  if (Array.isArray(input) && input.some((entry) => typeof entry === 'number' || (Array.isArray(entry) && entry.some((token) => typeof token === 'number')))) throw new CannotReplace('tokens');
}

function wantsJson({ response_format: format }: JsonObject): boolean {
  return isObject(format) && (format.type === 'json_object' || format.type === 'json_schema');
}

function replaceAll(body: JsonObject, findings: readonly Finding[], map: PseudonymMap, sent: Sent): JsonObject {
  const places: Place[] = [];
  const keys: string[] = [];
  collect(body, places, keys);
  const file = places.find(({ kind, key }) => kind === 'payload' && key === 'file_data');
  if (file) throw new CannotReplace('file');
  if (places.reduce((sum, { text }) => sum + text.length, 0) > LENGTH_MAX) throw new CannotReplace('too-long');

  const found = valuesIn(body, findings, places);
  const values = [...found.values()].flat();
  const entities = new Set([...values.map(({ finding }) => finding.recogniser.entity!), ...map.values.map(({ entity }) => entity)]);
  const taken = takenBy([...places.map(({ text }) => text), ...keys], [...entities]);
  map.renumber(taken);
  const pseudonyms = assignAll(values, map, taken);

  const literals = new Literals();
  for (const value of map.values) literals.add(value);
  for (const key of keys) if (literals.scan(key).length > 0) throw new CannotReplace('key');
  const parts = new Map<string, Pseudonym>();
  const forPart = (written: string, { entity }: Pseudonym): Pseudonym => {
    let part = parts.get(written);
    if (!part) parts.set(written, (part = map.find(written, 'words') ?? map.assign(written, entity, 'words', taken)));
    return part;
  };
  const known = { literals, forPart, sent };
  const changes: Changes = new Map();
  for (const place of places) {
    if (place.kind === 'payload') continue;
    const here = (found.get(place) ?? []).map((value) => ({ start: value.start, end: value.end, by: pseudonyms.get(value)! }));
    const text = replaceText(place.text, place.kind, here, known);
    if (text === undefined) continue;
    const inHolder = changes.get(place.holder);
    if (inHolder) inHolder.set(place.key, text);
    else changes.set(place.holder, new Map([[place.key, text]]));
  }
  return withChanges(body, changes);
}

/** The findings that are values, by their place. Throws `CannotReplace` where one of them cannot be replaced. */
function valuesIn(body: JsonObject, findings: readonly Finding[], places: readonly Place[]): Map<Place, Value[]> {
  const byHolder = new Map<Json, Map<string | number, Finding[]>>();
  for (const finding of findings) {
    if (!isValue(finding)) continue;
    const { holder, key } = placeAt(body, finding.keys);
    let inHolder = byHolder.get(holder);
    if (!inHolder) byHolder.set(holder, (inHolder = new Map()));
    const here = inHolder.get(key);
    if (here) here.push(finding);
    else inHolder.set(key, [finding]);
  }
  const found = new Map<Place, Value[]>();
  const isCutSecret = cutSecrets(places);
  for (const [index, place] of places.entries()) {
    const here = byHolder.get(place.holder)?.get(place.key);
    if (!here) continue;
    const [{ path }] = here as [Finding];
    if (place.kind === 'payload') throw new CannotReplace('encoded', path);
    if (place.kind === 'fixed') throw new CannotReplace('fixed-field', path);
    const json = isJson(place.text);
    const values = withoutOverlaps(here).map((finding) => valueOf(finding, place.text, json));
    if (!values.every(isPlainlyWritten)) throw new CannotReplace('encoded', path);
    if (values.some((value) => isCutSecret(value, index))) throw new CannotReplace('split', path);
    found.set(place, values);
  }
  return found;
}

/** False for words that are no value. Throws `CannotReplace` for values that no stand-in can take the place of. */
function isValue({ recogniser, certain, kind, split, path }: Finding): boolean {
  if (isContext(recogniser)) return false;
  const { entity } = recogniser;
  if (entity === undefined || entity.length > ENTITY_MAX || !ENTITY.test(entity)) throw new CannotReplace('no-stand-in', path);
  if (split) throw new CannotReplace('split', path);
  if (!certain) throw new CannotReplace('uncertain', path);
  if (kind !== 'value') throw new CannotReplace(kind, path);
  return true;
}

function takenBy(texts: readonly string[], entities: readonly string[]): Set<Core> {
  const taken = new Set<Core>();
  const words = new Map(entities.flatMap((entity) => [entity, ...translationsOf(entity)].map((word) => [word, entity] as const)));
  for (const text of texts) {
    eachOwn(text, [...words.keys()], (word, number) => {
      taken.add(coreOf(words.get(word)!, number));
      if (taken.size > TAKEN_MAX) throw new CannotReplace('too-many');
    });
  }
  return taken;
}
