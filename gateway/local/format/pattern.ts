const MAX_LENGTH = 2_000;
const MAX_DEPTH = 50;
const SETS: Readonly<Record<string, string>> = { d: '0-9', w: 'A-Za-z0-9_', s: ' \\t\\n\\r' };
/** A group, its end, an alternative, any character, a set, an escape, a quantifier (lazy or not: the whole text is matched), a character. */
const TOKEN = /(\((?:\?:|\?<\w+>)?(?!\?))|(\))|(\|)|(\.)|\[(\^?)((?:\\.|[^\\\]])+)\]|\\(.)|([*+?]|\{\d+(?:,\d*)?\})\??(?![*+?{])|([^\\^$*+?.()[\]{}|])/suy;

/**
 * The pattern in the part of regular expressions that Ollama's converter reads as they are meant; undefined where there is none. Attack, or an honest `^\d{4}$`:
 * of `\d` it makes a grammar of which the runner dies, of `(?:` it dies itself, and at a single `}` it hangs for ever (llama.cpp's `_visit_pattern`, 0.24).
 */
export function plainPattern(pattern: string): string | undefined {
  if (!pattern.startsWith('^') || !pattern.endsWith('$') || pattern.length > MAX_LENGTH) return undefined;
  const inner = pattern.slice(1, -1);
  let out = '';
  let depth = 0;
  /** Something stands before that may be repeated, or end a group. */
  let before: 'nothing' | 'atom' | 'repeated' = 'nothing';
  TOKEN.lastIndex = 0;
  for (let at = 0; at < inner.length; at = TOKEN.lastIndex) {
    const found = TOKEN.exec(inner);
    if (!found) return undefined;
    const [, group, end, or, any, not, set, escaped, times, plain] = found;
    if ((end ?? or ?? times) !== undefined && before === 'nothing') return undefined;
    if (times !== undefined && before === 'repeated') return undefined;
    if (group !== undefined) depth++;
    if (end !== undefined) depth--;
    if (depth < 0 || depth > MAX_DEPTH) return undefined;
    before = (group ?? or) !== undefined ? 'nothing' : times === undefined ? 'atom' : 'repeated';
    const text = set !== undefined ? setOf(not!, set) : escaped !== undefined ? escape(escaped) : plain !== undefined ? literal(plain) : group !== undefined ? '(' : (times ?? end ?? or ?? any);
    if (text === undefined) return undefined;
    out += text;
  }
  return depth === 0 && before !== 'nothing' ? `^${out}$` : undefined;
}

function setOf(not: string, inner: string): string | undefined {
  let out = '';
  let dash = '';
  for (const [, escaped, plain] of inner.matchAll(/\\(.)|(.)/gsu)) {
    if (escaped === '-') dash = '-';
    else if (escaped !== undefined && SETS[escaped] !== undefined) out += SETS[escaped];
    else if (escaped !== undefined && /[ntr]/.test(escaped)) out += `\\${escaped}`;
    else if (escaped !== undefined && /[a-z0-9]/i.test(escaped)) return undefined;
    else out += member(escaped ?? plain!);
  }
  return `[${not}${out}${dash}]`;
}

/** Within a set; its own signs as numbers. */
function member(character: string): string {
  return /[\\\]^["]/.test(character) ? `\\x${character.charCodeAt(0).toString(16)}` : character;
}

function escape(character: string): string | undefined {
  const set = SETS[character.toLowerCase()];
  if (set !== undefined) return `[${character === character.toLowerCase() ? '' : '^'}${set}]`;
  if (/[ntr]/.test(character)) return `[\\${character}]`;
  // Alone in a set: what is repeated behind it is this character and no more.
  return /[a-z0-9]/i.test(character) ? undefined : `[${member(character)}]`;
}

function literal(character: string): string {
  return /[A-Za-z0-9 _,:;@#%&=<>~!'/-]/.test(character) ? character : `[${member(character)}]`;
}
