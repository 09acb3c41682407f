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

describe('names that no list knows are found by their place', () => {
  it.each<[string, string[]]>([
    ['An: Odon Zryd\nBetreff: Termin', ['Odon Zryd']],
    ['Frau Quellmalz klagt. Fragen Sie Lirka Quellmalz.', ['Quellmalz', 'Lirka Quellmalz']],
    ['Von: Zryd, Odon <o.z@vex.ch>\nGruss', ['Zryd, Odon']],
    ['> *From:* "Odon Zryd" <info@vex.ch>', ['Odon Zryd']],
    ['Cc: Odon Zryd <o.z@vex.ch>; Yarmila Vexelbrot <y@vex.ch>', ['Odon Zryd', 'Yarmila Vexelbrot']],
    ['À : Odon Zryd\nObjet : rendez-vous', ['Odon Zryd']],
    ['A: Odon Zryd\nOggetto: appuntamento', ['Odon Zryd']],
    ['Am 12.3.2026 um 10:00 schrieb Odon Zryd <o@vex.ch>:', ['Odon Zryd']],
    ['Am Montag schrieb Odon Zryd:', ['Odon Zryd']],
    ['On Mon, Mar 2, 2026 Odon Zryd wrote:', ['Odon Zryd']],
    ['Teilnehmer: Odon Zryd, Lirka Quellmalz und Yarmila Vexelbrot', ['Odon Zryd', 'Lirka Quellmalz', 'Yarmila Vexelbrot']],
    ['Odon Zryd, o.zryd@vex.ch, und Zryd kommt', ['Odon Zryd', 'Zryd']],
    ['z.H. Odon Zryd', ['Odon Zryd']],
    ['i. A. Odon Zryd', ['Odon Zryd']],
    ['gez. Odon Zryd', ['Odon Zryd']],
    ['c/o Vexelbrot, Bern', ['Vexelbrot']],
    ['/s/ Odon Zryd', ['Odon Zryd']],
    ['geb. Vexelbrot, Bern', ['Vexelbrot']],
    ['Betrifft: Zryd gegen Vexelbrot', ['Zryd', 'Vexelbrot']],
    ['in Sachen Zryd gegen Vexelbrot', ['Zryd', 'Vexelbrot']],
    ['Concerne : Zryd c/ Vexelbrot', ['Zryd', 'Vexelbrot']],
    ['Oggetto: Zryd contro Vexelbrot', ['Zryd', 'Vexelbrot']],
    ['Sache Zryd ./. Vexelbrot', ['Zryd', 'Vexelbrot']],
    ['Guten Morgen Odon, kommst du?', ['Odon']],
    ['Good evening Odon,', ['Odon']],
    ['[12.03.26, 10:03:11] Odon Zryd: hallo', ['Odon Zryd']],
    ['BEGIN:VCARD\nN:Zryd;Odon;;;\nEND:VCARD', ['Zryd', 'Odon']],
    ['FN:Odon Zryd', ['Odon Zryd']],
    ['ATTENDEE;CN="Odon Zryd";ROLE=REQ:mailto:o@vex.ch', ['Odon Zryd']],
  ])('certainly: %j', (text, expected) => {
    expect(named(text, true)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ...['Versicherungsnehmer', 'Mieter/in', 'Kontoinhaberin', 'Auftraggeber', 'Ehemann', 'Name des Kunden', 'Bénéficiaire ', 'Nom du locataire ', 'Intestatario', 'Nome del paziente', 'Beneficiary', 'Account holder', 'Schüler:innen'].map((label): [string, string[]] => [`${label}: Odon Zryd`, ['Odon Zryd']]),
    ['{"assignee":"Odon Zryd","contact_person": "Lirka Quellmalz"}', ['Odon Zryd', 'Lirka Quellmalz']],
    ['<kunde id="1">Odon Zryd</kunde>', ['Odon Zryd']],
    ['<vorname>Odon</vorname><nachname>Zryd</nachname>', ['Odon', 'Zryd']],
  ])('behind labels, in fields and elements: %j', (text, expected) => {
    expect(named(text, true)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ['Re: Zryd v. Vexelbrot', ['Zryd', 'Vexelbrot']],
    ['Betreff: Zryd / Vexelbrot', ['Zryd', 'Vexelbrot']],
    ['Betreff: Klage gegen Vexelbrot', ['Vexelbrot']],
    ['Hoi Odon kommst du?', ['Odon']],
    ["à l'attention de Odon Zryd", ['Odon Zryd']],
    ['ich rief an: Odon Zryd, Tel. 044 211 22 33', ['Odon Zryd']],
    ['vertreten durch Odon Zryd', ['Odon Zryd']],
    ['{"from":"Odon Zryd","owner":"Lirka Quellmalz"}', ['Odon Zryd', 'Lirka Quellmalz']],
    ['Holder: Odon Zryd\nowner: Lirka Quellmalz', ['Odon Zryd', 'Lirka Quellmalz']],
    ['Mein Name ist Odon Zryd', ['Odon Zryd']],
    ["je m'appelle Odon Zryd", ['Odon Zryd']],
    ['<name>Odon Zryd</name>', ['Odon Zryd']],
    ['Anbei die Unterlagen.\n\nOdon Zryd\n', ['Odon Zryd']],
    ['Ort, Datum\n______________\nOdon Zryd', ['Odon Zryd']],
    ['Name;Ort\nOdon Zryd;Bern\nLirka Quellmalz;Thun', ['Odon Zryd', 'Lirka Quellmalz']],
  ])('not for certain: %j', (text, expected) => {
    expect(named(text, false)).toEqual(expected);
  });

  it.each([
    'From: Support <support@vex.ch>', 'To: Alle', 'Von: Zürich\nNach: Bern', 'A: Paris is the capital.', 'Betreff: Impfung gegen Grippe', 'Re: Apple vs. Microsoft', 'Hello World', 'Good morning everyone,', 'Guten Tag zusammen',
    'FROM node:24\nRUN npm ci', 'from: main\nto: Production', 'geb. 1970, AHV-Nr. fehlt', 'Name;Ort\nStandard;Bern\nExpress;Thun', 'key: Value\nother: Thing', 'subject: CN=example.com', 'Note: This is a Test', 'Attention: Required fields',
    '{"owner":"Platform","from":"Berlin","title":"Blauer Planet"}', '<title>Blauer Planet</title>', 'Modell: Vexel Turbo 500', 'Framework: Spring Boot', 'das heisst Folgendes', 'apiVersion: v1\nkind: Deployment\nowner: Platform',  'vertreten durch den Vorstand', 'Siehe unten.\n\nBeilagen erwähnt', 'The list:\n\n- Alpha', 'Besten Dank.\n\nFreundliche Grüsse',
  ])('what else stands there is nobody: %j', (text) => {
    expect(named(text)).toEqual([]);
  });

  it.each(['An: ', 'An: Odon Zryd, ', 'Odon Zryd <', '<a@b.ch> ', '"Odon" <a@b.ch>', 'c/o Odon Zryd ', 'X ./. ', 'z.H. Odon ', 'Re: Zryd v. ', 'N:Zryd;', 'CN=Odon', '[10:03] Odon: ', 'Odon Zryd wrote: ', 'schrieb Odon ', 'Odon Zryd, Tel. 0', 'Guten Morgen Odon ', 'geb. Odon ', '{"owner":"Odon"', '<kunde>Odon</', '</', '"":"', 'vertreten durch ', '\n\nOdon Zryd'])('in linear time: %j', (unit) => {
    expect(slope((text) => inspector.inspectText(text), unit)).toBeLessThan(6);
  });
});
