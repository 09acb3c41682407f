import { describe, expect, it } from 'vitest';
import { decodeWordList, LINES_MAX, parseWordList } from './word-list.ts';

describe('parseWordList', () => {
  it.each<[string, string, string[]]>([
    ['lines', 'Müller, Anna\r\n\r\nProjekt Alpenrose\n2024-0117', ['Müller, Anna', 'Projekt Alpenrose', '2024-0117']],
    ['a byte order mark', '\ufeffAlpenrose', ['Alpenrose']],
    ['headings and semicolons', 'Vorname;Name;Firma;Ort\nAnna;Müller;;Bern\n;;Muster AG;Zug', ['Anna Müller', 'Muster AG']],
    ['Italian headings', 'nome,cognome\nAda,Bianchi', ['Ada Bianchi']],
    ['French headings and tabs', 'Prénom\tNom\tRéférence\nLoïc\tRochat\tD-2024-17', ['Loïc Rochat', 'D-2024-17']],
    ['one column with a heading', 'Name\nAlpenrose\nMüller, Anna', ['Alpenrose', 'Müller, Anna']],
    ['one column with a heading, in quotes', 'Mandantenname\n"Müller, Anna"\n"Meier ""M"" AG"', ['Müller, Anna', 'Meier "M" AG']],
    ['the line that tells Excel the separator', 'sep=;\r\nName;Vorname\r\nMüller;Anna\r\n', ['Anna Müller']],
    ['another separator that is told so', 'sep=:\nName:Vorname\nMüller:Anna', ['Anna Müller']],
    ['bars', 'Name|Vorname\nMüller|Anna', ['Anna Müller']],
    ['bars without headings', 'Müller|Anna\nMeier|Jo', ['Müller, Anna', 'Meier, Jo']],
    ['lines of an old Mac', 'Name;Vorname\rMüller;Anna\rMeier;Jo', ['Anna Müller', 'Jo Meier']],
    ['commas and English headings', 'Client ID,Client Name,Matter Number\n1,John Fairweather,2024-001\n2,"Acme, Inc.",2024-002', ['John Fairweather', '2024-001', 'Acme, Inc.', '2024-002']],
    ['commas without headings', '1,John Fairweather,2024-001\n2,Acme Ltd,2024-002', ['John Fairweather', '2024-001', 'Acme Ltd', '2024-002']],
    ['commas and quotes without headings', '"Müller","Anna"\n"Meier","Jo"', ['Müller, Anna', 'Meier, Jo']],
    ['headings put together', 'Mandantennummer;Mandantenname;Steuernummer;Ansprechpartner\n1001;Müller Anna;123.456.789;Kunz\n1002;Huber Bau AG;1;2', ['Müller Anna', 'Huber Bau AG']],
    ['French headings of several words', 'Nom du client;Numéro de dossier\nRochat Luc;D-2024-11', ['Rochat Luc', 'D-2024-11']],
    ['Italian headings of several words', 'Nome del cliente;Numero di pratica\nCrivelli Aldo;P-2024-11', ['Crivelli Aldo', 'P-2024-11']],
    ['a title above the headings', 'Kundenliste Stand 1.11.2025;;\n;;\nName;Vorname;Ort\nMüller;Anna;Visp', ['Anna Müller']],
    ['a number of the row, without headings', '1001;Müller;Anna;2024-1234\n1002;Huber Bau AG;;', ['Müller, Anna', '2024-1234', 'Huber Bau AG']],
    ['formulas', 'Name;Nr\n="Müller Anna";="0017"', ['Müller Anna']],
    ['a numbered list', '1. Müller Anna\n2) Meier Jo\n- Alpenrose', ['Müller Anna', 'Meier Jo', 'Alpenrose']],
    ['a list that is not numbered', '1. FC Alpenrose\nMeier Jo', ['1. FC Alpenrose', 'Meier Jo']],
    ['quotes with separators, quotes and line breaks in them', 'Firma;Nr\n"Meier; ""M"" AG";1\n"Alpen\nrose";2\nZgraggen AG;3', ['Meier; "M" AG', 'Alpen rose', 'Zgraggen AG']],
    ['columns without headings', 'Müller;Anna;2024-1234;12.3.2000\nMeier;Jo;B-12345;1', ['Müller, Anna', '2024-1234', 'Meier, Jo', 'B-12345']],
  ])('%s', (_name, text, expected) => {
    expect(parseWordList(text).entries).toEqual(expected);
  });

  it('counts the lines as the file has them', () => {
    expect(parseWordList('sep=;\nName;Vorname\nab;\n').rejected).toEqual([expect.objectContaining({ line: 3, text: 'ab' })]);
  });

  it('says of each line that it rejects which and why', () => {
    const { entries, rejected } = parseWordList('Alpenrose\nab\n1234\nA1\nALPENROSE\n...\nHaus\nUB', { common: (word) => word === 'Haus' });
    expect(entries).toEqual(['Alpenrose', 'UB']);
    expect(rejected.map(({ line, reason }) => [line, reason.split(/[:.]/)[0]])).toEqual([
      [2, 'It is too short'],
      [3, 'A number of four digits would match years and postal codes'],
      [4, 'It is too short'],
      [5, 'It is in the list already'],
      [6, 'It has no letter and no digit'],
      [7, 'It is an everyday word'],
    ]);
  });

  it('takes a quote that never closes for a character, and keeps the rest', () => {
    for (const end of ['', '"Huber" AG;3']) {
      expect(parseWordList(`Firma;Nr\n"Meier AG;1\n${'Zgraggen AG;2\n'.repeat(200)}${end}`, { format: 'csv' }).entries.slice(0, 2)).toEqual(['"Meier AG', 'Zgraggen AG']);
    }
  });

  it('takes a quarter of a million lines and not one more', () => {
    const text = Array.from({ length: LINES_MAX }, (_, i) => `Nr ${i}x`).join('\n');
    expect(parseWordList(text).entries.length).toBeGreaterThan(225_000);
    expect(() => parseWordList(`${text}\na\nb`)).toThrow('250,000 lines');
  });
});

it.each<[string, number[], string]>([
  ['UTF-8', [...new TextEncoder().encode('Zürich')], 'Zürich'],
  ['Windows-1252', [0x5a, 0xfc, 0x72, 0x69, 0x63, 0x68, 0x80], 'Zürich€'],
  ['UTF-16', [0xff, 0xfe, 0x5a, 0, 0xfc, 0], 'Zü'],
])('decodes %s', (_name, bytes, expected) => {
  expect(decodeWordList(Uint8Array.from(bytes))).toBe(expected);
});

it.each<[string, Uint8Array]>([
  ['a picture', Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk', 'base64')],
  ['a PDF', Buffer.from('%PDF-1.7\n% Anna Muster')],
  ['a spreadsheet', Buffer.from('PK\u0003\u0004 Anna Muster')],
  ['an old one', Buffer.from('d0cf11e0a1b11ae100000000', 'hex')],
  ['a text for a word processor', Buffer.from('{\\rtf1 Anna Muster}')],
  ['many control characters', Buffer.from('Anna \u0001\u0002 Muster')],
  ['UTF-16 with NUL', Buffer.from('\ufeffAnna\u0000Muster', 'utf16le')],
])('does not take for a text: %s', (_name, bytes) => {
  expect(() => decodeWordList(bytes)).toThrow('This is not a text file.');
});

it('takes an export with a stray control character', () => {
  expect(parseWordList(decodeWordList(Buffer.from(`${'Anna Muster\r\n'.repeat(20)}\u001f\u001a`))).entries).toEqual(['Anna Muster']);
});
