import { type Field, SCHEMA_VALUES, type Step } from './fields.ts';
import type { Piece, Seam } from './seams.ts';

/** What is looked at of a member: longer than what a key explains, a password or a number. */
const HEAD = 512;
/** Stands for the rest of a long member: no finding reaches across. */
const GAP = '\n\n¶\n\n';
/** Fields between two pauses. */
const STEPS = 4096;

/**
 * Attack: `{"password": "…"}` as an object, in which neither the key nor the value says anything by itself. The members of the client's own objects with the keys
 * before them, written as JSON writes them: a call's arguments are text in one dialect and an object in another. Undefined where there are none. Yields where
 * somebody else may have a turn.
 */
export function* membersOf(fields: readonly Field[], numbers: readonly number[]): Generator<void, Seam | undefined> {
  if (numbers.length === 0) return undefined;
  const texts: string[] = [];
  const pieces: Piece[] = [];
  let at = 0;
  let previous: Step | undefined;
  const write = (text: string) => {
    texts.push(text);
    at += text.length;
  };
  for (const number of numbers) {
    if (pieces.length % STEPS === STEPS - 1) yield;
    const field = fields[number]!;
    if (pieces.length > 0) write(field.parent === previous ? ',' : '},');
    // Of a list the key stands before its first member alone.
    if (typeof field.key === 'string' || field.parent !== previous) write(keysBefore(field, previous));
    previous = field.parent;
    const cut = field.text.length > HEAD;
    const text = cut ? field.text.slice(0, HEAD) : field.text;
    const quote = field.kind === 'number' ? '' : '"';
    write(quote);
    pieces.push({ field: number, at, offset: 0, length: text.length, cutBefore: false, cutBehind: cut });
    write(text);
    write(cut ? GAP : quote);
  }
  return { text: texts.join(''), pieces };
}

/** Objects above whose keys are written too: `"headers":{"authorization":`. */
const ABOVE = 2;
/** Of a key. Attack: a megabyte of a key over each of ten thousand objects. */
const KEY_MAX = 64;

function keysBefore(field: Field, previous: Step | undefined): string {
  let text = '';
  let above = 0;
  for (let step: Step | undefined = field; step?.parent && step !== previous && above <= ABOVE; step = step.parent) {
    // A parameter's name says what its default is.
    if (SCHEMA_VALUES.has(String(step.key)) && typeof step.parent.key === 'string' && step.parent.parent) text = '';
    else if (typeof step.key === 'string') {
      const inside = text === '' || text === '[' ? text : `{${text}`;
      text = `"${step.key.slice(-KEY_MAX)}":${inside}`;
      above += 1;
    } else if (text === '') text = '[';
  }
  return text;
}
