import { RE2JS } from 're2js';

const MAX_PATTERN = 300;

const compiled = new Map<string, RE2JS>();
const MAX_COMPILED = 2000;

/** In linear time, whatever the expression: catalogues come from outside. */
export function pattern(text: string): RE2JS {
  let found = compiled.get(text);
  if (!found) {
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    found = RE2JS.compile(text);
    compiled.set(text, found);
  }
  return found;
}

/** Its memory is bounded by its length: the engine refuses repetitions of more than 1,000, nested ones too. */
export function isSoundPattern(text: string): boolean {
  if (text.length > MAX_PATTERN) return false;
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
}
