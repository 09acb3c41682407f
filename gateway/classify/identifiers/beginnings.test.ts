import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCodes } from '../normalise/codes.ts';
import { beginningsOf } from './beginnings.ts';
import { Before } from './context.ts';
import * as labels from './labels.ts';

const codesOf = createCodes();
const before = new Before();

/** What the pattern asks for, as a pattern that words can be made of. */
function wordsOf(label: RegExp): fc.Arbitrary<string> {
  return fc.stringMatching(new RegExp(`^(?:${label.source.replaceAll('\\b', '').replaceAll('$', '').replaceAll('\\w*', '[a-z]{0,3}').replaceAll('[^\\n]', '[ a-z.]').replaceAll('\\W*', '[ .]?')})$`));
}

describe.each(Object.entries(labels))('%s', (_name, label) => {
  it('is heard, whatever word of it stands there and whatever follows', () => {
    let heard = 0;
    fc.assert(fc.property(wordsOf(label), fc.constantFrom('', 'Die ', 'n. '), (word, lead) => {
      const text = `${lead}${word} 123`;
      const at = text.length - 3;
      before.set(text, codesOf(text), at);
      // The words made here are not bounded as the pattern wants: only what it accepts counts.
      if (!label.test(text.slice(Math.max(0, at - 56), at))) return;
      heard += 1;
      expect(before.says(label), text).toBe(true);
    }), { numRuns: 400, seed: 3 });
    expect(heard).toBeGreaterThan(80);
  });
});

describe('beginnings', () => {
  it.each<[RegExp, string[]]>([
    [/\b(?:tel|telefon\w*|d\.o\.b)\b[^\n]{0,24}$/, ['d', 'tel', 'tele']],
    [/\bnee? (?:le|a)$/, ['ne', 'nee']],
    [/\b(?:licen[cs]e plate|fall-?(?:nr|nummer))\b/, ['fall', 'lice']],
    [/\bab[cd]?e\b/, ['abce', 'abde', 'abe']],
  ])('of %s', (pattern, expected) => {
    expect(beginningsOf(pattern).sort()).toEqual(expected);
  });

  it('refuses a pattern that may begin with anything', () => {
    expect(() => beginningsOf(/\b(?:\d+ teil)\b/)).toThrow('No beginning');
  });

  it.each(['née le', 'Née le', 'véhicule', 'GEBOREN am', 'Telefon Büro'])('accents and capitals make no difference: %s', (word) => {
    const text = `${word} 123`;
    before.set(text, codesOf(text), text.length - 3);
    expect([labels.BIRTH, labels.TELEPHONE, labels.PLATE].some((label) => before.says(label))).toBe(true);
  });
});
