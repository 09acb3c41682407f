import type { Field } from './fields.ts';

/** A text put together of what stands left and right of the borders between fields. */
export interface Seam {
  text: string;
  pieces: Piece[];
}

export interface Piece {
  field: number;
  /** Where the piece begins in the seam's text, and in the field's. */
  at: number;
  offset: number;
  length: number;
  /** True where the field goes on before or behind the piece: what touches that side may be half a number. */
  cutBefore: boolean;
  cutBehind: boolean;
}

/** What is looked at on either side of a border: longer than any identifier, spaces within it included. */
const EDGE = 96;
/** Fields between two pauses. */
const STEPS = 4096;
/** Stands for the inside of a long field: no finding reaches across. */
const GAP = '\n\n¶\n\n';

/**
 * Attack: an identifier cut into several parts, messages or tool results. The numbers of all fields whose edges are to be read on from one to the next,
 * and once more those of each role, between which the other side may have answered. Yields undefined where somebody else may have a turn.
 */
export function* eachSeam(fields: readonly Field[]): Generator<number[] | undefined> {
  const numbers: number[] = [];
  let roles = 0;
  for (let index = 0; index < fields.length; index++) {
    const { content, text, role } = fields[index]!;
    if (!content || text === '') continue;
    if (numbers.length === 0 || role !== fields[numbers[numbers.length - 1]!]!.role) roles++;
    numbers.push(index);
    if (numbers.length % STEPS === 0) yield undefined;
  }
  if (numbers.length < 2) return;
  yield numbers;
  if (roles > 1 && numbers.length > 2) for (const same of Map.groupBy(numbers, (index) => fields[index]!.role).values()) if (same.length > 1) yield same;
}

/** The edges of these fields, put together with so much between them. Yields where somebody else may have a turn. */
export function* joined(fields: readonly Field[], numbers: readonly number[], between: '' | ' '): Generator<void, Seam> {
  const texts: string[] = [];
  const pieces: Piece[] = [];
  let at = 0;
  const put = (field: number, offset: number, text: string, cutBefore = false, cutBehind = false) => {
    pieces.push({ field, at, offset, length: text.length, cutBefore, cutBehind });
    texts.push(text);
    at += text.length;
  };
  for (const number of numbers) {
    const { text } = fields[number]!;
    if (pieces.length % STEPS === STEPS - 1) yield;
    if (between !== '' && pieces.length > 0) {
      texts.push(between);
      at += between.length;
    }
    if (text.length <= 2 * EDGE) {
      put(number, 0, text);
      continue;
    }
    put(number, 0, text.slice(0, EDGE), false, true);
    texts.push(GAP);
    at += GAP.length;
    put(number, text.length - EDGE, text.slice(-EDGE), true);
  }
  return { text: texts.join(''), pieces };
}

/**
 * The pieces that a range of the seam's text touches; more than one where it crosses a border. None where it touches the cut side of a piece: what the
 * field holds there is known from the field itself.
 */
export function piecesOf(seam: Seam, start: number, end: number): Piece[] {
  let low = 0;
  let high = seam.pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (seam.pieces[middle]!.at <= start) low = middle;
    else high = middle - 1;
  }
  const touched: Piece[] = [];
  for (let i = low; i < seam.pieces.length && seam.pieces[i]!.at < end; i++) {
    const piece = seam.pieces[i]!;
    if ((piece.cutBefore && start <= piece.at) || (piece.cutBehind && end >= piece.at + piece.length)) return [];
    if (piece.at + piece.length > start) touched.push(piece);
  }
  return touched;
}
