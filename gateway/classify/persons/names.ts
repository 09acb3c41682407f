import type { Lexicon } from './lexicon.ts';
import { isCapital, letterAt, readUnit, type Unit, unitAfter, wordBefore } from './reader.ts';
import { wordValue } from './word-table.ts';
import { EVERYDAY, GIVEN, LABEL, LEGAL_FORM, NAME, NAMED_AFTER, OFFICE, ORGANISATION_HEAD, PARTICLE, PLACE, STREET, SURNAME, TITLE } from './roles.ts';

/** What leads to a name: the surer it is, the less the name itself must be known. */
export type Lead =
  /** Nothing. */
  | 'none'
  /** A word that often stands before names: they must be known. */
  | 'hint'
  /** A title, a label with a colon, a greeting: what stands there is a name. */
  | 'proof';

export interface Name {
  start: number;
  end: number;
  /** `full`: given name and surname, or proof; `part`: one of them alone. */
  kind: 'full' | 'part';
  certain: boolean;
  /** Its words, by which it may be named again. */
  units: readonly Unit[];
  /** They stand in cells of their own: what is between them is no part of it. */
  apart?: true;
}

const LONGEST_NAME = 6;

const known = (unit: Unit, role: number) => (unit.roles & role) !== 0;
/** Known, and no everyday word. */
const strong = (unit: Unit, role: number) => known(unit, role) && !known(unit, EVERYDAY);
/** A capitalised word of which nothing is known: where a surname is expected, it is one. */
const unknownName = (unit: Unit) => unit.capital && !unit.initial && unit.end - unit.start > 1 && (unit.roles & (EVERYDAY | PLACE | NAMED_AFTER | LEGAL_FORM | ORGANISATION_HEAD | TITLE)) === 0 && (unit.roles & ~(NAME | PARTICLE)) === 0;
const namedAfter = (unit: Unit) => unit.joined && known(unit, NAMED_AFTER);

/** The name that begins at `at`, or undefined. */
export function nameAt(lexicon: Lexicon, text: string, at: number, lead: Lead): Name | undefined {
  const first = readUnit(lexicon, text, at);
  if (!first || namedAfter(first)) return undefined;
  if (!first.capital) return lowerCaseName(lexicon, text, first, lead);
  return (lead === 'none' ? undefined : ledName(lexicon, text, first, lead)) ?? plainName(lexicon, text, first);
}

/** Given names, then a surname; or the surname first. */
function plainName(lexicon: Lexicon, text: string, first: Unit): Name | undefined {
  if (strong(first, SURNAME) && !strong(first, GIVEN)) return surnameFirst(lexicon, text, first) ?? alone(lexicon, text, first);
  if (!known(first, GIVEN)) return known(first, SURNAME) ? surnameFirst(lexicon, text, first) : undefined;
  // "Annas Katze": after a genitive comes no surname.
  if (first.end !== first.next) return alone(lexicon, text, first);
  const given: Unit[] = [first];
  let unit = unitAfter(lexicon, text, first);
  while (unit && given.length < LONGEST_NAME && (unit.initial || (unit.capital && known(unit, GIVEN) && !known(unit, EVERYDAY)))) {
    given.push(unit);
    unit = unitAfter(lexicon, text, unit);
  }
  const last = given[given.length - 1]!;
  const surname = surnameFrom(lexicon, text, unit ?? surnameInNextLine(lexicon, text, last), strong(first, GIVEN));
  if (surname) return full([...given, ...surname], strong(first, GIVEN) && strong(surname[surname.length - 1]!, SURNAME));
  const inRow = surname || last.initial ? undefined : unitInRow(lexicon, text, last);
  if (inRow?.capital && text[last.next] !== ',' && strong(last, GIVEN) && strong(inRow, SURNAME) && !known(inRow, GIVEN)) return { ...full([...given, inRow], true), apart: true };
  // The last given name may be the surname: Anna Peter.
  if (given.length > 1 && strong(first, GIVEN) && !last.initial) return full(given, known(last, SURNAME));
  return known(first, SURNAME) && !known(first, EVERYDAY) ? (surnameFirst(lexicon, text, first) ?? alone(lexicon, text, first)) : alone(lexicon, text, first);
}

/** A surname at `unit`, with its particles and what follows by hyphen or as a second surname. */
function surnameFrom(lexicon: Lexicon, text: string, unit: Unit | undefined, certainGiven: boolean): Unit[] | undefined {
  const units: Unit[] = [];
  let current = unit;
  while (current && known(current, PARTICLE) && !current.initial && !strong(current, NAME) && units.length < 3) {
    units.push(current);
    current = unitAfter(lexicon, text, current);
  }
  if (!current || !current.capital || namedAfter(current)) return undefined;
  const fits = strong(current, SURNAME) || (known(current, SURNAME) && certainGiven) || ((certainGiven || units.length > 0) && unknownName(current));
  if (!fits) return undefined;
  units.push(current);
  const second = unitAfter(lexicon, text, current);
  if (current.end === current.next && second?.capital && strong(second, SURNAME) && !known(second, PLACE) && !streetOrCompany(lexicon, text, second)) units.push(second);
  return units;
}

/** A name that a line break cuts; only a surname that is nothing else goes on there. */
function surnameInNextLine(lexicon: Lexicon, text: string, given: Unit): Unit | undefined {
  if (text[given.next] !== '\n') return undefined;
  const unit = readUnit(lexicon, text, given.next + 1);
  return unit && strong(unit, SURNAME) && !known(unit, GIVEN) ? unit : undefined;
}

/** Between two cells or fields of a row: `Meier;Anna`, `Meier^Anna`, `Meier | Anna`, `'Meier', 'Anna'`. */
const IN_ROW = /, ?["']|[;,^|\t]["']?| ?[|;] ?/y;

/** What stands in the next cell. */
function unitInRow(lexicon: Lexicon, text: string, unit: Unit): Unit | undefined {
  IN_ROW.lastIndex = text[unit.next] === '"' || text[unit.next] === "'" ? unit.next + 1 : unit.next;
  return unit.end === unit.next && IN_ROW.test(text) ? readUnit(lexicon, text, IN_ROW.lastIndex) : undefined;
}

function surnameFirst(lexicon: Lexicon, text: string, surname: Unit): Name | undefined {
  const comma = text.startsWith(', ', surname.next);
  const next = comma ? readUnit(lexicon, text, surname.next + 2) : (unitAfter(lexicon, text, surname) ?? unitInRow(lexicon, text, surname));
  // "Meier B., 55 J.": as notes of practices have it.
  if (next?.initial && text[next.next] === '.' && strong(surname, SURNAME) && !known(surname, PLACE | GIVEN)) return full([surname, next], false);
  if (!next?.capital || !strong(next, GIVEN) || namedAfter(next)) return undefined;
  // "Meier, Anna Müller": the second is a name by itself.
  const after = unitAfter(lexicon, text, next);
  if (after?.capital && strong(after, SURNAME) && !known(after, GIVEN)) return undefined;
  const units = after?.capital && strong(after, GIVEN) ? [surname, next, after] : [surname, next];
  const name = full(units, strong(surname, SURNAME));
  return comma || (text[surname.next] === ' ' && isCapital(text.charCodeAt(surname.next + 1))) ? name : { ...name, apart: true };
}

/** One known name by itself, where nothing says that it is something else. */
function alone(lexicon: Lexicon, text: string, unit: Unit): Name | undefined {
  if (!strong(unit, NAME) || known(unit, PLACE | STREET | TITLE) || unit.end - unit.start < 3) return undefined;
  if (streetOrCompany(lexicon, text, unit)) return undefined;
  return { start: unit.start, end: unit.end, kind: 'part', certain: false, units: [unit] };
}

const AGAINST_BEHIND = /(?:^|[^\p{L}])\.\/\. {0,2}$/u;
const AGAINST = /(?:[ ,]{1,2}\p{Lu}[\p{L}-]{1,30}){0,2} {0,2}\.\/\./uy;
const AGAINST_REACH = 8;

/** Words that stand elsewhere too: a surname that is nothing else must stand on either side. */
const VERSUS = '(?:c/|c\\.|contre|gegen|contro|vs\\.?|v\\.|versus)';
const VERSUS_NEXT = new RegExp(` ${VERSUS} ?(?=\\p{Lu})`, 'uy');
const VERSUS_BEFORE = new RegExp(`(?:^|[^\\p{L}-])(\\p{Lu}[\\p{L}]{1,30}) ${VERSUS} ?$`, 'u');
const VERSUS_REACH = 48;

/** One of two parties: `Zurbriggen ./. Amstutz`, `Rochat contre Vuilleumier`. */
export function isParty(lexicon: Lexicon, text: string, name: Name): boolean {
  AGAINST.lastIndex = name.end;
  if (AGAINST.test(text) || AGAINST_BEHIND.test(text.slice(Math.max(0, name.start - AGAINST_REACH), name.start))) return true;
  if (!name.units.every((unit) => strong(unit, SURNAME))) return false;
  VERSUS_NEXT.lastIndex = name.end;
  if (VERSUS_NEXT.test(text)) {
    const other = readUnit(lexicon, text, VERSUS_NEXT.lastIndex);
    return other !== undefined && strong(other, SURNAME);
  }
  const [, other] = VERSUS_BEFORE.exec(text.slice(Math.max(0, name.start - VERSUS_REACH), name.start)) ?? [];
  return other !== undefined && (wordValue(lexicon, other, 0, other.length) & (SURNAME | EVERYDAY)) === SURNAME;
}

/** True where the next word makes it a street, a theorem or a company. */
function streetOrCompany(lexicon: Lexicon, text: string, unit: Unit): boolean {
  const next = unitAfter(lexicon, text, unit);
  if (next) return next.capital && known(next, NAMED_AFTER | LEGAL_FORM);
  return text.startsWith(' & ', unit.next) || text[unit.next] === '-';
}

function ledName(lexicon: Lexicon, text: string, first: Unit, lead: Lead): Name | undefined {
  const proof = lead === 'proof';
  const plain = plainName(lexicon, text, first);
  if (plain?.kind === 'full') return { ...plain, certain: plain.certain || proof };
  if (first.initial) {
    const surname = surnameFrom(lexicon, text, unitAfter(lexicon, text, first), true);
    return surname && full([first, ...surname], proof);
  }
  if (known(first, PARTICLE) && !strong(first, NAME)) {
    const surname = surnameFrom(lexicon, text, first, proof);
    return surname && full(surname, proof);
  }
  const reversed = proof ? reversedName(lexicon, text, first) : undefined;
  if (reversed) return reversed;
  if (strong(first, NAME)) return full(proof ? [first, ...restOfName(lexicon, text, first)] : [first], proof);
  if (!proof) return twoUnknown(lexicon, text, first);
  if ( !(known(first, NAME) || unknownName(first))) return undefined;
  const second = unitAfter(lexicon, text, first);
  const more = second?.capital && !known(first, SURNAME) && (strong(second, NAME) || (unknownName(second) && !known(second, EVERYDAY))) ? [first, second] : [first];
  return full(more, true);
}

/** "Schuldner: Nguyen Van Hai, …": words of which nothing is known, up to a sign that ends the name. */
function restOfName(lexicon: Lexicon, text: string, first: Unit): Unit[] {
  const rest: Unit[] = [];
  if (first.end !== first.next) return rest;
  for (let unit = unitAfter(lexicon, text, first); unit?.capital && rest.length < 3; unit = unitAfter(lexicon, text, unit)) {
    if (!(unknownName(unit) || strong(unit, NAME) || known(unit, PARTICLE)) || namedAfter(unit)) return [];
    rest.push(unit);
    if (unit.next >= text.length || '\n\r,;)"|'.includes(text[unit.next]!)) return rest;
  }
  return [];
}

/** "Client: Lindqvist, Saoirse": after proof, with nothing else behind it. */
function reversedName(lexicon: Lexicon, text: string, first: Unit): Name | undefined {
  if (!text.startsWith(', ', first.next)) return undefined;
  const given = readUnit(lexicon, text, first.next + 2);
  if (!given?.capital || !(known(given, GIVEN) || unknownName(given)) || !(known(first, NAME) || unknownName(first))) return undefined;
  const ended = given.next >= text.length || '\n\r;)"|'.includes(text[given.next]!);
  return ended ? full([first, given], true) : undefined;
}

/** "the client Xhevahire Quellmalz": two capitalised words that no list knows, where a name is likely. */
function twoUnknown(lexicon: Lexicon, text: string, first: Unit): Name | undefined {
  const second = first.end === first.next ? unitAfter(lexicon, text, first) : undefined;
  const likely = (unit: Unit | undefined): unit is Unit => unit !== undefined && unknownName(unit) && !unit.allCapitals && !NOUN_ENDING.test(text.slice(unit.start, unit.end));
  return likely(first) && likely(second) ? full([first, second], false) : undefined;
}

/** Two capitalised words that no list knows and after which the sentence goes on. */
export function twoAhead(lexicon: Lexicon, text: string, at: number): Name | undefined {
  if (!isCapital(text.charCodeAt(at))) return undefined;
  const first = readUnit(lexicon, text, at);
  const name = first && !first.allCapitals && twoUnknown(lexicon, text, first);
  if (!name || name.end - name.start < SHORTEST_PAIR) return undefined;
  const after = name.units[1]!.next;
  return isCapital(text.charCodeAt(after + 1)) || text[after] === '-' || (text[after] === ' ' && !letterAt(text, after + 1)) ? undefined : name;
}

const SHORTEST_PAIR = 8;

/** Two such words right before `at`, behind a word in lower case, a sign or the beginning of a line. */
export function twoBefore(lexicon: Lexicon, text: string, at: number): Name | undefined {
  const second = wordBefore(lexicon, text, at, text[at - 1] === ' ' ? 1 : 0);
  const first = second?.capital && second.roles === 0 ? wordBefore(lexicon, text, second.start, 1) : undefined;
  if (!second || !first?.capital || first.roles !== 0 || text[first.start - 1] === '-') return undefined;
  const before = wordBefore(lexicon, text, first.start, 1);
  if (before?.capital && (before.roles & EVERYDAY) === 0) return undefined;
  // "Schwarze Löcher": an adjective at a sentence's beginning.
  if (!before && ADJECTIVE.test(text.slice(first.start, first.end))) return undefined;
  const unit = readUnit(lexicon, text, first.start);
  const name = unit && !unit.allCapitals && twoUnknown(lexicon, text, unit);
  return name && name.end === second.end && name.end - name.start >= SHORTEST_PAIR ? name : undefined;
}

const ADJECTIVE = /(?:e|er|es|en|em)$/;

/** The one or two words right before `at`, if they look like a name: before an age or a date of birth. */
export function nameBefore(lexicon: Lexicon, text: string, at: number): Name | undefined {
  let end = at;
  while (at - end < 3 && (text[end - 1] === ' ' || text[end - 1] === ',' || text[end - 1] === '(')) end--;
  if (end === at) return undefined;
  const last = wordBefore(lexicon, text, end, 0);
  if (!last?.capital) return undefined;
  let start = last.start;
  for (let words = 0; words < 3; words++) {
    const before = wordBefore(lexicon, text, start, 1) ?? (text[start - 1] === '-' ? wordBefore(lexicon, text, start - 1, 0) : undefined);
    if (!before || (!before.capital && (before.roles & PARTICLE) === 0) || (before.roles & (EVERYDAY | TITLE | LABEL | OFFICE)) !== 0) break;
    start = before.start;
  }
  const first = readUnit(lexicon, text, start);
  if (!first || first.next >= end || !first.capital) return undefined;
  const units = [first];
  for (let unit = unitAfter(lexicon, text, first); unit && unit.end <= end; unit = unitAfter(lexicon, text, unit)) units.push(unit);
  const likely = units.every((unit) => known(unit, NAME | PARTICLE) || unknownName(unit));
  return likely && units.length > 1 ? full(units, units.some((unit) => strong(unit, NAME))) : undefined;
}

/** Who writes all in lower case: both names must be known, or a title stand before. */
function lowerCaseName(lexicon: Lexicon, text: string, first: Unit, lead: Lead): Name | undefined {
  if (known(first, PARTICLE) && lead !== 'none') {
    const surname = surnameFrom(lexicon, text, first, lead === 'proof');
    return surname && full(surname, lead === 'proof');
  }
  if (lead === 'proof' && first.roles === 0) return dictated(lexicon, text, first);
  if (!strong(first, NAME)) return undefined;
  const second = unitAfter(lexicon, text, first);
  const both = second && !second.capital && ((strong(first, GIVEN) && strong(second, SURNAME)) || (strong(first, SURNAME) && strong(second, GIVEN)));
  if (both) return full([first, second], false);
  return lead === 'proof' && strong(first, SURNAME) ? full([first], false) : undefined;
}

/** Of verbs and small words, which stand behind "frau" too. */
const NO_SURNAME = /(?:[^nr]t|en|e|ch|ss)$|^(?:über|unter|aber|oder|wenn|nach|auch|noch|immer|schon|wieder|gestern|mehr|sehr|vom|beim|kein|mein|dein|sein|kann|will|soll|darf|wird|ging|fand|bekam|nahm|lief|rief|schrieb|blieb|starb|verlor|trug|fiel|litt|nicht|dort|dass|ihr|sind|war|zum|zur|dans|avec|pour|mais|avait|était|dont|sans|sous|vers|chez|plus|pas|non|sono|con|per|was|did|has|had|from|does|will|would|could|should|into|your|also|wants|says|needs|seems|komm?t|isch|het|hett|weis?t|stimmt|lässt|nimmt|gibt|geht|sieht)$/;

/** `frau kläusler kommt zur kontrolle`: as who dictates or types in haste has it. */
function dictated(lexicon: Lexicon, text: string, first: Unit): Name | undefined {
  const title = wordBefore(lexicon, text, first.start, 1);
  const word = text.slice(first.start, first.end);
  if (!title || title.capital || !SPOKEN_TITLE.test(text.slice(title.start, title.end)) || first.joined || word.length < 4 || NO_SURNAME.test(word)) return undefined;
  const before = wordBefore(lexicon, text, title.start, 1);
  if (before && WITH_ARTICLE.test(text.slice(before.start, before.end))) return undefined;
  const given = unitAfter(lexicon, text, first);
  return full(given && !given.capital && strong(given, GIVEN) ? [first, given] : [first], false);
}

const SPOKEN_TITLE = /^(?:frau|herrn?|fräulein|madame|monsieur|mme|signora?|signorina|mrs?|dr)$/;
const WITH_ARTICLE = /^(?:ein|eine|einem|einen|einer|eines|meine?r?|deine?r?|seine?r?|ihre?r?|unsere?|jede|diese|keine|junge|alte|une|la|cette|ma|sa|una|mia|sua|a|the)$/;

function full(units: readonly Unit[], certain: boolean): Name {
  return { start: units[0]!.start, end: units[units.length - 1]!.end, kind: 'full', certain, units };
}

/** A name with what stands before it: an initial, or a capitalised word of which nothing is known before a known surname. */
export function withFirstName(lexicon: Lexicon, text: string, name: Name): Name | undefined {
  const [surname] = name.units;
  if (name.kind !== 'part' || !surname || !strong(surname, SURNAME)) return undefined;
  const initials = initialsBefore(text, name.start);
  if (initials < name.start) return { ...name, start: initials, kind: 'full', certain: true };
  const before = wordBefore(lexicon, text, name.start, 1);
  if (!before?.capital || before.roles !== 0 || before.end - before.start < 3 || NOUN_ENDING.test(text.slice(before.start, before.end))) return undefined;
  const startsLine = before.start === 0 || text[before.start - 1] === '\n';
  return startsLine ? undefined : { ...name, start: before.start, kind: 'full' };
}

/** Where the initials before `at` begin: `H.-P. Meier`, `J. R. Smith`; `at` where there are none. */
function initialsBefore(text: string, at: number): number {
  let start = at;
  for (let count = 0; count < 3; count++) {
    const dot = text[start - 1] === ' ' || text[start - 1] === '-' ? start - 2 : start - 1;
    if (text[dot] !== '.' || !isCapital(text.charCodeAt(dot - 1)) || letterAt(text, dot - 2)) break;
    start = dot - 1;
  }
  return start;
}

/** German nouns are capitalised too. */
const NOUN_ENDING = /(?:ung|heit|keit|schaft|tion|tät|nis|tum|ling|erin|chef|mann|frau|partner|leiter|brief|vertrag)$/i;
