import { describe, expect, it } from 'vitest';
import { checkPattern, compilePattern, officePattern } from './patterns.ts';

function matches(source: string, text: string): string[] {
  const found: string[] = [];
  compilePattern(source).find(text, (start, end) => found.push(text.slice(start, end)));
  return found;
}

it.each<[string, string, string[]]>([
  ['MN-\\d{4}', 'Akte mn-4711 und MN-12', ['mn-4711']],
  ['/mandat [a-z]{3}\\d/', 'Mandat XYZ7', ['Mandat XYZ7']],
  ['Projekt Falke', 'im Projekt-Falken', ['Projekt-Falke']],
  ['Zürcher (Akte|Fall) \\d+', 'ZÜRCHER Fall 12', ['ZÜRCHER Fall 12']],
])('%s in %j', (source, text, expected) => {
  expect(matches(source, text)).toEqual(expected);
});

describe('refuses, in words', () => {
  it.each<[string, RegExp]>([
    ['', /empty/],
    ['   ', /empty/],
    ['(a', /round bracket/],
    ['[x', /square bracket/],
    ['a**', /nothing before it/],
    ['(?=x)y', /Looking ahead/],
    ['(a)\\1', /back to a group/],
    ['(?:a{999}){999}', /too often/],
    ['(?:[a-z]{1,30}\\d{1,30}){1,30}', /too large/],
    ['.*', /empty text/],
    ['\\w+', /everyday text/],
    ['\\bmerci\\b', /everyday text/],
    ['hello', /everyday text/],
    ['!!', /no letter/],
    ['x'.repeat(501), /longer than 500/],
  ])('%s', (source, reason) => {
    expect(() => compilePattern(source)).toThrow(reason);
  });
});

it.each(['\\n', '[^a-z0-9 .,]', '(?s).{300,}', '[{"]', '(?m)^-', 'équipe|xyz', '\\s{2,}'])('is not taken where it finds something in nearly every letter: %s', (source) => {
  expect(() => checkPattern(source)).toThrow(/everyday text/);
});

it.each(['MN-\\d{4}', '\\d{4,6}', 'Projekt Falke', '[A-Z]{3}-\\d+', '(?m)^Akte \\d', 'Müller|Meier'])('is taken: %s', (source) => {
  expect(() => checkPattern(source)).not.toThrow();
});

it('takes a time that is linear where a backtracking engine never ends', () => {
  const pattern = compilePattern('(x+x+)+y');
  const time = (length: number) => {
    const text = 'x'.repeat(length);
    const begun = performance.now();
    pattern.find(text, () => {});
    return performance.now() - begun;
  };
  time(1_000);
  expect(time(50_000)).toBeLessThan(2_000);
});

it('counts what follows a hundred matches as one uncertain finding', () => {
  const detector = officePattern({ id: '1', name: 'n', source: 'AB\\d', dataClass: 'secret' });
  const found: [number, number, boolean][] = [];
  const text = 'AB1 '.repeat(150);
  detector.detect(text, ({ start, end, certain }) => found.push([start, end, certain]));
  expect(found.length).toBe(101);
  expect(found[100]).toEqual([400, 600, false]);
  expect(detector.recognisers[0]).toMatchObject({ id: 'office-pattern-1', dataClass: 'secret', weight: 1 });
});
