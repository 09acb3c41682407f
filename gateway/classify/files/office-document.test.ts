import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { docxOf, zipOf } from '../../../test/support/documents.ts';
import { builtIn } from '../detectors.ts';
import { createInspector } from '../engine.ts';
import { readFile } from './read-file.ts';
import { createFileReader } from './reader.ts';

const AHV = '756.9217.0769.85';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const inspector = createInspector(builtIn(resolve(import.meta.dirname, '../../../resources')).detectors);

describe('the XML of a document', () => {
  const paragraph = (inside: string): Promise<Buffer> => docxOf(`<w:p><w:r>${inside}</w:r></w:p>`);

  it.each<[string, () => Promise<Buffer>]>([
    ['in a CDATA section', () => paragraph(`<w:t><![CDATA[${AHV}]]></w:t>`)],
    ['in a comment', () => paragraph(`<!-- ${AHV} > -->`)],
    ['in an instruction', () => paragraph(`<?note ${AHV}?>`)],
    ['in an attribute in single quotes', () => paragraph(`<w:t descr='${AHV}'/>`)],
    ['in an attribute with a bracket', () => paragraph(`<w:t descr="> ${AHV}"/>`)],
    ['in a long attribute', () => paragraph(`<w:t descr="${'lorem ipsum '.repeat(300)}${AHV}"/>`)],
    ['in UTF-16 without a mark', () => zipOf({ 'word/document.xml': Buffer.from(`<?xml version="1.0" encoding="UTF-16"?><w:p><w:t>${AHV}</w:t></w:p>`, 'utf16le') })],
    ['over two pieces of formatted text, with a prefix of another program', () => zipOf({ 'word/document.xml': `<ns0:p xmlns:ns0='${WORD}'><ns0:r><ns0:t>756.92</ns0:t></ns0:r><ns0:r><ns0:t>17.0769.85</ns0:t></ns0:r></ns0:p>` })],
    ['over two pieces of formatted text of a cell', () => zipOf({ 'xl/sharedStrings.xml': `<sst ${SHEET}><si><r><t>756.92</t></r><r><rPr><b/></rPr><t>17.0769.85</t></r></si></sst>` })],
    ['in the name of a folder', () => zipOf({ [`${AHV}/document.xml`]: '<a/>' })],
  ])('is read whole: %s', async (_name, make) => {
    const { texts, unreadable } = await readFile(await make());
    expect(unreadable).toBe(false);
    expect(texts.join('\n')).toContain(AHV);
  });

  it('is read as its declaration says', async () => {
    const { texts } = await readFile(await zipOf({ 'a.xml': Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Frau Müller</a>', 'latin1') }));
    expect(texts.join()).toContain('Frau Müller');
  });

  it.each<[string, string | Buffer]>([
    ['entities of its own', `<!DOCTYPE a [<!ENTITY x "${AHV}">]><a>&x;</a>`],
    ['an encoding nobody has', '<?xml version="1.0" encoding="UTF-7"?><a>+ADcANQA2-</a>'],
    ['bytes that are not in its encoding', Buffer.from('<a>Müller</a>', 'latin1')],
    ['a declaration that its bytes belie', '<?xml version="1.0" encoding="UTF-16"?><a/>'],
    ['an attribute without quotes', `<a b=${AHV}/>`],
    ['a tag that does not end', `<a><b c="${AHV}`],
    ['a tag within a tag', `<a <b>${AHV}</b>`],
    ['a comment that does not end', `<a/><!-- ${AHV}`],
    ['a CDATA section that does not end', `<a><![CDATA[${AHV}`],
  ])('counts as unreadable with %s', async (_name, xml) => {
    expect((await readFile(await zipOf({ 'word/document.xml': xml }))).unreadable).toBe('unknown');
  });

  it('leaves declarations out, which are no words of anybody, and nothing that looks like one', async () => {
    const { texts } = await readFile(await zipOf({ 'a.xml': `<?xml version='1.0' encoding="UTF-8" standalone="yes"?><a>words</a>`, 'b.xml': `<a>words<?xml version="${AHV}"?></a>` }));
    expect(texts.filter((text) => text.includes('version'))).toEqual([`xml version="${AHV}"`]);
  });

  it('counts as unreadable where a folder has a content', async () => {
    // The name of a part, changed in place, of the same length.
    const bytes = await zipOf({ 'word/document.xml': '<a/>', 'dir_x': AHV });
    for (let at = bytes.indexOf('dir_x'); at >= 0; at = bytes.indexOf('dir_x', at)) bytes.write('dir_/', at);
    expect((await readFile(bytes)).unreadable).toBe('unknown');
  });
});

describe('the tables of a document', () => {
  const found = async (bytes: Buffer): Promise<[string, string[]]> => {
    const { texts, unreadable } = await readFile(bytes);
    expect(unreadable).toBe(false);
    const { dataClass, findings } = await inspector.inspectSliced({}, () => Promise.resolve(), [texts]);
    return [dataClass, [...new Set(findings.filter(({ certain }) => certain).map(({ recogniser, value }) => `${recogniser.id}: ${value()}`))].sort()];
  };
  const PEOPLE: [string, string[]] = ['confidential', ['birth-date: 06.07.1981', 'name-part: arta', 'person: zymbyla']];

  it('are read with their headings, in Word', async () => {
    const row = (...cells: string[]): string => `<w:tr>${cells.map((cell) => `<w:tc><w:p><w:r><w:t>${cell}</w:t></w:r></w:p></w:tc>`).join('')}</w:tr>`;
    expect(await found(await docxOf(`<w:tbl>${row('Name', 'Vorname', 'Geburtsdatum')}${row('Zymbyla', 'Arta', '06.07.1981')}</w:tbl>`))).toEqual(PEOPLE);
  });

  it('are read with their headings, in PowerPoint', async () => {
    const row = (...cells: string[]): string => `<a:tr>${cells.map((cell) => `<a:tc><a:txBody><a:p><a:r><a:t>${cell}</a:t></a:r></a:p></a:txBody></a:tc>`).join('')}</a:tr>`;
    expect(await found(await zipOf({ 'ppt/slides/slide1.xml': `<p:sld>${row('Name', 'Vorname', 'Geburtsdatum')}${row('Zymbyla', 'Arta', '06.07.1981')}</p:sld>` }))).toEqual(PEOPLE);
  });

  it('are read with their headings, in LibreOffice', async () => {
    const cell = (text: string): string => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`;
    const gap = '<table:table-cell table:number-columns-repeated="2"/>';
    const content = `<office:document-content><table:table><table:table-row>${cell('Name')}${cell('Vorname')}${gap}${cell('Geburtsdatum')}</table:table-row><table:table-row>${cell('Zymbyla')}${cell('Arta')}${gap}${cell('06.07.1981')}</table:table-row></table:table></office:document-content>`;
    expect(await found(await zipOf({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': content }))).toEqual(PEOPLE);
  });

  const styles = `<styleSheet ${SHEET}><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="&quot;day&quot; [Red]0.00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`;
  const book = (rows: string, more: Record<string, string> = {}): Promise<Buffer> => zipOf({
    'xl/worksheets/sheet1.xml': `<worksheet ${SHEET}><sheetData>${rows}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': `<sst ${SHEET}><si><t>Name</t></si><si><t>Vorname</t></si><si><t>Geburtsdatum</t></si><si><r><t>Zymb</t></r><r><t>yla</t></r></si></sst>`,
    'xl/styles.xml': styles,
    ...more,
  });
  const HEAD = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="s"><v>2</v></c></row>';

  it('are read with their headings and days, in Excel', async () => {
    const rows = `${HEAD}<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" t="inlineStr"><is><t>Arta</t></is></c><c r="D2" s="1"><v>29773</v></c></row>`;
    expect(await found(await book(rows))).toEqual(PEOPLE);
    const since1904 = rows.replace('29773', '28311');
    expect(await found(await book(since1904, { 'xl/workbook.xml': `<workbook ${SHEET}><workbookPr date1904="1"/></workbook>` }))).toEqual(PEOPLE);
  });

  it('take a number for no day where its format shows none', async () => {
    const { texts } = await readFile(await book(`${HEAD}<row r="2"><c r="A2" s="2"><v>29773</v></c><c r="B2"><v>29773</v></c></row>`));
    expect(texts.at(-1)).toBe('Name\tVorname\t\tGeburtsdatum\n');
    expect(texts.join()).toContain('29773');
  });

  it('count as unreadable where every cell points to one long text', async () => {
    const cells = `<row>${'<c t="s"><v>0</v></c>'.repeat(100)}</row>`.repeat(3_000);
    expect((await readFile(await book(cells, { 'xl/sharedStrings.xml': `<sst ${SHEET}><si><t>${'long text '.repeat(20)}</t></si></sst>` }))).unreadable).toBe('unknown');
  });
});

it('a sheet of half a million cells is read in the memory of the reading thread', async () => {
  const reader = createFileReader(60_000);
  const rows = Array.from({ length: 60_000 }, (_, row) => `<row r="${row + 1}">${[...'ABCDEFGH'].map((column, at) => (at < 3 ? `<c r="${column}${row + 1}" t="s"><v>0</v></c>` : `<c r="${column}${row + 1}" s="1"><v>${(row * 7919 + at * 31) % 50_000}</v></c>`)).join('')}</row>`).join('');
  const { texts, unreadable } = await reader.read(await zipOf({ 'xl/worksheets/sheet1.xml': `<worksheet ${SHEET}>${rows}</worksheet>`, 'xl/sharedStrings.xml': `<sst ${SHEET}><si><t>Alpenrose</t></si></sst>` }));
  await reader.close();
  expect(unreadable).toBe(false);
  expect(texts.at(-1)!.split('\n')).toHaveLength(60_000);
}, 60_000);

describe('what holds a document together is nobody’s data', () => {
  // With the right check digit of a card: each tenth row of so many figures has one.
  const FIGURES = [...'2321456715225282'];
  const SIZES = ['3', '576', '1152', '1728', '2304'];

  it.each<[string, () => Promise<Buffer>]>([
    ['numbers of texts', () => zipOf({ 'xl/worksheets/sheet1.xml': `<worksheet ${SHEET}>${FIGURES.map((figure) => `<row><c t="s"><v>${figure}</v></c></row>`).join('')}</worksheet>` })],
    ['cells of figures', () => zipOf({ 'xl/worksheets/sheet1.xml': `<worksheet ${SHEET}>${SIZES.map((size) => `<row><c><v>${size}</v></c></row>`).join('')}</worksheet>` })],
    ['sizes in attributes', () => docxOf(SIZES.map((size) => `<w:ind w:left="00${size}"/>`).join('').replaceAll('"00', '"'))],
    ['settings', () => zipOf({ 'settings.xml': `<office:document-settings>${SIZES.map((size) => `<config:config-item>${size}</config:config-item>`).join('')}</office:document-settings>` })],
    ['the time at which somebody made it', () => zipOf({ 'docProps/core.xml': '<cp:coreProperties><dc:creator>Anna Keller</dc:creator><dcterms:created>2006-09-16T00:00:00Z</dcterms:created></cp:coreProperties>' })],
    ['the time of a comment', () => docxOf('<w:ins w:author="Anna Keller" w:date="2006-09-16T00:00:00Z"/>')],
    ['fonts, written in a code', () => zipOf({ 'xl/theme/theme1.xml': '<a:theme><a:font typeface="&#xFF2D;&#xFF33; &#xFF30;&#x30B4;&#x30B7;&#x30C3;&#x30AF;"/></a:theme>' })],
    ['fonts', () => zipOf({ 'xl/theme/theme1.xml': '<a:theme><a:font script="Jpan" typeface="ＭＳ Ｐゴシック"/><a:latin typeface="Times New Roman"/></a:theme>' })],
  ])('%s', async (_name, make) => {
    const { texts } = await readFile(await make());
    const { findings } = await inspector.inspectSliced({}, () => Promise.resolve(), [texts]);
    expect(findings.filter(({ value }) => value() !== 'anna keller').map(({ recogniser }) => recogniser.id)).toEqual([]);
  });

  it('but a number in a cell is looked at, and a text in the place of a text’s number', async () => {
    for (const cell of ['<c><v>7569217076985</v></c>', '<c t="s"><v>7569217076985</v></c>', `<c t="str"><v>${AHV}</v></c>`]) {
      const { texts } = await readFile(await zipOf({ 'xl/worksheets/sheet1.xml': `<worksheet ${SHEET}><row><c><v>1</v></c>${cell}<c><v>2</v></c></row></worksheet>` }));
      const { findings } = await inspector.inspectSliced({}, () => Promise.resolve(), [texts]);
      expect(findings.map(({ recogniser }) => recogniser.id)).toContain('ch-ahv');
    }
  });

  it('is read in time that grows with its length', async () => {
    const begun = performance.now();
    await readFile(await docxOf(`<x>${'1'.repeat(2_000_000)}x</x>`));
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
