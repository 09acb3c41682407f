/** Letters of a word that are looked at before its pattern is. */
const LENGTH = 4;
const ALPHABET = Array.from('abcdefghijklmnopqrstuvwxyz');

/** The first letters of a match, and whether something else than a letter follows them. */
interface Beginning { text: string; over: boolean }

/**
 * What the first word of a match may begin with: up to four letters, fewer where the word is shorter. Reads what the labels are written with: letters,
 * `\w*`, classes of letters, groups, `?`; whatever else stands in a pattern counts as the end of the word.
 */
export function beginningsOf(pattern: RegExp): string[] {
  const { source } = pattern;
  let at = 0;

  function alternatives(from: readonly Beginning[]): Beginning[] {
    const all: Beginning[] = [];
    for (;;) {
      let some = from;
      while (at < source.length && source[at] !== '|' && source[at] !== ')') some = term(some);
      all.push(...some);
      if (source[at] !== '|') return all;
      at += 1;
    }
  }

  function term(from: readonly Beginning[]): Beginning[] {
    let to: Beginning[];
    let again = (_: readonly Beginning[]): Beginning[] => [];
    if (source.startsWith('(?:', at)) {
      at += 3;
      to = alternatives(from);
      at += 1;
    } else {
      const [token] = /^(?:\\.|\[[^\]]*\]|.)/.exec(source.slice(at))!;
      at += token.length;
      again = (some) => (token === '\\b' || token === '$' ? [...some] : followed(some, lettersOf(token)));
      to = again(from);
    }
    const [quantifier = ''] = /^(?:[?*]|\{\d+,\d+\})/.exec(source.slice(at)) ?? [];
    at += quantifier.length;
    if (quantifier === '') return to;
    if (quantifier === '?') return [...from, ...to];
    const all = [...from, ...to];
    for (let length = 1; length < LENGTH; length++) all.push(...(to = again(to)));
    return all;
  }

  const words = new Set(alternatives([{ text: '', over: false }]).map(({ text }) => text));
  if (words.has('')) throw new Error(`No beginning: ${source}`);
  return [...words];
}

/** Letters that a token stands for; empty for what is no letter. */
function lettersOf(token: string): readonly string[] {
  if (token === '\\w') return ALPHABET;
  if (/^\[[a-z]+\]$/.test(token)) return Array.from(token.slice(1, -1));
  return /^[a-z]$/.test(token) ? [token] : [];
}

function followed(from: readonly Beginning[], letters: readonly string[]): Beginning[] {
  return from.flatMap((beginning) => {
    if (beginning.over || beginning.text.length === LENGTH) return [beginning];
    return letters.length === 0 ? [{ ...beginning, over: true }] : letters.map((letter) => ({ text: beginning.text + letter, over: false }));
  });
}
