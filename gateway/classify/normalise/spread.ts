import { type EncodedRun, inAlphabet, RUN_MIN, STEP } from './base64.ts';

/** A run whose groups stand apart, and what they say together; empty where that is nothing. */
export interface SpreadRun extends EncodedRun {
  joined: string;
  /** Where to go on: within it where it was cut for its length, so that nothing is cut in two. */
  next: number;
}

/** Of one run, read in one go. */
const RUN_MAX = 256 * 1024;
const OVERLAP = 2 * 1024;

const SAMPLE = 24;
/** With its line end. */
const LINE_MIN = 2;
const GROUPS_MIN = 3;
/** Two digits each: thirteen bytes, as hex in one. */
const PAIR = 2;
const PAIRS_MIN = 13;
/** From one sign to the next: of hex byte by byte, of groups of four. */
const PERIODS = [3, 5];
const PERIOD_MAX = 5;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

const BORDERS = new Map([[' ', / /g], ['\n', /\r?\n/g], ['\t', /\t/g], [':', /:/g], [',', /,/g], ['-', /-/g]].map(([sign, all]) => [(sign as string).charCodeAt(0), all as RegExp]));
const signs = new Uint8Array(128);
for (const code of BORDERS.keys()) if (code !== LINE_FEED) signs[code] = 1;

/**
 * Attack: base64 in lines of eight characters, or in groups of four; hex byte by byte. Groups of one length with the same sign between them, which the
 * words of a language hardly ever are.
 */
export function* spreadRuns(text: string): Generator<SpreadRun | undefined> {
  yield* onLines(text);
  const { length } = text;
  let from = 0;
  for (let start = 0; start + RUN_MIN <= length; start += STEP) {
    if (start > 0) yield undefined;
    for (let at = Math.max(start, from); ; ) {
      at = candidate(text, at, Math.min(start + STEP, length - RUN_MIN + 1));
      if (at < 0) break;
      const run = inGroups(text, at, from);
      if (run) {
        if (run.joined !== '') yield run;
        from = run.next;
      }
      at = Math.max(at + 1, from);
    }
  }
}

function isSign(code: number): boolean {
  // Behind the end it is none.
  return code < 128 && signs[code] === 1;
}

/** Where a sign stands twice more at one of the distances; -1 where none does. Looks at five of 24 characters. */
function candidate(text: string, from: number, to: number): number {
  for (let at = from; at < to; at += SAMPLE) {
    for (let i = at; i < at + PERIOD_MAX; i++) {
      const code = text.charCodeAt(i);
      if (!(code < 128) || signs[code] === 0) continue;
      if ((text.charCodeAt(i + 5) === code && text.charCodeAt(i + 10) === code) || (text.charCodeAt(i + 3) === code && text.charCodeAt(i + 6) === code)) {
        if (!isSign(text.charCodeAt(i + 1)) && !isSign(text.charCodeAt(i + 2))) return i;
      }
    }
  }
  return -1;
}

function inGroups(text: string, at: number, from: number): SpreadRun | undefined {
  const code = text.charCodeAt(at);
  for (const period of PERIODS) {
    if (text.charCodeAt(at + period) !== code || text.charCodeAt(at + 2 * period) !== code) continue;
    const run = runAround(text, at + 1, at + period, from);
    if (run) return run;
  }
  return undefined;
}

/** Lines too short for a run of their own. */
function* onLines(text: string): Generator<SpreadRun | undefined> {
  let pause = STEP;
  let before = -1;
  for (let start = 0, from = 0; ; ) {
    const end = text.indexOf('\n', start);
    if (end < 0) return;
    if (end >= pause) {
      pause = end + STEP;
      yield undefined;
    }
    const run = end - start === before && before >= LINE_MIN && before <= RUN_MIN ? runAround(text, start, end, from) : undefined;
    if (run) {
      if (run.joined !== '') yield run;
      from = run.next;
    }
    before = end - start;
    start = Math.max(end + 1, from);
  }
}

/** The run of which one group begins at `middle` and has its sign at `border`; undefined where there are too few like it. */
function runAround(text: string, middle: number, border: number, from: number): SpreadRun | undefined {
  const sign = text.charCodeAt(border);
  // Windows ends lines with two signs.
  const gap = text.charCodeAt(border - 1) === CARRIAGE_RETURN ? 2 : 1;
  const group = border - middle - gap + 1;
  if (group < PAIR) return undefined;
  const period = group + gap;
  const belongs = group === PAIR ? isHex : inAlphabet;
  const isGroup = (start: number): boolean => {
    for (let i = start; i < start + group; i++) if (!belongs(text, i)) return false;
    return true;
  };
  const isBorder = (start: number): boolean => text.charCodeAt(start + gap - 1) === sign && (gap === 1 || text.charCodeAt(start) === CARRIAGE_RETURN);
  if (!isGroup(middle)) return undefined;
  let start = middle;
  const most = middle + RUN_MAX;
  while (start - period >= from && middle - start < RUN_MAX && isBorder(start - gap) && isGroup(start - period)) start -= period;
  let end = middle + group;
  while (end < most && isBorder(end) && isGroup(end + gap)) end += period;
  let groups = (end + gap - start) / period;
  // In steps of four groups, as base64 is read in fours.
  const next = end < most ? undefined : start + Math.floor((groups - OVERLAP / period) / 4) * 4 * period - gap;
  // The last may be shorter.
  if (isBorder(end) && group > PAIR && inAlphabet(text, end + gap)) {
    groups += 1;
    end += gap;
    for (const limit = end + group; end < limit && inAlphabet(text, end); ) end += 1;
  }
  if (groups < (group === PAIR ? PAIRS_MIN : GROUPS_MIN)) return undefined;
  const joined = text.slice(start, end).replace(BORDERS.get(sign)!, '');
  return { start, end, next: next ?? end, joined: joined.length >= RUN_MIN && FIGURE.test(joined) ? joined : '' };
}

/** Words of four letters have none. */
const FIGURE = /\d/;

function isHex(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}
