import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slope } from '../../../test/support/linear.ts';
import { createInspector } from '../engine.ts';
import type { Recogniser } from '../recogniser.ts';
import { readLexicon } from './lexicon.ts';
import { createPersonDetector } from './persons.ts';

const lexicon = readLexicon(join(import.meta.dirname, '../../../resources'));
const detector = createPersonDetector(() => lexicon);

function findings(text: string, ...ids: string[]): string[] {
  const found: string[] = [];
  detector.detect(text, ({ recogniser, start, end }) => {
    if (ids.length === 0 || ids.includes(recogniser.id)) found.push(text.slice(start, end));
  });
  return found;
}
const names = (text: string) => findings(text, 'person', 'name-part');
const people = (text: string) => findings(text, 'person');
function certainly(text: string): string[] {
  const found: string[] = [];
  detector.detect(text, ({ recogniser, start, end, certain }) => certain && recogniser.entity === 'PERSON' && found.push(text.slice(start, end)));
  return found;
}
const context = (text: string, id: string) => {
  let count = 0;
  detector.detect(text, ({ recogniser }) => (count += recogniser.id === id ? 1 : 0));
  return count;
};

it('takes milliseconds for no title', () => {
  expect(people('It waits 300ms. Deadlines above 600 ms. Answers follow.')).toEqual([]);
  expect(people('In room 300: ms. Hutzlerin, Ms. Brunzler')).toEqual(['Hutzlerin', 'Brunzler']);
});

describe('every recogniser finds its examples and passes the others', () => {
  const cases = detector.recognisers.flatMap((recogniser: Recogniser) => [
    ...recogniser.examples.found.map((text) => [recogniser.id, text, true] as const),
    ...recogniser.examples.passed.map((text) => [recogniser.id, text, false] as const),
  ]);
  it.each(cases)('%s: %s', (id, text, expected) => {
    let found = false;
    detector.detect(text, ({ recogniser }) => (found ||= recogniser.id === id));
    expect(found).toBe(expected);
  });
});

describe('names', () => {
  it.each<[string, string[]]>([
    ['Sehr geehrter Herr Prof. Dr. med. Zogaj', ['Zogaj']],
    ['Sehr geehrte Frau von Watteville', ['von Watteville']],
    ['Cher Maître Rochat,', ['Rochat']],
    ['il Sig. Marco Bianchi abita qui', ['Marco Bianchi']],
    ['Dear Mr Smith,', ['Smith']],
    ['dear mr smith', ['smith']],
    ['anna müller hat angerufen', ['anna müller']],
    ['MÜLLER Anna', ['MÜLLER Anna']],
    ['Müller, Anna', ['Müller, Anna']],
    ['H.-P. Meier', ['H.-P. Meier']],
    ['Ludwig van Beethoven', ['Ludwig van Beethoven']],
    ['Jean-Pierre Vuilleumier-Favre', ['Jean-Pierre Vuilleumier-Favre']],
    ["John O'Brien and Mary-Ann Kowalski", ["John O'Brien", 'Mary-Ann Kowalski']],
    ['Anna Xhevahiri', ['Anna Xhevahiri']],
    ['von Gisela\nHofstetter', ['Gisela\nHofstetter']],
    ['Patientin: Qëndresa Zymbyla', ['Qëndresa Zymbyla']],
    ['Freundliche Grüsse\nQëndresa Zymbyla', ['Qëndresa Zymbyla']],
    ['{"name": "Qëndresa Zymbyla"}', ['Qëndresa Zymbyla']],
    ['Qëndresa Zymbyla, 45 Jahre', ['Qëndresa Zymbyla']],
    ['der Mandant Qëndresa Zymbyla', ['Qëndresa Zymbyla']],
    ['Ich, Elisabeth Schnyder-von Arx, setze ein', ['Elisabeth Schnyder-von Arx']],
    ['Herr Burckhardt-von der Mühll kam', ['Burckhardt-von der Mühll']],
    ['Schuldner: Nguyen Van Thanh, Zürich', ['Nguyen Van Thanh']],
    ['Frau Brunner Qëndresa, Bern', ['Brunner Qëndresa']],
    ['Frau Brunner Anzeige erstattet', ['Brunner']],
  ])('%s', (text, expected) => {
    expect(people(text)).toEqual(expected);
  });

  it.each(['Albert-Schweitzer-Strasse', 'rue Jean-Jacques Rousseau', 'Im Mai und im August', 'Will you mark the rose?', 'Die Rechnung vom Montag', 'Müllerstrasse', 'Victoria Street', 'in Hagen und Preston', 'Sehr geehrte Damen und Herren', 'Tell me more', 'Parkinson Syndrom', 'Pat.: stationär seit gestern', 'Chère Consœur,', 'Cher Confrère, merci', 'Liebe Nachbarn,', 'Liebe Mitarbeitende,', 'Hallo ChatGPT,', 'Meilleures salutations\nLa Direction'])('%s is nobody', (text) => {
    expect(names(text)).toEqual([]);
  });

  it('leaves the s of a genitive out, so that a stand-in takes it', () => {
    expect(names('Müllers Hund und Annas Katze')).toEqual(['Müller', 'Anna']);
  });

  it('knows an unlisted surname again once a title has shown it', () => {
    expect(certainly('Frau Zymbyla kam. Gestern rief Zymbyla an.')).toEqual(['Zymbyla', 'Zymbyla']);
    expect(names('Gestern rief Zymbyla an.')).toEqual([]);
  });

  it('is certain of a lone name only where the full one stands in the text', () => {
    expect(certainly('Gestern rief Gisela an.')).toEqual([]);
    expect(certainly('Gestern rief Gisela an. Gisela Hofstetter wohnt hier.')).toEqual(expect.arrayContaining(['Gisela', 'Gisela Hofstetter']));
  });

  it('is certain of a surname behind M., as most French letters have it', () => {
    expect(certainly('le fils de M. Rochat a signé')).toEqual(['Rochat']);
    expect(certainly('le point M. Xyz')).toEqual([]);
  });

  it('is not certain of a given name with an unknown word', () => {
    expect(certainly('Anna Xhevahiri')).toEqual([]);
  });

  it('reads the columns of a table', () => {
    expect(names('Nr\tName\tVorname\n1\tZymbyla\tQëndresa\n2\tQuellmalz\tUwe')).toEqual(expect.arrayContaining(['Zymbyla', 'Qëndresa', 'Quellmalz', 'Uwe']));
    expect(names('Nr\tName\tVorname\n\nZymbyla\tQëndresa')).toEqual([]);
  });
});

describe('years of birth', () => {
  const years = (text: string) => findings(text, 'birth-date');

  it.each<[string, string]>([['Anna Müller, Jg. 1970', '1970'], ['Herr Meier, Jahrgang 1970, wohnt', '1970'], ['Peter Müller (born 1970)', '1970'], ['Ruth Keller, Jg. 70', '70'], ['Jg. 1970: Anna Müller', '1970'], ['Mme Rochat, née en 1970', '1970'], ['Fabio Bernasconi, nato nel 1970', '1970'], ['Ruth Keller, Geburtsjahr: 1970', '1970'], ['Peter Müller, born in 1970', '1970']])('%s', (text, year) => {
    expect(years(text)).toEqual([year]);
    expect(createInspector([detector]).inspectText(text).dataClass).toBe('confidential');
  });

  it.each(['née en 1970', 'Wein, Jahrgang 2015', 'Jg. 2015 Pinot Noir, Weingut Meier', 'Max Frisch, geb. 1911', 'Anna Müller, geb. Meier, 1970 gewählt', 'Anna Müller kam. Die Idee entstand viel später und in einer anderen Stadt, sie wurde geboren 1970', 'Peter Müller, geboren 1970–1980'])('none in %s', (text) => {
    expect(years(text)).toEqual([]);
    expect(createInspector([detector]).inspectText(text).dataClass).not.toBe('confidential');
  });
});

describe('dates of birth', () => {
  it.each<[string, string[]]>([
    ['Brunner Thomas, 14.02.1968, Seestrasse 114', ['14.02.1968']],
    ['Pat.: Zehnder Markus, m, 03.07.1981', ['03.07.1981']],
    ['M. Jean-Pierre Cuendet (11.05.1949), av. de Cour 33', ['11.05.1949']],
    ['Paziente: Quadri Giulia\n04/12/1990', ['04/12/1990']],
    ['| Odermatt Josef | 1955-11-12 |', ['1955-11-12']],
    ['Name;Vorname;Geb.;Eintritt\nMuster;Petra;1.2.60;1.1.2020\nOdermatt;Josef;12.11.2015;1.1.2020', ['1.2.60', '12.11.2015']],
    ['nom,prénom,né(e) le\nCuendet,Luc,12.1.1960', ['12.1.1960']],
    ['Name | Date of birth | Joined\nSmith John | 1.2.1960 | 3.4.2020', ['1.2.1960']],
    ['Anna Müller, 12.03.2026', []],
    ['Anna Müller\n\n12.03.1998', []],
    ['Max Frisch (15.05.1911 – 04.04.1991)', []],
    ['Name;Datum\nAnna Müller;1.2.2020', []],
    ['Der Vertrag, 12.03.1998', []],
  ])('stand right behind a name, or in a column of their own: %j', (text, expected) => {
    expect([...new Set(findings(text, 'birth-date'))]).toEqual(expected);
  });
});

describe('addresses and organisations', () => {
  it.each<[string, string[]]>([
    ['wohnt an der Bahnhofstrasse 12a, 8001 Zürich.', ['Bahnhofstrasse 12a, 8001 Zürich']],
    ['Hans-Huber-Str. 5', ['Hans-Huber-Str. 5']],
    ['habite 12, rue de la Gare, 1003 Lausanne', ['12, rue de la Gare, 1003 Lausanne']],
    ['Chemin des Fleurs 5', ['Chemin des Fleurs 5']],
    ['abita in Via San Gottardo 101', ['Via San Gottardo 101']],
    ['lives at 221B Baker Street in London', ['221B Baker Street']],
    ['Auf Seite 12 im Kapitel 4', []],
    ['Ein Vorsprung von 5 Minuten', []],
    ['Der Schleichweg 5 ist gesperrt', []],
    ['Rosenweg 5, 3000 Bern', ['Rosenweg 5, 3000 Bern']],
    ['Rorschacherstrasse 95, 9007 St. Gallen', ['Rorschacherstrasse 95, 9007 St. Gallen']],
  ])('%s', (text, expected) => {
    expect(findings(text, 'street-address')).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ['Die Muster Treuhand AG hat', ['Muster Treuhand AG']],
    ['Meier & Söhne', ['Meier & Söhne']],
    ['Stiftung Sonnenberg', ['Stiftung Sonnenberg']],
    ['Wir gründen eine AG.', []],
  ])('%s', (text, expected) => {
    expect(findings(text, 'organisation')).toEqual(expected);
  });

  const certainFirms = (text: string): string[] => {
    const found: string[] = [];
    detector.detect(text, ({ recogniser, certain, start, end }) => {
      if (recogniser.id === 'organisation' && certain) found.push(text.slice(start, end));
    });
    return found;
  };

  it.each<[string, string[]]>([
    ['Meier & Partner\nRechtsanwälte\nBahnhofstrasse 12\n8001 Zürich\n\nGuten Tag', ['Meier & Partner']],
    ['Meier & Partner, Rechtsanwälte und Notare\nPostfach\n8001 Zürich', ['Meier & Partner']],
    ['Guten Tag\n\nFreundliche Grüsse\n\nMeier & Partner\nAnna Meier', ['Meier & Partner']],
    ['Dear all\n\nKind regards,\nPatel & Associates', ['Patel & Associates']],
    ['An die\nÉtude Rochat & Associés\nRue de la Gare 12', ['Étude Rochat & Associés']],
    ['Studio legale Bernasconi\r\nVia Nassa 5\r\n6900 Lugano', ['Studio legale Bernasconi']],
    ['Wir haben mit Meier & Partner gesprochen.', ['Meier & Partner']],
    ['Wir haben mit Huber, Meier & Partner gesprochen, auch mit Alt Meier & Partner, von Keller & Partner, mit Meier und Partner, für Freunde & Partner', []],
    ['Wir sprachen mit\nMeier & Partner\nüber die Sache', []],
    ['Meier & Partner hat geschrieben', []],
    ['Huber\nMeier & Partner\nund andere', []],
  ])('a firm is certain as a letterhead, an address or a signature has it, or where its name can be no longer: %j', (text, expected) => {
    expect(certainFirms(text)).toEqual(expected);
  });
});

describe('contexts', () => {
  it('count once per text, as one value', () => {
    expect(context('Diagnose Depression, Patientin, Diabetes, Krebs', 'medical-context')).toBe(1);
    expect(findings('Diagnose Depression', 'medical-context')).toEqual(['']);
  });

  it('need two weak words or a strong one', () => {
    expect(context('Der Vertrag liegt bei.', 'legal-context')).toBe(0);
    expect(context('Vertrag, Vertrag, Vertrag', 'legal-context')).toBe(0);
    expect(context('Das Gericht prüft den Vertrag.', 'legal-context')).toBe(1);
    expect(context('Sie reicht die Scheidung ein.', 'legal-context')).toBe(1);
  });
});

describe('whatever the text', () => {
  it.each(['Anna ', 'Müller, ', 'Frau Dr. ', 'a', 'A.', '1 ', '12, rue de la ', 'Patient: ', 'Name;Vorname\n', 'Anna Müller, ', 'Anna Müller und ', 'Tim Meier, Xaq Wub, Yara Duss, ', 'Tim Meier\nDorfstrasse 3\n', 'X-', "d'A", 'Grüsse\n', '& AG ', 'Anna-', 'Müller AG ', 'Müller & Partner ', 'Müller & Partner\n'])('time is linear for many times %j', (unit) => {
    expect(slope((text) => detector.detect(text, () => {}), unit)).toBeLessThan(6);
  });

  it('reports offsets within the text, and ends where there are lone surrogates', () => {
    for (const text of ['', '\ud800Anna Müller\udc00', 'Frau', 'Frau ', 'Dr. ', 'Name:', '12', "O'", 'Grüsse\n', 'Anna-', 'ß', 'M. ']) {
      detector.detect(text, ({ start, end }) => {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(end).toBeGreaterThanOrEqual(start);
      });
    }
    expect(people('\ud800Anna Müller\udc00')).toEqual(['Anna Müller']);
  });
});
