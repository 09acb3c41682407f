/** What becomes of a word list. Each text holds a word per line. */
export interface WordChange {
  text: string;
  count: number;
  added: number;
  addedText: string;
  removed: number;
  removedText: string;
}

/** The words of a text, one per line. */
export function wordsIn(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

const UNTIDY = /^\s|\s$|\s\s|[^\S ]/;

/** @param before the list as it was, a word per line; `words` may have any white space, and a word more than once */
export function wordChange(before: string, words: Iterable<string>): WordChange {
  const now = new Set<string>();
  for (const word of words) {
    const tidy = UNTIDY.test(word) ? word.replace(/\s+/g, ' ').trim() : word;
    if (tidy !== '') now.add(tidy);
  }
  const old = new Set(wordsIn(before));
  const added = [...now].filter((word) => !old.has(word));
  const removed = [...old].filter((word) => !now.has(word));
  return { text: [...now].join('\n'), count: now.size, added: added.length, addedText: added.join('\n'), removed: removed.length, removedText: removed.join('\n') };
}
