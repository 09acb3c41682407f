import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtIn } from '../classify/detectors.ts';
import { PATTERN_PROBLEMS } from '../classify/office/patterns.ts';
import { REJECTIONS } from '../classify/office/word-list.ts';
import { WORD_KINDS } from '../config/recognition.ts';
import { CannotReplace } from '../pseudonymise/refusals.ts';
import type { RefusalCode } from '../pseudonymise/types.ts';

const ROOT = join(import.meta.dirname, '../..');
type Texts = Record<string, Record<string, string>>;
const textsOf = (namespace: string): Texts => JSON.parse(readFileSync(join(ROOT, 'renderer/texts/en', `${namespace}.json`), 'utf8'));
const [recognisers, recognition, requests] = [textsOf('recognisers'), textsOf('recognition'), textsOf('requests')];
const known = builtIn(join(ROOT, 'resources')).detectors.flatMap((detector) => detector.recognisers);
const OFFICE = [...WORD_KINDS, 'pattern'].map((kind) => `office-${kind}`);

/** The pages' texts; renderer/texts/texts.test.ts holds the other languages against the English ones. */
describe('the texts say', () => {
  it('every recogniser, and what replaces its findings', () => {
    const ids = known.map(({ id }) => id);
    expect(Object.keys(recognisers['name']!).toSorted()).toEqual([...ids, ...OFFICE].toSorted());
    expect(Object.keys(recognisers['a']!).toSorted()).toEqual([...ids, ...OFFICE].toSorted());
    expect(Object.keys(recognisers['text']!).toSorted()).toEqual(ids.toSorted());
    expect(Object.keys(recognisers['entity']!)).toEqual(expect.arrayContaining(known.flatMap(({ entity }) => entity ?? [])));
  });

  it('why a request was not sent with stand-ins', () => {
    const texts = requests['noStandIns']!;
    const thrown = readdirSync(join(ROOT, 'gateway/pseudonymise')).filter((file) => file.endsWith('.ts') && !file.includes('.test.')).flatMap((file) => [...readFileSync(join(ROOT, 'gateway/pseudonymise', file), 'utf8').matchAll(/new CannotReplace\('([\w-]+)'/g)].map((match) => match[1]!));
    expect(thrown.length).toBeGreaterThan(5);
    for (const code of thrown) {
      expect(new CannotReplace(code as RefusalCode).refusal.text).not.toBe('');
      expect([code, texts[code]]).toEqual([code, expect.any(String)]);
    }
    expect(texts['only-stated']).toEqual(expect.any(String));
  });

  it('what is wrong with a word or a pattern', () => {
    expect(Object.keys(recognition['rejection']!).toSorted()).toEqual(Object.keys(REJECTIONS).toSorted());
    expect(Object.keys(recognition['patternProblem']!).toSorted()).toEqual(Object.keys(PATTERN_PROBLEMS).toSorted());
  });
});
