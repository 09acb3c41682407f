import { describe, expect, it } from 'vitest';
import type { FoundValue, TestCase } from '../config/false-alarms.ts';
import { createInspector } from './engine.ts';
import { identifiers } from './identifiers/identifiers.ts';
import type { Detector, Recogniser } from './recogniser.ts';
import { runTestCases, testCaseIn } from './test-cases.ts';

const AHV = '756.9217.0769.85';
const OF: FoundValue = { recogniser: 'ch-ahv', mark: '7569217076985' };
const SENTENCE = `Please see ${AHV} for the exhibition.`;

/** Finds every match, as something of the office. */
function finds(id: string, what: RegExp, more: Partial<Recogniser> = {}): Detector {
  const recogniser: Recogniser = { id, group: 'office', entity: 'X', dataClass: 'secret', weight: 1, examples: { found: [], passed: [] }, ...more };
  return { recognisers: [recogniser], detect: (text, found) => [...text.matchAll(what)].forEach(({ index, 0: { length } }) => found({ recogniser, start: index, end: index + length, certain: true })) };
}

/** The mark of a value is the value. */
function judge({ detectors = [identifiers], exceptions = [OF], off = [] as string[] }: { detectors?: Detector[]; exceptions?: FoundValue[]; off?: string[] } = {}): Parameters<typeof testCaseIn>[2] {
  const without = (all: readonly FoundValue[]) => createInspector(detectors, { off: new Set(off), allowed: (id, value) => all.some(({ recogniser, mark }) => id === recogniser && value === mark) });
  return {
    inspector: () => without(exceptions),
    inspectorWithout: (one) => without(exceptions.filter(({ recogniser, mark }) => recogniser !== one.recogniser || mark !== one.mark)),
    markOf: ({ value }) => value(),
    classOf: ({ dataClass }) => dataClass,
    isOff: (id) => off.includes(id),
  };
}

describe('the words of a test case', () => {
  const cut = async (body: Parameters<typeof testCaseIn>[0], detectors = [identifiers], of = OF): Promise<[words: string, found: string] | undefined> => {
    const test = await testCaseIn(body, of, judge({ detectors }));
    return test && [test.text, test.text.slice(test.start, test.end)];
  };

  it('are the sentence around the value and no more, wherever it stands', async () => {
    expect(await cut(`The first is none. ${SENTENCE} The last neither.`)).toEqual([`${SENTENCE} `, AHV]);
    expect(await cut({ messages: [{ role: 'user', content: 'Hello' }, { role: 'user', content: [{ type: 'text', text: `Dear Anna\n${SENTENCE}\nYours` }] }] })).toEqual([`${SENTENCE}\n`, AHV]);
    expect(await cut({ metadata: { no: 7569217076985 } })).toEqual(['7569217076985', '7569217076985']);
  });

  it('are the text around it where a sentence does not say enough, and never many', async () => {
    const wanted = finds('by-word', /(?<=^(?=[^]*Reference)[^]*)\d{6}/g);
    const of = { recogniser: 'by-word', mark: '123456' };
    expect(await cut('My Reference is this. It is 123456 now.', [wanted], of)).toEqual(['My Reference is this. It is 123456 now.', '123456']);
    const long = `${'Nothing here. '.repeat(5_000)}Reference it is. And 123456 too. ${'Nothing there. '.repeat(5_000)}`;
    const [words, found] = (await cut(long, [wanted], of))!;
    expect(found).toBe('123456');
    expect(words.length).toBeLessThanOrEqual(4_000);
    expect(words).toContain('Reference');
  });

  it.each<[string, Parameters<typeof testCaseIn>[0], Detector[]]>([
    ['other words', 'Please see 756.1234.5678.97 for the exhibition.', [identifiers]],
    ['none', '', [identifiers]],
    ['another recogniser', SENTENCE, [finds('other', /756[\d.]+/g)]],
    ['a key of an object, whose name nobody knows here', { metadata: { [AHV]: 'x' } }, [identifiers]],
    ['a value that is longer than what is kept', `x${'7'.repeat(5_000)}`, [finds('ch-ahv', /7{5000}/g)]],
  ])('are not taken from %s', async (_what, body, detectors) => {
    expect(await cut(body, detectors)).toBeUndefined();
  });

  it('are found in spite of their own exception, others staying in force', async () => {
    const both = [identifiers, finds('other', /756[\d.]+/g)];
    const exceptions = [OF, { recogniser: 'other', mark: AHV }];
    expect(await testCaseIn(SENTENCE, OF, judge({ detectors: both, exceptions }))).toMatchObject({ text: SENTENCE });
  });
});

describe('a test case says', () => {
  const TEST: TestCase = { text: SENTENCE, start: SENTENCE.indexOf(AHV), end: SENTENCE.indexOf(AHV) + AHV.length };
  const result = async (options: Parameters<typeof judge>[0], test: TestCase | undefined = TEST) => (await runTestCases([OF], () => test, judge(options)))[0]!.test;

  it('that the exception keeps it silent', async () => {
    expect(await result({})).toEqual({ result: 'silent' });
    expect(await result({ detectors: [identifiers, finds('client', /exhibition/g)] })).toEqual({ result: 'silent' });
  });

  it('that nothing finds it any more, or its recogniser is switched off', async () => {
    expect(await result({ detectors: [finds('client', /Amstalden/g)] })).toEqual({ result: 'unneeded' });
    expect(await result({ off: ['ch-ahv'] })).toEqual({ result: 'off' });
  });

  it('what brought it back, and the class that this makes by itself', async () => {
    const number = finds('office-matter-secret', /9217\.0769/g);
    expect(await result({ detectors: [identifiers, number] })).toEqual({ result: 'found', recogniser: 'office-matter-secret', dataClass: 'secret' });
    expect(await result({ detectors: [number] })).toMatchObject({ result: 'found' });
    expect(await result({ detectors: [identifiers, number], off: ['ch-ahv'] })).toMatchObject({ result: 'found' });
    expect(await result({ detectors: [identifiers, finds('weak', /9217/g, { weight: 0.4 })] })).toEqual({ result: 'found', recogniser: 'weak', dataClass: 'public' });
    expect(await result({ detectors: [identifiers, number], exceptions: [OF, { recogniser: 'office-matter-secret', mark: '9217.0769' }] })).toEqual({ result: 'silent' });
  });

  it('nothing of words that tell what a text is about', async () => {
    expect(await result({ detectors: [identifiers, finds('medical', /see 756/g, { group: 'context' })] })).toEqual({ result: 'silent' });
  });

  it('nothing where there is none, where it cannot be opened or a recogniser throws, or where there is no time left', async () => {
    expect((await runTestCases([OF], () => undefined, judge()))[0]!.test).toBeNull();
    const broken: Detector = { recognisers: [{ id: 'x' } as Recogniser], detect: () => { throw new Error('broken'); } };
    expect(await result({ detectors: [broken] })).toEqual({ result: 'failed' });
    const closed = (alarm: FoundValue): TestCase => {
      if (alarm.mark === 'damaged') throw new Error('changed');
      return TEST;
    };
    expect((await runTestCases([{ ...OF, mark: 'damaged' }, OF], closed, judge())).map(({ test }) => test?.result)).toEqual(['failed', 'silent']);
    expect((await runTestCases([OF, OF], () => TEST, judge(), -1)).map(({ test }) => test?.result)).toEqual(['failed', 'failed']);
  });

  it('it after the others had their turn', async () => {
    let turns = 0;
    const count = (): void => {
      turns += 1;
      running = setImmediate(count);
    };
    let running = setImmediate(count);
    await runTestCases(Array.from({ length: 50 }, () => OF), () => TEST, judge());
    clearImmediate(running);
    expect(turns).toBeGreaterThanOrEqual(50);
  });
});
