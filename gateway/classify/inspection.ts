import type { DataClass } from '../core/data-class.ts';
import type { Json } from '../core/json.ts';
import { type CleanTexts, isClean, type Report, REPORTS_MAX, type Seen, TOGETHER } from './clean-texts.ts';
import { eachField, type Field, isProtocolWord, keysTo, pathOf, placeOf } from './fields.ts';
import { card, chAhv, chInsuranceCard, iban, ip } from './identifiers/recognisers.ts';
import { jsonIn, looksLikeJson } from './json-text.ts';
import { type Half, Halves, type Whole } from './halves/halves.ts';
import { look, type Reported } from './look.ts';
import { type Opacity, PACKED, READ } from './normalise/packed.ts';
import { countInto, type Found, withoutOverlaps } from './overlaps.ts';
import type { Detector, Match, Recogniser } from './recogniser.ts';
import { Score } from './score.ts';
import { membersOf } from './members.ts';
import { placeholdersIn } from './placeholders.ts';
import { seedPhrase } from './secrets/recognisers.ts';
import { eachSeam, joined, type Piece, piecesOf, type Seam } from './seams.ts';

/** One finding, with its place in the request as it came. Never written anywhere with its value: `path` and recogniser are the evidence. */
export interface Finding extends Match {
  /** Number of the field in reading order. */
  field: number;
  /** `key` where an object's key, `number` where a JSON number is meant, `value` for a string. */
  kind: Field['kind'];
  /** Readable way to the field; keys of the client's own are `*`. */
  path: string;
  /** The way to the field in the value that was inspected; empty in a file. */
  keys: readonly (string | number)[];
  /** Number of the file whose text it is in. */
  file?: number;
  /** True where the rest of it stands in a further field. */
  split: boolean;
  /** What was found, normalised: equal for two spellings of the same value. A function, so that no log writes it by accident. */
  value(): string;
}

export interface Inspection {
  /** In reading order, none overlapping another. */
  findings: Finding[];
  /** `public` where nothing was found. */
  dataClass: DataClass;
  /** True where there were more findings than are listed: the class counts all, but nothing can be replaced by the list. */
  more: boolean;
  /** True where base64 or hex holds what nobody can read here: a packed file, an image, many bytes that are no text. */
  unreadable: boolean;
}

/** What requests are looked at with. */
export interface Sight {
  detectors: readonly Detector[];
  /** Those of whole words, which do not run on from one field to the next. */
  ofWords: readonly Detector[];
  clean: CleanTexts;
  classOf(recogniser: Recogniser): DataClass;
  isOff(recogniser: Recogniser): boolean;
  isAllowed(recogniser: Recogniser, value: string): boolean;
}

export const FINDINGS_MAX = 10_000;
/** What a field costs besides its characters, in characters. */
const FIELD_COST = 32;
/** So many characters are hashed, to know a text again, in the time that one takes to be looked at. */
const HASHED_PER_CHARACTER = 16;
/** So many of them between two looks at the clock. */
export const CLOCK_COST = 2 * 1024;

/** Before a half: where a word may say that it is one. */
const REACH = 56;

const SEPARATORS = /[\s.\-–—/'’_(),:]+/g;
const WHITE_SPACE = /\s+/g;

/** Two spellings of the same value have the same canonical form. */
export function canonicalValue(recogniser: Recogniser, seen: string): string {
  return recogniser.compact ? seen.replace(SEPARATORS, '').toLowerCase() : seen.replace(WHITE_SPACE, ' ').toLowerCase();
}

/** Where somebody says something: in the members of a tool's rows numbers stand alone everywhere. */
const SAID = new Set<string | number>(['content', 'text', 'input', 'output', 'prompt']);
const NOTHING_ELSE = /^[^\p{L}\p{N}]*$/u;

function isAlone(field: Field, start: number, end: number): boolean {
  const { text } = field;
  return SAID.has(placeOf(field).key) && text.length - (end - start) <= REACH && NOTHING_ELSE.test(text.slice(0, start) + text.slice(end));
}

/** What a list's figures and words are together: others follow each other there by chance. */
const LISTED = new Set<Recogniser>([chAhv, chInsuranceCard, iban, seedPhrase]);
const VERSION = /version|release|build|firmware/i;

/** Of a list, and of the member `version`, whose four figures are no address. */
function countsIn(field: Field, { recogniser }: Match, start: number, end: number): boolean {
  if (field.list) return LISTED.has(recogniser);
  return recogniser !== ip || !field.member || start > 0 || end < field.text.length || typeof field.key !== 'string' || !VERSION.test(field.key);
}

const CARD_GROUP = 4;

/** Attack: a number cut over two members. In rows of figures one and the next are a card's number by chance: its own groups must part there. */
function crossesMembers(seam: Seam, start: number, end: number, { id }: Recogniser): boolean {
  const pieces = piecesOf(seam, start, end);
  return pieces.length > 1 && (id !== card.id || pieces.slice(1).every(({ at }) => seam.text.slice(at, end).replaceAll(/\D/g, '').length % CARD_GROUP === 0));
}

/** Its value, with a pause for each of its own. */
function* paced<T>(steps: Generator<void, T>): Generator<number, T> {
  let step = steps.next();
  for (; !step.done; step = steps.next()) yield CLOCK_COST;
  return step.value;
}

/**
 * One look at the fields of one request. A class, and no generator functions within a function: V8 makes each of those a hidden class in the old generation, which
 * keeps all that the function knows until a full collection (a quarter of the gateway's time).
 */
export class RunningInspection {
  readonly #sight: Sight;
  readonly #fields: readonly Field[];
  readonly #firstsOfFiles: readonly number[];
  // Made where something is found, which most requests hold nothing of.
  #score: Score | undefined;
  #byField: Map<number, Finding[]> | undefined;
  /** Placeholders, which count as nothing. */
  #nobody: Map<number, readonly Match[]> | undefined;
  /** Fields whose findings come from more than one look. */
  #mixed: Set<number> | undefined;
  /** By a field's number, what stands for its text. */
  readonly #keys: (string | undefined)[] = [];
  /** Numbers of the fields whose text is an object. */
  #written: number[] | undefined;
  /** Numbers of the fields that their keys may explain. */
  #members: number[] | undefined;
  #halves: Halves | undefined;
  #listed = 0;
  #more = false;
  #unreadable = false;

  /** `firstsOfFiles`: numbers of the fields with which files begin. */
  constructor(sight: Sight, fields: readonly Field[], firstsOfFiles: readonly number[] = []) {
    this.#sight = sight;
    this.#fields = fields;
    this.#firstsOfFiles = firstsOfFiles;
  }

  /** Yields what has been looked at since the last time, in characters. Throws what a detector throws. */
  *run(): Generator<number, Inspection> {
    const { clean, detectors, ofWords } = this.#sight;
    for (let number = 0, unpaid = 0; number < this.#fields.length; number++) {
      const field = this.#fields[number]!;
      unpaid += FIELD_COST + field.text.length / HASHED_PER_CHARACTER;
      if (unpaid >= CLOCK_COST) {
        yield unpaid;
        unpaid = 0;
      }
      if (isProtocolWord(field)) continue;
      if (field.member && field.content && field.text !== '') (this.#members ??= []).push(number);
      if (looksLikeJson(field)) (this.#written ??= []).push(number);
      const key = clean.key(field.text);
      this.#keys[number] = key;
      const known = clean.get(key);
      if (!isClean(known)) yield* this.#lookAt(number, key, known);
    }
    for (const number of this.#written ?? []) yield* this.#withMembers(number);
    for (const numbers of eachSeam(this.#fields)) {
      if (!numbers) yield CLOCK_COST;
      else {
        yield* this.#acrossFields(numbers, '', detectors);
        if (ofWords.length > 0) yield* this.#acrossFields(numbers, ' ', ofWords);
      }
    }
    if (this.#members) yield* this.#withKeys(this.#members);
    if (this.#halves) yield* this.#settleHalves(this.#halves);
    const findings: Finding[] = [];
    for (const [number, same] of [...(this.#byField ?? [])].sort(([a], [b]) => a - b)) {
      findings.push(...(this.#mixed?.has(number) ? withoutOverlaps(same) : same));
      yield FIELD_COST;
    }
    return { findings, dataClass: this.#score?.dataClass() ?? 'public', more: this.#more, unreadable: this.#unreadable };
  }

  *#lookAt(number: number, key: string | undefined, known: Seen | undefined): Generator<number> {
    const { detectors, isOff } = this.#sight;
    const found: Found[] = [];
    const opacity = yield* this.#see(this.#fields[number]!.text, key, known, detectors, (match, start, end, seen) => {
      if (!countsIn(this.#fields[number]!, match, start, end)) return;
      if (!match.half) this.#accept(found, match, start, end, seen);
      else if (!isOff(match.recogniser)) (this.#halves ??= new Halves()).add(match.recogniser, this.#halfOf(number, start, end, seen));
    });
    this.#unreadable ||= opacity !== READ;
    if (found.length > 0) this.#settle(number, found);
  }

  /** As `look`, and without a look where it is known what was reported of the text before. */
  *#see(text: string, key: string | undefined, known: Seen | undefined, by: readonly Detector[], report: Reported): Generator<number, Opacity> {
    if (known) {
      for (const one of known.reports) report(...one);
      return known.opacity;
    }
    const reports: Report[] = [];
    const opacity = yield* look(text, by, (...one) => {
      // One more than is kept: that there were too many.
      if (key !== undefined && reports.length <= REPORTS_MAX) reports.push(one);
      report(...one);
    });
    this.#sight.clean.add(key, { reports, opacity });
    return opacity;
  }

  #accept(found: Found[], match: Match, start: number, end: number, seen: string): void {
    const { recogniser } = match;
    if (this.#sight.isOff(recogniser)) return;
    const value = canonicalValue(recogniser, seen);
    // What speaks of an illness or a dispute has no value of its own: an exception for none would be one for all of it.
    if (value !== '' && this.#sight.isAllowed(recogniser, value)) return;
    if (this.#listed + found.length < FINDINGS_MAX) {
      found.push({ recogniser, start, end, certain: match.certain, value });
    } else {
      this.#more = true;
      this.#tally().add(recogniser, value);
    }
  }

  #halfOf(number: number, start: number, end: number, seen: string): Half {
    const field = this.#fields[number]!;
    return { field: number, start, end, seen, before: field.text.slice(Math.max(0, start - REACH), start), alone: isAlone(field, start, end) };
  }

  /** What stands across the borders of these fields, with so much put between them. */
  *#acrossFields(numbers: readonly number[], between: '' | ' ', by: readonly Detector[]): Generator<number> {
    const { clean } = this.#sight;
    // Known by the fields it is made of, it need not be put together.
    const ofFields = numbers.length > TOGETHER ? undefined : clean.keyOfMany(numbers.map((number) => this.#keys[number] ?? this.#fields[number]!.text), between);
    if (isClean(clean.get(ofFields))) return;
    const seam = yield* paced(joined(this.#fields, numbers, between));
    const key = ofFields ?? clean.key(seam.text, between);
    const known = clean.get(key);
    if (isClean(known)) return;
    const found: Found[] = [];
    const opacity = yield* this.#see(seam.text, key, known, by, (match, start, end, seen) => {
      const { group } = match.recogniser;
      if (match.half) return;
      if (group !== 'person' && group !== 'context' && piecesOf(seam, start, end).length > 0) this.#accept(found, match, start, end, seen);
    });
    // Ids of many fields side by side are as long as a block; none of them begins as a file does.
    this.#unreadable ||= opacity === PACKED;
    for (const match of found) this.#settleSeam(match, piecesOf(seam, match.start, match.end));
  }

  /** A conversation sends the results of its tools anew with each turn: what showed nothing is not taken apart again. */
  *#withMembers(number: number): Generator<number> {
    const { clean } = this.#sight;
    const key = this.#keys[number];
    const known = key === undefined ? undefined : `members ${key}`;
    if (isClean(clean.get(known))) return;
    const value = jsonIn(this.#fields[number]!);
    if (value === undefined) return;
    const listed = this.#listed;
    yield* this.#acrossMembers(number, value);
    if (this.#listed === listed && !this.#more) clean.add(known, { reports: [], opacity: READ });
  }

  /** What stands across the members of an object that a text writes: the same object as it is has fields of its own, which are read on from one to the next. */
  *#acrossMembers(number: number, value: Json): Generator<number> {
    const inner: Field[] = [];
    for (const _ of eachField(value, (field) => inner.push(field))) yield CLOCK_COST;
    for (const field of inner) {
      if (!field.list) continue;
      const found: Found[] = [];
      yield* look(field.text, this.#sight.detectors, (match, start, end, seen) => {
        if (!match.half && countsIn(field, match, start, end)) this.#accept(found, match, start, end, seen);
      });
      this.#settleWholeText(number, found);
    }
    for (const numbers of eachSeam(inner)) {
      if (!numbers) continue;
      const seam = yield* paced(joined(inner, numbers, ''));
      const found = yield* this.#lookAlong(seam, ({ recogniser }, start, end) => recogniser.weight === 1 && recogniser.group !== 'person' && crossesMembers(seam, start, end, recogniser));
      this.#settleWholeText(number, found);
    }
  }

  /** Which of its characters these are, nobody asks: it is no value that could be replaced. */
  #settleWholeText(number: number, found: readonly Found[]): void {
    const { length } = this.#fields[number]!.text;
    for (const match of found) if (!this.#isFound(number, match.recogniser, 0, length)) this.#settle(number, [{ ...match, start: 0, end: length, certain: false }], true);
  }

  /** What a member of an object is by its key. */
  *#withKeys(numbers: readonly number[]): Generator<number> {
    const seam = yield* paced(membersOf(this.#fields, numbers));
    if (!seam) return;
    const found = yield* this.#lookAlong(seam, (match, start, end) => {
      const [piece, ...others] = piecesOf(seam, start, end);
      return piece !== undefined && others.length === 0 && countsIn(this.#fields[piece.field]!, match, start - piece.at, end - piece.at);
    });
    for (const match of found) this.#settleSeam(match, piecesOf(seam, match.start, match.end));
  }

  /** What is found in a seam and `counts`; nothing where it was clean before. */
  *#lookAlong(seam: Seam, counts: (match: Match, start: number, end: number) => boolean): Generator<number, Found[]> {
    const { clean, detectors } = this.#sight;
    const found: Found[] = [];
    const key = clean.key(seam.text);
    const known = clean.get(key);
    if (isClean(known)) return found;
    yield* this.#see(seam.text, key, known, detectors, (match, start, end, seen) => {
      if (!match.half && counts(match, start, end)) this.#accept(found, match, start, end, seen);
    });
    return found;
  }

  /** What no field showed by itself: half of it, or the word that explains it, stands in another. */
  #settleSeam(match: Found, pieces: readonly Piece[]): void {
    const parts = pieces.map(({ field, at, offset, length }) => ({ field, start: Math.max(match.start - at, 0) + offset, end: Math.min(match.end - at, length) + offset }));
    if (parts.some(({ field, start, end }) => this.#isFound(field, match.recogniser, start, end))) return;
    const [first] = parts;
    const split = parts.length > 1;
    this.#settle(first!.field, [{ ...match, start: first!.start, end: first!.end, certain: match.certain && !split }], split);
  }

  /** What stands in two halves that do not touch, wherever they are. */
  *#settleHalves(all: Halves): Generator<number> {
    for (let number = 0; all.any && number < this.#fields.length; number++) {
      const ends: Whole[] = [];
      yield* look(this.#fields[number]!.text, [all.tails], ({ recogniser }, start, end, seen) => ends.push(...all.completed(recogniser, this.#halfOf(number, start, end, seen))));
      for (const end of ends) this.#settleWhole(end);
    }
    const overflow = all.overflow();
    if (overflow) this.#settleWhole(overflow);
  }

  #settleWhole({ recogniser, head, value }: Whole): void {
    if (this.#isFound(head.field, recogniser, head.start, head.end)) return;
    const found: Found[] = [];
    this.#accept(found, { recogniser, start: head.start, end: head.end, certain: false }, head.start, head.end, value);
    if (found.length > 0) this.#settle(head.field, found, true);
  }

  /** Something of it, by the same recogniser. */
  #isFound(field: number, recogniser: Recogniser, start: number, end: number): boolean {
    const isIt = (match: Match): boolean => match.recogniser === recogniser && match.start < end && start < match.end;
    return (this.#byField?.get(field)?.some(isIt) ?? false) || (this.#nobody?.get(field)?.some(isIt) ?? false);
  }

  #tally(): Score {
    return (this.#score ??= new Score(this.#sight.classOf));
  }

  #settle(number: number, all: readonly Found[], split = false): void {
    const field = this.#fields[number]!;
    const nobody = split ? [] : placeholdersIn(field.text, all);
    if (nobody.length > 0) (this.#nobody ??= new Map<number, readonly Match[]>()).set(number, [...(this.#nobody.get(number) ?? []), ...nobody]);
    const found = nobody.length > 0 ? all.filter((match) => !nobody.includes(match)) : all;
    if (found.length === 0) return;
    const byField = (this.#byField ??= new Map());
    if (byField.has(number)) (this.#mixed ??= new Set()).add(number);
    const file = this.#firstsOfFiles.findLastIndex((first) => first <= number);
    const place = { field: number, kind: field.kind, path: pathOf(field), keys: keysTo(field), ...(file >= 0 && { file }), split };
    const kept = withoutOverlaps(found);
    countInto(this.#tally(), found, kept);
    for (const { recogniser, start, end, certain, value } of kept) {
      const finding: Finding = { recogniser, start, end, certain, ...place, value: () => value };
      this.#listed += 1;
      const same = byField.get(number);
      if (same) same.push(finding);
      else byField.set(number, [finding]);
    }
  }
}
