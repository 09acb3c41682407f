import { decodeRun, type EncodedRun, encodedRuns, RUN_MIN } from './normalise/base64.ts';
import { withoutGuards, withoutHyphens, withoutMargins, withoutWideGaps } from './normalise/disguises.ts';
import { decodeEscapes, decodeQuotedPrintable } from './normalise/escapes.ts';
import { fold } from './normalise/fold.ts';
import { withFieldNames, withoutTableTags } from './normalise/layouts.ts';
import { withoutMarkup } from './normalise/markup.ts';
import { decodeNotations } from './normalise/notations.ts';
import { more, type Opacity, opacityOf, READ, SCRAMBLED } from './normalise/packed.ts';
import { spreadRuns } from './normalise/spread.ts';
import { before, type View } from './normalise/view.ts';
import type { Detector, Match } from './recogniser.ts';

/** A long text is looked at window by window, each with what explains its first words and the rest of its last. UTF-16 units. */
const WINDOW = 4 * 1024;
const LEAD = 512;
const TAIL = 1024;
/** However far a detector wants to see. */
const REACH_MAX = 16 * 1024;
/** Base64 in base64, escapes in escapes: nobody's software nests deeper, and each level costs a look. */
const DEPTH_MAX = 4;
/** Of base64, decoded at a time; a multiple of four. Pieces overlap, so that nothing is cut. */
const PIECE = 32 * 1024;
const PIECE_OVERLAP = 2 * 1024;

/** Told of each match: its range in the text that was given, and the words that matched as the detectors saw them. */
export type Reported = (match: Match, start: number, end: number, seen: string) => void;
type Locate = (start: number, end: number) => readonly [start: number, end: number];

function asItIs(start: number, end: number): [start: number, end: number] {
  return [start, end];
}

/**
 * Shows a text to the detectors as it is, with its escapes decoded, and what its base64 says. Yields the number of characters looked at since the last
 * time, so that the caller may do something else in between; returns what of it nobody can read here.
 */
export function* look(text: string, detectors: readonly Detector[], report: Reported, locate: Locate = asItIs, depth = 0): Generator<number, Opacity> {
  let opacity: Opacity = READ;
  for (let from = 0; from < text.length; from += WINDOW) {
    const to = Math.min(from + WINDOW, text.length);
    const begin = Math.max(0, from - LEAD);
    const end = Math.min(text.length, Math.max(to + TAIL, Math.min(reachOf(text, detectors, from, to), to + REACH_MAX)));
    const window = begin === 0 && end === text.length ? text : text.slice(begin, end);
    // What begins in the next window is found there.
    const here: Locate = (s, e) => locate(begin + s, begin + e);
    const inside: Reported = (match, start, finish, seen) => {
      if (begin + start >= from && begin + start < to) report(match, ...here(start, finish), seen);
    };
    const readings = yield* showAll(window, detectors, inside);
    // Base64 that only shows once escapes and invisible characters are gone.
    for (const chain of readings) if (chain.length > 1) opacity = more(opacity, yield* lookIntoRuns(chain[chain.length - 1]!.text, detectors, report, (s, e) => here(...through(chain, s, e)), depth));
  }
  return text.length < RUN_MIN ? opacity : more(opacity, yield* lookIntoRuns(text, detectors, report, locate, depth));
}

function reachOf(text: string, detectors: readonly Detector[], from: number, to: number): number {
  let reach = to;
  if (to < text.length) for (const detector of detectors) if (detector.reach) reach = Math.max(reach, detector.reach(text, from, to));
  return reach;
}

/** Ways of writing that are read by themselves: what stands beside one of them must stay what it is. */
const READINGS = [decodeQuotedPrintable, decodeNotations, withoutMarkup, withoutGuards, withoutMargins, withoutHyphens, withoutWideGaps, withoutTableTags, withFieldNames];

/** The text, then each further reading of it; the chains of views that the last readings came through, the first of each the text itself. */
function* showAll(text: string, detectors: readonly Detector[], report: Reported): Generator<number, View[][]> {
  const view = fold(text);
  const folded: View[] = view.text === text ? [{ text }] : [{ text }, view];
  show(folded, detectors, report);
  yield text.length;
  const plain = yield* unescaped(folded, detectors, report);
  const readings = [plain];
  if (view.accents) {
    const bare = [{ text }, fold(text, true)];
    show(bare, detectors, report);
    yield text.length;
    readings.push(yield* unescaped(bare, detectors, report));
  }
  for (let i = 0; i < 2 * READINGS.length; i++) {
    const decode = READINGS[i >> 1]!;
    const from = i % 2 === 0 ? folded : plain;
    // Quoted-printable stands beside no other escapes.
    if (from === plain && (plain.length === folded.length || decode === decodeQuotedPrintable)) continue;
    const decoded = decode(from[from.length - 1]!.text);
    if (!decoded) continue;
    const chain = [...from, decoded, fold(decoded.text)];
    show(chain, detectors, report);
    yield text.length;
    readings.push(yield* unescaped(chain, detectors, report));
  }
  return readings;
}

function* unescaped(from: readonly View[], detectors: readonly Detector[], report: Reported): Generator<number, View[]> {
  const chain = [...from];
  for (let depth = 0; depth < DEPTH_MAX; depth++) {
    const decoded = decodeEscapes(chain[chain.length - 1]!.text);
    if (!decoded) break;
    chain.push(decoded, fold(decoded.text));
    show(chain, detectors, report);
    yield decoded.text.length;
  }
  return chain;
}

function show(chain: readonly View[], detectors: readonly Detector[], report: Reported): void {
  const { text } = chain[chain.length - 1]!;
  for (const detector of detectors) {
    detector.detect(text, (match) => report(match, ...through(chain, match.start, match.end), text.slice(match.start, match.end)));
  }
}

function through(chain: readonly View[], start: number, end: number): [start: number, end: number] {
  let range: [number, number] = [start, end];
  for (let i = chain.length - 1; i >= 0; i--) range = before(chain[i]!, ...range);
  return range;
}

function* lookIntoRuns(text: string, detectors: readonly Detector[], report: Reported, locate: Locate, depth: number): Generator<number, Opacity> {
  let opacity: Opacity = READ;
  for (const run of encodedRuns(text)) {
    if (!run) yield PIECE;
    else opacity = more(opacity, yield* lookIntoRun(text.slice(run.start, run.end), isSignature(text, run), detectors, report, () => locate(run.start, run.end), depth));
  }
  for (const run of spreadRuns(text)) {
    if (!run) yield PIECE;
    else opacity = more(opacity, yield* lookIntoRun(run.joined, true, detectors, report, () => locate(run.start, run.end), depth));
  }
  return opacity;
}

/** @param known nothing that is no text in it counts as unreadable, but for the beginning of a file */
function* lookIntoRun(run: string, known: boolean, detectors: readonly Detector[], report: Reported, whole: Locate, depth: number): Generator<number, Opacity> {
  let opacity: Opacity = READ;
  for (let at = 0; at < run.length; at += PIECE) {
    const piece = run.slice(at, at + PIECE + PIECE_OVERLAP);
    const hidden = opacityOf(piece);
    if (hidden !== SCRAMBLED || !known) opacity = more(opacity, hidden);
    if (depth < DEPTH_MAX) for (const decoded of decodeRun(piece)) opacity = more(opacity, yield* look(decoded, detectors, report, whole, depth + 1));
    yield piece.length;
  }
  return opacity;
}

/** In base64: of RSA with 2048, 3072 and 4096 bits. */
const SIGNATURE_LENGTHS = [342, 512, 683];
const CLAIMS_MAX = 4 * 1024;

/** The third part of a web token: it says nothing, and the token before it is found. */
function isSignature(text: string, { start, end }: EncodedRun): boolean {
  return SIGNATURE_LENGTHS.includes(end - start) && text[start - 1] === '.' && /(?:^|[^\w.-])eyJ[\w-]+\.[\w-]+$/.test(lastWord(text, start - 1));
}

function lastWord(text: string, end: number): string {
  return text.slice(Math.max(0, end - CLAIMS_MAX), end);
}
