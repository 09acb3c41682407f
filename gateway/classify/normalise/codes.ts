/** Copies a text's UTF-16 units into an array that is used again and again: a loop over it takes a third of the time of `charCodeAt`. */
export type CodesOf = (text: string) => Uint16Array;

const KEPT_UNITS = 96 * 1024;

/** One per loop: what it returned last is overwritten by the next call. Behind the text stands a zero. */
export function createCodes(): CodesOf {
  const kept = new Uint16Array(KEPT_UNITS);
  const keptBytes = Buffer.from(kept.buffer);
  return (text) => {
    if (text.length < KEPT_UNITS) {
      keptBytes.write(text, 'utf16le');
      kept[text.length] = 0;
      return kept;
    }
    const codes = new Uint16Array(text.length + 1);
    Buffer.from(codes.buffer).write(text, 'utf16le');
    return codes;
  };
}
