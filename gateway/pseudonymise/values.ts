import type { Finding } from '../classify/inspection.ts';
import type { Recogniser } from '../classify/recogniser.ts';
import { isName, meant, spellings, squeezed, wordsOf } from './forms.ts';
import { comparisonOf, isPersonal, type Pseudonym, type PseudonymMap, surnameOf } from './map.ts';
import { CannotReplace } from './refusals.ts';
import type { Core } from './stand-in.ts';
import { SUFFIXES } from './words.ts';

/** A finding with the value that is to be replaced, without what stays in the text: title before it, genitive after it. */
export interface Value {
  finding: Finding;
  start: number;
  end: number;
  /** As it was written; in JSON text without its escapes. */
  text: string;
}

/** How often the same text may have been escaped. */
const ESCAPED_MAX = 4;
const TITLES = /^(?:(?:herrn?|frau|fräulein|dr|prof|me|maître|monsieur|messieurs|madame|mesdames|mademoiselle|m|mme|mlle|signor[ae]?|sig|sig\.?ra|dott|dott\.?ssa|avv|mr|mrs|ms|miss|sir)(?:\.\s*|\s+))+(?=\S)/iu;

/** Words that speak for a class and are no value: they stay. */
export function isContext({ entity, group }: Recogniser): boolean {
  return entity === undefined && group === 'context';
}

/** Throws `CannotReplace` where the finding begins or ends inside of an escape. */
export function valueOf(finding: Finding, field: string, json: boolean): Value {
  const raw = field.slice(finding.start, finding.end);
  const start = finding.start + (isPersonal(finding.recogniser.entity!) ? (TITLES.exec(raw)?.[0].length ?? 0) : 0);
  const text = field.slice(start, finding.end);
  return { finding, start, end: finding.end, text: json ? decoded(text, finding.path) : text };
}

function decoded(json: string, path: string): string {
  if (!json.includes('\\')) return json;
  try {
    return JSON.parse(`"${json}"`) as string;
  } catch {
    throw new CannotReplace('broken-json', path);
  }
}

/** False where the text says it in a code (base64): there is nothing that a stand-in could take the place of. */
export function isPlainlyWritten({ finding, text }: Value): boolean {
  const found = finding.value();
  if (text.toLowerCase() === found) return true;
  const wanted = squeezed(found);
  let written = text;
  for (let depth = 0; depth <= ESCAPED_MAX; depth++) {
    const next = meant(written);
    const here = squeezed(next);
    if (here.includes(wanted) || wanted.includes(here)) return here !== '';
    if (next === written) return false;
    written = next;
  }
  return false;
}

/**
 * Gives each value its stand-in: full names before the surnames that may be theirs; of `Müllers` the genitive stays in the text where Müller is known or
 * stands elsewhere in the request.
 */
export function assignAll(values: readonly Value[], map: PseudonymMap, taken: ReadonlySet<Core>): Map<Value, Pseudonym> {
  const present = new Set<string>();
  for (const { text, finding } of values) {
    const by = comparisonOf(finding.recogniser);
    for (const form of map.forms(text, by)) present.add(form);
    if (isPersonal(finding.recogniser.entity!)) for (const spelling of spellings(surnameOf(meant(text)))) present.add(`~${spelling}`);
  }
  const assigned = new Map<Value, Pseudonym>();
  const assign = (value: Value) => {
    const { recogniser } = value.finding;
    const by = comparisonOf(recogniser);
    if (by === 'words') cutSuffix(value, (base) => map.find(base, by) !== undefined || map.forms(base, by).some((form) => present.has(form)));
    assigned.set(value, map.find(value.text, by) ?? map.assign(value.text, recogniser.entity!, by, taken));
  };
  const isFull = ({ text, finding }: Value) => isPersonal(finding.recogniser.entity!) && isName(meant(text));
  for (const value of values) if (isFull(value)) assign(value);
  for (const value of values) if (!isFull(value)) assign(value);
  return assigned;
}

function cutSuffix(value: Value, isKnown: (base: string) => boolean): void {
  for (const suffix of SUFFIXES) {
    if (!value.text.endsWith(suffix) || wordsOf(value.text).at(-1) === suffix) continue;
    const base = value.text.slice(0, -suffix.length);
    if (!isKnown(base)) continue;
    value.text = base;
    value.end -= suffix.length;
    return;
  }
}

