import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtIn } from './detectors.ts';
import { createInspector } from './engine.ts';

const inspector = createInspector(builtIn(resolve(import.meta.dirname, '../../resources')).detectors);
const certainly = (text: string) => inspector.inspectText(text).findings.filter(({ certain, recogniser }) => certain && recogniser.entity).map(({ recogniser, start, end }) => `${recogniser.id}: ${text.slice(start, end)}`);

const PERSON = ['person: Zymbyla', 'name-part: Arta', 'birth-date: 12.03.1970'];

describe('layouts of an office', () => {
  it.each<[string, string, string[]]>([
    ['columns parted by blanks', 'Name           Vorname     Geburtsdatum   Raum\nZymbyla        Arta        12.03.1970     B12\n', PERSON],
    ['columns parted by blanks, one empty', 'Nr.  Name             Geb.dat.     Konto\n1    Zymbyla Arta     12.03.1970   100\n2    Zbinden Ueli                  200', ['person: Zymbyla Arta', 'birth-date: 12.03.1970', 'person: Zbinden Ueli']],
    ['a table of HTML', '<table class="x">\n  <tr>\n    <th>Name</th>\n    <th>Vorname</th>\n    <th>Geburtsdatum</th>\n  </tr>\n  <tr>\n    <td>Zymbyla</td>\n    <td align="left"><b>Arta</b></td>\n    <td>12.03.1970</td>\n  </tr>\n</table>', PERSON],
    ['a row without headings', '17;Zurbriggen;Beat;12.03.1970;Visp', ['person: Zurbriggen', 'name-part: Beat', 'birth-date: 12.03.1970']],
    ['the given name first', '"Beat";"Zurbriggen";"12.03.1970"', ['name-part: Beat', 'person: Zurbriggen', 'birth-date: 12.03.1970']],
    ['a row of Markdown', '| 17 | Zurbriggen | Beat | 12.03.1970 |', ['person: Zurbriggen', 'name-part: Beat', 'birth-date: 12.03.1970']],
    ['GDT', '01380006310\r\n014810000195\r\n0163101Zymbyla\r\n0133102Arta\r\n017310312031970\r\n', ['person: 0163101Zymbyla', 'person: 0133102Arta', 'birth-date: 12031970']],
    ['a row of a database', "INSERT INTO klienten VALUES (17, 'Zurbriggen', 'Beat', '1970-03-12', 'x');", ['person: Zurbriggen', 'name-part: Beat', 'birth-date: 1970-03-12']],
    ['a card of an address book', 'BEGIN:VCARD\nN:Zurbriggen;Beat\nBDAY:19700312\nEND:VCARD', ['person: Zurbriggen', 'name-part: Beat', 'birth-date: 19700312']],
    ['a short date', 'Beat Zurbriggen, 12.3.70, Visp', ['person: Beat Zurbriggen', 'birth-date: 12.3.70']],
    ['two parties, in a word', 'Rochat contre Zurbriggen', ['person: Rochat', 'person: Zurbriggen']],
    ['two parties, abbreviated', 'Zurbriggen c. Rochat', ['person: Zurbriggen', 'person: Rochat']],
    ['two parties', 'Zurbriggen ./. Amstutz', ['person: Zurbriggen', 'person: Amstutz']],
    ['HL7', 'PID|1||4711||Zurbriggen^Beat^^^Herr||x', ['person: Zurbriggen', 'name-part: Beat']],
  ])('%s', (_name, text, expected) => {
    expect(certainly(text)).toEqual(expected.map((line) => line.replace(/\d{7}(?=[A-Z])/, '')));
  });

  it.each(['Frau Zur-\nbriggen hat Brust-\nkrebs', 'Bei Frau Zurbrig-\r\n    gen wurde Brustkrebs gefunden', '> Frau Zur-\n> briggen hat Brustkrebs', 'Mme Vuil-\nleumier souffre de dé-\npression', 'La signora Bernas-  \nconi ha un tu-\nmore', 'Frau Zur¬\nbriggen hat Krebs'])('words parted at a line end: %j', (text) => {
    expect(inspector.inspectText(text).dataClass).toBe('confidential');
  });

  it('a name that a line end parts is taken whole', () => {
    const text = 'Gestern kam Frau Zur-\nbriggen vorbei';
    expect(certainly(text)).toEqual(['person: Zur-\nbriggen']);
  });

  it.each(['- Punkt eins -\nzwei', 'x = a -\nb', 'Ein- und Aus-\ngang', 'ab-\n12'])('nobody by a hyphen in %j', (text) => {
    expect(inspector.inspectText(text).dataClass).toBe('public');
  });

  const rows = (names: string[], rest: string) => names.map((name) => `${name}${rest}`).join('\n');
  it.each<[string, string]>([
    ['parameters', `| Name | Typ | Default |\n|---|---|---|\n${rows(['| Breite', '| Länge', '| Farbe', '| Gewicht', '| Rahmen', '| Schatten', '| Abstand', '| Titel'], ' | Zahl | 1 |')}`],
    ['products', `Name;Preis\n${rows(['Tisch', 'Stuhl', 'Lampe', 'Regal', 'Schrank', 'Teppich', 'Sofa', 'Bett'], ';100')}`],
    ['places', `Name,Population,Area\n${rows(['Zurich', 'Geneva', 'Basel', 'Lausanne', 'Bern', 'Winterthur', 'Lucerne'], ',100,5')}`],
    ['cells of HTML', `<table><tr><th>Nom</th><th>Valeur</th></tr>${rows(['Largeur', 'Longueur', 'Couleur', 'Poids', 'Cadre', 'Ombre', 'Titre'].map((name) => `<tr><td>${name}</td><td>1</td>`), '</tr>')}</table>`],
  ])('a table of %s is public, though a column is headed so', (_name, text) => {
    expect(inspector.inspectText(text).dataClass).toBe('public');
  });

  it.each<[string, string]>([
    ['with some names that are known', `Name;Saldo\n${rows(['Xhemaili', 'Zbinden', 'Zymbyla', 'Vuilleumier', 'Qorraj', 'Quellmalz', 'Keller'], ';100')}`],
    ['with an address beside them', `Name;Strasse\n${rows(['Xhemaili', 'Zymbyla', 'Qorraj', 'Quellmalz', 'Gjonaj', 'Berishaj', 'Zogajkow'], ';x')}`],
    ['of patients', `Patient;Raum\n${rows(['Xhemaili', 'Zymbyla', 'Qorraj', 'Quellmalz', 'Gjonaj', 'Berishaj', 'Zogajkow'], ';B')}`],
  ])('a table of people is none: %s', (_name, text) => {
    expect(inspector.inspectText(text).dataClass).toBe('confidential');
  });

  it.each([
    'Frau Zbinden, 45, Mammakarzinom links', 'M. Rochat présente un trouble bipolaire', 'La Sig.ra Bernasconi è affetta da sclerosi multipla', 'Ruth Zbinden, Methadonprogramm', 'Zbinden Ruth - Sozialhilfe, KESB-Verfahren', 'Marc Rochat schuldet 45 000 Franken, Verlustschein', 'Ehevertrag zwischen Ruth Zbinden und Marc Rochat', 'Erbschaft: Pflichtteil der Tochter Ruth Zbinden', 'Zbinden Ruth, Lohnausweis 2025',
    'Wir kündigen Ruth Zbinden wegen der Alkoholprobleme', 'Curatelle de M. Rochat', 'Mr Rochat was convicted',
  ])('a name and what an office knows of it: %s', (text) => {
    expect(inspector.inspectText(text).dataClass).toBe('confidential');
  });

  it.each(['Was ist eine Beistandschaft, und wann errichtet sie die KESB?', 'Wie wird eine Sklerose behandelt?', 'Qu’est-ce qu’une curatelle ?'])('a question without a name stays public: %s', (text) => {
    expect(inspector.inspectText(text).dataClass).toBe('public');
  });

  it('two parties and what they are about', () => {
    expect(inspector.inspectText('Betreff: Zurbriggen ./. Amstutz, Scheidung').dataClass).toBe('confidential');
  });

  it('a patient by surname and initial', () => {
    expect(inspector.inspectText('Pat. Zurbriggen B., 55j., m., Dg: rez. depressive Störung, Th: Escitalopram 10 mg').dataClass).toBe('confidential');
  });

  it.each([
    'NAME       READY   STATUS    AGE\nnginx-5d   1/1     Running   5d\nRedis      1/1     Running   5d', 'Name   Type     Size\nIndex  Number   8\nTitle  Text     12', 'first  second  third\nOne    Two     Three', 'Name   Value\nfoo    bar\nParis  12', 'rouge;bleu;vert', 'cd ./. && ls', 'Zurbriggen gegen Rassismus', 'Rochat c. 12', 'Brief vom 12.3.26', 'Zürich;Bern;Basel', 'const a = [Index, Number]',
    '<table><tr><th>Name</th><th>Type</th></tr></table>', 'line 0133102 of 3101 rows',
  ])('nobody in %j', (text) => {
    expect(inspector.inspectText(text).dataClass).toBe('public');
  });

  it.each([['<td>', 20_000], ['</td><td>', 20_000], ['Name  Vorname\n', 20_000], ['0133102A\n', 30_000], ['Meier;Anna;', 30_000], ['Meier B. ', 30_000]])('take time in proportion: %j again and again', (unit, times) => {
    const started = performance.now();
    inspector.inspectText(unit.repeat(times));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
