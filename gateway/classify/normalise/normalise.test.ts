import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRun, encodedRuns } from './base64.ts';
import { decodeEscapes } from './escapes.ts';
import { fold } from './fold.ts';
import { decodeNotations } from './notations.ts';
import { lookAlike } from './look-alikes.ts';
import { before } from './view.ts';

describe('fold', () => {
  it.each([
    ['Mu\u0308ller', 'Müller'],
    ['７５６．１２', '756.12'],
    ['Аnnа', 'Anna'],
    ['7\ufe0f\u20e35\u03366', '756'],
    ['𝟕𝟓𝟔 ①', '756 1'],
    ['٧٥٦ ७५६', '756 756'],
    ['a\u00a0b\u202fc', 'a b c'],
    ['a\u0000\u0007b\u200bc\u{e0041}d', 'abcd'],
    ['Zürich – „Straße“ naïve', 'Zürich – „Straße“ naïve'],
    ['\ud800x', '\ud800x'],
    ['❼➐➆⓻🄌', '77770'],
    ['🅒🅗⓬', 'CH12'],
    ['7\u28005', '7 5'],
    ['7😀5👍🏽6🇨🇭x', '7 5 6 x'],
    ['😀 gut 👍. 5 😀', '😀 gut 👍. 5 😀'],
  ])('%j is %j', (text, folded) => {
    expect(fold(text).text).toBe(folded);
  });

  it('reads the decimal digits of every script', () => {
    for (let code = 0x80; code <= 0x10ffff; code++) {
      const char = String.fromCodePoint(code);
      if (/^\p{Nd}$/u.test(char)) expect(fold(char).text, code.toString(16)).toMatch(/^\d$/);
    }
  });

  it('turns look-alikes into ASCII only', () => {
    for (let code = 0; code < 0x10000; code++) if (lookAlike(code) !== undefined) expect([code > 0x7f, lookAlike(code)]).toEqual([true, expect.stringMatching(/^(?:[ -~]|1\d|20)$/)]);
    expect(Array.from('асеорхуАВСЕНІКМОРТХ', (char) => lookAlike(char.codePointAt(0)!)).join('')).toBe('aceopxyABCEHIKMOPTX');
    expect(Array.from('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο', (char) => lookAlike(char.codePointAt(0)!)).join('')).toBe('ABEZHIKMNOPTYXo');
  });

  it('maps every range back to characters that fold to it', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      const view = fold(text);
      for (let i = 0; i < view.text.length; i++) {
        const [start, end] = before(view, i, i + 1);
        expect(start).toBeLessThan(end);
        expect(fold(text.slice(start, end)).text).toContain(view.text[i]);
      }
    }));
  });

  it('ends where a slice ends, within a pair too', () => {
    const base = 'a😀'.repeat(8000);
    for (let length = 100; length < 10_100; length++) {
      const slice = base.slice(0, 100 + (length % 50));
      expect(fold(slice).text.length).toBeLessThanOrEqual(slice.length);
    }
  });

  it('takes time in proportion for a letter under a mountain of marks', () => {
    expect(fold(`a${'\u0301\u0316'.repeat(500_000)}`).text).toBe('á');
  });
});

describe('decodeEscapes', () => {
  it.each([
    ['a&#46;b&commat;c', 'a.b@c'],
    ['&#x37;&#53;6', '756'],
    ['M%C3%BCller %E4', 'Müller ä'],
    ['\\u0037\\x35\\u{36}\\n', '756\n'],
    ['&toString; &valueOf;&amp;', '&toString; &valueOf;&'],
    ['%F4%90%80%80%C3', '\u00f4\u0090\u0080\u0080\u00c3'],
    ['&#0000000055;&#x0000037;&#00000000000000000000054', '776'],
    ['%u0037%U0035%36', '756'],
    ['\\U00000037\\u{00000035}', '75'],
    ['C:\\Users\\n', 'C:\\Users\n'],
    ['&#9999999;&#1114112;%41', '&#9999999;&#1114112;A'],
  ])('%j is %j', (text, decoded) => {
    expect(decodeEscapes(text)?.text).toBe(decoded);
  });

  it('leaves a text alone that has none', () => {
    for (const text of ['45 % & more', 'AT&T 100%', 'C:\\Akten', '\\d+']) expect(decodeEscapes(text)).toBeUndefined();
  });
});

describe('decodeNotations', () => {
  it.each([
    ['\\067\\065\\066', '756'],
    ['\\67\\65\\66', '756'],
    ['75\\0676.9', '7576.9'],
    ['U+0037U+0035 u+000036', '75 6'],
    ['U+00375 U+1F600', '75 \u{1f600}'],
  ])('%j is %j', (text, decoded) => {
    expect(decodeNotations(text)?.text).toBe(decoded);
  });

  it('leaves a text alone that has none', () => {
    for (const text of ['C:\\2024\\101', '\\d+ \\1', 'a+b, U + 3', '+41 44 668 18 00']) expect(decodeNotations(text)).toBeUndefined();
  });
});

describe('base64', () => {
  const block = (text: string) => Buffer.from(text).toString('base64');
  const runsIn = (text: string) => [...encodedRuns(text)].filter((run) => run !== undefined);

  it('is found between words, whole', () => {
    const run = block('Die Nummer der Frau Muster');
    expect(runsIn(`Hallo ${run} Ende`)).toEqual([{ start: 6, end: 6 + run.length }]);
  });

  it('joins the lines of one block', () => {
    const lines = 'QUJDREVGR0hJSktMTU5P\r\n  QUJDREVGR0hJSktMTU5P\n\nQUJD';
    expect(runsIn(lines)).toEqual([{ start: 0, end: lines.indexOf('\n\n') }]);
  });

  it('finds a block that stands on lines of its own between words', () => {
    const block = 'ZGF0YTogNzU2LjkyMTcuMDc2OS44NQ';
    for (const [before, behind] of [['Versichertennummer', 'Telefon'], ['Nummer', 'Zivilstandsregister'], ['AHV', ''], ['Sozialversicherungsnummern', block]]) {
      const text = `${before}\n${block}\n${behind}`;
      expect(runsIn(text).flatMap(({ start, end }) => decodeRun(text.slice(start, end))).join('|'), text).toContain('756.9217.0769.85');
    }
  });

  it.each([['one line', 'A1b2'.repeat(250_000)], ['lines', `${'A1b2'.repeat(19)}\n`.repeat(13_000)], ['words', 'Wort '.repeat(200_000)]])('lets others have a turn every few milliseconds: %s', (_what, text) => {
    let longest = 0;
    let last = performance.now();
    let turns = 0;
    for (const run of encodedRuns(text)) {
      if (run !== undefined) continue;
      turns += 1;
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }
    expect(turns).toBeGreaterThan(10);
    expect(longest).toBeLessThan(100);
  });

  it('says what other bytes hold that can be read', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 1, 2, 3, 0xfe]), Buffer.from('hidden in an image'), Buffer.from([0, 1, 0xff])]);
    expect(decodeRun(bytes.toString('base64')).join()).toContain('hidden in an image');
  });

  it.each([['small letters', 'password='], ['capitals', 'ABCDEFGH='], ['one word', 'a']])('takes time in proportion to the length: %s', (_what, unit) => {
    const text = unit.repeat(1_000_000 / unit.length);
    const started = performance.now();
    for (const run of runsIn(text)) decodeRun(text.slice(run.start, run.end));
    // It was a minute while it was quadratic, and is some 50 ms now.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
