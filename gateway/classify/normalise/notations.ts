import { type View, ViewBuilder } from './view.ts';

/**
 * Ways to write characters that look like something else in other texts (`\101` is a file's name, `U+0037` a name for a digit, `37 35` a list of
 * numbers): each is a reading of its own, or a number beside one of them would be hidden.
 */

/** Two in a row, or one that touches what may be the rest of a number or a word. */
const OCTAL_LIKELY = /(?:\\(?:[0-3][0-7]{2}|[4-7][0-7])){2}|\d\\(?:0[4-7][0-7]|[4-7][0-7])|\\(?:0[4-7][0-7]|[4-7][0-7])\d/;
const NAMED_LIKELY = /[Uu]\+[\dA-Fa-f]{4}/;
const WRITTEN = /\\([0-3][0-7]{2}|[4-7][0-7])|[Uu]\+(?:0{2,4}([2-7][\dA-Fa-f])|([\dA-Fa-f]{4,5})(?![\dA-Fa-f]))/y;
const REVERSE_SOLIDUS = 0x5c;
const PLUS = 0x2b;

/** Octal escapes and Unicode's names of code points, read as what they stand for. Undefined where there is none. */
export function decodeNotations(text: string): View | undefined {
  const octal = text.includes('\\') && OCTAL_LIKELY.test(text);
  if (!octal && !(text.includes('+') && NAMED_LIKELY.test(text))) return undefined;
  const out = new ViewBuilder(text.length);
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    const end = code === REVERSE_SOLIDUS || text.charCodeAt(i + 1) === PLUS ? written(text, i, out) : i;
    if (end === i) out.unit(code, i, i + 1);
    i = Math.max(end, i + 1);
  }
  return out.view();
}

function written(text: string, at: number, out: ViewBuilder): number {
  WRITTEN.lastIndex = at;
  const match = WRITTEN.exec(text);
  if (!match) return at;
  out.text(String.fromCodePoint(match[1] === undefined ? Number.parseInt(match[2] ?? match[3]!, 16) : Number.parseInt(match[1], 8)), at, WRITTEN.lastIndex);
  return WRITTEN.lastIndex;
}
