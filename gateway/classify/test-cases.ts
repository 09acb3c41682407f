import { setImmediate as turn } from 'node:timers/promises';
import type { FoundValue, TestCase } from '../config/false-alarms.ts';
import { classRank, type DataClass } from '../core/data-class.ts';
import { isObject, type Json } from '../core/json.ts';
import type { Classifier } from './classifier.ts';
import type { Inspector } from './engine.ts';
import type { Finding } from './inspection.ts';
import { Score } from './score.ts';

/** What became of a false alarm, by its words: the exception keeps it silent; nothing finds it any more; its recogniser is switched off; something else finds it now. */
export type TestResult = { result: 'silent' | 'unneeded' | 'off' | 'failed' } | { result: 'found'; recogniser: string; dataClass: DataClass };

/** Of the words that are kept, in UTF-16 units: room for a private key. */
const TEXT_MAX = 4_000;
/** Of the places where a value stands, so many are tried. */
const PLACES_MAX = 10;
/** All test cases together; what is not run by then has failed. */
const TIME_MAX_MS = 3_000;

type Judge = Pick<Classifier, 'inspector' | 'inspectorWithout' | 'markOf' | 'classOf' | 'isOff'>;

/** The sentence around a value, in a text or anywhere in a body; undefined where the recogniser does not find that very value, or not in so few words. */
export async function testCaseIn(body: Json, of: FoundValue, classifier: Judge): Promise<TestCase | undefined> {
  const inspector = classifier.inspectorWithout(of);
  const places = (await findingsIn(body, inspector)).filter(isOf(of, classifier));
  for (const { keys, kind, start, end } of places.slice(0, PLACES_MAX)) {
    const text = textAt(body, keys, kind);
    for (const excerpt of text === undefined ? [] : excerpts(text, start, end)) {
      // A sentence by itself may hold less than what the recogniser went by.
      const found = (await findingsIn(excerpt, inspector)).find(isOf(of, classifier));
      if (found) return { text: excerpt, start: found.start, end: found.end };
    }
  }
  return undefined;
}

/** Slice by slice: some thousand characters can be made so that they take fifty milliseconds. */
async function findingsIn(body: Json, inspector: Inspector): Promise<Finding[]> {
  return (await inspector.inspectSliced(body, () => turn())).findings;
}

const isOf = ({ recogniser, mark }: FoundValue, { markOf }: Judge) => (finding: Finding): boolean => finding.recogniser.id === recogniser && markOf(finding) === mark;

/** Undefined for a key of an object, whose name is not known here. */
function textAt(body: Json, keys: Finding['keys'], kind: Finding['kind']): string | undefined {
  let value: Json | undefined = body;
  for (const key of keys) value = Array.isArray(value) ? value[Number(key)] : isObject(value ?? null) ? (value as Record<string, Json>)[key] : undefined;
  return kind === 'value' && typeof value === 'string' ? value : kind === 'number' && typeof value === 'number' ? String(value) : undefined;
}

/** From the fewest words to the most. */
function excerpts(text: string, start: number, end: number): string[] {
  if (end - start > TEXT_MAX) return [];
  const from = Math.max(0, start - Math.floor((TEXT_MAX - (end - start)) / 2));
  const around = text.slice(from, from + TEXT_MAX);
  const sentences = new Intl.Segmenter('en', { granularity: 'sentence' }).segment(around);
  const [first, last] = [sentences.containing(start - from), sentences.containing(Math.max(start, end - 1) - from)];
  return first && last ? [around.slice(first.index, last.index + last.segment.length), around] : [around];
}

/**
 * Runs all test cases on the recognisers of now, others having their turn after each. One whose words cannot be opened has failed.
 * @param testCase undefined where a false alarm has none.
 */
export async function runTestCases<A extends FoundValue>(alarms: readonly A[], testCase: (alarm: A) => TestCase | undefined, classifier: Judge, maxMs = TIME_MAX_MS): Promise<(A & { test: TestResult | null })[]> {
  const begun = performance.now();
  const run = async (alarm: A): Promise<TestResult | null> => {
    try {
      const test = testCase(alarm);
      if (!test) return null;
      await turn();
      return performance.now() - begun > maxMs ? { result: 'failed' } : await resultOf(test, alarm, classifier);
    } catch {
      return { result: 'failed' };
    }
  };
  const results: (A & { test: TestResult | null })[] = [];
  for (const alarm of alarms) results.push({ ...alarm, test: await run(alarm) });
  return results;
}

async function resultOf({ text, start, end }: TestCase, of: FoundValue, classifier: Judge): Promise<TestResult> {
  // Words that say what a text is about stand there on their own account.
  const here = ({ recogniser, start: from, end: to }: Finding): boolean => recogniser.group !== 'context' && from < end && start < to;
  const others = (await findingsIn(text, classifier.inspector())).filter(here);
  if (others.length > 0) {
    const score = new Score(classifier.classOf);
    for (const { recogniser, value } of others) score.add(recogniser, value());
    const [first] = others.toSorted((a, b) => classRank(classifier.classOf(b.recogniser)) - classRank(classifier.classOf(a.recogniser)));
    return { result: 'found', recogniser: first!.recogniser.id, dataClass: score.dataClass() };
  }
  if (classifier.isOff(of.recogniser)) return { result: 'off' };
  const found = await findingsIn(text, classifier.inspectorWithout(of));
  return { result: found.some(isOf(of, classifier)) ? 'silent' : 'unneeded' };
}
