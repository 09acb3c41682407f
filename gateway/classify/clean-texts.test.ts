import { expect, it } from 'vitest';
import { createInspector } from './engine.ts';
import type { Detector, Recogniser } from './recogniser.ts';

const word: Recogniser = { id: 'word', group: 'office', dataClass: 'secret', weight: 1, entity: 'WORD', examples: { found: [], passed: [] } };

it('looks at a text that was clean once, and at every other one each time', () => {
  const looked: number[] = [];
  const detector: Detector = {
    recognisers: [word],
    detect(text, found) {
      looked.push(text.length);
      const start = text.indexOf('QUARTZ');
      if (start >= 0) found({ recogniser: word, start, end: start + 6, certain: true });
    },
  };
  const long = 'nothing to see here. '.repeat(40);
  const { inspect } = createInspector([detector]);
  const times = (text: string): number => {
    looked.length = 0;
    expect(inspect({ messages: [{ role: 'user', content: text }] }).dataClass).toBe(text.includes('QUARTZ') ? 'secret' : 'public');
    return looked.filter((length) => length === text.length).length;
  };
  expect([times(long), times(long), times(`${long}x`), times(`${long}x`)]).toEqual([1, 0, 1, 0]);
  expect([times(`${long}QUARTZ`), times(`${long}QUARTZ`)]).toEqual([1, 1]);
  expect([times('short'), times('short')]).toEqual([1, 1]);
});
