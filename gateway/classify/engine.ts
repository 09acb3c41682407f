import type { DataClass } from '../core/data-class.ts';
import type { Json } from '../core/json.ts';
import { CleanTexts, isClean, type Report, REPORTS_MAX, type Seen, TOGETHER } from './clean-texts.ts';
import { eachField, type Field, isProtocolWord, keysTo, pathOf, wholeText } from './fields.ts';
import { type Half, Halves, type Whole } from './halves/halves.ts';
import { look, type Reported } from './look.ts';
import { type Opacity, PACKED, READ } from './normalise/packed.ts';
import { countInto, type Found, withoutOverlaps } from './overlaps.ts';
import type { Detector, Match, Recogniser } from './recogniser.ts';
import { Score } from './score.ts';
import { eachSeam, joined, type Piece, piecesOf } from './seams.ts';

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

export interface InspectorOptions {
  /** Ids of recognisers that the office switched off. */
  off?: ReadonlySet<string>;
  /** Classes that the office gave to recognisers, by id. */
  classes?: ReadonlyMap<string, DataClass>;
  /** True for a value that the office reported as a false alarm of this recogniser. */
  allowed?: (recogniserId: string, value: string) => boolean;
}

export interface Inspector {
  /** Looks at every string of a request body. Throws what a detector throws: the caller counts the request as unreadable. */
  inspect(value: Json): Inspection;
  /** The same in slices: awaits `pause` every 64 K characters, and every few milliseconds. Texts of files that belong to it are looked at with it. */
  inspectSliced(value: Json, pause: () => Promise<void>, files?: readonly (readonly string[])[]): Promise<Inspection>;
  /** One text by itself, as field 0. */
  inspectText(text: string): Inspection;
}

export const FINDINGS_MAX = 10_000;
/** Characters after which somebody else may have a turn, and milliseconds after which somebody must: adversarial text takes a hundred times as long. */
const SLICE = 64 * 1024;
const SLICE_MS = 4;
/** What a field costs besides its characters, in characters. */
const FIELD_COST = 32;
/** So many characters are hashed, to know a text again, in the time that one takes to be looked at. */
const HASHED_PER_CHARACTER = 16;
/** So many of them between two looks at the clock. */
const CLOCK_COST = 2 * 1024;

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

function isAlone({ text, step }: Field, start: number, end: number): boolean {
  return SAID.has(step.key) && text.length - (end - start) <= REACH && NOTHING_ELSE.test(text.slice(0, start) + text.slice(end));
}

/**
 * Puts detectors together to something that reads requests: all strings, all encodings, across the borders of parts and messages.
 * More text never gives a lower class.
 */
export function createInspector(detectors: readonly Detector[], options: InspectorOptions = {}): Inspector {
  const { off, classes, allowed } = options;
  const active = detectors.filter((detector) => detector.recognisers.some((recogniser) => !off?.has(recogniser.id)));
  /** Of whole words, which do not run on from one field to the next. */
  const ofWords = active.filter((detector) => detector.recognisers.some(({ group }) => group === 'office'));
  const clean = new CleanTexts();
  const classOf = (recogniser: Recogniser): DataClass => classes?.get(recogniser.id) ?? recogniser.dataClass;

  function* inspectBody(value: Json, files: readonly (readonly string[])[] = []): Generator<number, Inspection> {
    const fields: Field[] = [];
    for (const _ of eachField(value, (field) => fields.push(field))) yield CLOCK_COST;
    const firsts: number[] = [];
    for (const texts of files) {
      firsts.push(fields.length);
      for (const text of texts) fields.push(wholeText(text));
    }
    return yield* inspection(fields, firsts);
  }

  /** As `look`, and without a look where it is known what was reported of the text before. */
  function* see(text: string, key: string | undefined, known: Seen | undefined, report: Reported, by: readonly Detector[] = active): Generator<number, Opacity> {
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
    clean.add(key, { reports, opacity });
    return opacity;
  }

  function* inspection(fields: readonly Field[], firstsOfFiles: readonly number[] = []): Generator<number, Inspection> {
    const score = new Score(classOf);
    const byField = new Map<number, Finding[]>();
    /** Fields whose findings come from more than one look. */
    const mixed = new Set<number>();
    /** By a field's number, what stands for its text. */
    const keys: (string | undefined)[] = [];
    let halves: Halves | undefined;
    let listed = 0;
    let more = false;
    let unreadable = false;

    const accept = (found: Found[], match: Match, start: number, end: number, seen: string) => {
      const { recogniser } = match;
      if (off?.has(recogniser.id)) return;
      const value = canonicalValue(recogniser, seen);
      if (allowed?.(recogniser.id, value)) return;
      if (listed + found.length < FINDINGS_MAX) {
        found.push({ recogniser, start, end, certain: match.certain, value });
      } else {
        more = true;
        score.add(recogniser, value);
      }
    };

    const halfOf = (field: number, start: number, end: number, seen: string): Half => ({ field, start, end, seen, before: fields[field]!.text.slice(Math.max(0, start - REACH), start), alone: isAlone(fields[field]!, start, end) });

    for (let number = 0, unpaid = 0; number < fields.length; number++) {
      const field = fields[number]!;
      unpaid += FIELD_COST + field.text.length / HASHED_PER_CHARACTER;
      if (unpaid >= CLOCK_COST) {
        yield unpaid;
        unpaid = 0;
      }
      if (isProtocolWord(field)) continue;
      const key = clean.key(field.text);
      keys[number] = key;
      const known = clean.get(key);
      if (isClean(known)) continue;
      const found: Found[] = [];
      const opacity = yield* see(field.text, key, known, (match, start, end, seen) => {
        if (!match.half) accept(found, match, start, end, seen);
        else if (!off?.has(match.recogniser.id)) (halves ??= new Halves()).add(match.recogniser, halfOf(number, start, end, seen));
      });
      unreadable ||= opacity !== READ;
      if (found.length > 0) settle(number, found);
    }
    for (const numbers of eachSeam(fields)) {
      if (!numbers) yield CLOCK_COST;
      else {
        yield* acrossFields(numbers, '', active);
        if (ofWords.length > 0) yield* acrossFields(numbers, ' ', ofWords);
      }
    }
    if (halves) yield* settleHalves(halves);
    const findings: Finding[] = [];
    for (const number of [...byField.keys()].sort((a, b) => a - b)) {
      const same = byField.get(number)!;
      findings.push(...(mixed.has(number) ? withoutOverlaps(same) : same));
      yield FIELD_COST;
    }
    return { findings, dataClass: score.dataClass(), more, unreadable };

    /** What stands across the borders of these fields, with so much put between them. */
    function* acrossFields(numbers: readonly number[], between: '' | ' ', by: readonly Detector[]): Generator<number> {
      // Known by the fields it is made of, it need not be put together.
      const ofFields = numbers.length > TOGETHER ? undefined : clean.keyOfMany(numbers.map((number) => keys[number] ?? fields[number]!.text), between);
      if (isClean(clean.get(ofFields))) return;
      const steps = joined(fields, numbers, between);
      let step = steps.next();
      for (; !step.done; step = steps.next()) yield CLOCK_COST;
      const seam = step.value;
      const key = ofFields ?? clean.key(seam.text, between);
      const known = clean.get(key);
      if (isClean(known)) return;
      const found: Found[] = [];
      const opacity = yield* see(seam.text, key, known, (match, start, end, seen) => {
        const { group } = match.recogniser;
        if (match.half) return;
        if (group !== 'person' && group !== 'context' && piecesOf(seam, start, end).length > 0) accept(found, match, start, end, seen);
      }, by);
      // Ids of many fields side by side are as long as a block; none of them begins as a file does.
      unreadable ||= opacity === PACKED;
      for (const match of found) settleSeam(match, piecesOf(seam, match.start, match.end));
    }

    /** What no field showed by itself: half of it, or the word that explains it, stands in another. */
    function settleSeam(match: Found, pieces: readonly Piece[]): void {
      const parts = pieces.map(({ field, at, offset, length }) => ({ field, start: Math.max(match.start - at, 0) + offset, end: Math.min(match.end - at, length) + offset }));
      const known = ({ field, start, end }: { field: number; start: number; end: number }) => byField.get(field)?.some((finding) => finding.recogniser === match.recogniser && finding.start < end && start < finding.end);
      if (parts.some(known)) return;
      const [first] = parts;
      const split = parts.length > 1;
      settle(first!.field, [{ ...match, start: first!.start, end: first!.end, certain: match.certain && !split }], split);
    }

    /** What stands in two halves that do not touch, wherever they are. */
    function* settleHalves(all: Halves): Generator<number> {
      for (let number = 0; all.any && number < fields.length; number++) {
        const ends: Whole[] = [];
        yield* look(fields[number]!.text, [all.tails], ({ recogniser }, start, end, seen) => ends.push(...all.completed(recogniser, halfOf(number, start, end, seen))));
        ends.forEach(settleWhole);
      }
      const overflow = all.overflow();
      if (overflow) settleWhole(overflow);
    }

    function settleWhole({ recogniser, head, value }: Whole): void {
      if (byField.get(head.field)?.some((finding) => finding.recogniser === recogniser && finding.start < head.end && head.start < finding.end)) return;
      const found: Found[] = [];
      accept(found, { recogniser, start: head.start, end: head.end, certain: false }, head.start, head.end, value);
      if (found.length > 0) settle(head.field, found, true);
    }

    function settle(number: number, found: readonly Found[], split = false): void {
      const field = fields[number]!;
      if (byField.has(number)) mixed.add(number);
      const file = firstsOfFiles.findLastIndex((first) => first <= number);
      const place = { field: number, kind: field.kind, path: pathOf(field), keys: keysTo(field), ...(file >= 0 && { file }), split };
      const kept = withoutOverlaps(found);
      countInto(score, found, kept);
      for (const { recogniser, start, end, certain, value } of kept) {
        const finding: Finding = { recogniser, start, end, certain, ...place, value: () => value };
        listed += 1;
        const same = byField.get(number);
        if (same) same.push(finding);
        else byField.set(number, [finding]);
      }
    }
  }

  const atOnce = (steps: Generator<number, Inspection>): Inspection => {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  };

  return {
    inspect: (value) => atOnce(inspectBody(value)),
    inspectText: (text) => atOnce(inspection([wholeText(text)])),
    async inspectSliced(value, pause, files) {
      const steps = inspectBody(value, files);
      let begun = performance.now();
      for (let looked = 0, unclocked = 0; ; ) {
        const step = steps.next();
        if (step.done) return step.value;
        looked += step.value;
        unclocked += step.value;
        if (unclocked < CLOCK_COST) continue;
        unclocked = 0;
        if (looked < SLICE && performance.now() - begun < SLICE_MS) continue;
        looked = 0;
        await pause();
        begun = performance.now();
      }
    },
  };
}
