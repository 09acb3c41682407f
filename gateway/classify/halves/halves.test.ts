import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import { createInspector } from '../engine.ts';
import { identifiers } from '../identifiers/identifiers.ts';
import { secrets } from '../secrets/secrets.ts';

const inspector = createInspector([identifiers, secrets]);
const messages = (...contents: string[]): Json => ({ messages: contents.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content })) });
const look = (...contents: string[]) => inspector.inspect(messages(...contents));
const KEY = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';

describe('halves that do not touch', () => {
  it.each<[string, string, string[]]>([
    ['two messages', 'ch-ahv', ['first: 756.9217 ok', 'second: 0769.85, danke']],
    ['cut within a group', 'ch-ahv', ['756.92 steht da', 'nichts', '17.0769.85 auch']],
    ['in reverse order', 'ch-ahv', ['am Ende 0769.85 bitte', 'ja', 'am Anfang 756.9217 bitte']],
    ['messages in between', 'ch-ahv', ['756 9217 vorn', 'a', 'b 12', 'c', 'und 0769 85 hinten']],
    ['digits only, and a word that says so', 'ch-ahv', ['die erste Hälfte ist 7569217, die', 'ja', 'und die andere: 076985 bitte']],
    ['one message, and a word that says so', 'ch-ahv', ['erste Hälfte: 756.9217 und zweite Hälfte: 0769.85']],
    ['with other numbers around', 'ch-ahv', ['756.9217 (1/2) x', '(2/2) 0769.85 20']],
    ['an IBAN', 'iban', ['das Konto CH66 0076 2011 und weiter', 'ja', 'es endet: 6238 5295 8 gut']],
    ['an IBAN with letters', 'iban', ['GB29 NWBK 6016 vorn', 'ja', 'hinten 1331 9268 19 gut']],
    ['an IBAN in one piece each', 'iban', ['DE893704 also', 'ja', 'Rest 0044053201', 'nein 3000', '0044 0532 0130 00 gut']],
    ['a card', 'payment-card', ['Karte 4111 1111 und', 'ja', 'dann 1111 1111 gut']],
    ['fifteen digits of a card', 'payment-card', ['card 378282 and', 'ja', 'then 246310005 ok']],
    ['a key', 'api-key', [`der Schlüssel ${KEY.slice(0, 14)} und`, 'ja', `dann ${KEY.slice(14)} gut`]],
    ['a key in reverse order', 'api-key', [`hinten ${KEY.slice(20)} gut`, 'ja', `vorn ${KEY.slice(0, 20)} gut`]],
    ['a key of open length', 'api-key', ['vorn sk-proj-4f8Gh2K gut', 'ja', 'hinten q9LmN3pRsTuVwXyZ0a gut']],
    ['one half in base64', 'ch-ahv', [`vorn ${Buffer.from('erste Stelle 756.9217 gut').toString('base64')}`, 'ja', 'hinten 0769.85 gut']],
    ['both with escapes', 'ch-ahv', ['vorn 756&#46;9217 gut', 'ja', 'hinten %30769.85 gut']],
  ])('%s: %s', (_what, id, contents) => {
    const { findings, dataClass } = look(...contents);
    expect(dataClass).toBe('confidential');
    expect(findings.filter(({ recogniser }) => recogniser.id === id)).toMatchObject([{ split: true, certain: false }]);
  });

  it('stand where the first half stands, with the whole as value', () => {
    const [finding] = look('ja', '0769.85 gut', 'also 756.9217 gut').findings;
    expect(finding).toMatchObject({ path: 'messages[2].content', start: 5, end: 13 });
    expect(finding!.value()).toBe('7569217076985');
  });

  it.each([
    ['a card', 'payment-card', '4111 1111 1111 1111', 7],
    ['a card without blanks', 'payment-card', '4111111111111111', 6],
    ['an AHV number without dots', 'ch-ahv', '7569217076985', 4],
    ['an IBAN', 'iban', 'CH6600762011623852958', 4],
  ])('said alone, wherever %s is cut but for a few signs', (_what, id, value, first) => {
    const missed = [];
    for (let cut = first; cut < value.length - 1; cut++) {
      const [head, tail] = [value.slice(0, cut), value.slice(cut)];
      const found = [[head, 'Danke für die Nachricht.', tail], [`${tail}.`, 'Ja?', head]].every((contents) => look(...contents).findings.some(({ recogniser }) => recogniser.id === id));
      if (!found) missed.push(`${head}|${tail}`);
    }
    expect(missed).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['numbers that stand alone, of other sums', ['4111 1111', 'ja', '1111 1112']],
    ['a wrong check digit', ['vorn 756.9217 gut', 'hinten 0769.86 gut']],
    ['an amount and a number', ['7569217 Franken', 'Rechnung 076985 vom Mai']],
    ['other groups', ['vorn 756.92.17 gut', 'hinten 076.985 gut']],
    ['one message without a word that says so', ['vorn 756.9217 gut hinten 0769.85 gut']],
    ['a country and a year', ['AT 2024 und', 'Nummer 3456789012345678 gut']],
    ['a card without a word for it', ['Betrag 4111 1111 und', '1111 1111 gut']],
    ['a key cut short', [`der Schlüssel ${KEY.slice(0, 14)} und`, 'commit 9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a']],
  ])('pass: %s', (_what, contents) => {
    expect(look(...contents).findings.filter(({ split }) => split)).toEqual([]);
  });

  it('are told once, and not beside what touches', () => {
    expect(look('meine 756.9217', 'ja', '.0769.85').findings).toHaveLength(1);
    expect(look('vorn 756.9217 gut', 'hinten 0769.85 gut', 'hinten 0769.85 gut').findings).toHaveLength(1);
  });

  it('are found among thousands of other halves', () => {
    const numbers = Array.from({ length: 4000 }, (_, i) => `${1000 + ((i * 7919) % 9000)}.${10 + (i % 90)} x`).join(' ').replaceAll('0769.85', '0769.86');
    const beginnings = Array.from({ length: 500 }, (_, i) => `DE${10 + (i % 90)} ${100_000 + i}`).join(' x ');
    expect(look(beginnings, `${numbers} hinten 0769.85 gut`, 'vorn 756.9217 gut').findings.some(({ recogniser }) => recogniser.id === 'ch-ahv')).toBe(true);
  });

  it('more keys cut short than are tried count as one', () => {
    const cut = Array.from({ length: 20 }, (_, i) => `sk-A1b2C3d4${i}`).join(' ');
    expect(look(cut).dataClass).toBe('confidential');
  });

  it('nothing is joined with what the office switched off', () => {
    expect(createInspector([identifiers], { off: new Set(['ch-ahv']) }).inspect(messages('vorn 756.9217 gut', 'hinten 0769.85 gut')).findings).toEqual([]);
  });
});
