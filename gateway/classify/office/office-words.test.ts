import { describe, expect, it } from 'vitest';
import { slope } from '../../../test/support/linear.ts';
import type { Json } from '../../core/json.ts';
import { createInspector } from '../engine.ts';
import { tellingWords, tokensOf, type WordEntry } from './entries.ts';
import { officeWords } from './office-words.ts';
import { buildWordIndex, ENTRIES_MAX, type WordIndex } from './word-index.ts';

function findings(entries: (string | WordEntry)[], text: string): string[] {
  const found: string[] = [];
  officeWords(buildWordIndex(entries.map((entry) => (typeof entry === 'string' ? { text: entry } : entry)))).detect(text, ({ start, end }) => found.push(text.slice(start, end)));
  return [...new Set(found)];
}

describe('clients', () => {
  const clients = ['Müller Anna', 'Anna Maria von Zgraggen', 'Strässle, Jürg Peter', "O'Brien John"];
  it.each<[string, string[]]>([
    ['Anna Müller', ['Anna Müller']],
    ['Anna Mueller', ['Anna Mueller']],
    ['ANNA MULLER', ['ANNA MULLER']],
    ['müller, anna', ['müller, anna']],
    ['Müller\nAnna', ['Müller\nAnna']],
    ['Anna Müllers Brief', ['Anna Müller']],
    ["Anna Müller's letter", ['Anna Müller']],
    ["un courrier d'Anna Müller", ['Anna Müller']],
    ['Anna B. Müller', ['Anna B. Müller']],
    ['Anna Katharina Müller', ['Anna Katharina Müller']],
    ['Anna-Müller', ['Anna-Müller']],
    ['Zgraggen Anna', ['Zgraggen Anna']],
    ['Anna Maria Zgraggen', ['Anna Maria Zgraggen']],
    ['Jürg Strässle', ['Jürg Strässle']],
    ['Juerg Straessle', ['Juerg Straessle']],
    ["John O'Brien", ["John O'Brien"]],
    ['Müller (Anna)', ['Müller (Anna']],
    ['| Müller | Anna |', ['Müller | Anna']],
    ['Vorname: Anna\nName: Müller', ['Anna\nName: Müller']],
    ['{"vorname":"Anna","nachname":"Müller"}', ['Anna","nachname":"Müller']],
    ['Anna geb. Müller', ['Anna geb. Müller']],
    ['A. Müller', ['A. Müller']],
    ['Herr Dr. A. Müllers Brief', ['A. Müllers']],
    ['A.-M. Mueller', ['A.-M. Mueller']],
    ['B.A. Müller', ['A. Müller']],
    ['Müller, A. und andere', ['Müller, A.']],
    ['A. M. von Zgraggen', ['A. M. von Zgraggen']],
    ['A. von der Zgraggen', ['A. von der Zgraggen']],
    ['A. bei Zgraggen', []],
    ['A. Zgraggen', ['A. Zgraggen']],
    ['J. P. Strässle', ['J. P. Strässle']],
    ['P. Strässle', []],
    ['B. Müller', []],
    ['a. Müller', []],
    ['GmbHA. Müller', []],
    ['Müller. A. Keller', []],
    ['Müller, A. Keller', []],
    ['Müller', []],
    ['Anna', []],
    ['Anna kam. Müller ging.', []],
    ['Anna hat heute Müller besucht', []],
    ['Annabelle Müllerin', []],
  ])('%j', (text, expected) => {
    expect(findings(clients, text)).toEqual(expected);
  });

  it('does not take a name together with its neighbour', () => {
    expect(findings(clients, 'Anna Mueller, MÜLLER ANNA')).toEqual(['Anna Mueller', 'MÜLLER ANNA']);
  });
});

describe('organisations, matters and words', () => {
  it.each<[string, string, string[]]>([
    ['Muster & Partner Treuhand AG', 'die muster und partner treuhand hat', ['muster und partner treuhand']],
    ['Muster & Partner Treuhand AG', 'Treuhand Partner Muster', []],
    ['Meier AG', 'bei der Meier AG', ['Meier AG']],
    ['Meier AG', 'bei Meier', []],
    ["L'Oréal", 'chez L’Oréal et d’Oreal', ['Oréal', 'Oreal']],
    ['2024-0117/AB', 'Dossier 2024 0117 ab', ['2024 0117 ab']],
    ['2024-0117/AB', '20240117AB', ['20240117AB']],
    ['2024-0117/AB', 'Dossier 2024–0117–AB', ['2024–0117–AB']],
    ['2024-0117/AB', 'Dossier 2024 / 0117 AB', ['2024 / 0117 AB']],
    ['2024-0117/AB', 'Dossier 2024-0117/\nAB', ['2024-0117/\nAB']],
    ['2024-0117/AB', '2024 und 0117 AB', []],
    ['2024-0117/AB', '12024-0117/AB und 2024-0118/AB', []],
    ['MN-4711', 'unter mn4711 abgelegt', ['mn4711']],
    ['Alpenrose', 'der ALPENROSEN, Alpenroses', ['ALPENROSE', 'Alpenrose']],
    ['Alpenrose', 'Alpenrosengarten', []],
    ['SEAL', 'das SEAL-Projekt, a seal', ['SEAL']],
    ['Projekt Blauer Falke', 'im Projekt Blauer-Falke', ['Projekt Blauer-Falke']],
    ['Straßburger', 'STRASSBURGER', ['STRASSBURGER']],
    ['Димитров', 'с Димитров', ['Димитров']],
  ])('%s in %j', (entry, text, expected) => {
    expect(findings([entry], text)).toEqual(expected);
  });

  it('gives each finding the class and the word of its entry; of two the higher class', () => {
    const detector = officeWords(buildWordIndex([{ text: 'Alpenrose', dataClass: 'secret', kind: 'word' }, { text: 'Alpenrose', dataClass: 'internal', kind: 'word' }, { text: 'Meier Jo', kind: 'person' }]));
    const found: [string | undefined, string][] = [];
    detector.detect('Alpenrose, Jo Meier', ({ recogniser }) => found.push([recogniser.entity, recogniser.dataClass]));
    expect(found).toEqual([['WORD', 'secret'], ['CLIENT', 'confidential']]);
  });

  it('says nothing of an empty list', () => {
    expect(findings([], 'Anna Müller')).toEqual([]);
    expect(findings(['!!!'], 'Anna !!! Müller')).toEqual([]);
  });

  it('tells a company by more than its surname, and an elided name by the name alone', () => {
    expect(tellingWords(tokensOf('Meier AG'))).toEqual(['Meier', 'AG']);
    expect(tellingWords(tokensOf("L'Oréal"))).toEqual(['Oréal']);
  });
});

describe('a list of 100,000', () => {
  const letters = (n: number) => n.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!);
  const names = Array.from({ length: 100_000 }, (_, i) => `${letters(i * 7919 % 90_001 + 5_000)}a ${letters(i + 500_000)}o`);
  const index = buildWordIndex(names.map((text) => ({ text, kind: 'person' as const })));
  const bytes = ({ words, codes, phrases, prefixes }: WordIndex) => [words, codes].reduce((sum, table) => sum + table.keys.byteLength + table.values.byteLength + table.filter.byteLength, phrases.byteLength + prefixes.byteLength);

  it('fits into 32 MB of shared memory', () => {
    expect(bytes(index)).toBeLessThan(32 * 1024 * 1024);
    expect(index.words.keys.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('finds every one of them, in the other order, and nothing in prose', () => {
    const detector = officeWords(index);
    let missed = 0;
    for (let i = 0; i < names.length; i += 97) {
      let hit = false;
      detector.detect(`x ${names[i]!.split(' ').reverse().join(' ')}.`, () => (hit = true));
      if (!hit) missed++;
    }
    expect(missed).toBe(0);
    let found = 0;
    detector.detect('Die Vereinbarung regelt, wie die Parteien bei Verzug vorgehen. The parties agree on notice periods. '.repeat(200), () => found++);
    expect(found).toBe(0);
  });
});

it.each<[string, Json]>([
  ['members of an object', { messages: [{ role: 'tool', content: [{ type: 'text', text: 'x', row: { vorname: 'Anna', nachname: 'Müller' } }] }] }],
  ['two messages', { messages: [{ role: 'user', content: 'Anna' }, { role: 'user', content: 'Müller' }] }],
  ['two parts, seen before', { messages: [{ role: 'user', content: [{ type: 'text', text: 'Anna' }, { type: 'text', text: 'Müller' }] }] }],
])('finds a client in %s, whose names do not run together', (_, body) => {
  const inspector = createInspector([officeWords(buildWordIndex([{ text: 'Müller Anna' }]))]);
  for (let i = 0; i < 2; i++) expect(inspector.inspect(body).findings.map(({ recogniser, value }) => [recogniser.id, value()])).toEqual([['office-person-confidential', 'anna müller']]);
});

it('refuses a list that would not fit', () => {
  expect(() => buildWordIndex(Array.from({ length: ENTRIES_MAX + 1 }, () => ({ text: 'Alpenrose' })))).toThrow('200,000');
});

it.each(['Anna ', 'Anna Müller ', '1 ', '2024-', 'a', 'MN', "d'", 'Anna\n'])('takes a time that is linear for many times %j', (unit) => {
  const detector = officeWords(buildWordIndex(['Müller Anna', 'Anna Maria Zgraggen', '2024-0117/AB', 'MN-4711'].map((text) => ({ text }))));
  expect(slope((text) => detector.detect(text, () => {}), unit)).toBeLessThan(6);
});
