import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slope } from '../../../test/support/linear.ts';
import { builtIn } from '../detectors.ts';
import { createInspector } from '../engine.ts';

const inspector = createInspector(builtIn(join(import.meta.dirname, '../../../resources')).detectors);
const named = (text: string, sure?: boolean) =>
  inspector.inspectText(text).findings.filter(({ recogniser, certain }) => (recogniser.entity === 'PERSON' || recogniser.entity === 'ORGANISATION') && (sure === undefined || certain === sure)).map(({ start, end }) => text.slice(start, end));

// Odon, Lirka, Zryd, Yarmila, Vexelbrot and Quellmalz are in no list.
describe('who stands above an address is somebody, though no list knows him', () => {
  it.each<[string, string[]]>([
    ['Odon Zryd\nBahnhofstrasse 12\n8001 Zürich', ['Odon Zryd']],
    ['Rechnung\n\nHerrn\nOdon Zryd\r\nBahnhofstrasse 12\r\n8001 Zürich', ['Odon Zryd']],
    ['ODON ZRYD\nVia Nassa 5\n6900 Lugano', ['ODON ZRYD']],
    ['O. Zryd\n12, rue de la Gare\n1003 Lausanne', ['O. Zryd']],
    ['Odon und Lirka Zryd-Quellmalz\nBahnhofstrasse 12\n8001 Zürich', ['Odon und Lirka Zryd-Quellmalz']],
    ['Odon Zryd\nc/o Vexelbrot\nBahnhofstrasse 12\n8001 Zürich', ['Odon Zryd', 'Vexelbrot']],
    ['Odon Zryd\nPostfach 123\n8001 Zürich', ['Odon Zryd']],
    ['Odon Zryd\nBahnhofstrasse 12\n8001 Zürich\n\nHat Zryd bezahlt?', ['Odon Zryd', 'Zryd']],
  ])('certainly in a full address, as its line says where the name ends: %j', (text, expected) => {
    expect(named(text, true)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ['Vexelbrot Consulting\nBahnhofstrasse 12\n8001 Zürich', ['Vexelbrot Consulting']],
    ['Hotel Vexelbrot\nBahnhofstrasse 12', ['Hotel Vexelbrot']],
    ['Vexelbrot\nBahnhofstrasse 12\n8001 Zürich', ['Vexelbrot']],
    ['wohnhaft ist Odon Zryd, Bahnhofstrasse 12, 8001 Zürich', ['Odon Zryd']],
    ['Odon Zryd\n22 Station Road\nLeeds', ['Odon Zryd']],
  ])('else not for certain, so that it is not sent with stand-ins: %j', (text, expected) => {
    expect(named(text, false)).toEqual(expected);
  });

  it.each([
    'Wir treffen uns morgen am Eingang bei der\nBahnhofstrasse 12\n8001 Zürich', 'Unsere neue Adresse:\nBahnhofstrasse 12', 'Kantonales Steueramt\nBahnhofstrasse 12', 'Neue Adresse\nBahnhofstrasse 12, 8001 Zürich',
    'Lieferadresse\nBahnhofstrasse 12', 'Odon\n\nBahnhofstrasse 12\n8001 Zürich', 'Fahrplan ab Bern, Seite 3\n8001 Zürich',
  ])('what is prose or a heading is nobody: %j', (text) => {
    expect(named(text)).toEqual([]);
  });

  it.each(['Odon Zryd\n', 'Odon Zryd\nDorfstrasse 3, 8001 Zürich\n', 'Odon Zryd, Dorfstrasse 3, ', '8001 Zürich\n'])('in linear time: %j', (unit) => {
    expect(slope((text) => inspector.inspectText(text), unit)).toBeLessThan(6);
  });
});
