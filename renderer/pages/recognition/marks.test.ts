import { expect, it } from 'vitest';
import { kindsOf, segmentsOf, shownTexts } from './marks.ts';
import type { Finding } from './recognition.ts';

const finding = (recogniser: string, start: number, end: number, more: Partial<Finding> = {}): Finding => ({ recogniser, dataClass: 'confidential', text: 0, start, end, certain: true, ...more });

it('cuts a text where something was found, and loses no character', () => {
  const text = 'Dear Anna, IBAN CH93';
  const segments = segmentsOf(text, [finding('iban', 16, 20), finding('person', 5, 9)]);
  expect(segments.map(({ text: part, recogniser }) => [part, recogniser])).toEqual([['Dear ', undefined], ['Anna', 'person'], [', IBAN ', undefined], ['CH93', 'iban']]);
  expect(segments.map((one) => one.text).join('')).toBe(text);
});

it('leaves out what overlaps, is empty or lies beyond the end', () => {
  const segments = segmentsOf('abcdef', [finding('a', 0, 3), finding('b', 2, 5), finding('c', 3, 3), finding('d', 4, 99)]);
  expect(segments.map(({ text, recogniser }) => [text, recogniser])).toEqual([['abc', 'a'], ['def', undefined]]);
  expect(segmentsOf('abcdef', [finding('a', 4, 6)], 5).map(({ text, recogniser }) => [text, recogniser])).toEqual([['abcde', undefined]]);
  expect(segmentsOf('', [])).toEqual([]);
});

it('counts kinds in the order in which they are read, and is certain only where all are', () => {
  const kinds = kindsOf([finding('iban', 9, 12, { text: 1 }), finding('person', 5, 9, { certain: false }), finding('iban', 0, 4), finding('person', 20, 24)]);
  expect(kinds).toEqual([
    { recogniser: 'iban', dataClass: 'confidential', count: 2, certain: true, reportable: true },
    { recogniser: 'person', dataClass: 'confidential', count: 2, certain: false, reportable: true },
  ]);
  expect(kindsOf([finding('medical-context', 3, 3)])).toMatchObject([{ reportable: false }]);
});

it('shows of a file the texts in which something was found, wherever they are, and without any the first ones', () => {
  const texts = ['[Content_Types].xml', ' ', ...Array.from({ length: 60 }, (_, part) => `part ${part}`)];
  expect(shownTexts(texts, [finding('iban', 0, 4, { text: 50 }), finding('iban', 0, 4, { text: 3 }), finding('person', 1, 4, { text: 50 })])).toEqual({ texts: [{ text: 'part 1', index: 3 }, { text: 'part 48', index: 50 }], cut: true });
  const { texts: first, cut } = shownTexts(texts, []);
  expect([first.length, first[0], first[1], cut]).toEqual([20, { text: '[Content_Types].xml', index: 0 }, { text: 'part 0', index: 2 }, true]);
  expect(shownTexts(['Anna'], [finding('person', 0, 4)])).toEqual({ texts: [{ text: 'Anna', index: 0 }], cut: false });
});
