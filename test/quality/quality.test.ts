import { describe, expect, it } from 'vitest';
import { MUTATIONS } from '../support/mutations.ts';
import { generate } from './generate.ts';
import { createMeasured, f1, measure, precision, readCorpus, recall, select } from './measure.ts';
import { measureMutated } from './mutated.ts';
import { LANGUAGES, type Split } from './types.ts';

const SPLITS: readonly Split[] = ['tune', 'held'];
const corpus = readCorpus();
const inspector = createMeasured();

describe('the corpus', () => {
  it('is what its generator makes, and large enough', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(2_000);
    expect(corpus.filter(({ kind }) => kind === 'public').length).toBeGreaterThanOrEqual(500);
    expect(generate()).toEqual(corpus);
  });

  it('labels what is there, and no value twice', () => {
    for (const { text, spans } of corpus) {
      let last = 0;
      for (const [start, end] of spans) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        last = end;
      }
    }
  });
});

describe('values that a mutation does not suit', () => {
  // As the card says (README.md); the same values in clear are found.
  it.each([['separators between all characters', 0.37], ['a line break inside', 0.6], ['base64', 0]] as const)('%s: recall %f', (name, least) => {
    const counts = measureMutated(inspector, corpus, MUTATIONS.find((mutation) => mutation.name === name)!, undefined, true);
    expect(counts.missed).toBeGreaterThan(0);
    expect(recall(counts)).toBeGreaterThanOrEqual(least);
  });
});

describe.each(SPLITS)('%s', (split) => {
  const figures = new Map(LANGUAGES.map((language) => [language, measure(inspector, select(corpus, split, language))]));
  const all = [...figures.values()];
  const checked = all.reduce((sum, one) => ({ found: sum.found + one.checked.found, missed: sum.missed + one.checked.missed, wrong: sum.wrong + one.checked.wrong }), { found: 0, missed: 0, wrong: 0 });

  it('identifiers and secrets: recall 99.5 %, precision 99 %', () => {
    expect(recall(checked)).toBeGreaterThanOrEqual(0.995);
    expect(precision(checked)).toBeGreaterThanOrEqual(0.99);
  });

  it.each(LANGUAGES)('names of people, %s: char-F1 0.75', (language) => {
    expect(f1(figures.get(language)!.names)).toBeGreaterThanOrEqual(0.75);
  });

  it('at most 2 % of public prompts are raised to confidential', () => {
    const raised = all.reduce((sum, one) => sum + one.falseAlarms, 0);
    expect(raised / all.reduce((sum, one) => sum + one.publicPrompts, 0)).toBeLessThanOrEqual(0.02);
  });

  it('hardly a message comes out below the class that it deserves', () => {
    const messages = all.reduce((sum, one) => sum + one.messages, 0);
    expect(all.reduce((sum, one) => sum + one.lower, 0) / messages).toBeLessThanOrEqual(0.01);
  });

  it.each(MUTATIONS)('$name: recall 99.5 %, precision 99 %', (mutation) => {
    const counts = measureMutated(inspector, corpus.filter((message) => message.split === split), mutation);
    expect(recall(counts)).toBeGreaterThanOrEqual(0.995);
    expect(precision(counts)).toBeGreaterThanOrEqual(0.99);
  });
});
