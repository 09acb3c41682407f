import { isUtf8 } from 'node:buffer';

/** Base64 in a text: its characters from `start` to `end`, line ends included. */
export interface EncodedRun {
  start: number;
  end: number;
}

/** Characters. Twelve bytes: fewer hold no identifier that is checked. */
export const RUN_MIN = 16;
const PRINTABLE_MIN = 8;

const alphabet = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=') alphabet[char.charCodeAt(0)] = 1;

export function inAlphabet(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 && alphabet[code] === 1;
}

/** Characters between two pauses; some of a millisecond. */
export const STEP = 64 * 1024;

/**
 * Long runs of base64's characters, lines of one block joined. Looks at every 16th character and walks back from it, so that ordinary words
 * cost next to nothing; no character is looked at more than three times. Yields undefined where somebody else may have a turn.
 */
export function* encodedRuns(text: string): Generator<EncodedRun | undefined> {
  let pause = STEP;
  for (let start = 0; start + RUN_MIN <= text.length; ) {
    if (start >= pause) {
      pause = start + STEP;
      yield undefined;
    }
    let back = start + RUN_MIN - 1;
    while (back >= start && inAlphabet(text, back)) back -= 1;
    if (back >= start) {
      start = back + 1;
      continue;
    }
    let end = start + RUN_MIN;
    const blocks = new Blocks(start);
    let line = start;
    let lineBefore = -1;
    for (;;) {
      for (; end < text.length && inAlphabet(text, end); end++) {
        if (end < pause) continue;
        pause = end + STEP;
        yield undefined;
      }
      const block = blocks.line(line, end);
      if (block) yield block;
      line = nextLine(text, end);
      if (line === end) break;
      lineBefore = end;
      end = line;
    }
    if (blocks.last > start) yield { start: blocks.last, end };
    yield { start, end };
    // The last line goes on with other text: its first word may be no part of the block, and then the block ends badly.
    if (lineBefore > blocks.last && end < text.length && text[end] !== '\n' && text[end] !== '\r') yield { start: blocks.last, end: lineBefore };
    start = end + 1;
  }
}

/** A block's lines are of one length, but for the last, which may be shorter. Words that stand on lines of their own before and behind it would shift its groups of four. */
class Blocks {
  /** Where the last one begins. */
  last: number;
  #length = Infinity;
  #over = false;
  #end = 0;

  constructor(start: number) {
    this.last = start;
    this.#end = start;
  }

  /** The next line of a run; returns the block before it, where one ends there. */
  line(start: number, end: number): EncodedRun | undefined {
    const length = end - start;
    const before = { start: this.last, end: this.#end };
    this.#end = end;
    if (this.#length === Infinity || (!this.#over && length <= this.#length)) {
      this.#over = length < this.#length && this.#length !== Infinity;
      this.#length = length;
      return undefined;
    }
    this.last = start;
    this.#length = length;
    this.#over = false;
    return before.end - before.start >= RUN_MIN ? before : undefined;
  }
}

/** Where the block goes on after a line end, its indentation or quote marks; `at` where it does not. */
function nextLine(text: string, at: number): number {
  let i = at;
  if (text[i] === '\r') i += 1;
  if (text[i] !== '\n') return at;
  i += 1;
  for (const limit = i + 16; i < limit && (text[i] === ' ' || text[i] === '\t' || text[i] === '>'); ) i += 1;
  return i < text.length && inAlphabet(text, i) ? i : at;
}

const CAPITAL = /[A-Z]/;
const SMALL = /[a-z]/;
const FIGURE = /\d/;
const NOT_ALPHABET = /[^A-Za-z0-9+/_=-]+/g;
export const PADDING = /=+/;
/** Of a run, to see where its groups of four begin. */
const SAMPLE = 256;

/** A word of capitals or of small letters alone is no base64 of a text. */
export function isSpelledOut(run: string): boolean {
  return !FIGURE.test(run) && !(CAPITAL.test(run) && SMALL.test(run));
}

/** Without their line ends, indentation and quote marks. */
export function linesOf(run: string): string[] {
  return run.split(NOT_ALPHABET);
}

/** What the run says when decoded: text as it is, of other bytes whatever can be read in them. Empty where there is nothing to read. */
export function decodeRun(run: string): string[] {
  if (isSpelledOut(run)) return [];
  const texts: string[] = [];
  // `key=NzU2…` is one run of the alphabet, and so are two blocks of base64 with padding between them.
  for (const part of run.replace(NOT_ALPHABET, '').split(PADDING)) {
    if (part.length < RUN_MIN - 4) continue;
    for (const [run] of part.matchAll(HEX)) texts.push(...hexTexts(run));
    for (const shift of shiftsOf(part)) {
      const text = readable(Buffer.from(shift === 0 ? part : part.slice(shift), 'base64'));
      if (text !== '') texts.push(text);
    }
  }
  return texts;
}

/** Thirteen bytes: a number that is checked, without separators. */
const HEX_BYTES_MIN = 13;
export const HEX = new RegExp(`[\\dA-Fa-f]{${HEX_BYTES_MIN * 2},}`, 'g');
/** Of random bytes hardly any stretch is so. */
const HEX_TEXT = new RegExp(`(?:[\\t\\n\\r\\x20-\\x7e]|[\\xc2\\xc3][\\x80-\\xbf]){${HEX_BYTES_MIN},}`, 'g');

/** A text of which each byte is written as two digits, from the first of them or the second on. */
function hexTexts(run: string): string[] {
  return [run, run.slice(1)].flatMap((digits) => Buffer.from(digits, 'hex').toString('latin1').match(HEX_TEXT) ?? []).map((text) => Buffer.from(text, 'latin1').toString('utf8'));
}

/** Attack: a letter put before the block. Where its groups of four may begin: where the beginning reads as text, else at the first character. */
function shiftsOf(part: string): number[] {
  const shifts = [0];
  for (let shift = 1; shift < 4; shift++) if (looksLikeText(Buffer.from(part.slice(shift, shift + SAMPLE), 'base64'))) shifts.push(shift);
  return shifts;
}

function looksLikeText(bytes: Buffer): boolean {
  let readableBytes = 0;
  for (const byte of bytes) if ((byte >= 0x20 && byte < 0x7f) || byte === 10 || byte === 13 || byte === 0) readableBytes += 1;
  return readableBytes >= bytes.length * 0.8;
}

/** Text of bytes in UTF-8, UTF-16 or Latin-1; of other bytes the stretches that can be read. */
function readable(bytes: Buffer): string {
  const trimmed = wholeCharacters(bytes);
  if (isUtf8(trimmed) && !trimmed.includes(0)) return trimmed.toString('utf8');
  return printable(bytes.includes(0) ? Buffer.from(bytes.filter((byte) => byte !== 0)) : bytes);
}

/** Without the halves of characters that a cut at either end left over. */
export function wholeCharacters(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && start < bytes.length && (bytes[start]! & 0xc0) === 0x80) start += 1;
  let end = bytes.length;
  for (let back = 1; back <= 3 && back <= bytes.length - start; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) {
      const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      if (wanted > back) end = bytes.length - back;
      break;
    }
    if (byte < 0x80) break;
  }
  return bytes.subarray(start, end);
}

const PRINTABLE = new RegExp(`[\\t\\n\\r\\x20-\\x7e\\xa0-\\xff]{${PRINTABLE_MIN},}`, 'g');

function printable(bytes: Buffer): string {
  const stretches = bytes.toString('latin1').match(PRINTABLE);
  return stretches === null ? '' : stretches.join('\n\n');
}
