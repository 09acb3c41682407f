import { describe, expect, it } from 'vitest';
import { pdfOf } from '../../../test/support/documents.ts';
import { readFile } from './read-file.ts';

const AHV = '756.9217.0769.85';
const PAGE = ['hello'];
const stream = (entries: string, content: string): string => `<< ${entries} /Length ${content.length} >>\nstream\n${content}\nendstream`;
const drawing = (content: string): string => stream('/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << /Font << /F1 5 0 R >> >>', content);
const annotation = (entries: string, more: string[] = []): Buffer => pdfOf(PAGE, { page: '/Annots [6 0 R]', more: [`<< /Type /Annot /Rect [0 0 100 100] ${entries} >>`, ...more] });
const xmp = (value: string): string => stream('/Type /Metadata /Subtype /XML', `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description>${value}</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>`);

describe('what a PDF says beside its text', () => {
  it.each<[string, Buffer]>([
    ['properties in XMP', pdfOf(PAGE, { catalogue: '/Metadata 6 0 R', more: [xmp(AHV)] })],
    ['a stamp', annotation('/Subtype /Stamp /AP << /N 7 0 R >>', [drawing(`BT /F1 12 Tf 0 0 Td (${AHV}) Tj ET`)])],
    ['a stamp, moved by sign', annotation('/Subtype /Stamp /AP << /N 7 0 R >>', [drawing('BT /F1 12 Tf 0 0 Td [(756.9) 20 (217.0769) -30 (.85)] TJ ET')])],
    ['a hidden stamp', annotation('/Subtype /Stamp /F 2 /AP << /N 7 0 R >>', [drawing(`BT /F1 12 Tf 0 0 Td (${AHV}) Tj ET`)])],
    ['what a field may be set to', annotation(`/Subtype /Widget /FT /Ch /T (n) /Opt [(x) (${AHV})] /V (x)`)],
    ['the name of a field', pdfOf(PAGE, { page: '/Annots [6 0 R]', catalogue: '/AcroForm << /Fields [6 0 R] >>', more: [`<< /Type /Annot /Subtype /Widget /FT /Tx /T (${AHV}) /Rect [0 0 9 9] >>`] })],
    ['an alternative text', pdfOf(PAGE, { content: 'BT /F1 12 Tf 72 720 Td /P << /MCID 0 >> BDC (hello) Tj EMC ET', catalogue: '/MarkInfo << /Marked true >> /StructTreeRoot 6 0 R', page: '/StructParents 0', more: ['<< /Type /StructTreeRoot /K 7 0 R /ParentTree << /Nums [0 [7 0 R]] >> >>', `<< /Type /StructElem /S /Figure /P 6 0 R /Pg 3 0 R /Alt (${AHV}) /K 0 >>`] })],
    ['a script', pdfOf(PAGE, { catalogue: `/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (var a = "${AHV}") >>] >> >>` })],
    ['a place', pdfOf(PAGE, { catalogue: `/Names << /Dests << /Names [(${AHV}) [3 0 R /Fit]] >> >>` })],
    ['the name of a page', pdfOf(PAGE, { catalogue: `/PageLabels << /Nums [0 << /P (${AHV}) >>] >>` })],
    ['the name of a layer', pdfOf(PAGE, { catalogue: '/OCProperties << /OCGs [6 0 R] /D << >> >>', more: [`<< /Type /OCG /Name (${AHV}) >>`] })],
  ])('is read: %s', async (_name, file) => {
    const { texts, unreadable } = await readFile(file);
    expect(unreadable).toBe(false);
    expect(texts.join('\n')).toContain(AHV);
  });

  it('puts what a stamp draws in lines', async () => {
    const { texts } = await readFile(annotation('/Subtype /Stamp /AP << /N 7 0 R >>', [drawing('BT /F1 12 Tf 0 20 Td (Seen by Anna) Tj 0 -14 Td [(on) -400 (Monday)] TJ ET')]));
    expect(texts.map((text) => text.trim())).toContain('Seen by Anna\non Monday');
  });

  it('counts a form in XML as unreadable', async () => {
    const xfa = stream('', `<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><xfa:datasets xmlns:xfa="x"><xfa:data>${AHV}</xfa:data></xfa:datasets></xdp:xdp>`);
    expect((await readFile(pdfOf(PAGE, { catalogue: '/AcroForm << /Fields [] /XFA 6 0 R >>', more: [xfa] }))).unreadable).toBe('unknown');
  });

  it('takes no time for a word, behind whose author it would be a date of birth', async () => {
    const { texts } = await readFile(annotation("/Subtype /Text /T (Anna Keller) /M (D:20120312101500+01'00') /Contents (fine)"));
    expect(texts.join('\n')).toContain('Anna Keller');
    expect(texts.join('\n')).not.toContain('20120312');
  });
});
