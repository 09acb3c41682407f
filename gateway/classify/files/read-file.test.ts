import { deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { docxOf, pdfOf, zipOf } from '../../../test/support/documents.ts';
import { createFileReader } from './reader.ts';
import { readFile } from './read-file.ts';
import { MAX_FILE_BYTES } from './types.ts';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');
const AHV = '756.9217.0769.85';
const all = async (bytes: Buffer): Promise<string> => {
  const { texts, unreadable } = await readFile(bytes);
  expect(unreadable).toBe(false);
  return texts.join('\n');
};

describe('text files', () => {
  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from('Frau Müller')],
    ['UTF-16', Buffer.from('\ufeffFrau Müller', 'utf16le')],
    ['UTF-16, the other way round', Buffer.from('\ufeffFrau Müller', 'utf16le').swap16()],
    ['Windows-1252', Buffer.from('Frau Müller', 'latin1')],
  ])('are read: %s', async (_name, bytes) => {
    expect(await all(bytes)).toBe('Frau Müller');
  });

  it.each<[string, Buffer]>([
    ['nothing at all', Buffer.alloc(0)],
    ['a picture', PNG],
    ['bytes of no format', Buffer.from([1, 2, 3, 0, 255])],
    ['a rich text file, whose letters are written in a code', Buffer.from('{\\rtf1 M\\u252?ller}')],
    ['a PDF that begins as something else', Buffer.concat([Buffer.from('<html>'), pdfOf(['hello'])])],
    ['more than is read', Buffer.alloc(MAX_FILE_BYTES + 1, 'a')],
  ])('count as unreadable: %s', async (_name, bytes) => {
    expect((await readFile(bytes)).unreadable).not.toBe(false);
  });
});

describe('PDF', () => {
  it('is read page by page', async () => {
    expect(await all(pdfOf([`AHV ${AHV}`, 'second page']))).toMatch(/AHV 756\.9217\.0769\.85[^]*second page/);
  });

  it.each<[string, Buffer]>([
    ['a page that draws and says nothing', pdfOf([''], { content: '10 10 m 100 100 l S' })],
    ['a page with a picture', pdfOf([''], { content: 'BT /F1 12 Tf 72 720 Td (logo) Tj ET q BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q' })],
    ['a damaged file', pdfOf(['hello']).subarray(0, 300)],
    ['a file that is only a beginning', Buffer.from('%PDF-1.7')],
  ])('counts as unreadable: %s', async (_name, bytes) => {
    expect((await readFile(bytes)).unreadable).not.toBe(false);
  });
});

describe('office documents', () => {
  const run = (text: string): string => `<w:r><w:rPr><w:b/></w:rPr><w:t>${text}</w:t></w:r>`;

  it('are read with what is formatted, hidden, in headers, comments and properties', async () => {
    const text = await all(await docxOf(`<w:p>${run('756.92')}${run('17.0769')}${run('.85')}</w:p><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden words</w:t></w:r></w:p>`, {
      'word/header1.xml': '<w:hdr xmlns:w="x"><w:p><w:r><w:t>in the header</w:t></w:r></w:p></w:hdr>',
      'word/comments.xml': '<w:comments xmlns:w="x"><w:comment w:author="Anna Keller"><w:p><w:r><w:t>a comment</w:t></w:r></w:p></w:comment></w:comments>',
      'docProps/core.xml': '<cp:coreProperties xmlns:cp="x" xmlns:dc="y"><dc:creator>Petra Huber</dc:creator></cp:coreProperties>',
    }));
    for (const part of [AHV, 'hidden words', 'in the header', 'Anna Keller', 'a comment', 'Petra Huber']) expect(text).toContain(part);
  });

  it('keep the cells of a sheet apart', async () => {
    const text = await all(await zipOf({ 'xl/worksheets/sheet1.xml': '<worksheet><c><v>7569217076985</v></c><c><v>12</v></c></worksheet>' }));
    expect(text).toMatch(/\b7569217076985\b/);
  });

  it('tell pictures from what could be anything', async () => {
    expect((await readFile(await docxOf('<w:p/>', { 'word/media/image1.png': PNG }))).unreadable).toBe('media');
    expect((await readFile(await docxOf('<w:p/>', { 'word/media/image1.png': PNG, 'word/media/image2.png': Buffer.from('Name;Betrag') }))).unreadable).toBe('unknown');
    expect((await readFile(pdfOf([''], { content: '10 10 m 100 100 l S' }))).unreadable).toBe('media');
    expect((await readFile(PNG)).unreadable).toBe('media');
    // The mark of UTF-16 and UTF-32 begins as a frame of sound would.
    expect((await readFile(Buffer.from('\ufeffAHV \u0001756.9217.0769.85', 'utf16le'))).unreadable).toBe('unknown');
    expect((await readFile(Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), Buffer.from('A\0\0\0')]))).unreadable).toBe('unknown');
    expect((await readFile(Buffer.from([0x50, 0x4b, 3, 4, 9, 9]))).unreadable).toBe('unknown');
  });

  it.each<[string, () => Promise<Buffer>]>([
    ['one with a picture', () => docxOf('<w:p/>', { 'word/media/image1.png': PNG })],
    ['one with a macro', () => docxOf('<w:p/>', { 'word/vbaProject.bin': Buffer.from([1, 2, 3]) })],
    ['a damaged one', async () => (await docxOf('<w:p/>')).subarray(0, 200)],
    ['a bomb of 100 MB in 100 KB', () => zipOf({ 'word/document.xml': Buffer.alloc(100 * 1024 * 1024, 'a') })],
    ['a bomb that lies about its size', async () => lyingBomb()],
    ['one of 5,000 parts', () => zipOf(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`${i}.xml`, '<a/>'])))],
  ])('count as unreadable: %s', async (_name, make) => {
    expect((await readFile(await make())).unreadable).not.toBe(false);
  });
});

describe('the reading thread', () => {
  const reader = createFileReader();
  afterAll(() => reader.close());

  it('reads one file after the other', async () => {
    const [one, two, three] = await Promise.all([reader.read(pdfOf(['first'])), reader.read(Buffer.from('second')), reader.read(PNG)]);
    expect([one.texts.join(), two.texts, three.unreadable]).toEqual([expect.stringContaining('first'), ['second'], 'media']);
  });

  it('gives up on a file that takes too long, and reads the next one', async () => {
    const impatient = createFileReader(1);
    expect(await impatient.read(pdfOf(Array.from({ length: 1500 }, (_, i) => `page ${i}`)))).toEqual({ texts: [], unreadable: 'unknown' });
    await impatient.close();
    expect((await reader.read(Buffer.from('still here'))).texts).toEqual(['still here']);
  });
});

/** One part of 80 MB whose header says that it has 10 bytes. */
function lyingBomb(): Buffer {
  const name = Buffer.from('word/document.xml');
  const data = deflateRawSync(Buffer.alloc(80 * 1024 * 1024, 'a'));
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(10, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt32LE(10, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + data.length, 16);
  return Buffer.concat([local, name, data, central, name, end]);
}
