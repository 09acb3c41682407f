import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slope } from '../../../test/support/linear.ts';
import { builtIn } from '../detectors.ts';
import { createInspector } from '../engine.ts';

const inspector = createInspector(builtIn(join(import.meta.dirname, '../../../resources')).detectors);
const named = (text: string, sure: boolean) => inspector.inspectText(text).findings.filter(({ recogniser, certain }) => recogniser.entity === 'PERSON' && certain === sure).map(({ start, end }) => text.slice(start, end));

// Odon, Lirka, Zryd, Quiquerez and Quellmalz are in no list.
describe('names that no list knows, by the words around them', () => {
  it.each<[string, string[]]>([
    ['das sagte Odon Zryd gestern', ['Odon Zryd']],
    ['Gestern hat Odon Zryd angerufen.', ['Odon Zryd']],
    ['Odon Zryd hat angerufen.', ['Odon Zryd']],
    ['Wir fragen, ob Odon Zryd möchte.', ['Odon Zryd']],
    ['Hier a dit Odon Zryd que non', ['Odon Zryd']],
    ['Il semble que Odon Zryd conteste tout.', ['Odon Zryd']],
    ['Pare che Odon Zryd chiede i danni.', ['Odon Zryd']],
    ['The tenant next door, Odon Zryd complained.', ['Odon Zryd']],
    ['Wir trafen Odon Zryd, CEO einer Firma', ['Odon Zryd']],
    ['Wir trafen Odon Zryd (Geschäftsführer)', ['Odon Zryd']],
    ['Odon Zryd\nGeschäftsführer', ['Odon Zryd']],
    ['Ich meine, dass Odon Zryd die Rechnung nicht bezahlt.', ['Odon Zryd']],
    ['according to the letter for Odon Zryd the roof leaks', ['Odon Zryd']],
    ['frau kläusler kommt zur kontrolle', ['kläusler']],
    ['notiz zu herrn zryd anna betreffend', ['zryd anna']],
    ['tu peux relancer M. Quiquerez ?', ['Quiquerez']],
    ['Frage: Waren Sie dort?\nAntwort Zryd: Ja.\nFrage: Wann?\nAntwort Zryd: Am Abend.', ['Zryd', 'Zryd']],
    ['Odon Zryd: hallo\nLirka Quellmalz: hoi\nOdon Zryd: kommst du?', ['Odon Zryd', 'Odon Zryd']],
  ])('not for certain: %j', (text, expected) => {
    expect(named(text, false)).toEqual(expected);
    expect(named(text, true)).toEqual([]);
  });

  it('is certain of whom a short title names', () => {
    expect(named('Kontrolle: Pat. Zryd hat Schmerzen.', true)).toEqual(['Zryd']);
    expect(named('Der Mdt. Zryd will klagen.', true)).toEqual(['Zryd']);
  });

  it.each([
    'Dunkle Wolken haben keine grosse Masse.', 'Neue Mitarbeitende wollen eine Einführung.', 'Die Abteilung Verkauf will mehr Umsatz.', 'Das will die Abteilung.', 'Ende Monat kommt die Abrechnung.',
    'eine frau kommt zur kontrolle', 'die frau sagte nichts', 'herr über alle dinge', 'frau gegen mann', 'mr wants to go', 'Thanks, Pat. Monday works.', 'Öffne den Ordner für Bilder.', 'Wir bitten um Antwort bei Fragen.',
    'Summary: first\nDetails: second\nSummary: third', 'il vient avec plaisir', 'The minister said nothing.', 'am Freitag hat Zürich gewonnen', 'le point 5 M. Suite',
  ])('nobody is named: %j', (text) => {
    expect([...named(text, false), ...named(text, true)]).toEqual([]);
  });

  it.each(['sagte Odon Zryd ', 'Odon Zryd: ja\n', 'frau zryd ', 'Odon Zryd, CEO ', 'dass Odon Zryd '])('in linear time: %j', (unit) => {
    expect(slope((text) => inspector.inspectText(text), unit)).toBeLessThan(6);
  });
});
