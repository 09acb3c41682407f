/** A stretch of letters, digits, marks and characters that are drawn as nothing. */
export interface Word { start: number; end: number }

/** True for what words are made of. Characters that are drawn as nothing count: put into a name they split no word. */
export function isLetter(code: number): boolean {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
  if (code < 0xc0) return code === 0xaa || code === 0xad || code === 0xb5 || code === 0xba;
  if (code === 0xd7 || code === 0xf7) return false;
  if (code < 0x2000) return true;
  return !(code <= 0x200a || (code >= 0x2010 && code <= 0x205f) || (code >= 0x3000 && code <= 0x303f));
}

/** The word at or after `from` that begins before `limit`. */
export function nextWord(text: string, from: number, limit = text.length): Word | undefined {
  let start = from;
  while (start < limit && !isLetter(text.charCodeAt(start))) start++;
  if (start >= limit) return undefined;
  let end = start + 1;
  while (end < text.length && isLetter(text.charCodeAt(end))) end++;
  return { start, end };
}

export function eachWord(text: string): Word[] {
  const words: Word[] = [];
  for (let word = nextWord(text, 0); word; word = nextWord(text, word.end)) words.push(word);
  return words;
}

export function startsUpper(text: string): boolean {
  return /^[\p{Lu}\p{Lt}]/u.test(text);
}

/** Of German and English names; they stay in the text, after the stand-in. */
export const SUFFIXES: readonly string[] = ['s', 'sche', 'schen', 'scher', 'sches', 'schem'];
